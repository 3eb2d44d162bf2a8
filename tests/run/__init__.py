"""Tests of units, journal, workers and locks."""
