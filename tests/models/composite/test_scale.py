"""The scale of one indicator."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.models.composite.scale import Wanted, estimate_scale, to_scale

VALUES = np.array([2.0, 6.0, np.nan, 4.0])


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted("min_max"), [0, 100, np.nan, 50]),
        (Wanted("min_max", -1), [100, 0, np.nan, 50]),
        (Wanted("min_max", low=1.0), [1, 100, np.nan, 50.5]),
        (Wanted("goalposts", worst=0, best=8), [25, 75, np.nan, 50]),
        (Wanted("goalposts", -1, worst=4, best=0), [50, 0, np.nan, 0]),
        (Wanted("goalposts", worst=3, best=5, cap=False), [-50, 150, np.nan, 50]),
        (Wanted("z_score", low=0, high=1), [-1, 1, np.nan, 0]),
        (Wanted("z_score", -1, low=100, high=110), [110, 90, np.nan, 100]),
        (Wanted("rank"), [1, 3, np.nan, 2]),
        (Wanted("borda", -1), [2, 0, np.nan, 1]),
        (Wanted("percentile"), [100 / 6, 500 / 6, np.nan, 50]),
        (Wanted("distance_to_target", target=4), [0, 100, np.nan, 100]),
        (Wanted("distance_to_target", -1, target=0), [200 / 3, 0, np.nan, 100 / 3]),
        (Wanted("efficacy", worst=2, best=6, low=60), [60, 100, np.nan, 80]),
        (Wanted("fraction_of_best"), [100 / 3, 100, np.nan, 200 / 3]),
    ],
)
def test_points_by_hand(wanted: Wanted, expected) -> None:
    np.testing.assert_allclose(to_scale(VALUES, estimate_scale(VALUES, wanted)), expected, rtol=1e-12)


@pytest.mark.parametrize("method", ["min_max", "z_score", "rank", "percentile", "distance_to_target"])
def test_a_constant_is_in_the_middle_for_everybody(method: str) -> None:
    values = np.array([0.1 + 0.2, 0.1 + 0.2, np.nan])
    scale = estimate_scale(values, Wanted(method, target=0.3 + 0.1 - 0.1))
    assert scale.constant or method == "distance_to_target"
    if scale.constant:
        np.testing.assert_array_equal(to_scale(values, scale), [50, 50, np.nan])


def test_an_empty_column_is_constant_and_stays_missing() -> None:
    scale = estimate_scale(np.full(3, np.nan), Wanted())
    assert scale.constant
    assert np.isnan(to_scale(np.full(3, np.nan), scale)).all()


def test_declared_goalposts_hold_also_where_all_units_are_alike() -> None:
    scale = estimate_scale(np.array([5.0, 5.0]), Wanted("goalposts", worst=0, best=10))
    assert not scale.constant
    assert to_scale(np.array([5.0]), scale)[0] == 50


def test_a_frozen_scale_measures_new_rows() -> None:
    scale = estimate_scale(VALUES, Wanted())
    assert to_scale(np.array([1.0, 5.0, 9.0]), scale).tolist() == [0, 75, 100]
