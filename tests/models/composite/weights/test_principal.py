"""Weights of the first principal component."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.models.composite.weights.principal import principal_weights


def test_two_columns_share_equally_whatever_their_units() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=50)
    table = np.column_stack([x, 1000 * (x + rng.normal(size=50))])
    np.testing.assert_allclose(principal_weights(table).weights, [0.5, 0.5], rtol=1e-9)


def test_a_column_against_the_rest_gets_nothing_and_is_visible() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=200)
    table = np.column_stack([x + 0.1 * rng.normal(size=200) for _ in range(3)] + [-x])
    answer = principal_weights(table)
    assert answer.weights[3] == 0 and answer.loadings[3] < 0
    assert answer.weights.sum() == pytest.approx(1)
    assert answer.loadings.sum() > 0
    assert 0.9 < answer.explained <= 1


def test_constants_take_no_part() -> None:
    table = np.column_stack([np.arange(5.0), np.full(5, 3.0)])
    assert principal_weights(table).weights.tolist() == [1, 0]
    assert principal_weights(np.ones((4, 2))).weights.tolist() == [0.5, 0.5]


def test_opposite_columns_have_no_better_side() -> None:
    for order in ([0, 1], [1, 0]):
        answer = principal_weights(np.column_stack([np.arange(5.0), -np.arange(5.0)])[:, order])
        assert answer.weights.tolist() == [0.5, 0.5]
        assert not answer.loadings.any()
