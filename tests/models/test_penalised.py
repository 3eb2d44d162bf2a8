"""Elastic-net logistic regression against scikit-learn and against its own optimality conditions."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from inscredit_models.models.logistic import Logistic, solve_logistic
from inscredit_models.models.penalised import solve_elastic
from tests.models.samples import FEATURES, make_table


def sample() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(1)
    matrix = random.normal(size=(400, 6))
    matrix[:, 5] = matrix[:, 0] + 0.1 * random.normal(size=400)
    return matrix, (random.random(400) < expit(matrix[:, 0] - 0.5 * matrix[:, 1] - 1)).astype(int)


@pytest.mark.parametrize("mix", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("strength", [0.02, 1.0])
def test_the_optimum_meets_its_conditions(mix, strength):
    matrix, events = sample()
    beta, intercept = solve_elastic(matrix, events, strength, mix)
    slope = strength * (matrix.T @ (expit(matrix @ beta + intercept) - events)) + (1 - mix) * beta
    # zero: the slope lies within the L1 penalty; not zero: it balances it exactly
    np.testing.assert_allclose(slope[beta != 0], -mix * np.sign(beta[beta != 0]), atol=1e-6)
    assert (np.abs(slope[beta == 0]) <= mix + 1e-6).all()


def test_without_l1_it_is_the_ridge_solution():
    matrix, events = sample()
    beta, intercept = solve_elastic(matrix, events, 0.5, 0.0)
    expected, constant = solve_logistic(matrix, events, 0.5)
    np.testing.assert_allclose(beta, expected, atol=1e-7)
    assert intercept == pytest.approx(constant, abs=1e-7)


def test_a_second_solver_ends_at_the_same_point():
    matrix, events = sample()
    beta, intercept = solve_elastic(matrix, events, 0.1, 0.5)
    other = LogisticRegression(C=0.1, l1_ratio=0.5, solver="saga", tol=1e-10, max_iter=20000, random_state=0)
    other.fit(matrix, events)
    np.testing.assert_allclose(beta, other.coef_[0], atol=1e-6)
    assert intercept == pytest.approx(other.intercept_[0], abs=1e-6)


def test_a_strong_l1_penalty_leaves_the_base_rate():
    matrix, events = sample()
    beta, intercept = solve_elastic(matrix, events, 1e-6, 1.0)
    assert (beta == 0).all()
    assert expit(intercept) == pytest.approx(events.mean())


def test_the_league_model_takes_the_penalty_as_a_parameter():
    frame, events = make_table()
    sparse = Logistic(FEATURES, strength=0.05, l1_share=1.0).fit(frame, events)
    assert (sparse.coefficients_ == 0).any()
    again = Logistic.from_document(sparse.to_document())
    assert again.p_event(frame).tolist() == sparse.p_event(frame).tolist()


def test_collinear_columns_are_solved_too():
    matrix, events = sample()
    twice = np.column_stack([matrix, matrix[:, :2], np.ones(len(matrix))])
    beta, intercept = solve_elastic(twice, events, 1.0, 1.0)
    slope = twice.T @ (expit(twice @ beta + intercept) - events)
    np.testing.assert_allclose(slope[beta != 0], -np.sign(beta[beta != 0]), atol=1e-6)
    assert (np.abs(slope[beta == 0]) <= 1 + 1e-6).all()
