"""Laws over the list of metrics: what holds for any metric, whatever it measures."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inscredit_models.evaluation.metrics import ALL_METRICS

RANKING = [metric for metric in ALL_METRICS if metric.ranking]
PROPER = [metric for metric in ALL_METRICS if metric.code in ("brier", "log_loss")]
of_each = pytest.mark.parametrize("metric", ALL_METRICS, ids=lambda metric: metric.code)


@st.composite
def judged_rows(draw):
    """Outcomes of both classes and probabilities on a coarse grid, so that ties are common."""
    rows = draw(st.lists(st.tuples(st.booleans(), st.integers(0, 20)), min_size=1, max_size=40))
    y = np.array([1, 0, *(int(event) for event, _ in rows)])
    first, second = draw(st.integers(0, 20)), draw(st.integers(0, 20))
    return y, np.array([first, second, *(level for _, level in rows)]) / 20


@of_each
@settings(max_examples=60, deadline=None)
@given(rows=judged_rows())
def test_value_lies_in_the_declared_range(metric, rows):
    assert metric.low <= metric.function(*rows) <= metric.high


@of_each
@settings(max_examples=30, deadline=None)
@given(rows=judged_rows(), seed=st.integers(0, 1000))
def test_order_of_rows_means_nothing(metric, rows, seed):
    y, p = rows
    order = np.random.default_rng(seed).permutation(len(y))
    assert metric.function(y[order], p[order]) == pytest.approx(metric.function(y, p), abs=1e-12)


@of_each
@settings(max_examples=30, deadline=None)
@given(rows=judged_rows())
def test_every_row_twice_gives_the_same_value(metric, rows):
    y, p = rows
    assert metric.function(np.tile(y, 2), np.tile(p, 2)) == pytest.approx(metric.function(y, p), abs=1e-12)


@of_each
def test_knowing_the_outcome_reaches_the_good_end(metric):
    y = np.array([0, 1, 0, 0, 1])
    good = metric.high if metric.better == "higher" else metric.low
    if metric.code == "capture":  # the top tenth of five rows is half a row, a quarter of the two events
        good = 0.25
    assert metric.function(y, y.astype(float)) == pytest.approx(good, abs=1e-9)


@of_each
def test_knowing_the_outcome_is_better_than_guessing_and_the_opposite_is_not(metric):
    y = np.array([0, 1, 0, 0, 1])
    known, guessed, opposite = (metric.sign * metric.function(y, p) for p in (y * 1.0, np.full(5, 0.4), 1.0 - y))
    if metric.code == "ece":  # the base rate for everybody is perfectly calibrated
        assert known == pytest.approx(guessed)
    else:
        assert known > guessed
    if metric.code != "ks":  # a distance between two distributions has no direction
        assert guessed >= opposite


@pytest.mark.parametrize("metric", RANKING, ids=lambda metric: metric.code)
@pytest.mark.parametrize("change", [lambda p: 3 * p - 7, np.exp, lambda p: p**3], ids=["linear", "exp", "cube"])
@settings(max_examples=30, deadline=None)
@given(rows=judged_rows())
def test_increasing_transform_does_not_move_a_ranking_metric(metric, change, rows):
    y, p = rows
    assert metric.function(y, change(p)) == pytest.approx(metric.function(y, p), abs=1e-12)


@pytest.mark.parametrize("metric", PROPER, ids=lambda metric: metric.code)
@pytest.mark.parametrize("p_true", [0.05, 0.3, 0.5, 0.9])
def test_proper_score_is_best_at_the_true_probability(metric, p_true):
    candidates = np.arange(1, 100) / 100
    loss_event = np.array([metric.function(np.array([1]), np.array([p])) for p in candidates])
    loss_other = np.array([metric.function(np.array([0]), np.array([p])) for p in candidates])
    expected = p_true * loss_event + (1 - p_true) * loss_other
    assert candidates[expected.argmin()] == pytest.approx(p_true)


@pytest.mark.parametrize("metric", RANKING, ids=lambda metric: metric.code)
def test_constant_risk_has_no_skill(metric):
    y = np.array([0, 1, 0, 0])
    no_skill = {"auc": 0.5, "ks": 0.0, "average_precision": 0.25, "h_measure": 0.0, "gini": 0.0, "capture": 0.1}
    assert metric.function(y, np.full(4, 0.3)) == pytest.approx(no_skill[metric.code], abs=1e-15)


def test_codes_are_unique_and_named_in_both_languages():
    assert len({metric.code for metric in ALL_METRICS}) == len(ALL_METRICS)
    assert all(metric.zh and metric.en for metric in ALL_METRICS)
