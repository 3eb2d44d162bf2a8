"""Fuzzy judgements."""

from __future__ import annotations

import numpy as np

from inscredit_models.models.composite.weights.ahp import pairwise_matrix, row_geometric_mean
from inscredit_models.models.composite.weights.fuzzy_ahp import buckley_weights, chang_weights

MATRIX = np.array(
    [
        [(1, 1, 1), (2 / 3, 1, 3 / 2), (3 / 2, 2, 5 / 2)],
        [(2 / 3, 1, 3 / 2), (1, 1, 1), (1, 3 / 2, 2)],
        [(2 / 5, 1 / 2, 2 / 3), (1 / 2, 2 / 3, 1), (1, 1, 1)],
    ]
)


def test_buckley_agrees_with_a_second_implementation() -> None:
    """pyDecision 5.1.8, fuzzy_ahp_method, on the same matrix."""
    np.testing.assert_allclose(buckley_weights(MATRIX), [0.404165, 0.368282, 0.227554], atol=1e-6)


def test_chang_by_hand() -> None:
    """Chang (1996), synthetic extents and smallest degrees of possibility, by hand on the same matrix."""
    answer = chang_weights(MATRIX)
    extents = [[0.260274, 0.413793, 0.646552], [0.219178, 0.362069, 0.581897], [0.156164, 0.224138, 0.344828]]
    np.testing.assert_allclose(answer.extents, extents, atol=5e-7)
    np.testing.assert_allclose(answer.weights, [0.460869, 0.397020, 0.142111], atol=5e-7)
    assert answer.findings == ()


def test_judgements_without_doubt_are_those_of_the_crisp_matrix() -> None:
    crisp = pairwise_matrix([2, 4, 3], 3)
    np.testing.assert_allclose(buckley_weights(np.stack([crisp] * 3, axis=2)), row_geometric_mean(crisp), rtol=1e-12)


def test_a_weight_of_zero_is_named() -> None:
    sure = np.stack([pairwise_matrix([9], 2)] * 3, axis=2)
    answer = chang_weights(sure)
    assert answer.weights.tolist() == [1, 0]
    assert [finding.code for finding in answer.findings] == ["ICM109"]
