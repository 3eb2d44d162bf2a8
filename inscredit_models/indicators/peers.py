"""Peer percentiles (同类百分位): where a subject stands among the others of its group at the same date.

The rule, in one place: the share of the *other* members of the group that lie below, those that are equal counted half.
The lowest alone is 0, the highest alone is 1, and of two equal ones each is at one half. Values are compared at the
precision of `value_digest`, so that the last bits of another machine or engine make no order.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inscredit_models.indicators.value_digest import at_precision


class Standing(NamedTuple):
    """Percentiles (n,), NaN = missing, and which rows are missing only because their group has too few others."""

    percentile: np.ndarray
    too_few: np.ndarray


def peer_percentile(values: np.ndarray, group: np.ndarray, minimum_peers: int) -> Standing:
    """Give the standing of each value in its group.

    Parameters
    ----------
    values : numpy.ndarray of float64, shape (n,)
        NaN = missing: has no standing and is nobody's peer.
    group : numpy.ndarray of int64, shape (n,)
        Number of the group (date and peer fields together); negative = in no group.
    minimum_peers : int
        Fewest others with a value.

    Examples
    --------
    >>> peer_percentile(np.array([1.0, 2.0, 2.0, 5.0, np.nan]), np.zeros(5, np.int64), 3).percentile
    array([0. , 0.5, 0.5, 1. , nan])
    """
    percentile, too_few = np.full(len(values), np.nan), np.zeros(len(values), dtype=bool)
    members = np.flatnonzero((group >= 0) & ~np.isnan(values))
    if not len(members):
        return Standing(percentile, too_few)
    value, number = at_precision(values[members]), group[members]
    order = np.lexsort((value, number))
    value, number = value[order], number[order]
    first, last = _run_bounds(number[1:] != number[:-1])
    lowest, highest = _run_bounds((number[1:] != number[:-1]) | (value[1:] != value[:-1]))
    others, below, equal = last - first, lowest - first, highest - lowest
    enough = others >= minimum_peers
    target = members[order]
    percentile[target[enough]] = (2 * below + equal)[enough] / (2 * others)[enough]
    too_few[target[~enough]] = True
    return Standing(percentile, too_few)


def _run_bounds(breaks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give for each place the first and the last place of its run; ``breaks`` says where the next run begins."""
    starts = np.concatenate([[0], np.flatnonzero(breaks) + 1])
    ends = np.concatenate([starts[1:], [len(breaks) + 1]]) - 1
    length = ends - starts + 1
    return np.repeat(starts, length), np.repeat(ends, length)
