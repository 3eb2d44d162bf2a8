"""Digit and heaping tests (数字真实性检验): do reported figures look counted, or made up?

Figures are whole numbers of their smallest unit; zeros and missing values are left out before, the sign does not
count.

Benford's law gives a first digit d the share log10(1 + 1/d) and a second digit d the share Σ log10(1 + 1/(10k + d))
over k = 1 … 9 (Newcomb 1881; Benford 1938). The mean absolute deviation is the measure of Nigrini (2012), who calls
up to 0.006 close, 0.012 acceptable, 0.015 marginal for first digits (0.008, 0.010, 0.012 for second digits). The
heaping index is Whipple's: 100 without heaping, and 100 × multiple / step where every figure is heaped.
"""

from __future__ import annotations

import numpy as np

FIRST_DIGITS = np.log10(1 + 1 / np.arange(1, 10))
"""Expected shares of the first digits 1 … 9; they add up to 1."""

SECOND_DIGITS = np.log10(1 + 1 / (10 * np.arange(1, 10)[:, None] + np.arange(10))).sum(axis=0)
"""Expected shares of the second digits 0 … 9; they add up to 1."""

_POWERS = 10 ** np.arange(1, 19, dtype=np.int64)


def significant_digits(figures: np.ndarray, position: int) -> np.ndarray:
    """Give the first (1) or second (2) significant digit of whole numbers; −1 where there is none.

    Examples
    --------
    >>> significant_digits(np.array([907, -42, 5, 0]), 1).tolist()
    [9, 4, 5, -1]
    >>> significant_digits(np.array([907, -42, 5, 0]), 2).tolist()
    [0, 2, -1, -1]
    """
    size = np.abs(figures.astype(np.int64))
    length = np.searchsorted(_POWERS, size, side="right") + 1
    digit = size // 10 ** np.maximum(length - position, 0) % 10
    return np.where((size > 0) & (length >= position), digit, -1)


def digit_statistic(counts: np.ndarray, expected: np.ndarray, statistic: str) -> np.ndarray:
    """Compare counts of digits with their expected shares.

    Parameters
    ----------
    counts : numpy.ndarray, shape (n, k)
        How often each subject has each digit; a row of zeros is missing.
    expected : numpy.ndarray, shape (k,)
        Shares that add up to 1.
    statistic : {"mad", "chi_square", "p_value"}
        Mean absolute deviation of the shares; Pearson's chi-square; its upper tail with k − 1 degrees of freedom.

    Examples
    --------
    >>> digit_statistic(np.array([[30, 70], [0, 0]]), np.array([0.5, 0.5]), "mad")
    array([0.2, nan])
    """
    total = counts.sum(axis=1, keepdims=True).astype(np.float64)
    total[total == 0] = np.nan
    if statistic == "mad":
        return np.abs(counts / total - expected).mean(axis=1)
    square = ((counts - total * expected) ** 2 / (total * expected)).sum(axis=1)
    square[np.isnan(total[:, 0])] = np.nan
    if statistic == "chi_square":
        return square
    from scipy.special import chdtrc  # only who asks for a p-value waits for it to be loaded

    return chdtrc(len(expected) - 1, square)


def heaping_statistic(heaped: np.ndarray, total: np.ndarray, expected: float, statistic: str) -> np.ndarray:
    """Compare how many figures are heaped with the share that even spacing gives.

    Parameters
    ----------
    heaped, total : numpy.ndarray, shape (n,)
        Figures on a multiple, and all; a total of 0 is missing.
    expected : float
        Share without heaping.
    statistic : {"excess", "index", "share", "p_value"}
        Observed less expected share; 100 × observed / expected; the observed share; the exact binomial upper tail.

    Examples
    --------
    >>> heaping_statistic(np.array([40]), np.array([100]), 0.2, "index")
    array([200.])
    """
    there = np.where(total > 0, total, np.nan)
    share = heaped / there
    if statistic == "p_value":
        from scipy.special import betainc

        # P(X ≥ k) of a binomial is the incomplete beta function at (k, n − k + 1); of k = 0 it is 1.
        tail = betainc(np.maximum(heaped, 1), np.maximum(total, 1) - heaped + 1, expected)
        return np.where(total > 0, np.where(heaped > 0, tail, 1.0), np.nan)
    return {"share": share, "excess": share - expected, "index": 100 * share / expected}[statistic]
