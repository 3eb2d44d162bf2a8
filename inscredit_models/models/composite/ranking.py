"""Ranks of units (排名): the best is 1, equal scores share the better rank, each time by itself."""

from __future__ import annotations

import numpy as np
from scipy.stats import rankdata

DIGITS = 9
"""Scores that agree in so many significant digits are equal: the last bits of a sum are no difference."""


def ranks_of(points: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Give ranks, shape (n,); NaN where there are no points.

    Examples
    --------
    >>> ranks_of(np.array([5.0, 9.0, 9.0, np.nan]), np.zeros(4)).tolist()
    [3.0, 1.0, 1.0, nan]
    """
    ranks = np.full(len(points), np.nan)
    rounded = _rounded(points)
    for time in np.unique(times):
        rows = (times == time) & ~np.isnan(points)
        ranks[rows] = rankdata(-rounded[rows], method="min")
    return ranks


def _rounded(points: np.ndarray) -> np.ndarray:
    top = np.nanmax(np.abs(points), initial=0.0) if (~np.isnan(points)).any() else 0.0
    decimals = DIGITS - int(np.ceil(np.log10(top))) if top > 0 else DIGITS
    return np.round(points, decimals)
