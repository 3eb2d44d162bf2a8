"""Tests, mirroring the package; plus decks, cited references, laws and planted faults."""
