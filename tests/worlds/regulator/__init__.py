"""Tests of the world of bureaus."""
