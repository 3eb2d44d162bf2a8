import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.estimates import estimate_all
from inscredit_models.evaluation.judged import line_up
from inscredit_models.evaluation.metrics import ALL_METRICS, auc
from tests.evaluation.panels import make_dataset, make_predictions, simulate_panel


def judged_panel(*, subjects=200, dates=4, split="out_of_time", stand_alone=False, fold=0):
    y, risk, clusters = simulate_panel(np.random.default_rng(8), subjects, dates=dates)
    worse = risk + np.random.default_rng(9).normal(size=len(y))
    frames = [
        make_predictions(model, y, values, split=split, fold=fold) for model, values in (("a", risk), ("b", worse))
    ]
    return line_up(pd.concat(frames), make_dataset(y, None if stand_alone else clusters), split, ["a", "b"])


def test_methods_follow_the_clusters():
    clustered = estimate_all(judged_panel(), seed=0, evaluable=True)
    alone = estimate_all(judged_panel(stand_alone=True), seed=0, evaluable=True)
    assert [each.method for each in clustered.values()] == [
        "obuchowski",
        "subject_bootstrap",
        "subject_bootstrap",
        "cluster_robust",
        "cluster_robust",
        "cluster_robust",
    ]
    assert [each.method for each in alone.values()] == ["delong", "bootstrap", "bootstrap"] + ["cluster_robust"] * 3


@pytest.mark.parametrize("metric", ALL_METRICS, ids=lambda metric: metric.code)
def test_interval_holds_the_estimate_and_clusters_widen_it(metric):
    judged = judged_panel()
    clustered = estimate_all(judged, seed=0, evaluable=True, metrics=[metric])[metric.code]
    alone = estimate_all(judged_panel(stand_alone=True), seed=0, evaluable=True, metrics=[metric])[metric.code]
    low, high = clustered.interval("a")
    low_alone, high_alone = alone.interval("a")
    inputs = judged.risk if metric.ranking else judged.p_event
    assert clustered.value("a") == pytest.approx(metric.function(judged.y, inputs[0]))
    assert metric.low <= low < clustered.value("a") < high <= metric.high
    assert high - low > high_alone - low_alone


@pytest.mark.parametrize("metric", ALL_METRICS, ids=lambda metric: metric.code)
def test_difference_is_a_minus_b_and_turns_its_sign_with_the_order(metric):
    estimates = estimate_all(judged_panel(), seed=0, evaluable=True, metrics=[metric])[metric.code]
    forward, backward = estimates.difference("a", "b"), estimates.difference("b", "a")
    assert forward.value == pytest.approx(estimates.value("a") - estimates.value("b"))
    assert (forward.value, forward.low) == pytest.approx((-backward.value, -backward.high))
    assert metric.sign * forward.value > 0
    assert forward.p_value == pytest.approx(backward.p_value)


def test_pairing_makes_the_difference_surer_than_two_separate_intervals():
    estimates = estimate_all(judged_panel(), seed=0, evaluable=True)["auc"]
    variance = estimates.covariance
    assert estimates.difference("a", "b").error < 0.8 * np.sqrt(variance[0, 0] + variance[1, 1])


def test_folds_average_the_metric_over_folds_and_take_the_corrected_variance():
    fold = np.arange(800) % 5
    judged = judged_panel(split="folds", fold=fold)
    estimates = estimate_all(judged, seed=0, evaluable=True)["auc"]
    per_fold = [auc(judged.y[judged.fold == k], judged.risk[0][judged.fold == k]) for k in range(5)]
    assert estimates.value("a") == pytest.approx(np.mean(per_fold))
    assert estimates.covariance[0, 0] == pytest.approx(np.var(per_fold, ddof=1) * (1 / 5 + 1 / 4))
    assert (estimates.method, estimates.df) == ("nadeau_bengio", 4)


def test_split_that_is_not_evaluable_has_values_without_intervals():
    for split in ("out_of_time", "folds"):
        judged = judged_panel(split=split, fold=np.arange(800) % 4)
        estimates = estimate_all(judged, seed=0, evaluable=False)["auc"]
        assert np.isfinite(estimates.values).all()
        assert np.isnan(estimates.interval("a")).all()
        assert np.isnan(estimates.difference("a", "b").p_value)
        assert estimates.method == ""


def test_model_without_probabilities_has_ranking_metrics_only():
    y, risk, _ = simulate_panel(np.random.default_rng(8), 50)
    frame = make_predictions("truth", y, risk, p_event=np.nan)
    judged = line_up(frame, make_dataset(y), "out_of_time", ["truth"])
    assert list(estimate_all(judged, seed=0, evaluable=True)) == ["auc", "ks", "average_precision", "h_measure"]


def test_perfect_separation_keeps_an_interval_in_every_ranking_metric():
    y = np.repeat([0, 1], [80, 20])
    judged = line_up(make_predictions("a", y, y), make_dataset(y), "out_of_time", ["a"])
    estimates = estimate_all(judged, seed=0, evaluable=True)
    for code in ("auc", "ks", "average_precision", "h_measure"):
        assert estimates[code].value("a") == 1.0
        low, high = estimates[code].interval("a")
        assert 0.75 < low < 0.9
        assert high == 1.0


def test_constant_model_has_auc_one_half_for_certain():
    y = np.repeat([0, 1], [80, 20])
    judged = line_up(make_predictions("a", y, np.full(100, -1.4)), make_dataset(y), "out_of_time", ["a"])
    estimates = estimate_all(judged, seed=0, evaluable=True)
    assert estimates["auc"].interval("a") == (0.5, 0.5)
    assert estimates["ks"].interval("a") == (0.0, 0.0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("least", "panels"),
    [({"ks": 0.90, "average_precision": 0.92}, 1000), ({"h_measure": 0.91, "capture": 0.92}, 400)],
    ids=["bootstrap", "row values"],
)
def test_interval_covers_on_panels(least, panels):
    rng = np.random.default_rng(12)
    metrics = [metric for metric in ALL_METRICS if metric.code in least]
    y, risk, _ = simulate_panel(rng, 600_000)
    true = {metric.code: metric.function(y, risk) for metric in metrics}
    covered = {code: [] for code in least}
    for seed in range(panels):
        y, risk, clusters = simulate_panel(rng, 300)
        judged = line_up(make_predictions("a", y, risk), make_dataset(y, clusters), "out_of_time", ["a"])
        estimates = estimate_all(judged, seed=seed, evaluable=True, metrics=metrics)
        for code, found in covered.items():
            low, high = estimates[code].interval("a")
            found.append(low <= true[code] <= high)
    share = {code: np.mean(found) for code, found in covered.items()}
    assert all(least[code] <= share[code] <= 0.98 for code in least), share
