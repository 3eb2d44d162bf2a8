"""All units walk from corner to corner of their weights together, and end where one program each would."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from inscredit_models.models.composite.weights.vertex_walk import walk_to_best


def one_by_one(units: np.ndarray, limits: np.ndarray, least: float, most: float) -> np.ndarray:
    """One call of a solver a unit, written from the definition."""
    size = units.shape[1]
    totals = []
    for unit in units:
        shares = [
            limits,
            least * np.tile(unit, (size, 1)) - np.diag(unit),
            np.diag(unit) - most * np.tile(unit, (size, 1)),
        ]
        bounds = np.concatenate([np.ones(len(limits)), np.zeros(2 * size)])
        totals.append(-linprog(-unit, A_ub=np.vstack(shares), b_ub=bounds, method="highs").fun)
    return np.array(totals)


def test_a_corner_by_hand() -> None:
    """w₁ + w₂/2 ≤ 1 and w₁/2 + w₂ ≤ 1 meet at (2/3, 2/3); for (1, 0.1) the corner (1, 0) is better."""
    limits = np.array([[1.0, 0.5], [0.5, 1.0]])
    weights, settled = walk_to_best(np.array([[0.4, 0.5], [1.0, 0.1]]), limits, 0.0, 1.0)
    np.testing.assert_allclose(weights, [[2 / 3, 2 / 3], [1, 0]], atol=1e-9)
    assert settled.all()


@pytest.mark.parametrize(("least", "most"), [(0.0, 1.0), (0.1, 1.0), (0.0, 0.4), (0.1, 0.35), (0.25, 0.25)])
@pytest.mark.parametrize("grid", [0, 4])
def test_every_total_is_that_of_one_program_a_unit(least: float, most: float, grid: int) -> None:
    rng = np.random.default_rng(7)
    units = rng.uniform(0.05, 1, size=(60, 4))
    if grid:
        units = np.ceil(units * grid) / grid  # many ties: corners in which more limits meet than there are columns
    weights, settled = walk_to_best(units, units, least, most)
    assert settled.mean() > 0.9
    wanted = one_by_one(units, units, least, most)
    np.testing.assert_allclose((weights * units).sum(axis=1)[settled], wanted[settled], atol=1e-8)


def test_shares_stay_between_their_bounds() -> None:
    units = np.random.default_rng(2).uniform(0.2, 1, size=(50, 3))
    weights, settled = walk_to_best(units, units, 0.2, 0.5)
    shares = weights * units / (weights * units).sum(axis=1, keepdims=True)
    assert settled.all() and shares.min() >= 0.2 - 1e-9 and shares.max() <= 0.5 + 1e-9


def test_a_unit_that_cannot_meet_the_bounds_has_nothing() -> None:
    units = np.array([[0.0, 0.5, 0.5], [0.3, 0.4, 0.5]])
    for least, most in ((0.1, 1.0), (0.0, 0.4)):
        weights, settled = walk_to_best(units, units, least, most)
        assert (weights[0] == 0).all() and settled.all() and (weights[1] > 0).any()


def test_limits_that_tie_everywhere_are_settled_or_said_not_to_be() -> None:
    units = np.ones((5, 3))
    weights, settled = walk_to_best(units, units, 0.0, 1.0)
    np.testing.assert_allclose((weights * units).sum(axis=1)[settled], 1, atol=1e-8)
