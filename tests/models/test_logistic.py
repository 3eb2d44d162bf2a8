"""Logistic regression."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import logit

from inscredit_models.models.logistic import Logistic, solve_logistic
from tests.models.samples import make_table


def test_the_optimum_agrees_with_a_general_minimiser():
    random = np.random.default_rng(3)
    matrix = random.normal(size=(60, 3))
    events = (random.random(60) < 1 / (1 + np.exp(-matrix[:, 0]))).astype(float)

    def loss(theta: np.ndarray) -> float:
        z = matrix @ theta[:3] + theta[3]
        return float(np.logaddexp(0, z).sum() - events @ z + theta[:3] @ theta[:3] / (2 * 0.7))

    expected = minimize(loss, np.zeros(4), method="BFGS", options={"gtol": 1e-9}).x
    coefficients, intercept = solve_logistic(matrix, events, 0.7)
    np.testing.assert_allclose([*coefficients, intercept], expected, atol=1e-6)


def test_the_gradient_vanishes_at_the_optimum():
    frame, events = make_table()
    model = Logistic().fit(frame, events)
    matrix = model.encoder_.transform(model._read_fitted(frame))
    residual = events - model.p_event(frame)
    gradient = matrix.T @ residual - model.coefficients_.to_numpy() / model.strength
    assert np.abs(gradient).max() < 1e-8
    assert abs(residual.sum()) < 1e-8


def test_without_columns_that_vary_the_probability_is_the_base_rate():
    model = Logistic().fit(np.ones((4, 1)), [0, 0, 0, 1])
    assert model.p_event([[1.0]])[0] == pytest.approx(0.25, abs=1e-9)


def test_contributions_are_log_odds_against_the_training_mean():
    frame, events = make_table()
    model = Logistic().fit(frame, events)
    parts = model.contributions(frame)
    assert (parts.unit, parts.higher_is) == ("log_odds", "more_risk")
    assert list(parts.values) == list(frame)
    np.testing.assert_allclose(parts.total(), logit(model.p_event(frame)), atol=1e-9)
    np.testing.assert_allclose(parts.values.mean(), 0, atol=1e-12)


def test_a_better_score_is_a_lower_probability():
    frame, events = make_table()
    model = Logistic().fit(frame, events)
    order = np.argsort(model.credit_score(frame))
    assert (np.diff(model.p_event(frame)[order]) <= 0).all()
