"""Intervals of the event rates of bins (分箱事件率区间): how little a thin bin says."""

from __future__ import annotations

import numpy as np
from scipy.special import betaincinv


def jeffreys_interval(events: np.ndarray, counts: np.ndarray, *, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Give the Jeffreys interval of each rate.

    Parameters
    ----------
    events, counts : ndarray of shape (k,)
        Events and rows.
    level : float
        Coverage.

    Returns
    -------
    low, high : ndarray of shape (k,)
        Quantiles of Beta(events + ½, counts − events + ½); 0 below no event, 1 above all, NaN without rows.

    Notes
    -----
    Brown, Cai and DasGupta (2001), Statistical Science 16, 101–133.

    Examples
    --------
    >>> low, high = jeffreys_interval(np.array([0, 5]), np.array([10, 10]))
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.0, 0.2235], [0.2172, 0.7765])
    """
    events, counts = np.asarray(events, dtype=float), np.asarray(counts, dtype=float)
    tail = (1 - level) / 2
    low = np.where(events > 0, betaincinv(events + 0.5, counts - events + 0.5, tail), 0.0)
    high = np.where(events < counts, betaincinv(events + 0.5, counts - events + 0.5, 1 - tail), 1.0)
    return np.where(counts > 0, low, np.nan), np.where(counts > 0, high, np.nan)
