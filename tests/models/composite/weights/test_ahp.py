"""Analytic hierarchy process."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.findings import Refused
from inscredit_models.models.composite.weights.ahp import ahp_weights, pairwise_matrix, row_geometric_mean

# coffee, wine, tea, beer, soda, milk, water
DRINKS = [
    9,
    5,
    2,
    1,
    1,
    1 / 2,
    1 / 3,
    1 / 9,
    1 / 9,
    1 / 9,
    1 / 9,
    1 / 3,
    1 / 4,
    1 / 3,
    1 / 9,
    1 / 2,
    1,
    1 / 3,
    2,
    1 / 2,
]
DRINKS += [1 / 3]


def test_drinks_of_saaty() -> None:
    """Saaty (2008), Decision making with the analytic hierarchy process, Int. J. Services Sciences 1, table 3."""
    answer = ahp_weights(pairwise_matrix(DRINKS, 7))
    np.testing.assert_allclose(answer.weights, [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327], atol=5e-4)
    assert answer.ratio == pytest.approx(0.022, abs=5e-4)
    full = [0.177457, 0.019149, 0.041831, 0.116417, 0.189572, 0.128781, 0.326793]
    np.testing.assert_allclose(answer.weights, full, atol=5e-7)
    assert answer.eigenvalue == pytest.approx(7.1766290, abs=5e-8)
    assert answer.index == pytest.approx(0.0294382, abs=5e-8)
    assert answer.ratio == pytest.approx(0.0223016, abs=5e-8)
    assert answer.table == "Saaty 1980"


def test_row_geometric_mean_is_another_answer() -> None:
    """Second route (pyDecision's default) on the same matrix."""
    full = [0.178723, 0.018461, 0.042234, 0.116498, 0.191136, 0.128625, 0.324323]
    np.testing.assert_allclose(row_geometric_mean(pairwise_matrix(DRINKS, 7)), full, atol=5e-7)


def test_choosing_a_leader_of_the_ahpy_documentation() -> None:
    """ahpy documentation, "Choosing a leader": Moll, Nell, Sue on four criteria."""
    criteria = ahp_weights(pairwise_matrix([4, 3, 7, 1 / 3, 3, 5], 4)).weights
    experience = ahp_weights(pairwise_matrix([1 / 4, 4, 9], 3))
    education = ahp_weights(pairwise_matrix([3, 1 / 5, 1 / 7], 3))
    charisma = ahp_weights(pairwise_matrix([5, 9, 4], 3))
    age = ahp_weights(pairwise_matrix([1 / 3, 5, 9], 3))
    np.testing.assert_allclose(experience.weights, [0.217, 0.717, 0.066], atol=5e-4)
    # ahpy divides by another random index: 0.5245 for three elements (Alonso & Lamata 2006) instead of Saaty's 0.58
    assert experience.index / 0.5245 == pytest.approx(0.035, abs=5e-4)
    assert education.index / 0.5245 == pytest.approx(0.062, abs=5e-4)
    assert experience.ratio == pytest.approx(experience.index / 0.58)
    np.testing.assert_allclose(criteria[:2], [0.548, 0.127], atol=5e-4)
    local = np.column_stack([part.weights for part in (experience, education, charisma, age)])
    np.testing.assert_allclose(local @ criteria, [0.358, 0.493, 0.150], atol=1e-3)


def test_a_consistent_matrix_has_no_inconsistency() -> None:
    weights = np.array([0.5, 0.3, 0.2])
    answer = ahp_weights(weights[:, None] / weights)
    np.testing.assert_allclose(answer.weights, weights, rtol=1e-12)
    assert answer.ratio == pytest.approx(0, abs=1e-12)


def test_every_bad_cell_is_named() -> None:
    matrix = pairwise_matrix([2, 4, 2], 3)
    matrix[1, 0], matrix[2, 1] = 0.9, -1
    with pytest.raises(Refused) as refusal:
        ahp_weights(matrix)
    assert [(finding.code, finding.where[-6:]) for finding in refusal.value.findings] == [
        ("ICM104", "(1, 2)"),
        ("ICM104", "(2, 3)"),
    ]


def test_wrong_shapes_are_refused() -> None:
    with pytest.raises(Refused, match="3 for 3 elements"):
        pairwise_matrix([1, 2], 3)
    with pytest.raises(Refused, match="square"):
        ahp_weights(np.ones((2, 3)))


def test_a_size_without_random_index_has_no_ratio() -> None:
    assert np.isnan(ahp_weights(np.ones((11, 11))).ratio)
    assert ahp_weights(np.ones((2, 2))).ratio == 0
