"""Laws over all index methods: order of rows and columns, units of measurement, monotone, dominated never above."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inscredit_models.models.composite.aggregate import METHODS, AggregationMethod, combine_children
from inscredit_models.models.composite.method import Aggregate
from inscredit_models.models.composite.pipeline import compose
from tests.models.composite.examples import ROWS, small, table

ENDS = (1.0, 100.0)
WEIGHTINGS = ("given", "equal", "entropy", "critic", "pca")
SCALINGS = ("min_max", "z_score", "rank", "borda", "percentile")
IMPUTATIONS = ("none", "mean", "median", "group_mean", "em")
each_method = pytest.mark.parametrize("method", METHODS, ids=lambda method: method.code)


def points_of(method: AggregationMethod, values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return combine_children(method.code, values, weights, Aggregate(), ENDS)


def random_points(seed: int, rows: int = 9, columns: int = 4) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    weights = rng.uniform(0.2, 1, columns)
    return rng.uniform(5, 95, (rows, columns)), weights / weights.sum()


@each_method
@given(seed=st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_order_of_units_and_indicators_is_irrelevant(method: AggregationMethod, seed: int) -> None:
    values, weights = random_points(seed)
    rng = np.random.default_rng(seed + 1)
    rows, columns = rng.permutation(len(values)), rng.permutation(len(weights))
    shuffled = points_of(method, values[rows][:, columns], weights[columns])
    np.testing.assert_allclose(shuffled, points_of(method, values, weights)[rows], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("method", [method for method in METHODS if method.is_monotone], ids=lambda method: method.code)
@given(seed=st.integers(0, 10_000), rise=st.floats(0.01, 5))
@settings(max_examples=25, deadline=None)
def test_a_unit_never_falls_where_one_indicator_rises(method: AggregationMethod, seed: int, rise: float) -> None:
    values, weights = random_points(seed)
    before = points_of(method, values, weights)
    for column in range(values.shape[1]):
        higher = values.copy()
        higher[0, column] += rise
        assert points_of(method, higher, weights)[0] >= before[0] - 1e-7


def test_the_penalty_for_unevenness_is_not_monotone_and_says_so() -> None:
    method = next(method for method in METHODS if method.code == "mazziotta_pareto")
    assert not method.is_monotone
    low, high = points_of(method, np.array([[10.0, 10.0, 60.0], [10.0, 10.0, 90.0]]), np.full(3, 1 / 3))
    assert high < low


@pytest.mark.parametrize(
    "method", [method for method in METHODS if method.code != "mazziotta_pareto"], ids=lambda method: method.code
)
@given(seed=st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_a_dominated_unit_never_stands_above(method: AggregationMethod, seed: int) -> None:
    values, weights = random_points(seed)
    loss = np.random.default_rng(seed + 2).uniform(0, 4, values.shape[1])
    worse = np.vstack([values, values[0] - loss])
    points = points_of(method, worse, weights)
    assert points[-1] <= points[0] + 1e-7


@pytest.mark.parametrize("weighting", WEIGHTINGS)
@pytest.mark.parametrize("scaling", SCALINGS)
def test_units_of_measurement_do_not_matter(weighting: str, scaling: str) -> None:
    frame = table(15, seed=4, missing=0.1)
    head = {
        "normalise": {"method": scaling},
        "weigh": {"method": weighting},
        "treat": {"method": "winsorise_then_log", "skewness": 0.6, "kurtosis": 0.1},
    }
    other = frame.assign(capital=frame["capital"] * 1e4, assets=frame["assets"] / 128, training=frame["training"] * 7)
    np.testing.assert_allclose(compose(other, small(**head)).score, compose(frame, small(**head)).score, rtol=1e-7)


@pytest.mark.parametrize("imputation", IMPUTATIONS)
@pytest.mark.parametrize("weighting", WEIGHTINGS)
def test_order_of_the_table_is_irrelevant(imputation: str, weighting: str) -> None:
    frame = table(15, seed=5, missing=0.1)
    head = {"impute": {"method": imputation}, "weigh": {"method": weighting}, "group": "region"}
    order = np.random.default_rng(6).permutation(len(frame))
    shuffled = frame.iloc[order].reset_index(drop=True)
    turned = [ROWS[0], ROWS[2], ROWS[1], *ROWS[:2:-1]]
    expected = compose(frame, small(**head)).score[order]
    np.testing.assert_allclose(compose(shuffled, small(turned, **head)).score, expected, rtol=1e-8)


@pytest.mark.parametrize("scaling", SCALINGS)
@given(seed=st.integers(0, 1000))
@settings(max_examples=10, deadline=None)
def test_a_dominated_row_never_scores_above_through_the_whole_chain(scaling: str, seed: int) -> None:
    frame = table(10, seed=seed)
    worse = frame.iloc[[0]].assign(complaints=frame["complaints"][0] + 1, capital=frame["capital"][0] - 1)
    whole = pd.concat([frame, worse], ignore_index=True)
    framework = small(normalise={"method": scaling}, treat={"method": "winsorise_then_log"}, weigh={"method": "critic"})
    score = compose(whole, framework).score
    assert score[-1] <= score[0] + 1e-9
