"""Tests of the world of practitioners."""
