"""RATING GRADES (评级等级): default probabilities of grades with few defaults, master scales, capital."""
