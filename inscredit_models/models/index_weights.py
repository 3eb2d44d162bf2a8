"""Weights of an index that are estimated from data (赋权): equal and entropy weights, as pure functions of a matrix."""

from __future__ import annotations

import numpy as np


def equal_weights(units: np.ndarray) -> np.ndarray:
    """Give the same weight to every column that varies, 0 to a constant one; where none varies, the same to all.

    Examples
    --------
    >>> equal_weights(np.array([[0.0, 1.0, 0.5], [1.0, 0.0, 0.5]])).tolist()
    [0.5, 0.5, 0.0]
    """
    varies = units.min(axis=0) < units.max(axis=0)
    if not varies.any():
        varies = np.ones(units.shape[1], dtype=bool)
    return varies / varies.sum()


def entropy_weights(units: np.ndarray, *, shift: float) -> np.ndarray:
    """Give entropy weights (熵权法): the less evenly a column is spread over the rows, the heavier.

    Parameters
    ----------
    units : ndarray of shape (n, k)
        Values that are not negative, without gaps; n of 2 or more. For an index these are goalpost values in [0, 1].
    shift : float
        Each value x counts as shift + (1 − shift)·x, in [0, 1). With 0 the values are taken as they are, and a column
        of zeros is constant. The weights depend on the shift: it must be stated with them.

    Returns
    -------
    ndarray of shape (k,)
        Not negative, adding up to 1; 0 for a constant column; where every column is constant, equal weights.

    Notes
    -----
    p_ij = x_ij / Σ_i x_ij; E_j = −Σ_i p_ij ln p_ij / ln n with 0·ln 0 = 0; w_j = (1 − E_j) / Σ (1 − E_j).

    References
    ----------
    Hwang & Yoon (1981), Multiple Attribute Decision Making, section 3.

    Examples
    --------
    >>> entropy_weights(np.array([[1.0, 2.0], [4.0, 16.0]]), shift=0.0).round(6).tolist()
    [0.358889, 0.641111]
    """
    shifted = shift + (1 - shift) * units
    totals = shifted.sum(axis=0)
    shares = np.divide(shifted, totals, out=np.full(units.shape, 1 / len(units)), where=totals > 0)
    logs = np.log(shares, out=np.zeros(units.shape), where=shares > 0)
    entropy = -(shares * logs).sum(axis=0) / np.log(max(len(units), 2))
    varies = units.min(axis=0) < units.max(axis=0)
    divergence = np.where(varies, np.maximum(1 - entropy, 0.0), 0.0)
    if divergence.sum() == 0:
        return equal_weights(units)
    return divergence / divergence.sum()
