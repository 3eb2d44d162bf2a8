"""Skewness and kurtosis of a sample (偏度与峰度) in the bias-corrected forms of statistical packages."""

from __future__ import annotations

import numpy as np


def skewness(values: np.ndarray) -> float:
    """Give the sample skewness G1 = g1 · √(n(n − 1)) / (n − 2); 0 for fewer than three values or a constant.

    Examples
    --------
    >>> round(skewness(np.array([*range(1, 11), 30.0, 100.0])), 6)
    3.063241
    """
    n = len(values)
    second, third, _ = _moments(values)
    if n < 3 or second == 0:
        return 0.0
    return float(third / second**1.5 * np.sqrt(n * (n - 1)) / (n - 2))


def kurtosis(values: np.ndarray) -> float:
    """Give the sample excess kurtosis G2 = (n − 1) / ((n − 2)(n − 3)) · ((n + 1) g2 + 6); 0 for fewer than four values.

    Examples
    --------
    >>> round(kurtosis(np.array([*range(1, 11), 30.0, 100.0])), 6)
    9.741391
    """
    n = len(values)
    second, _, fourth = _moments(values)
    if n < 4 or second == 0:
        return 0.0
    return float((n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (fourth / second**2 - 3) + 6))


def _moments(values: np.ndarray) -> tuple[float, float, float]:
    if len(values) == 0 or values.min() == values.max():
        return 0.0, 0.0, 0.0
    # scaled to the range, so that the unit of the column cannot overflow or vanish in the fourth power
    centred = (values - values.mean()) / (values.max() - values.min())
    square = centred * centred
    return float(square.mean()), float((square * centred).mean()), float((square * square).mean())
