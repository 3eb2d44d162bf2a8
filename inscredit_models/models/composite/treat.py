"""Outliers treated (异常值处理): winsorise a few points, and only if that is not enough take the log of the original.

A column fails only where its skewness *and* its kurtosis are beyond their limits: either alone is common in sound
data. The order (winsorise first, log of the untouched column second) follows COINr, the reference tool of the Joint
Research Centre.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from inscredit_models.models.composite.shape import kurtosis, skewness


@dataclass(frozen=True, slots=True)
class TreatmentRules:
    """When a column fails and how far it may be treated.

    Parameters
    ----------
    winsorise_at_most : int
        Highest number of cells that may be set to a neighbour's value.
    skewness, kurtosis : float
        A column fails where its absolute sample skewness exceeds the first and its sample excess kurtosis the second.
    log : bool
        Whether a column that still fails is put on a log scale.
    """

    winsorise_at_most: int = 5
    skewness: float = 2.0
    kurtosis: float = 3.5
    log: bool = True


@dataclass(frozen=True, slots=True)
class Treatment:
    """What was done to one column; `apply_treatment` does the same to other rows.

    Parameters
    ----------
    kind : {"none", "winsorised", "log", "failed"}
        ``failed`` where it still fails after everything that is allowed; the column then stays as it was.
    points : int
        Cells that were set to a neighbour's value.
    low, high : float
        Values beyond are set to these; infinite where nothing is cut.
    shift : float
        For the log: log(x + shift).
    before, after : tuple of float
        Skewness and kurtosis before and after.
    """

    kind: Literal["none", "winsorised", "log", "failed"]
    points: int
    low: float
    high: float
    shift: float
    before: tuple[float, float]
    after: tuple[float, float]


UNTREATED = Treatment("none", 0, -np.inf, np.inf, 0.0, (np.nan, np.nan), (np.nan, np.nan))
"""For columns that were not looked at."""


def decide_treatment(values: np.ndarray, rules: TreatmentRules) -> Treatment:
    """Decide how a column is treated.

    Parameters
    ----------
    values : ndarray of shape (n,)
        NaN where missing.
    rules : TreatmentRules
        Limits.

    Notes
    -----
    One step sets all cells at the largest value (the smallest, where the skewness is negative) to the next one. Cells
    are counted, not steps, so that tied extremes count in full; a step that would exceed the limit is not made. The
    log is log(x − min + 0.01 · (max − min)) of the original column.

    References
    ----------
    Becker, Caperna, Del Sorbo et al. (2022), COINr: An R package for developing composite indicators, JOSS 7(78).

    Examples
    --------
    >>> treatment = decide_treatment(np.array([*range(1, 11), 30, 100.0]), TreatmentRules(winsorise_at_most=2))
    >>> treatment.kind, treatment.points, treatment.high
    ('winsorised', 1, 30.0)
    """
    present = values[~np.isnan(values)]
    before = (skewness(present), kurtosis(present))
    open_ends = {"low": -np.inf, "high": np.inf, "shift": 0.0}
    if not _fails(present, rules):
        return Treatment("none", 0, **open_ends, before=before, after=before)
    cut, points = _winsorised(present, rules)
    if not _fails(cut, rules):
        low = float(cut.min()) if cut.min() > present.min() else -np.inf
        high = float(cut.max()) if cut.max() < present.max() else np.inf
        return Treatment("winsorised", points, low, high, 0.0, before, (skewness(cut), kurtosis(cut)))
    if rules.log:
        shift = 0.01 * (float(present.max()) - float(present.min())) - float(present.min())
        logged = np.log(present + shift)
        if not _fails(logged, rules):
            return Treatment(
                "log", 0, float(present.min()), np.inf, shift, before, (skewness(logged), kurtosis(logged))
            )
    return Treatment("failed", 0, **open_ends, before=before, after=before)


def apply_treatment(values: np.ndarray, treatment: Treatment) -> np.ndarray:
    """Treat a column as decided; rows that were not there then are cut at the same ends, also below a log."""
    if treatment.kind in ("none", "failed"):
        return values
    cut = np.clip(values, treatment.low, treatment.high)
    return np.log(cut + treatment.shift) if treatment.kind == "log" else cut


def _fails(values: np.ndarray, rules: TreatmentRules) -> bool:
    return bool(abs(skewness(values)) > rules.skewness and kurtosis(values) > rules.kurtosis)


def _winsorised(values: np.ndarray, rules: TreatmentRules) -> tuple[np.ndarray, int]:
    cut, points = values.copy(), 0
    while _fails(cut, rules):
        if skewness(cut) >= 0:
            extreme = cut == cut.max()
            neighbour = cut[~extreme].max(initial=-np.inf)
        else:
            extreme = cut == cut.min()
            neighbour = cut[~extreme].min(initial=np.inf)
        stepped = np.where(extreme, neighbour, cut)
        moved = int((stepped != values).sum())
        if moved > rules.winsorise_at_most:
            break
        cut, points = stepped, moved
    return cut, points
