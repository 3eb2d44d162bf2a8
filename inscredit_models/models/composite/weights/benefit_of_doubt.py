"""Benefit of the doubt (存疑有利, DEA): every unit gets the weights that show it at its best, under common limits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import block_diag

from inscredit_models.findings import Finding, Refused
from inscredit_models.models.composite.weights.vertex_walk import walk_to_best

_BLOCK = 64
_ADDED = 3
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class BenefitOfDoubt:
    """Scores and the weights behind them.

    Parameters
    ----------
    scores : ndarray of shape (n,)
        0 to 1; 1 where no unit is better under the unit's own best weights.
    weights : ndarray of shape (n, k)
        One row of weights per unit; their products with the values add up to the score.
    """

    scores: np.ndarray
    weights: np.ndarray


def benefit_of_doubt(values: np.ndarray, *, least_share: float = 0.0, most_share: float = 1.0) -> BenefitOfDoubt:
    """Give the benefit-of-the-doubt score of each unit.

    Parameters
    ----------
    values : ndarray of shape (n, k)
        Not negative, higher better; a missing value counts as 0: it gives no benefit.
    least_share, most_share : float
        Bounds on the share of one indicator in a unit's own score. Without bounds every unit that is best in one
        indicator gets 1.

    Raises
    ------
    Refused
        Negative values (ICM103), or bounds that no weights can meet (ICM006).

    Notes
    -----
    max Σ_j w_j y_ij subject to Σ_j w_j y_lj ≤ 1 for all units l, w ≥ 0 and
    least · Σ w y_i ≤ w_j y_ij ≤ most · Σ w y_i. Only units that no other unit dominates can limit the weights. All
    units are solved together (see `vertex_walk`); those that it cannot settle go to HiGHS in blocks: a program first
    holds the best of each column and then the limits that its answer broke, until none is broken. Columns are divided
    by their maximum first: the unit of a column does not matter.

    References
    ----------
    Cherchye, Moesen, Rogge & Van Puyenbroeck (2007), An introduction to "benefit of the doubt" composite indicators,
    Social Indicators Research 82.

    Examples
    --------
    >>> units = np.array([[0.9, 0.3, 0.5], [0.6, 0.6, 0.6], [0.2, 0.9, 0.4], [0.4, 0.5, 0.3]])
    >>> benefit_of_doubt(units).scores.round(6).tolist()
    [1.0, 1.0, 1.0, 0.761905]
    """
    _refuse_unfit(values, least_share, most_share)
    filled = np.nan_to_num(values)
    top = filled.max(axis=0)
    scale = np.where(top > 0, top, 1.0)
    scaled = filled / scale
    frontier = scaled[undominated(scaled)]
    weights, settled = walk_to_best(scaled, frontier, least_share, most_share)
    left = np.flatnonzero(~settled)
    for start in range(0, len(left), _BLOCK):
        part = left[start : start + _BLOCK]
        weights[part] = _solve(scaled[part], frontier, least_share, most_share)
    scores = np.clip((weights * scaled).sum(axis=1), 0.0, 1.0)
    return BenefitOfDoubt(scores, weights / scale)


def undominated(values: np.ndarray) -> np.ndarray:
    """Say which rows no other row equals or exceeds everywhere; of equal rows the first stays.

    Examples
    --------
    >>> undominated(np.array([[1.0, 2.0], [2.0, 1.0], [1.0, 1.0], [2.0, 1.0]])).tolist()
    [True, True, False, False]
    """
    order = np.argsort(-values.sum(axis=1), kind="stable")
    kept: list[int] = []
    for row in order:
        if not kept or not (values[kept] >= values[row]).all(axis=1).any():
            kept.append(int(row))
    answer = np.zeros(len(values), dtype=bool)
    answer[kept] = True
    return answer


def _solve(units: np.ndarray, frontier: np.ndarray, least: float, most: float) -> np.ndarray:
    """Solve the programs of a few units, each with the limits that it turns out to need."""
    needed = [set(frontier.argmax(axis=0).tolist()) for _ in units]
    weights = np.zeros(units.shape)
    unsettled = list(range(len(units)))
    while unsettled:
        limits = [frontier[sorted(needed[unit])] for unit in unsettled]
        weights[unsettled] = _solve_blocks(units[unsettled], limits, least, most)
        totals = weights[unsettled] @ frontier.T
        worst = np.argsort(-totals, axis=1, kind="stable")[:, :_ADDED]
        again = []
        for unit, rows, sums in zip(unsettled, worst, np.take_along_axis(totals, worst, axis=1), strict=True):
            broken = set(rows[sums > 1 + _TOLERANCE].tolist()) - needed[unit]
            needed[unit] |= broken
            again += [unit] if broken else []
        unsettled = again
    return weights


def _solve_blocks(units: np.ndarray, limits: list[np.ndarray], least: float, most: float) -> np.ndarray:
    """Solve several programs as one with blocks that do not touch."""
    size = units.shape[1]
    blocks, bounds = [], []
    for unit, rows in zip(units, limits, strict=True):
        parts, own = [rows], [np.ones(len(rows))]
        if least > 0:
            parts.append(least * np.tile(unit, (size, 1)) - np.diag(unit))
            own.append(np.zeros(size))
        if most < 1:
            parts.append(np.diag(unit) - most * np.tile(unit, (size, 1)))
            own.append(np.zeros(size))
        blocks.append(np.vstack(parts))
        bounds.append(np.concatenate(own))
    answer = linprog(-units.ravel(), A_ub=block_diag(blocks, format="csr"), b_ub=np.concatenate(bounds), method="highs")
    return answer.x.reshape(units.shape)


def _refuse_unfit(values: np.ndarray, least: float, most: float) -> None:
    findings = []
    negative = int((values < 0).sum())
    if negative:
        remedy = "normalise to a range of 0 and above"
        findings.append(
            Finding("ICM103", "benefit of the doubt", f"{negative} negative values", "values of 0 or more", remedy)
        )
    size = values.shape[1]
    if not (0 <= least <= 1 / size <= most <= 1):
        found = f"least share {least:g}, most share {most:g} with {size} indicators"
        allowed = f"0 ≤ least ≤ 1/{size} ≤ most ≤ 1"
        findings.append(Finding("ICM006", "benefit of the doubt", found, allowed, "widen the bounds"))
    if findings:
        raise Refused(findings)
