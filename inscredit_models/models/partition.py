"""The best monotone partition (最优单调分箱): which neighbouring pre-bins become one bin.

An exact dynamic programme, no heuristic: among all partitions into runs of neighbouring pre-bins that keep the rules,
it finds one with the highest information value less the price of its bins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

_SAME = 1e-12
"""Values nearer than this count as equal, so that the last bits of a sum decide nothing."""

Trend = Literal["ascending", "descending", "auto"]


@dataclass(frozen=True)
class Segments:
    """All runs of pre-bins i … j − 1, as arrays of shape (k, k + 1) indexed [i, j].

    Parameters
    ----------
    gain : ndarray
        What the run adds to the information value, less the price of a bin; −inf where the run breaks a rule.
    woe : ndarray
        Weight of evidence of the run.
    """

    gain: np.ndarray
    woe: np.ndarray


def best_partition(segments: Segments, *, trend: Trend, max_bins: int) -> tuple[int, ...]:
    """Give the inner borders of the best partition: positions 0 < c₁ < c₂ < … < k where a new bin begins.

    Parameters
    ----------
    segments : Segments
        Gains and WOE of all runs.
    trend : {"ascending", "descending", "auto"}
        How WOE must run from bin to bin, strictly; "auto" takes the better of the two.
    max_bins : int
        Most bins allowed.

    Notes
    -----
    Ties: fewer bins first, then the earlier borders as seen from the last bin backwards, then ascending. Where no run
    keeps the rules, all pre-bins form one bin.
    """
    if trend != "auto":
        return _best(segments, max_bins, descending=trend == "descending")[1]
    value_up, up = _best(segments, max_bins, descending=False)
    value_down, down = _best(segments, max_bins, descending=True)
    if abs(value_up - value_down) <= _SAME:
        return up if len(up) <= len(down) else down
    return up if value_up > value_down else down


def measure_segments(
    nonevents: np.ndarray,
    events: np.ndarray,
    *,
    totals: tuple[float, float],
    min_count: float,
    smoothing: float,
    bin_price: float,
) -> Segments:
    """Measure all runs of neighbouring pre-bins.

    Parameters
    ----------
    nonevents, events : ndarray of shape (k,)
        Rows of each pre-bin.
    totals : (float, float)
        Non-events and events of the whole column, bins outside the trend (missing, special values) included.
    min_count : float
        Fewest rows a bin may hold.
    smoothing : float
        As in `woe.weight_of_evidence`.
    bin_price : float
        Information value that each bin must be worth.
    """
    good, bad = _runs(nonevents) / totals[0], _runs(events) / totals[1]
    extra = smoothing / min(totals)
    k = len(nonevents)
    is_run = np.arange(k)[:, np.newaxis] < np.arange(k + 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        woe = np.where(is_run, np.log((good + extra) / (bad + extra)), 0.0)
    is_allowed = is_run & (_runs(nonevents) + _runs(events) >= min_count) & np.isfinite(woe)
    gain = np.full_like(woe, -np.inf)
    gain[is_allowed] = ((good - bad)[is_allowed]) * woe[is_allowed] - bin_price
    return Segments(gain, woe)


def _runs(counts: np.ndarray) -> np.ndarray:
    sums = np.concatenate([[0.0], np.cumsum(counts, dtype=float)])
    return sums[np.newaxis, :] - sums[:-1, np.newaxis]


def _best(segments: Segments, max_bins: int, *, descending: bool) -> tuple[float, tuple[int, ...]]:
    """Find the best partition of one trend: ``value[b, i, j]`` is for pre-bins below j, b + 1 bins, the last from i."""
    k = len(segments.gain)
    woe = -segments.woe if descending else segments.woe
    value = np.full((min(max_bins, k), k, k + 1), -np.inf)
    origin = np.zeros(value.shape, dtype=np.int32)
    value[0, 0] = segments.gain[0]
    for start in range(1, k):
        rises = woe[:start, start, np.newaxis] < woe[start, np.newaxis, start + 1 :] - _SAME
        before = np.where(rises, value[:-1, :start, start, np.newaxis], -np.inf)
        chosen = np.round(before, 12).argmax(axis=1)
        origin[1:, start, start + 1 :] = chosen
        best = np.take_along_axis(before, chosen[:, np.newaxis, :], axis=1)[:, 0, :]
        value[1:, start, start + 1 :] = best + segments.gain[start, start + 1 :]
    ends = value[:, :, k]
    highest = ends.max()
    if not np.isfinite(highest):
        return -np.inf, ()
    bins, start = np.argwhere(ends >= highest - _SAME)[0]
    return float(highest), _borders(origin, int(bins), int(start), k)


def _borders(origin: np.ndarray, bins: int, start: int, end: int) -> tuple[int, ...]:
    borders = []
    while bins > 0:
        borders.append(start)
        bins, start, end = bins - 1, int(origin[bins, start, end]), start
    return tuple(reversed(borders))
