"""CRITIC weights."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.models.composite.weights.critic import critic_weights, pair_correlations

PHARMA = np.array(
    [
        [61, 1.08, 4.33],
        [20.7, 0.26, 4.34],
        [16.3, 1.98, 2.53],
        [9, 3.29, 1.65],
        [5.4, 2.77, 2.33],
        [4, 4.12, 1.21],
        [-6.1, 3.52, 2.10],
        [-34.6, 3.31, 0.98],
    ]
)


def test_pharmaceutical_companies() -> None:
    """Diakoulaki, Mavrotas & Papayannakis (1995), as in the tests of scikit-criteria."""
    np.testing.assert_allclose(critic_weights(PHARMA), [0.20222554, 0.48090173, 0.31687273], atol=5e-9)


def test_a_constant_column_gets_no_weight_and_spoils_no_other() -> None:
    wider = np.column_stack([PHARMA, np.full(8, 7.0)])
    np.testing.assert_allclose(critic_weights(wider), [*critic_weights(PHARMA), 0.0], rtol=1e-12)


def test_a_missing_cell_never_spreads() -> None:
    holed = PHARMA.copy()
    holed[0, 0] = np.nan
    weights = critic_weights(holed)
    assert np.isfinite(weights).all() and weights.sum() == pytest.approx(1)


def test_copies_of_one_column_share_equally() -> None:
    assert critic_weights(np.array([[0.0, 0.0], [1.0, 1.0]])).tolist() == [0.5, 0.5]


def test_correlations_without_common_rows_are_zero() -> None:
    table = np.array([[1.0, np.nan], [2.0, np.nan], [np.nan, 1.0], [np.nan, 3.0]])
    assert pair_correlations(table).tolist() == [[1, 0], [0, 1]]
