"""From raw values to a scale (标准化), as pure functions with given numbers; missing stays missing.

In all functions higher is better afterwards. Goals are given as (worst, best): where lower is better worst exceeds
best, and the formula stays the same.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import rankdata


def between_goalposts(values: np.ndarray, worst: float, best: float, *, clip: bool = True) -> np.ndarray:
    """Give (x − worst) / (best − worst), clipped to 0 … 1 (目标值法; with the sample's extremes it is min-max 极差法).

    Examples
    --------
    >>> between_goalposts(np.array([1.0, 11.0, -1.0]), 0, 10).tolist()
    [0.1, 1.0, 0.0]
    >>> between_goalposts(np.array([1.0, 11.0, -1.0]), 10, 0).tolist()
    [0.9, 0.0, 1.0]
    """
    # + 0.0 turns the negative zero of reversed goalposts into zero
    share = (values - worst) / (best - worst) + 0.0
    return np.clip(share, 0.0, 1.0) if clip else share


def distance_to_target(values: np.ndarray, start: float, target: float, *, cap: bool = True) -> np.ndarray:
    """Give the share of the way from the worst value to the target (距目标值); above 1 beyond it unless capped.

    Examples
    --------
    >>> distance_to_target(np.array([0.0, 5.0, 11.0]), 0, 10, cap=False).tolist()
    [0.0, 0.5, 1.1]
    >>> distance_to_target(np.array([-1.0, 1.0, 10.0]), 10, 0, cap=False).tolist()
    [1.1, 0.9, 0.0]
    """
    share = (values - start) / (target - start) + 0.0
    return np.minimum(share, 1.0) if cap else share


def standardised(values: np.ndarray, mean: float, deviation: float, direction: int) -> np.ndarray:
    """Give direction · (x − mean) / deviation.

    Examples
    --------
    >>> standardised(np.array([1.0, 3.0]), 2.0, 0.5, -1).tolist()
    [2.0, -2.0]
    """
    return direction * (values - mean) / deviation + 0.0


def ranked(values: np.ndarray, direction: int) -> np.ndarray:
    """Give ranks with the worst at 1; ties share their mean rank, missing cells have none.

    Examples
    --------
    >>> ranked(np.array([10.0, 30.0, 10.0, np.nan]), 1).tolist()
    [1.5, 3.0, 1.5, nan]
    """
    ranks = np.full(len(values), np.nan)
    present = ~np.isnan(values)
    ranks[present] = rankdata(direction * values[present])
    return ranks


def borda_points(values: np.ndarray, direction: int) -> np.ndarray:
    """Give the number of units that a unit beats, ties counting half (波达计分): rank − 1.

    Examples
    --------
    >>> borda_points(np.array([10.0, 30.0, 20.0]), -1).tolist()
    [2.0, 0.0, 1.0]
    """
    return ranked(values, direction) - 1


def percentile(values: np.ndarray, reference: np.ndarray, direction: int) -> np.ndarray:
    """Give the mid-rank share of a sorted reference set that lies below a value, 0 to 1 (百分位).

    Examples
    --------
    >>> percentile(np.array([1.0, 2.0, 9.0]), np.array([1.0, 2.0, 2.0, 5.0]), 1).tolist()
    [0.125, 0.5, 1.0]
    """
    below = np.searchsorted(reference, values, side="left")
    share = (below + np.searchsorted(reference, values, side="right")) / (2 * len(reference))
    return np.where(np.isnan(values), np.nan, share if direction > 0 else 1 - share)


def efficacy_coefficient(
    values: np.ndarray, intolerable: float, satisfactory: float, *, base: float = 60.0, span: float = 40.0
) -> np.ndarray:
    """Give base + span · (x − intolerable) / (satisfactory − intolerable), clipped (功效系数法).

    Parameters
    ----------
    values : ndarray
        NaN where missing.
    intolerable, satisfactory : float
        不允许值 and 满意值; where lower is better the first exceeds the second and the formula is unchanged.
    base, span : float
        60 and 40 by convention: 60 points at the intolerable value, 100 at the satisfactory one.

    References
    ----------
    Efficacy coefficient method of the assessment of state-owned enterprises' performance (企业绩效评价), SASAC.

    Examples
    --------
    >>> efficacy_coefficient(np.array([14.0, 30.0]), 5, 20).tolist()
    [84.0, 100.0]
    """
    return base + span * between_goalposts(values, intolerable, satisfactory)


def graded_efficacy(values: np.ndarray, standards: np.ndarray, coefficients: np.ndarray) -> np.ndarray:
    """Give the grade-wise efficacy coefficient (分档功效系数): straight between the standards of two grades, 0 to 1.

    Parameters
    ----------
    values : ndarray
        NaN where missing.
    standards : ndarray of shape (g,)
        Standard value of each grade, worst first; falling where lower is better.
    coefficients : ndarray of shape (g,)
        Coefficient of each grade, such as .2 .4 .6 .8 1 for 较差 较低 平均 良好 优秀.

    Notes
    -----
    Values below the worst standard have its coefficient, values above the best one its coefficient.

    Examples
    --------
    >>> graded_efficacy(np.array([5.0, 0.0, 99.0]), np.array([0.0, 4.0, 6.0]), np.array([0.2, 0.4, 0.6])).tolist()
    [0.5, 0.2, 0.6]
    """
    rises = standards[-1] > standards[0]
    points = np.interp(values if rises else -values, standards if rises else -standards, coefficients)
    return np.where(np.isnan(values), np.nan, points)


def fraction_of_best(values: np.ndarray, best: float) -> np.ndarray:
    """Give x / best for positive values where higher is better.

    Examples
    --------
    >>> fraction_of_best(np.array([2.0, 4.0]), 4.0).tolist()
    [0.5, 1.0]
    """
    return values / best


def wall_score(
    actual: np.ndarray,
    standard: np.ndarray,
    weights: np.ndarray,
    *,
    decimals: int | None = None,
    bounds: tuple[float, float] | None = None,
) -> np.ndarray:
    """Give Σ weight · actual / standard (沃尔评分法).

    Parameters
    ----------
    actual : ndarray of shape (n, k)
        Ratios of each unit.
    standard, weights : ndarray of shape (k,)
        Standard ratios (not 0) and weights that add up to 100.
    decimals : int, optional
        Round the relative ratios as textbooks do; by default they are exact.
    bounds : tuple of float, optional
        Lowest and highest relative ratio, such as (0.5, 1.5); by default unbounded, as Wall gave it.

    References
    ----------
    Wall & Duning (1928), Ratio Analysis of Financial Statements.

    Examples
    --------
    >>> wall_score(np.array([[2.0, 9.0]]), np.array([1.0, 3.0]), np.array([60.0, 40.0]), bounds=(0.5, 1.5)).tolist()
    [150.0]
    """
    ratios = actual / standard
    if bounds is not None:
        ratios = np.clip(ratios, *bounds)
    if decimals is not None:
        # half up, as by hand: 2.33 / 2.00 = 1.165 becomes 1.17 although its float lies below the half
        ratios = np.floor(ratios * 10.0**decimals + 0.5 + 1e-9) / 10.0**decimals
    return ratios @ weights
