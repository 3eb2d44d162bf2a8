"""Pseudonyms (假名): names of subjects that only the holder of a key can make, and nobody can guess."""
