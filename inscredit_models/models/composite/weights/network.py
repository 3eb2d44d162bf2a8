"""Analytic network process (网络分析法): long-run weights of a supermatrix."""

from __future__ import annotations

import numpy as np

from inscredit_models.findings import Finding, Refused


def network_weights(supermatrix: np.ndarray) -> np.ndarray:
    """Give the limiting weights of a column-stochastic supermatrix.

    Parameters
    ----------
    supermatrix : ndarray of shape (k, k)
        Each column holds shares that add up to 1: how much of the column's importance goes to each row.

    Raises
    ------
    Refused
        Columns that do not add up to 1 within 1e-9, or negative cells (ICM104).

    Notes
    -----
    The mean of all powers (Cesàro mean) of the matrix, from equal starting weights; so a matrix whose powers swing for
    ever has weights as well.

    References
    ----------
    Saaty (1996), Decision Making with Dependence and Feedback: The Analytic Network Process.

    Examples
    --------
    >>> network_weights(np.array([[0.0, 1.0], [1.0, 0.0]])).tolist()
    [0.5, 0.5]
    """
    sums = supermatrix.sum(axis=0)
    off = [column + 1 for column in np.flatnonzero(np.abs(sums - 1) > 1e-9)]
    if off or (supermatrix < 0).any():
        found = f"columns {off} do not add up to 1" if off else "negative cells"
        raise Refused([Finding("ICM104", "supermatrix", found, "shares that add up to 1", "normalise the columns")])
    # half steps: the same fixed points, and no swinging
    step = (supermatrix + np.eye(len(supermatrix))) / 2
    weights = np.linalg.matrix_power(step, 2**20) @ np.full(len(supermatrix), 1 / len(supermatrix))
    return weights / weights.sum()
