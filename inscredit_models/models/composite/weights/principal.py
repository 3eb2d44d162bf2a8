"""Weights of the first principal component (主成分赋权), with the sign fixed and negative loadings named."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inscredit_models.models.composite.weights.critic import pair_correlations
from inscredit_models.models.composite.weights.guard import spread_over, varying

_CANCEL = 1e-9


@dataclass(frozen=True, slots=True)
class PrincipalWeights:
    """Weights from the first principal component.

    Parameters
    ----------
    weights : ndarray of shape (k,)
        Loadings that are positive as shares of 1; 0 for constant columns and for negative loadings.
    loadings : ndarray of shape (k,)
        Loadings with the sign that makes their sum positive; a negative one says that the column runs against the rest.
    explained : float
        Share of the variance on the first component.
    """

    weights: np.ndarray
    loadings: np.ndarray
    explained: float


def principal_weights(values: np.ndarray) -> PrincipalWeights:
    """Give weights from the first principal component of the standardised columns.

    Parameters
    ----------
    values : ndarray of shape (n, k)
        Higher better; NaN where missing (correlations use the present pairs).

    Notes
    -----
    An eigenvector has no sign: here its sum is positive. Where the loadings cancel (two opposite columns), the
    component has no better side: loadings are then 0 and the weights equal.
    An index cannot have negative weights, so negative loadings get 0 and stay visible in ``loadings``.

    Examples
    --------
    >>> x = np.array([[1.0, 2.0, 7.0], [2.0, 4.0, 7.0], [3.0, 6.0, 7.0]])
    >>> principal_weights(x).weights.round(6).tolist()
    [0.5, 0.5, 0.0]
    """
    usable = varying(values)
    loadings = np.zeros(values.shape[1])
    explained = 0.0
    if usable.any():
        eigenvalues, vectors = np.linalg.eigh(pair_correlations(values[:, usable]))
        loadings[usable] = _signed(vectors[:, -1])
        explained = float(eigenvalues[-1] / usable.sum())
    return PrincipalWeights(spread_over(np.maximum(loadings, 0.0), usable), loadings, explained)


def _signed(vector: np.ndarray) -> np.ndarray:
    total = vector.sum()
    # loadings that cancel have no better side: any choice of sign would hang on the order of the columns
    return np.zeros(len(vector)) if abs(total) < _CANCEL else vector * np.sign(total)
