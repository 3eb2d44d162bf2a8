"""Aggregations, one entry each."""

from __future__ import annotations

import typing

import numpy as np
import pytest

from inscredit_models.models.composite.aggregate import BY_CODE, METHODS, combine_children
from inscredit_models.models.composite.method import Aggregate, Aggregation

VALUES = np.array([[20.0, 80.0], [60.0, 60.0], [90.0, 30.0]])
HALVES = np.array([0.5, 0.5])


def test_every_declared_aggregation_exists_once() -> None:
    assert [method.code for method in METHODS] == list(typing.get_args(Aggregation))
    assert len(BY_CODE) == len(METHODS)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("weighted_mean", [50, 60, 60]),
        ("geometric_mean", [40, 60, np.sqrt(2700)]),
        ("harmonic_mean", [32, 60, 45]),
        ("generalised_mean", [((np.sqrt(20) + np.sqrt(80)) / 2) ** 2, 60, ((np.sqrt(90) + np.sqrt(30)) / 2) ** 2]),
        ("smallest", [20, 60, 30]),
        ("mazziotta_pareto", [50 - 900 / 50, 60, 60 - 900 / 60]),
        ("benefit_of_the_doubt", [100, 100, 100]),
        ("copeland", [50, 50, 50]),
    ],
)
def test_points_by_hand(code: str, expected) -> None:
    np.testing.assert_allclose(combine_children(code, VALUES, HALVES, Aggregate(), (0.0, 100.0)), expected, rtol=1e-9)


@pytest.mark.parametrize("code", ["copeland", "topsis", "vikor", "grey_relational", "benefit_of_the_doubt"])
def test_shares_come_to_the_scale(code: str) -> None:
    points = combine_children(code, VALUES, HALVES, Aggregate(), (1.0, 11.0))
    assert points.min() >= 0 and points.max() <= 11
    assert BY_CODE[code].is_relative


def test_bounds_of_the_doubt_reach_the_program() -> None:
    bound = Aggregate(least_share=0.4, most_share=0.6)
    points = combine_children("benefit_of_the_doubt", VALUES, HALVES, bound, (0.0, 100.0))
    assert points[0] < 100
