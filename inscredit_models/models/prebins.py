"""Good pre-bins (预分箱): where a column may be cut at all, found by splitting where the outcome changes most.

Cuts are ranks first and values last: only the order of the values and the outcomes decide between which two values a
cut lies, so a change of unit moves no row.
"""

from __future__ import annotations

import heapq

import numpy as np

_FINE = 1000
"""Quantile steps among which a split is looked for: finer ones find next to nothing more (measured)."""
_SMALLEST_GAIN = 1e-12


def split_borders(
    total: np.ndarray, bad: np.ndarray, *, totals: tuple[float, float], min_count: float, most: int, smoothing: float
) -> list[int]:
    """Give the inner borders of pre-bins by best-first splitting.

    Parameters
    ----------
    total, bad : ndarray of shape (k,)
        Rows, and rows with the event, of each step of a fine grid.
    totals : (float, float)
        Non-events and events of the whole column.
    min_count : float
        Fewest rows of a pre-bin.
    most : int
        Most pre-bins.
    smoothing : float
        As in `woe.weight_of_evidence`.

    Returns
    -------
    list of int
        Positions 0 < c₁ < … < k. The split that adds most information value is made first; of equals the earlier one.

    Examples
    --------
    >>> counts = np.array([10, 10, 10, 10])
    >>> split_borders(counts, np.array([9, 8, 1, 1]), totals=(21.0, 19.0), min_count=10, most=2, smoothing=0.5)
    [2]
    """
    rows = np.concatenate([[0.0], np.cumsum(total)])
    events = np.concatenate([[0.0], np.cumsum(bad)])
    extra = smoothing / min(totals)

    def worth(start: np.ndarray | int, end: np.ndarray | int) -> np.ndarray:
        b = (events[end] - events[start]) / totals[1]
        g = (rows[end] - rows[start] - events[end] + events[start]) / totals[0]
        return (g - b) * np.log((g + extra) / (b + extra))

    def best(start: int, end: int) -> tuple[float, int] | None:
        inner = np.arange(start + 1, end)
        big = (rows[inner] - rows[start] >= min_count) & (rows[end] - rows[inner] >= min_count)
        inner = inner[big]
        if not len(inner):
            return None
        gain = worth(start, inner) + worth(inner, end) - worth(start, end)
        place = int(np.round(gain, 12).argmax())
        return (float(gain[place]), int(inner[place])) if gain[place] > _SMALLEST_GAIN else None

    waiting: list[tuple[float, int, int, int]] = []
    borders: list[int] = []
    _push(waiting, best(0, len(total)), 0, len(total))
    while waiting and len(borders) < most - 1:
        _, start, end, at = heapq.heappop(waiting)
        borders.append(at)
        _push(waiting, best(start, at), start, at)
        _push(waiting, best(at, end), at, end)
    return sorted(borders)


def fine_steps(most: int) -> int:
    """Give the number of quantile steps among which splits are looked for.

    Examples
    --------
    >>> fine_steps(20), fine_steps(2000)
    (1000, 2000)
    """
    return max(_FINE, most)


def _push(waiting: list[tuple[float, int, int, int]], found: tuple[float, int] | None, start: int, end: int) -> None:
    if found is not None:
        heapq.heappush(waiting, (-round(found[0], 12), start, end, found[1]))
