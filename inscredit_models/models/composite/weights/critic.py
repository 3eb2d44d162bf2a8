"""CRITIC weights: an indicator weighs by its spread and by how little it repeats the others."""

from __future__ import annotations

import numpy as np

from inscredit_models.models.composite.weights.guard import spread_over, varying


def critic_weights(values: np.ndarray) -> np.ndarray:
    """Give CRITIC weights of values that are already on one scale, higher better.

    Parameters
    ----------
    values : ndarray of shape (n, k)
        NaN where missing; spreads and correlations use the present (pairs of) values.

    Returns
    -------
    ndarray of shape (k,)
        Adding up to 1, 0 for a constant column.

    Notes
    -----
    Columns are put on 0 to 1 first; C_j = σ_j · Σ_k (1 − r_jk); w = C / Σ C.

    References
    ----------
    Diakoulaki, Mavrotas & Papayannakis (1995), Determining objective weights in multiple criteria problems: The
    CRITIC method, Computers & Operations Research 22.

    Examples
    --------
    >>> critic_weights(np.array([[0.0, 1.0, 5.0], [1.0, 0.0, 5.0]])).tolist()
    [0.5, 0.5, 0.0]
    """
    usable = varying(values)
    unit = np.full(values.shape, 0.0)
    for column in np.flatnonzero(usable):
        present = values[:, column]
        low, high = np.nanmin(present), np.nanmax(present)
        unit[:, column] = (present - low) / (high - low)
    spread = np.array([np.nanstd(column) for column in unit.T])
    conflict = (1 - pair_correlations(unit)) * np.outer(usable, usable)
    return spread_over(np.maximum(spread * conflict.sum(axis=1), 0.0), usable)


def pair_correlations(values: np.ndarray) -> np.ndarray:
    """Give Pearson correlations of all columns over rows where both are present; 0 where there is none, 1 on the
    diagonal.
    """
    size = values.shape[1]
    answer = np.eye(size)
    for first in range(size):
        for second in range(first + 1, size):
            both = ~np.isnan(values[:, first]) & ~np.isnan(values[:, second])
            x, y = values[both, first], values[both, second]
            if both.sum() > 1 and x.min() < x.max() and y.min() < y.max():
                answer[first, second] = answer[second, first] = np.clip(np.corrcoef(x, y)[0, 1], -1.0, 1.0)
    return answer
