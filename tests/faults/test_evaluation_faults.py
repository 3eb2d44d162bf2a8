"""Planted faults: mistakes that give plausible numbers must be caught by the checks that are there for them."""

import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation import compare, judged, splits
from inscredit_models.evaluation.bootstrap import bootstrap_replicates
from inscredit_models.evaluation.delong import delong_covariance
from inscredit_models.evaluation.intervals import assess_difference, logit_interval
from inscredit_models.evaluation.league import evaluate
from inscredit_models.evaluation.metrics import METRICS, auc
from inscredit_models.evaluation.obuchowski import obuchowski_covariance
from inscredit_models.findings import Refused
from tests.evaluation.panels import make_dataset, make_predictions, simulate_panel


def coverage(covariance_of, *, panels=300):
    """Share of simulated panels whose 95 % interval holds the true AUC."""
    rng = np.random.default_rng(5)
    y, risk, _ = simulate_panel(rng, 200_000)
    true, covered = auc(y, risk), []
    for _ in range(panels):
        y, risk, clusters = simulate_panel(rng, 200)
        area, covariance = covariance_of(y, risk[None], clusters)
        low, high = logit_interval(area[0], np.sqrt(covariance[0, 0]), 20)
        covered.append(low <= true <= high)
    return float(np.mean(covered))


def test_coverage_check_catches_a_variance_that_forgets_the_subjects():
    assert coverage(obuchowski_covariance) > 0.92
    assert coverage(lambda y, risk, clusters: delong_covariance(y, risk)) < 0.88


def direction_is_right():
    """Whether a clearly better model is called better, on every metric and in both orders of the models."""
    y, risk, clusters = simulate_panel(np.random.default_rng(1), 400, dates=4)
    worse = risk + 2 * np.random.default_rng(2).normal(size=len(y))
    frame = pd.concat([make_predictions("good", y, risk), make_predictions("bad", y, worse)])
    verdicts = set()
    for models in (["good", "bad"], ["bad", "good"]):
        for metric in METRICS:
            found = evaluate(
                frame,
                make_dataset(y, clusters),
                models=models,
                reference="bad",
                metric=metric.code,
                margin=1e-9,
                seed=0,
            )
            verdicts |= set(found.league.loc[found.league["model"] == "good", "verdict"])
    return verdicts == {"better"}


def test_direction_check_passes_as_built():
    assert direction_is_right()


def test_direction_check_catches_a_difference_with_swapped_sign(monkeypatch):
    original = compare.Estimates.difference
    monkeypatch.setattr(compare.Estimates, "difference", lambda self, a, b: original(self, b, a))
    assert not direction_is_right()


def test_direction_check_catches_losses_taken_as_higher_is_better(monkeypatch):
    original = compare.decide
    monkeypatch.setattr(compare, "decide", lambda *given, **named: original(*given, **{**named, "sign": 1}))
    assert not direction_is_right()


def test_direction_check_catches_a_verdict_not_turned_for_the_reference(monkeypatch):
    monkeypatch.setattr(compare, "OPPOSITE", {})
    assert not direction_is_right()


def test_unpaired_difference_would_hide_what_the_paired_one_finds():
    y, risk, clusters = simulate_panel(np.random.default_rng(3), 300)
    both = np.array([risk, risk + 0.7 * np.random.default_rng(4).normal(size=len(y))])
    area, covariance = obuchowski_covariance(y, both, clusters)
    paired = covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]
    unpaired = covariance[0, 0] + covariance[1, 1]
    assert assess_difference(area[0] - area[1], np.sqrt(paired)).p_value < 0.01
    assert assess_difference(area[0] - area[1], np.sqrt(unpaired)).p_value > 0.05


def test_bootstrap_of_single_rows_would_be_too_narrow_on_a_panel():
    y, risk, clusters = simulate_panel(np.random.default_rng(3), 300)
    spreads = [
        bootstrap_replicates(y, risk[None], numbers, seed=0)["average_precision"].std()
        for numbers in (clusters, np.arange(len(y)))
    ]
    assert spreads[0] > 1.2 * spreads[1]


def test_purge_that_forgets_maturity_is_seen_in_the_training_dates(monkeypatch):
    import datetime as dt

    protocol = {
        "test_from": dt.date(2023, 12, 31),
        "horizon_months": 12,
        "labels_known_at": dt.date(2026, 6, 30),
    }
    dates = [dt.date(2022, 6, 30), dt.date(2022, 12, 31)]
    assert splits.usable_dates(dates, maturity_months=6, **protocol).train == (dt.date(2022, 6, 30),)
    assert len(splits.usable_dates(dates, maturity_months=0, **protocol).train) == 2


def test_shifted_rows_between_two_models_are_refused_not_compared():
    y, risk, clusters = simulate_panel(np.random.default_rng(1), 100)
    shifted = make_predictions("b", y, risk)
    shifted["row"] = np.roll(shifted["row"], 1)
    frame = pd.concat([make_predictions("a", y, risk), shifted])
    with pytest.raises(Refused, match="outcomes unlike"):
        judged.line_up(frame, make_dataset(y, clusters), "out_of_time", ["a", "b"])


def test_verdict_within_a_percentage_whatever_the_sample_size_is_not_ours():
    # One peer calls two models alike whenever a metric differs by less than 10 %: with 12 events that is a guess.
    y = np.repeat([1, 0], [12, 40])
    rng = np.random.default_rng(0)
    risk = y + rng.normal(size=52)
    frame = pd.concat([make_predictions("a", y, risk), make_predictions("b", y, risk + 0.5 * rng.normal(size=52))])
    found = evaluate(frame, make_dataset(y), models=["a", "b"], reference="a", margin=0.03, seed=0)
    assert abs(found.comparisons["difference"][0]) < 0.08
    assert found.comparisons["verdict"][0] == "inconclusive"
    assert found.comparisons["mdd"][0] > 0.05
