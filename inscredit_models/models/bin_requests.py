"""What is asked of the bins of one column (分箱要求), and which constraint stands in the way where it cannot be met."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from inscredit_models.findings import Finding
from inscredit_models.models.partition import Segments, Trend, best_partition


@dataclass(frozen=True)
class BinRequest:
    """What is asked of one column beyond the rules for all columns.

    Parameters
    ----------
    trend : {"ascending", "descending", "peak", "valley", "auto", "none"}
        How WOE must run over the bands; see `partition.best_partition`.
    min_bins : int
        Fewest bands or groups. With 1 nothing is asked: a column may end as one bin, and then leaves the card.
    min_class : float
        Fewest events, and fewest non-events, in each band or group.
    """

    trend: Trend = "auto"
    min_bins: int = 1
    min_class: float = 0

    @property
    def is_demanding(self) -> bool:
        """Whether it can fail: otherwise one bin for everything is always an answer."""
        return self.min_bins > 1 or self.min_class > 0


NOTHING_ASKED = BinRequest()

Measure = Callable[[float, float], Segments]
"""Gives the runs of pre-bins for a fewest count of rows and a fewest count of each class."""


def meet_request(
    measure: Measure,
    request: BinRequest,
    *,
    max_bins: int,
    min_count: float,
    column: str,
    turn_price: float = np.inf,
) -> tuple[tuple[int, ...], Finding | None]:
    """Find the best partition that a request allows.

    Parameters
    ----------
    measure : callable
        Measures the pre-bins of the column under ``(min_count, min_class)``.
    request : BinRequest
        What is asked.
    max_bins, min_count
        Most bins, and fewest rows of a bin.
    column : str
        Name of the column, for the finding.
    turn_price : float
        As in `partition.best_partition`.

    Returns
    -------
    borders : tuple of int
        Where new bins begin; empty for one bin.
    finding : Finding or None
        ICM130 where the request cannot be met: it names the constraints that, alone, stand in the way.
    """
    borders = best_partition(
        measure(min_count, request.min_class),
        trend=request.trend,
        max_bins=max_bins,
        min_bins=request.min_bins,
        turn_price=turn_price,
    )
    if borders is not None:
        return borders, None
    if not request.is_demanding:
        return (), None
    return (), _infeasible(measure, request, max_bins, min_count, column)


def _infeasible(measure: Measure, request: BinRequest, max_bins: int, min_count: float, column: str) -> Finding:
    reasons = _reasons(measure, request, max_bins, min_count)
    asked = f"at least {request.min_bins} bins, each with at least {request.min_class:g} events and non-events"
    return Finding(
        "ICM130",
        f"column {column!r}",
        f"no partition has {asked}",
        "; ".join(reasons),
        "relax what is named, or ask less",
    )


def _reasons(measure: Measure, request: BinRequest, max_bins: int, min_count: float) -> list[str]:
    prebins = len(measure(0, 0).gain)
    if request.min_bins > max_bins:
        return [f"max_bins is {max_bins}"]
    if request.min_bins > prebins:
        return [f"the column has {prebins} different values or pre-bins"]

    def works(trend: Trend, count: float, least: float) -> bool:
        found = best_partition(measure(count, least), trend=trend, max_bins=max_bins, min_bins=request.min_bins)
        return found is not None

    trials = {
        f"the trend {request.trend!r}": ("none", min_count, request.min_class),
        f"min_share, {np.ceil(min_count):g} rows": (request.trend, 0.0, request.min_class),
        f"min_class, {request.min_class:g} events and non-events": (request.trend, min_count, 0.0),
    }
    alone = [f"{name} cannot be kept" for name, trial in trials.items() if works(*trial)]
    return alone or [f"{', '.join(trials)} cannot be kept together"]
