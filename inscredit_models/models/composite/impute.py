"""Gaps filled before normalising (插补): mean, median, group, EM, and the last known earlier value of a panel."""

from __future__ import annotations

from typing import Literal

import numpy as np

Statistic = Literal["mean", "median"]


def availability(values: np.ndarray) -> np.ndarray:
    """Give the share of present values of each row, shape (n,).

    Examples
    --------
    >>> availability(np.array([[1.0, np.nan], [1.0, 2.0]])).tolist()
    [0.5, 1.0]
    """
    return (~np.isnan(values)).mean(axis=1)


def fill_values(values: np.ndarray, statistic: Statistic = "mean") -> np.ndarray:
    """Give the mean or median of the present values of each column, NaN for an empty one; shape (k,).

    Examples
    --------
    >>> fill_values(np.array([[1.0, np.nan], [3.0, np.nan], [8.0, np.nan]]), "median").tolist()
    [3.0, nan]
    """
    answer = np.full(values.shape[1], np.nan)
    for column in range(values.shape[1]):
        present = values[~np.isnan(values[:, column]), column]
        if len(present):
            answer[column] = present.mean() if statistic == "mean" else np.median(present)
    return answer


def fill_with(values: np.ndarray, fillers: np.ndarray) -> np.ndarray:
    """Give the values with each gap filled by its column's filler; shape (n, k)."""
    return np.where(np.isnan(values), fillers, values)


def fill_by_group(values: np.ndarray, groups: np.ndarray, statistic: Statistic = "mean") -> np.ndarray:
    """Fill each gap with the statistic of its own group (组内均值).

    Parameters
    ----------
    values : ndarray of shape (n, k)
        NaN where missing.
    groups : ndarray of shape (n,)
        Group of each row.
    statistic : {"mean", "median"}
        Of the present values of the group in that column.

    Returns
    -------
    ndarray of shape (n, k)
        A gap stays where a whole group has no value: other groups are no evidence for it.

    Examples
    --------
    >>> fill_by_group(np.array([[1.0], [np.nan], [9.0]]), np.array(["a", "a", "b"])).tolist()
    [[1.0], [1.0], [9.0]]
    """
    filled = values.copy()
    for group in np.unique(groups):
        rows = groups == group
        filled[rows] = fill_with(values[rows], fill_values(values[rows], statistic))
    return filled


def fill_from_earlier(values: np.ndarray, units: np.ndarray, times: np.ndarray, *, reach: float) -> np.ndarray:
    """Fill each gap with the unit's own last known earlier value (面板前值); a later year is never looked at.

    Parameters
    ----------
    values : ndarray of shape (n, k)
        NaN where missing; one row per unit and time.
    units, times : ndarray of shape (n,)
        Whose row it is, and when.
    reach : float
        How far back a value may lie, in the unit of ``times``.

    Examples
    --------
    >>> units, times = np.array(["a"] * 3), np.array([2020, 2021, 2022])
    >>> fill_from_earlier(np.array([[np.nan], [5.0], [np.nan]]), units, times, reach=1).tolist()
    [[nan], [5.0], [5.0]]
    """
    filled = values.copy()
    for unit in np.unique(units):
        rows = np.flatnonzero(units == unit)
        rows = rows[np.argsort(times[rows], kind="stable")]
        last = np.full(values.shape[1], np.nan)
        when = np.full(values.shape[1], -np.inf)
        for row in rows:
            present = ~np.isnan(values[row])
            usable = ~present & (times[row] - when <= reach)
            filled[row, usable] = last[usable]
            last[present], when[present] = values[row, present], times[row]
    return filled


def fill_by_em(values: np.ndarray, *, rounds: int = 500, tolerance: float = 1e-10) -> np.ndarray:
    """Fill gaps with their conditional mean under one normal distribution of all columns (EM算法).

    Parameters
    ----------
    values : ndarray of shape (n, k)
        NaN where missing; a column without values stays empty.
    rounds : int
        Highest number of rounds.
    tolerance : float
        Stops where no filled value moves by more than this many standard deviations.

    Returns
    -------
    ndarray of shape (n, k)

    Notes
    -----
    Columns are standardised first, so a change of unit changes nothing else. A tiny ridge (1e-8) keeps the
    covariance invertible where columns are copies of each other or rows are few. A constant column is filled with its
    constant.

    References
    ----------
    Dempster, Laird & Rubin (1977), Maximum likelihood from incomplete data via the EM algorithm.

    Examples
    --------
    >>> x = np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0], [4.0, np.nan]])
    >>> fill_by_em(x)[3].round(4).tolist()
    [4.0, 8.0]
    """
    usable = (~np.isnan(values)).any(axis=0)
    center = np.nan_to_num(fill_values(values))
    spread = np.array([np.nanstd(column) if known else 0.0 for column, known in zip(values.T, usable, strict=True)])
    scale = np.where(spread > 0, spread, 1.0)
    standard = (values[:, usable] - center[usable]) / scale[usable]
    filled = values.copy()
    filled[:, usable] = _conditional_means(standard, rounds, tolerance) * scale[usable] + center[usable]
    return np.where(np.isnan(values), filled, values)


def _conditional_means(values: np.ndarray, rounds: int, tolerance: float) -> np.ndarray:
    gaps = np.isnan(values)
    patterns = [(pattern, (gaps == pattern).all(axis=1)) for pattern in np.unique(gaps, axis=0) if pattern.any()]
    filled = np.where(gaps, 0.0, values)
    extra = np.zeros((values.shape[1],) * 2)
    for _ in range(rounds if patterns else 0):
        mean = filled.mean(axis=0)
        centred = filled - mean
        covariance = (centred.T @ centred + extra) / len(values) + 1e-8 * np.eye(values.shape[1])
        extra = np.zeros_like(covariance)
        before = filled.copy()
        for gap, rows in patterns:
            inner = covariance[np.ix_(gap, gap)]
            if gap.all():
                filled[np.ix_(rows, gap)] = mean
                extra[np.ix_(gap, gap)] += rows.sum() * inner
                continue
            slopes = np.linalg.solve(covariance[np.ix_(~gap, ~gap)], covariance[np.ix_(~gap, gap)])
            filled[np.ix_(rows, gap)] = mean[gap] + centred[np.ix_(rows, ~gap)] @ slopes
            extra[np.ix_(gap, gap)] += rows.sum() * (inner - covariance[np.ix_(gap, ~gap)] @ slopes)
        if np.abs(filled - before).max() < tolerance:
            break
    return filled
