"""Planted faults that must be named."""
