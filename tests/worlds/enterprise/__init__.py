"""Tests of the world of insurers."""
