"""Sizes made comparable (按规模折算): indicators divided by a denominator of the same unit."""

from __future__ import annotations

import numpy as np


def denominate(values: np.ndarray, denominators: np.ndarray) -> np.ndarray:
    """Divide; where the denominator is 0 or missing the answer is missing.

    Parameters
    ----------
    values, denominators : ndarray of one shape
        NaN where missing.

    Examples
    --------
    >>> denominate(np.array([6.0, 6.0, np.nan]), np.array([2.0, 0.0, 2.0])).tolist()
    [3.0, nan, nan]
    """
    usable = ~np.isnan(denominators) & (denominators != 0)
    return np.divide(values, denominators, out=np.full(values.shape, np.nan), where=usable)
