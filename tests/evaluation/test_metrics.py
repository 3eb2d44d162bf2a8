import numpy as np
import pytest

from inscredit_models.evaluation.metrics import (
    ALL_METRICS,
    METRICS,
    auc,
    capture_metric,
    cost_metric,
    cumulative_counts,
    find_metric,
    ks,
    log_loss,
)
from inscredit_models.findings import Refused

# Twenty rows whose metrics were computed by two independent routes (own code, scikit-learn).
Y = np.array([0, 0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0])
S = np.array(
    [0.1, 0.4, 0.35, 0.8, 0.65, 0.9, 0.2, 0.7, 0.3, 0.15, 0.55, 0.45, 0.25, 0.05, 0.5, 0.6, 0.12, 0.22, 0.33, 0.07]
)
REFERENCE = {
    "auc": 0.8809524,
    "ks": 0.7142857,
    "average_precision": 0.7329365,
    "brier": 0.143205,
    "log_loss": 0.4452016,
    "h_measure": 0.5941447,
    "gini": 0.7619048,
    # By hand: gaps of ten bins of two rows; 12 false alarms in 20 rows over 11; 1 of 6 events in the first 2 rows.
    "ece": 0.1795,
    "expected_cost": 12 / 11 / 20,
    "capture": 1 / 6,
}


@pytest.mark.parametrize("metric", ALL_METRICS, ids=lambda metric: metric.code)
def test_metric_gives_the_reference_value(metric):
    assert metric.function(Y, S) == pytest.approx(REFERENCE[metric.code], abs=5e-8)


def test_every_metric_has_a_reference_value():
    assert {metric.code for metric in ALL_METRICS} == set(REFERENCE)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.code)
def test_metric_equals_a_second_computation_with_many_ties(metric):
    from sklearn import metrics as sk

    from tests.evaluation.test_h_measure import h_by_geometry

    rng = np.random.default_rng(3)
    y = (rng.random(400) < 0.2).astype(int)
    p = np.round(np.clip(0.3 * y + 0.6 * rng.random(400), 0.01, 0.99), 1) + 0.02
    fpr, tpr, _ = sk.roc_curve(y, p)
    others = {
        "auc": sk.roc_auc_score(y, p),
        "ks": np.abs(tpr - fpr).max(),
        "average_precision": sk.average_precision_score(y, p),
        "brier": sk.brier_score_loss(y, p),
        "log_loss": sk.log_loss(y, p),
        "h_measure": h_by_geometry(y, p, "mode_at_share"),
    }
    assert metric.function(y, p) == pytest.approx(
        others[metric.code], abs=1e-7 if metric.code == "h_measure" else 1e-12
    )


def test_log_loss_of_a_certain_error_is_finite_because_clipped():
    assert log_loss(np.array([1]), np.array([0.0])) == pytest.approx(-np.log(1e-12))


@pytest.mark.parametrize("y", [np.zeros(4, dtype=int), np.ones(4, dtype=int)], ids=["no event", "only events"])
def test_ranking_metrics_are_missing_where_there_is_one_class(y):
    ranking = [metric for metric in ALL_METRICS if metric.ranking]
    assert all(np.isnan(metric.function(y, np.arange(4.0))) for metric in ranking)


def test_ks_sees_a_model_that_ranks_the_wrong_way_round():
    y = np.array([1, 1, 0, 0])
    assert ks(y, np.array([0.1, 0.2, 0.3, 0.4])) == 1.0
    assert auc(y, np.array([0.1, 0.2, 0.3, 0.4])) == 0.0


def test_counts_take_tied_risks_as_one_step():
    true_positives, false_positives = cumulative_counts(np.array([1, 0, 1]), np.array([0.5, 0.5, 0.2]))
    assert true_positives.tolist() == [1, 2]
    assert false_positives.tolist() == [1, 1]


def test_unknown_metric_is_refused_with_a_near_name():
    with pytest.raises(Refused, match="'auc'"):
        find_metric("acu")


def test_sign_follows_the_good_end():
    assert find_metric("auc").sign == 1
    assert find_metric("brier").sign == -1


@pytest.mark.parametrize("metric", [m for m in ALL_METRICS if m.rows], ids=lambda metric: metric.code)
def test_row_values_average_to_the_metric(metric):
    assert metric.rows(Y, S[None])[0].mean() == pytest.approx(metric.function(Y, S), abs=1e-12)


def test_another_cost_ratio_and_top_share_are_metrics_of_their_own():
    assert cost_metric(1.0).function(Y, S) == pytest.approx((2 + 1) / 2 / 20)
    assert capture_metric(0.5).function(Y, S) == pytest.approx(1.0)
    assert "50%" in capture_metric(0.5).en
