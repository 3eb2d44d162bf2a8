"""Weighted means of a matrix, row by row (加权平均族): arithmetic to harmonic, smallest, penalised.

A missing cell leaves its weight to the other cells of its row and never spreads; a row without any weighted cell is
missing. All functions are pure and take given weights.
"""

from __future__ import annotations

import numpy as np

from inscredit_models.findings import Finding, Refused


def row_weights(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Give the share of each cell in its row: 0 for missing cells, rows add up to 1 (or are NaN without any weight).

    Parameters
    ----------
    values : ndarray of shape (n, k)
        NaN where missing.
    weights : ndarray of shape (k,) or (n, k)
        Not negative.
    """
    shares = np.where(np.isnan(values), 0.0, weights)
    totals = shares.sum(axis=1, keepdims=True)
    return np.divide(shares, totals, out=np.full(values.shape, np.nan), where=totals > 0)


def arithmetic_mean(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Give Σ w x: a weak child can be made good by a strong one (fully compensatory).

    Examples
    --------
    >>> arithmetic_mean(np.array([[1.0, 3.0], [np.nan, 4.0]]), np.array([0.75, 0.25])).tolist()
    [1.5, 4.0]
    """
    return (row_weights(values, weights) * np.nan_to_num(values)).sum(axis=1)


def geometric_mean(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Give Π x^w: weak children weigh more than in a sum; values of 0 or below are refused (ICM103).

    Examples
    --------
    >>> round(float(geometric_mean(np.array([[1.0, 2.0, 3.0]]), np.ones(3))[0]), 7)
    1.8171206
    """
    refuse_not_positive(values, weights, "geometric mean")
    shares = row_weights(values, weights)
    logs = np.log(np.where(np.isnan(values) | ~(shares > 0), 1.0, values))
    return np.exp((shares * logs).sum(axis=1))


def harmonic_mean(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Give 1 / Σ (w / x); values of 0 or below are refused (ICM103).

    Examples
    --------
    >>> round(float(harmonic_mean(np.array([[1.0, 2.0, 3.0]]), np.array([2.0, 1.0, 1.0]))[0]), 7)
    1.4117647
    """
    refuse_not_positive(values, weights, "harmonic mean")
    shares = row_weights(values, weights)
    safe = np.where(np.isnan(values) | ~(shares > 0), 1.0, values)
    return 1.0 / (shares / safe).sum(axis=1)


def generalised_mean(values: np.ndarray, weights: np.ndarray, *, power: float) -> np.ndarray:
    """Give (Σ w x^p)^(1/p): 1 is the arithmetic, −1 the harmonic mean, 0 the geometric one as its limit.

    Parameters
    ----------
    values, weights
        As in `row_weights`; positive values where ``power`` is not 1.
    power : float
        The lower, the less a strong child makes good for a weak one.

    Examples
    --------
    >>> generalised_mean(np.array([[1.0, 7.0]]), np.array([0.5, 0.5]), power=2).tolist()
    [5.0]
    """
    if power == 0:
        return geometric_mean(values, weights)
    if power == 1:
        return arithmetic_mean(values, weights)
    refuse_not_positive(values, weights, f"generalised mean of power {power:g}")
    shares = row_weights(values, weights)
    safe = np.where(np.isnan(values) | ~(shares > 0), 1.0, values)
    return (shares * safe**power).sum(axis=1) ** (1.0 / power)


def smallest_value(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Give the smallest value among the children with a weight (短板): nothing is made good.

    Examples
    --------
    >>> smallest_value(np.array([[3.0, 1.0, np.nan]]), np.array([1.0, 0.0, 1.0])).tolist()
    [3.0]
    """
    shares = row_weights(values, weights)
    lowest = np.where(shares > 0, np.nan_to_num(values), np.inf).min(axis=1)
    return np.where(np.isinf(lowest), np.nan, lowest)


def mazziotta_pareto(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Give the mean less a penalty for unevenness: M − S²/M with the weighted mean M and variance S² of a row.

    Raises
    ------
    Refused
        Where a mean is 0 or below (ICM103): the penalty would turn its sign.

    Notes
    -----
    The penalty makes the index fall when an already strong child rises far above the others: it is *not* monotone in
    each indicator, by intention. S² divides by the number of children, not by that number less one.

    References
    ----------
    Mazziotta & Pareto (2016), On a generalized non-compensatory composite index for measuring socio-economic
    phenomena, Social Indicators Research 127.

    Examples
    --------
    >>> mazziotta_pareto(np.array([[100.0, 100.0], [90.0, 110.0]]), np.array([0.5, 0.5])).tolist()
    [100.0, 99.0]
    """
    shares = row_weights(values, weights)
    mean = arithmetic_mean(values, weights)
    low = int((mean <= 0).sum())
    if low:
        _refuse(f"{low} rows with a mean of 0 or below", "Mazziotta–Pareto mean")
    variance = (shares * (np.nan_to_num(values) - mean[:, None]) ** 2).sum(axis=1)
    return mean - variance / mean


def refuse_not_positive(values: np.ndarray, weights: np.ndarray, method: str) -> None:
    """Refuse values of 0 or below in cells that have a weight (ICM103)."""
    count = int(((values <= 0) & (np.broadcast_to(weights, values.shape) > 0)).sum())
    if count:
        _refuse(f"{count} values of 0 or below", method)


def _refuse(found: str, method: str) -> None:
    remedy = "normalise to a range above 0 (such as 1 to 100), or use an arithmetic mean"
    raise Refused([Finding("ICM103", method, found, "values above 0", remedy)])
