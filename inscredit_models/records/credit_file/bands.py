"""Counts in bands (计数分段): a small number could tell who it is about, so none below the minimum cell is told."""

from __future__ import annotations

MINIMUM_CELL = 10
"""Smallest number that is told from 0. Usual thresholds for persons are 5 to 10, with 0 among the small ones."""


def band(number: int) -> str:
    """Give a count as a band of ten; 0 stands in the first one, so that nothing and a little look the same.

    Examples
    --------
    >>> band(0), band(9), band(10), band(137)
    ('0–9', '0–9', '10–19', '130–139')
    """
    low = number - number % MINIMUM_CELL
    return f"{low}–{low + MINIMUM_CELL - 1}"
