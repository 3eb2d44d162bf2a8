"""Counts in bands: none and a few look the same, and no band is narrower than the minimum cell."""

from __future__ import annotations

from inscredit_models.records.credit_file.bands import MINIMUM_CELL, band


def test_every_count_of_a_band_looks_the_same_and_bands_follow_each_other() -> None:
    bands = [band(number) for number in range(10 * MINIMUM_CELL)]
    assert all(bands.count(name) == MINIMUM_CELL for name in bands) and len(set(bands)) == 10
    assert bands[0] == bands[MINIMUM_CELL - 1] != bands[MINIMUM_CELL]


def test_the_minimum_cell_is_never_under_five() -> None:
    assert MINIMUM_CELL >= 5
