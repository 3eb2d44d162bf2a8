"""Analytic network process."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.findings import Refused
from inscredit_models.models.composite.weights.network import network_weights


def test_limit_of_a_supermatrix() -> None:
    """The stationary shares are exactly 29/111, 44/111, 38/111 (linear equations by hand)."""
    matrix = np.array([[0, 0.4, 0.3], [0.6, 0, 0.7], [0.4, 0.6, 0]])
    np.testing.assert_allclose(network_weights(matrix), np.array([29, 44, 38]) / 111, rtol=1e-9)


def test_a_matrix_that_swings_for_ever_has_weights() -> None:
    np.testing.assert_allclose(network_weights(np.array([[0.0, 1.0], [1.0, 0.0]])), [0.5, 0.5])


def test_columns_that_are_no_shares_are_refused() -> None:
    with pytest.raises(Refused, match="ICM104"):
        network_weights(np.array([[0.5, 0.5], [0.4, 0.5]]))
