"""Bins that keep their order over periods (分箱的时间稳定性): neighbours whose order flips are joined, and why."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import numpy as np
import pandas as pd

from inscredit_models.models.binning import ColumnBins

LOG_COLUMNS = ("column", "left", "right", "period", "reason")

MONTHS: dict[str, int] = {"year": 12, "half_year": 6, "quarter": 3, "month": 1}
"""Lengths of a period by name."""


def periods_of(days: np.ndarray, length: str) -> np.ndarray:
    """Give the period of each day, as its first month.

    Examples
    --------
    >>> days = np.array(["2023-02-28", "2023-07-01", "2024-01-01"], dtype="datetime64[D]")
    >>> periods_of(days, "half_year").astype(str).tolist()
    ['2023-01', '2023-07', '2024-01']
    """
    months = days.astype("datetime64[M]").astype(np.int64)
    return (months - months % MONTHS[length]).astype("datetime64[M]")


def join_unstable(
    bins: ColumnBins, column: pd.Series, events: np.ndarray, periods: np.ndarray, *, noise: float
) -> tuple[ColumnBins, list[dict[str, str]]]:
    """Join neighbouring bands or groups whose event rates stand the other way round in some period.

    Parameters
    ----------
    bins : ColumnBins
        Fitted on all training rows.
    column, events : arrays of shape (n,)
        Training rows.
    periods : ndarray of shape (n,)
        Period of each row (a year, a quarter): compared for equality only.
    noise : float
        A flip counts from this many standard errors on; 0 counts every flip, which on thin periods joins nearly
        everything.

    Returns
    -------
    bins : ColumnBins
        No counted flip is left.
    log : list of dict
        One entry per join with ``LOG_COLUMNS``: labels of the two bins, the period of the worst flip, and the reason.

    Notes
    -----
    The worst flip is joined first, then everything is counted anew. With event rates p and q of two neighbours in a
    period and pooled rate r, the flip is |p − q| / √(r (1 − r) (1/n + 1/m)) standard errors.
    """
    log = []
    while True:
        worst = _worst_flip(bins, column, events, periods, noise)
        if worst is None:
            return bins, log
        place, period, size = worst
        reason = f"event rates stand the other way round by {size:.2f} standard errors"
        named = (bins.feature.code, bins.labels[place], bins.labels[place + 1], str(period), reason)
        log.append(dict(zip(LOG_COLUMNS, named, strict=True)))
        bins = bins.recut(column, events, **_without_border(bins, place))


def _worst_flip(
    bins: ColumnBins, column: pd.Series, events: np.ndarray, periods: np.ndarray, noise: float
) -> tuple[int, object, float] | None:
    ordinary = sum(kind in ("band", "group") for kind in bins.kinds)
    if ordinary < 2:
        return None
    places, overall = bins.assign(column), _rates(bins)
    worst: tuple[int, object, float] | None = None
    for period in sorted(set(periods.tolist())):
        rows = periods == period
        count = np.bincount(places[rows], minlength=len(bins.kinds))
        bad = np.bincount(places[rows], weights=events[rows], minlength=len(bins.kinds))
        for left, right in itertools.pairwise(range(ordinary)):
            size = _flip(count[[left, right]], bad[[left, right]], overall[right] - overall[left])
            if size > max(noise, 0.0 if worst is None else worst[2]):
                worst = (left, period, size)
    return worst


def _rates(bins: ColumnBins) -> np.ndarray:
    counts = np.add(bins.nonevents, bins.events)
    return np.divide(bins.events, counts, out=np.zeros(len(counts)), where=counts > 0)


def _flip(count: np.ndarray, bad: np.ndarray, overall: float) -> float:
    """Give the size of a flip in standard errors; 0 where the order is kept or cannot be told."""
    if (count == 0).any():
        return 0.0
    difference, pooled = bad[1] / count[1] - bad[0] / count[0], bad.sum() / count.sum()
    spread = np.sqrt(pooled * (1 - pooled) * (1 / count).sum())
    return float(abs(difference) / spread) if spread > 0 and difference * overall < 0 else 0.0


def _without_border(bins: ColumnBins, place: int) -> dict[str, Iterable]:
    if bins.feature.kind == "categorical":
        joined = (*bins.groups[place], *bins.groups[place + 1])
        return {"groups": [*bins.groups[:place], joined, *bins.groups[place + 2 :]]}
    return {"cuts": [*bins.cuts[:place], *bins.cuts[place + 1 :]]}
