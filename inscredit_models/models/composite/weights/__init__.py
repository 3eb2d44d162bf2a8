"""Weights of a composite index (赋权): one file per method, pure functions that give weights adding up to 1."""
