"""Tests of the consumer world."""
