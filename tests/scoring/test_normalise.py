"""Points of a leaf, kind by kind, against cases of the literature and of the hand."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.scoring.normalise import leaf_points
from inscredit_models.scoring.system import Node


def points(values, places=None, multiply=1, **normalise):
    return leaf_points(Node(code="a", normalise=normalise, multiply=multiply), np.array(values), places).tolist()


def test_goalposts_clip_outside() -> None:
    """COINr's own test: goalposts 0 and 10 give 0.1, 1, 0 for 1, 11, −1; reversed 0.9, 0, 1."""
    assert points([1.0, 11.0, -1.0], kind="linear", worst=0, best=10) == [0.1, 1.0, 0.0]
    assert points([1.0, 11.0, -1.0], kind="linear", worst=10, best=0) == [0.9, 0.0, 1.0]


def test_efficacy_coefficient_is_goalposts_times_forty() -> None:
    """功效系数法: d = 60 + 40·(x − 不允许值)/(满意值 − 不允许值); 84 and 82.857143 for two indicators."""
    assert points([14.0], kind="linear", worst=5, best=20, multiply=40)[0] + 60 == pytest.approx(84)
    assert points([0.80], kind="linear", worst=0.60, best=0.95, multiply=40)[0] + 60 == pytest.approx(
        82.857143, abs=5e-7
    )


def test_z_score_takes_its_sign() -> None:
    assert points([5.0, 1.0], kind="z_score", mean=3, deviation=2, sign=-1) == [-1.0, 1.0]


def test_percentile_is_the_mid_rank_share() -> None:
    """Reference 1, 2, 2, 5: below 2 lies one, equal two: (1 + 3) / 8."""
    assert points([0.0, 2.0, 3.0, 5.0], kind="percentile", reference=[1, 2, 2, 5]) == [0.0, 0.5, 0.75, 0.875]
    assert points([0.0, 2.0], kind="percentile", reference=[1, 2, 2, 5], sign=-1) == [1.0, 0.5]


@pytest.mark.parametrize(("interval", "at_cut"), [("[lo,hi)", 5.0), ("(lo,hi]", 0.0)])
def test_bands_follow_their_interval_type_at_the_cut(interval: str, at_cut: float) -> None:
    values = [np.nextafter(1, 0), 1.0, np.nextafter(1, 2)]
    assert points(values, kind="bands", cuts=[1], points=["0", "5"], interval=interval) == [0.0, at_cut, 5.0]


def test_categories_give_other_points_to_what_is_unknown() -> None:
    found = points(["甲", "丙"], kind="categories", points={"甲": "2.5"}, other="-1")
    assert found == [2.5, -1.0]


def test_rounded_points_are_exact_where_floats_are_not() -> None:
    """100·(0.7850 − 0.6)/0.35 has no tie; 1.005 of a linear rule to 100 points at two places has one."""
    assert points([1.005], places=2, kind="linear", worst=0, best=100, multiply=100) == [101]
    assert points([0.125, 2.5], places=2, kind="bands", cuts=[1], points=["0.125", "-0.125"]) == [13, -13]


def test_large_scales_stay_exact() -> None:
    """Twelve places: 14/15 of 100 points ends in …333 as written, whatever floats say."""
    assert points([14.0], places=12, kind="linear", worst=0, best=15, multiply=100) == [93333333333333]
