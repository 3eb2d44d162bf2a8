"""A RATING SYSTEM (评级体系): its grades and histories, from a table to a page."""
