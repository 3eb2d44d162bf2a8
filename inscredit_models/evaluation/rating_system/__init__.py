"""RATING SYSTEMS ON TRIAL (评级体系检验): back-tests of default probabilities, discrimination, concentration, moves."""
