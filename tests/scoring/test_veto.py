"""One vote down."""

from __future__ import annotations

import numpy as np

from inscredit_models.scoring.veto import capped, vetoed


def test_the_limit_itself_does_not_veto() -> None:
    values = np.array([99.9, 100.0, 100.1, np.nan])
    assert vetoed(values, "below", 100.0).tolist() == [True, False, False, False]
    assert vetoed(values, "above", 100.0).tolist() == [False, False, True, False]


def test_a_cap_never_raises_and_keeps_missing() -> None:
    points = np.array([80.0, 10.0, np.nan, 80.0])
    np.testing.assert_array_equal(capped(points, np.array([True, True, True, False]), 59.0), [59, 10, np.nan, 80])
