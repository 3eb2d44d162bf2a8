"""The scale of one indicator (标准化参数): estimated once from reference rows, then frozen and applied to any row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inscredit_models.models.composite.method import Scaling
from inscredit_models.scoring import rescale

RELATIVE = ("rank", "borda")
"""Methods that only order units against each other: one unit alone has no value."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Numbers that bring one indicator to points.

    Parameters
    ----------
    method : str
        How.
    direction : {1, -1}
        +1 where higher is better.
    start, end : float
        Worst and best value, or mean and standard deviation for ``z_score``.
    low, high : float
        Points at the worst and best value.
    cap : bool
        Whether values beyond the ends count as the ends.
    reference : tuple of float
        Sorted reference values for ``percentile``.
    constant : bool
        The reference rows hold one value only: every unit gets the middle of the scale, and the weight is 0.
    """

    method: Scaling
    direction: int
    start: float
    end: float
    low: float
    high: float
    cap: bool = True
    reference: tuple[float, ...] = ()
    constant: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is declared about the scale of one indicator: see `Scale`; empty goals are taken from the data."""

    method: Scaling = "min_max"
    direction: int = 1
    worst: float | None = None
    best: float | None = None
    target: float | None = None
    low: float = 0.0
    high: float = 100.0
    cap: bool = True


def estimate_scale(values: np.ndarray, wanted: Wanted) -> Scale:
    """Estimate the scale of an indicator.

    Parameters
    ----------
    values : ndarray of shape (n,)
        Reference rows; NaN where missing.
    wanted : Wanted
        What is declared.

    Examples
    --------
    >>> scale = estimate_scale(np.array([2.0, 4.0, np.nan]), Wanted(direction=-1))
    >>> to_scale(np.array([2.0, 3.5, 9.0]), scale).tolist()
    [100.0, 25.0, 0.0]
    """
    present = np.sort(values[~np.isnan(values)])
    constant = len(present) == 0 or present[0] == present[-1]
    start, end = _ends(present, wanted)
    reference = tuple(present.tolist()) if wanted.method == "percentile" else ()
    if wanted.method == "goalposts" or wanted.method == "efficacy":
        constant = constant and len(present) == 0
    return Scale(
        wanted.method,
        wanted.direction,
        start,
        end,
        wanted.low,
        wanted.high,
        wanted.cap,
        reference,
        constant or start == end,
    )


def to_scale(values: np.ndarray, scale: Scale) -> np.ndarray:
    """Bring values to points; missing stays missing, a constant indicator is in the middle for everybody."""
    span = scale.high - scale.low
    if scale.constant:
        return np.where(np.isnan(values), np.nan, scale.low + span / 2)
    if scale.method in ("rank", "borda"):
        ranks = rescale.ranked(values, scale.direction)
        return ranks if scale.method == "rank" else ranks - 1
    if scale.method == "z_score":
        return scale.low + span * rescale.standardised(values, scale.start, scale.end, scale.direction)
    if scale.method == "percentile":
        return scale.low + span * rescale.percentile(values, np.array(scale.reference), scale.direction)
    if scale.method == "distance_to_target":
        return scale.low + span * rescale.distance_to_target(values, scale.start, scale.end, cap=scale.cap)
    if scale.method == "fraction_of_best":
        return scale.low + span * rescale.fraction_of_best(values, scale.end)
    return scale.low + span * rescale.between_goalposts(values, scale.start, scale.end, clip=scale.cap)


def _ends(present: np.ndarray, wanted: Wanted) -> tuple[float, float]:
    if not len(present):
        return 0.0, 1.0
    low, high = float(present[0]), float(present[-1])
    worst, best = (low, high) if wanted.direction > 0 else (high, low)
    if wanted.method == "z_score":
        deviation = float(present.std(ddof=1)) if len(present) > 1 else 0.0
        # a spread of rounding errors is no spread: the mean of equal values need not be equal to them
        return float(present.mean()), deviation if high > low else float(present.mean())
    if wanted.method in ("goalposts", "efficacy", "min_max"):
        worst = worst if wanted.worst is None else wanted.worst
        best = best if wanted.best is None else wanted.best
    elif wanted.method == "distance_to_target":
        worst = worst if wanted.worst is None else wanted.worst
        best = best if wanted.target is None else wanted.target
    return worst, best
