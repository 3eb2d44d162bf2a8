"""The logistic in one variable against scikit-learn, and where the data give no slope."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from inscredit_models.models.probability_from_score import estimate_link


def sample(slope: float, rows: int = 2000, seed: int = 5) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    score = rng.normal(60, 15, rows)
    return score, (rng.random(rows) < 1 / (1 + np.exp(3 + slope * (score - 60) / 15))).astype(int)


@pytest.mark.parametrize("slope", [0.3, 1.5])
def test_slope_and_intercept_are_those_of_an_unpenalised_logistic(slope: float) -> None:
    score, events = sample(slope)
    link = estimate_link(score, events)
    standard = (score - score.mean()) / score.std()
    other = LogisticRegression(C=np.inf, tol=1e-12, max_iter=1000).fit(standard[:, None], events)
    assert link.slope * score.std() == pytest.approx(-other.coef_[0, 0], rel=1e-6)
    np.testing.assert_allclose(link.p_event(score), other.predict_proba(standard[:, None])[:, 1], rtol=1e-6)


def test_slope_of_a_two_point_score_is_the_log_odds_ratio() -> None:
    """2 of 10 events at score 0 and 1 of 10 at score 1: log-odds −1.386294 and −2.197225."""
    score = np.repeat([0.0, 1.0], 10)
    events = np.r_[np.ones(2), np.zeros(8), np.ones(1), np.zeros(9)].astype(int)
    link = estimate_link(score, events)
    assert (link.intercept, link.slope) == pytest.approx((-1.386294, 2.197225 - 1.386294), abs=1e-5)


def test_mean_probability_is_the_base_rate() -> None:
    score, events = sample(1.0)
    assert estimate_link(score, events).p_event(score).mean() == pytest.approx(events.mean(), abs=1e-10)


def test_data_that_oppose_the_direction_give_the_base_rate_and_a_finding() -> None:
    score, events = sample(-1.0)
    link = estimate_link(score, events)
    assert link.slope == 0 and [finding.code for finding in link.findings] == ["ICM056"]
    np.testing.assert_allclose(link.p_event(score), events.mean(), rtol=1e-12)


def test_a_constant_score_gives_the_base_rate_and_a_finding() -> None:
    link = estimate_link(np.full(10, 0.1 + 0.2), np.r_[np.ones(2), np.zeros(8)].astype(int))
    assert link.slope == 0 and [finding.code for finding in link.findings] == ["ICM051"]
    assert link.p_event(np.array([0.3])) == pytest.approx([0.2])


def test_separated_classes_give_a_finite_steep_slope() -> None:
    score = np.r_[np.linspace(0, 1, 20), np.linspace(2, 3, 20)]
    link = estimate_link(score, np.repeat([1, 0], 20))
    p = link.p_event(score)
    assert np.isfinite(link.slope) and p[:20].min() > 0.999 and p[20:].max() < 0.001
    assert estimate_link(score, np.repeat([1, 0], 20), ridge=1e-2).slope < link.slope


def test_unit_of_the_score_does_not_matter() -> None:
    score, events = sample(1.0)
    once, again = estimate_link(score, events), estimate_link(score * 1e6 - 5e7, events)
    np.testing.assert_allclose(once.p_event(score), again.p_event(score * 1e6 - 5e7), rtol=1e-8)


def test_a_heavy_ridge_balances_the_gradient() -> None:
    """At the optimum the data's pull on the standardised slope equals ridge times that slope."""
    score, events = sample(1.0, rows=200)
    link = estimate_link(score, events, ridge=50.0)
    x, slope = (score.mean() - score) / score.std(), link.slope * score.std()
    pull = ((events - link.p_event(score)) * x).sum()
    assert pull == pytest.approx(50.0 * slope, rel=1e-8)
