"""Indicators divided by size."""

from __future__ import annotations

import numpy as np

from inscredit_models.models.composite.denominate import denominate


def test_zero_and_missing_denominators_give_missing_and_nothing_else() -> None:
    values = np.array([[6.0, 1.0], [6.0, 2.0], [np.nan, 3.0]])
    sizes = np.array([[3.0, 1.0], [0.0, np.nan], [2.0, 3.0]])
    np.testing.assert_array_equal(denominate(values, sizes), [[2, 1], [np.nan, np.nan], [np.nan, 1]])
