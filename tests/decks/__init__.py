"""Cases that a domain expert can read."""
