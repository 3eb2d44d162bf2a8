"""The best partition (最优分箱) under a declared trend: which neighbouring pre-bins become one bin.

An exact dynamic programme, no heuristic: among all partitions into runs of neighbouring pre-bins that keep the rules,
it finds one with the highest information value less the price of its bins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

_SAME = 1e-12
"""Values nearer than this count as equal, so that the last bits of a sum decide nothing."""

Trend = Literal["ascending", "descending", "peak", "valley", "auto", "none"]
TRENDS: tuple[Trend, ...] = ("ascending", "descending", "peak", "valley", "auto", "none")

_Step = Literal["up", "down", "any"]
_MOVES: dict[str, tuple[tuple[int, int, _Step], ...]] = {
    "ascending": ((0, 0, "up"),),
    "descending": ((0, 0, "down"),),
    "peak": ((0, 0, "up"), (0, 1, "down"), (1, 1, "down")),
    "valley": ((0, 0, "down"), (0, 1, "up"), (1, 1, "up")),
    "none": ((0, 0, "any"),),
}
"""By trend: from which phase to which phase a bin may follow its left neighbour, and how WOE must step there."""


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


def best_partition(
    segments: Segments, *, trend: Trend, max_bins: int, min_bins: int = 1, turn_price: float = np.inf
) -> tuple[int, ...] | None:
    """Give the inner borders of the best partition: positions 0 < c₁ < c₂ < … < k where a new bin begins.

    Parameters
    ----------
    segments : Segments
        Gains and WOE of all runs.
    trend : {"ascending", "descending", "peak", "valley", "auto", "none"}
        How WOE must run from bin to bin, strictly. "peak" rises up to one bin and falls after it, "valley" the other
        way round; the turn may lie at either end. "auto" takes the better of ascending and descending, or of peak and
        valley where the turn is worth its price; "none" asks nothing.
    max_bins, min_bins : int
        Most and fewest bins allowed.
    turn_price : float
        Information value by which a turn must be better than no turn, for "auto".

    Returns
    -------
    tuple of int or None
        None where no partition keeps the rules.

    Notes
    -----
    Ties: fewer bins first, then the earlier borders as seen from the last bin backwards, then ascending.
    """
    if trend != "auto":
        return _best(segments, max_bins, min_bins, trend)[1]
    value, straight = _better(segments, max_bins, min_bins, ("ascending", "descending"))
    if not np.isfinite(turn_price):
        return straight
    value_turned, turned = _better(segments, max_bins, min_bins, ("peak", "valley"))
    return turned if straight is None or value_turned > value + turn_price else straight


def measure_segments(
    nonevents: np.ndarray,
    events: np.ndarray,
    *,
    totals: tuple[float, float],
    min_count: float,
    smoothing: float,
    bin_price: float,
    min_class: float = 0,
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
    min_class : float
        Fewest events, and fewest non-events, that a bin may hold.
    """
    good, bad = _runs(nonevents) / totals[0], _runs(events) / totals[1]
    extra = smoothing / min(totals)
    k = len(nonevents)
    is_run = np.arange(k)[:, np.newaxis] < np.arange(k + 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        woe = np.where(is_run, np.log((good + extra) / (bad + extra)), 0.0)
    is_allowed = is_run & (_runs(nonevents) + _runs(events) >= min_count) & np.isfinite(woe)
    is_allowed &= np.minimum(_runs(nonevents), _runs(events)) >= min_class
    gain = np.full_like(woe, -np.inf)
    gain[is_allowed] = ((good - bad)[is_allowed]) * woe[is_allowed] - bin_price
    return Segments(gain, woe)


def _better(
    segments: Segments, max_bins: int, min_bins: int, trends: tuple[str, str]
) -> tuple[float, tuple[int, ...] | None]:
    """Give the better of two trends; of equals the one with fewer bins, then the first."""
    (first, one), (second, other) = (_best(segments, max_bins, min_bins, trend) for trend in trends)
    if one is None or other is None:
        return (first, one) if other is None else (second, other)
    if abs(first - second) <= _SAME:
        return (first, one) if len(one) <= len(other) else (second, other)
    return (first, one) if first > second else (second, other)


def _runs(counts: np.ndarray) -> np.ndarray:
    sums = np.concatenate([[0.0], np.cumsum(counts, dtype=float)])
    return sums[np.newaxis, :] - sums[:-1, np.newaxis]


def _best(segments: Segments, max_bins: int, min_bins: int, trend: str) -> tuple[float, tuple[int, ...] | None]:
    """Find the best partition: ``value[b, p, i, j]`` is for pre-bins below j, b + 1 bins, phase p, the last from i."""
    k, moves = len(segments.gain), _MOVES[trend]
    if not k:
        return -np.inf, None
    phases = 1 + max(after for _, after, _ in moves)
    value = np.full((min(max_bins, k), phases, k, k + 1), -np.inf)
    origin = np.zeros(value.shape, dtype=np.int32)
    value[0, 0, 0] = segments.gain[0]
    for start in range(1, k):
        for phase in range(phases):
            before = _candidates(segments.woe, value, start, [move for move in moves if move[1] == phase])
            chosen = np.round(before, 12).argmax(axis=1)
            origin[1:, phase, start, start + 1 :] = chosen
            best = np.take_along_axis(before, chosen[:, np.newaxis, :], axis=1)[:, 0, :]
            value[1:, phase, start, start + 1 :] = best + segments.gain[start, start + 1 :]
    ends = value[:, :, :, k].copy()
    ends[: min_bins - 1] = -np.inf
    highest = ends.max(initial=-np.inf)
    if not np.isfinite(highest):
        return -np.inf, None
    bins, phase, start = (int(place) for place in np.argwhere(ends >= highest - _SAME)[0])
    return float(highest), _borders(origin, bins, phase, start, moves)


def _candidates(woe: np.ndarray, value: np.ndarray, start: int, moves: list[tuple[int, int, _Step]]) -> np.ndarray:
    """Lay out what may stand before a bin from ``start``: axis 1 runs over the moves and their earlier starts."""
    left, right = woe[:start, start, np.newaxis], woe[start, np.newaxis, start + 1 :]
    fits = {"up": left < right - _SAME, "down": left > right + _SAME, "any": np.isfinite(left) & np.isfinite(right)}
    parts = [np.where(fits[step], value[:-1, phase, :start, start, np.newaxis], -np.inf) for phase, _, step in moves]
    return np.concatenate(parts, axis=1)


def _borders(
    origin: np.ndarray, bins: int, phase: int, start: int, moves: tuple[tuple[int, int, _Step], ...]
) -> tuple[int, ...]:
    borders, end = [], origin.shape[3] - 1
    while bins > 0:
        borders.append(start)
        place = int(origin[bins, phase, start, end])
        before = [move[0] for move in moves if move[1] == phase][place // start]
        bins, phase, start, end = bins - 1, before, place % start, start
    return tuple(reversed(borders))
