import numpy as np
import pytest

from inscredit_models.evaluation.compare import (
    COMPARISON_COLUMNS,
    adjust,
    against_reference,
    compare_pairs,
    decide,
    verdicts_from_pairs,
)
from inscredit_models.evaluation.estimates import Estimates
from inscredit_models.evaluation.intervals import Difference, assess_difference, holm
from inscredit_models.evaluation.metrics import find_metric


def estimates_of(values, error=0.01, *, metric="auc", covariance=None):
    """Independent models with the standard error given; a difference has √2 times as much."""
    models = tuple("abcd"[: len(values)])
    matrix = np.eye(len(values)) * error**2 if covariance is None else covariance
    return Estimates(find_metric(metric), models, np.array(values), matrix, "delong")


@pytest.mark.parametrize(
    ("value", "error", "margin", "verdict"),
    [
        (0.050, 0.010, 0.03, "better"),
        (-0.050, 0.010, 0.03, "worse"),
        (0.005, 0.005, 0.03, "equivalent"),
        (0.020, 0.005, 0.03, "equivalent"),  # certain, yet within the margin
        (0.020, 0.020, 0.03, "inconclusive"),
        (0.020, 0.005, None, "better"),
    ],
)
def test_verdict_asks_for_equivalence_first(value, error, margin, verdict):
    difference = assess_difference(value, error)
    assert decide(difference, difference.p_value, sign=1, margin=margin) == verdict


def test_better_is_nearer_the_good_end_of_the_metric():
    difference = assess_difference(-0.05, 0.01)
    assert decide(difference, 0.001, sign=find_metric("brier").sign) == "better"
    assert decide(difference, 0.001, sign=find_metric("auc").sign) == "worse"


def test_missing_p_value_is_not_evaluable():
    assert decide(Difference(0.1, *[float("nan")] * 4), float("nan"), sign=1, margin=0.03) == "not_evaluable"


def test_all_pairs_are_compared_once_in_the_order_of_the_models():
    pairs = compare_pairs(estimates_of([0.8, 0.7, 0.7]), "out_of_time", margin=0.03)
    assert tuple(pairs.columns) == COMPARISON_COLUMNS
    assert pairs[["model_a", "model_b"]].to_numpy().tolist() == [["a", "b"], ["a", "c"], ["b", "c"]]
    assert pairs["difference"].round(10).tolist() == [0.1, 0.1, 0.0]
    assert pairs["verdict"].tolist() == ["better", "better", "equivalent"]


def test_family_of_the_adjustment_is_all_pairs_of_the_split():
    pairs = compare_pairs(estimates_of([0.80, 0.775, 0.76]), "folds", margin=0.001)
    np.testing.assert_allclose(pairs["p_adjusted"], holm(pairs["p_value"].to_numpy()))
    assert (pairs["p_adjusted"] >= pairs["p_value"]).all()


def test_adjustment_can_turn_a_finding_into_no_finding():
    # z = .02 / (.0068 √2) = 2.08, p .0375: significant alone, not as one of six.
    alone = compare_pairs(estimates_of([0.72, 0.70], 0.0068), "s", margin=0.001)
    among = compare_pairs(estimates_of([0.72, 0.70, 0.71, 0.71], 0.0068), "s", margin=0.001)
    assert alone["verdict"][0] == "better"
    assert among["verdict"][0] == "inconclusive"


def test_minimum_detectable_difference_belongs_to_the_pair():
    pairs = compare_pairs(estimates_of([0.8, 0.7], 0.01), "s", margin=0.03)
    assert pairs["mdd"][0] == pytest.approx(2.801585 * 0.01 * np.sqrt(2), rel=1e-6)


def test_models_that_rank_alike_are_equivalent():
    pairs = compare_pairs(estimates_of([0.7, 0.7], covariance=np.full((2, 2), 1e-4)), "s", margin=0.03)
    assert (pairs["p_value"][0], pairs["verdict"][0]) == (1.0, "equivalent")


def test_split_without_covariance_is_not_evaluable_but_shows_the_difference():
    blind = Estimates(find_metric("auc"), ("a", "b"), np.array([0.8, 0.7]), None, "")
    pairs = compare_pairs(blind, "s", margin=0.03)
    assert pairs["verdict"][0] == "not_evaluable"
    assert pairs["difference"][0] == pytest.approx(0.1)
    assert pairs[["low", "high", "p_value", "p_adjusted", "mdd"]].isna().all(axis=None)


def test_verdicts_against_the_reference_are_turned_where_it_stands_first():
    pairs = compare_pairs(estimates_of([0.80, 0.70, 0.60]), "s", margin=0.03)
    assert verdicts_from_pairs(pairs, "b") == {"a": "better", "c": "worse"}
    assert verdicts_from_pairs(pairs, "a") == {"b": "worse", "c": "worse"}


def test_other_metrics_are_judged_against_the_reference_without_a_margin():
    assert against_reference(estimates_of([0.10, 0.20, 0.201], metric="brier"), "b") == {
        "a": "better",
        "c": "inconclusive",
    }


def test_one_model_alone_makes_no_pair():
    assert len(compare_pairs(estimates_of([0.8]), "s", margin=0.03)) == 0


def test_family_with_a_missing_p_value_stays_missing():
    assert np.isnan(adjust([0.01, float("nan")])).all()
    assert len(adjust([])) == 0
