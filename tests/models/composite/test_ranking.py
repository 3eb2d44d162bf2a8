"""Ranks of units."""

from __future__ import annotations

import numpy as np

from inscredit_models.models.composite.ranking import ranks_of


def test_each_time_is_ranked_by_itself() -> None:
    points = np.array([1.0, 2.0, 9.0, 8.0])
    assert ranks_of(points, np.array([1, 1, 2, 2])).tolist() == [2, 1, 1, 2]


def test_a_rounding_error_is_no_difference() -> None:
    points = np.array([0.1 + 0.2, 0.3, 0.2]) * 100
    assert ranks_of(points, np.zeros(3)).tolist() == [1, 1, 3]


def test_no_points_no_rank() -> None:
    np.testing.assert_array_equal(ranks_of(np.array([np.nan, 5.0]), np.zeros(2)), [np.nan, 1])
    assert np.isnan(ranks_of(np.full(2, np.nan), np.zeros(2))).all()
