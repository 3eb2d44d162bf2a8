"""Weight of evidence against the standard case."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon
from scipy.special import logit, rel_entr

from inscredit_models.evaluation.metrics import gini
from inscredit_models.models.woe import information_value, weight_of_evidence

# Statlog German credit data (Hofmann 1994, UCI Machine Learning Repository), attribute 1, checking account:
# below 0, 0 to 200, 200 and more, none; 700 good and 300 bad in all.
GERMAN = Path(__file__).parents[2] / "data_samples" / "public" / "german_credit.csv"
GOOD, BAD = np.array([139, 164, 49, 348]), np.array([135, 105, 14, 46])


def test_german_checking_status_has_its_known_woe_and_information_value():
    woe = weight_of_evidence(GOOD, BAD, smoothing=0)
    # The table in use has ln(bad / good); ours has the opposite sign.
    np.testing.assert_allclose(-woe, [0.818099, 0.401392, -0.405465, -1.176263], atol=5e-7)
    assert information_value(GOOD, BAD, woe) == pytest.approx(0.666012, abs=5e-7)


def test_smoothing_adds_half_an_event_and_its_share_of_non_events():
    # 300 events are the rarer class: half an event, and 0.5 · 700 / 300 non-events
    expected = np.log((139 + 0.5 * 700 / 300) / 700) - np.log((135 + 0.5) / 300)
    assert weight_of_evidence(GOOD, BAD, smoothing=0.5)[0] == pytest.approx(expected, abs=1e-12)


def test_an_empty_bin_says_nothing_and_a_pure_one_stays_finite():
    woe = weight_of_evidence(np.array([0, 10, 10]), np.array([0, 0, 5]), smoothing=0.5)
    assert woe[0] == 0
    assert np.isfinite(woe).all()
    assert woe[1] > 0 > woe[2]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=8))
def test_information_is_never_negative_and_exchanging_the_classes_turns_the_sign(bins):
    good, bad = (np.array(counts) + np.array([1, *[0] * (len(bins) - 1)]) for counts in zip(*bins, strict=True))
    woe = weight_of_evidence(good, bad)
    assert information_value(good, bad, woe) >= 0
    np.testing.assert_allclose(weight_of_evidence(bad, good), -woe, atol=1e-12)


def _counts(values: np.ndarray, event: np.ndarray, splits: list[float]) -> tuple[np.ndarray, np.ndarray]:
    """Non-events and events of each bin; the bin of a value is the number of splits at or below it."""
    number = np.searchsorted(np.array(splits), values, side="right")
    good, bad = (np.bincount(number, weights=event == side, minlength=len(splits) + 1) for side in (0, 1))
    return good, bad


def test_published_binning_of_breast_cancer_has_its_woe_and_information_value():
    from sklearn.datasets import load_breast_cancer

    data = load_breast_cancer()
    splits = [11.42500019, 12.32999992, 13.09499979, 13.70499992, 15.04500008, 16.92500019]
    nonevents, events = _counts(data.data[:, 0], data.target, splits)
    # optbinning documentation, tutorial of a binary target, 'mean radius' (optbinning 1.0.0 gives the same).
    assert list(zip(nonevents.astype(int), events.astype(int), strict=True)) == [
        (3, 115), (3, 76), (7, 61), (10, 39), (28, 55), (44, 10), (117, 1),
    ]  # fmt: skip
    woe = weight_of_evidence(nonevents, events, smoothing=0)
    printed = [-3.12517, -2.710972, -1.643814, -0.839827, -0.153979, 2.002754, 5.283323]
    np.testing.assert_allclose(woe, printed, atol=5e-6)
    assert information_value(nonevents, events, woe) == pytest.approx(5.04392547, abs=5e-9)
    good = nonevents / nonevents.sum()
    divergence = jensenshannon(good, good / np.exp(woe)) ** 2
    assert divergence == pytest.approx(0.39378376, abs=5e-9), "the WOE gives back the shares of the events"
    rows = np.searchsorted(splits, data.data[:, 0], side="right")
    assert gini(data.target, -woe[rows]) == pytest.approx(0.87541620, abs=5e-9)


@pytest.mark.parametrize(
    ("column", "splits", "iv"),
    [
        ("duration_months", [8.5, 11.5, 15.5, 26.5, 34.5, 43.5], 0.288977),
        ("age_years", [25.5, 29.5, 34.5, 36.5, 38.5, 52.5], 0.130974),
        ("credit_amount", [954.5, 1373, 3446.5, 3913.5, 6322.5, 7839.5], 0.246132),
    ],
)
def test_bins_of_a_solver_on_german_credit_have_its_information_value(column, splits, iv):
    # Splits and IV as optbinning 1.0.0 finds them with its defaults.
    table = pd.read_csv(GERMAN)
    nonevents, events = _counts(table[column].to_numpy(), (table["class"] == 2).to_numpy().astype(int), splits)
    woe = weight_of_evidence(nonevents, events, smoothing=0)
    assert information_value(nonevents, events, woe) == pytest.approx(iv, abs=5e-7)
    if column == "age_years":
        bad = [f"{int(b)}/{int(g + b)}" for g, b in zip(nonevents, events, strict=True)]
        assert bad == ["80/190", "57/181", "55/177", "12/79", "12/53", "55/224", "29/96"]


@pytest.mark.parametrize(
    ("column", "iv"),
    [
        ("checking_status", 0.666012),
        ("credit_history", 0.293234),
        ("savings", 0.196010),
        ("purpose", 0.169195),
        ("property", 0.112638),
        ("employment", 0.086434),
        ("housing", 0.083293),
    ],
)
def test_raw_categories_of_german_credit_have_their_information_value(column, iv):
    # Statlog German credit data (Hofmann 1994), one bin a category, without smoothing.
    table = pd.read_csv(GERMAN)
    name = next(name for name in table.columns if name.startswith(column))
    counts = pd.crosstab(table[name], table["class"])
    good, bad = counts[1].to_numpy(), counts[2].to_numpy()
    kept = (good > 0) & (bad > 0)
    assert kept.all()
    woe = weight_of_evidence(good, bad, smoothing=0)
    assert information_value(good, bad, woe) == pytest.approx(iv, abs=5e-7)


@given(st.lists(st.tuples(st.integers(1, 80), st.integers(1, 80)), min_size=2, max_size=8))
def test_woe_is_a_difference_of_log_odds_and_its_information_the_divergence_both_ways(bins):
    good, bad = (np.array(counts) for counts in zip(*bins, strict=True))
    woe = weight_of_evidence(good, bad, smoothing=0)
    np.testing.assert_allclose(woe, logit(good / (good + bad)) - logit(good.sum() / (good + bad).sum()), atol=1e-12)
    p, q = good / good.sum(), bad / bad.sum()
    assert information_value(good, bad, woe) == pytest.approx((rel_entr(p, q) + rel_entr(q, p)).sum(), abs=1e-12)
