"""Migration by cohorts (队列法): where those who stood in a grade at the start of a period stand at its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from inscredit_models.models.migration.histories import Histories
from inscredit_models.records.calendar import add_months


@dataclass(frozen=True)
class Moves:
    """Moves over one period, summed over cohorts.

    Parameters
    ----------
    grades : tuple of str
        Best first, default last.
    counts : ndarray of int of shape (k, k)
        From (rows) to (columns); the row of default is empty.
    withdrawn : ndarray of int of shape (k,)
        Those whose rating was withdrawn within the period; they count in no cell.
    """

    grades: tuple[str, ...]
    counts: np.ndarray
    withdrawn: np.ndarray

    @property
    def matrix(self) -> np.ndarray:
        """Shares by row; default stays default, a grade without anybody is NaN."""
        sums = self.counts.sum(axis=1, keepdims=True)
        shares = np.divide(self.counts, sums, out=np.full(self.counts.shape, np.nan), where=sums > 0)
        shares[-1] = np.eye(len(self.grades))[-1]
        return shares


def cohort_moves(histories: Histories, starts: Sequence[dt.date], *, months: int = 12) -> Moves:
    """Count the moves of cohorts.

    Parameters
    ----------
    histories : Histories
        Who stood where.
    starts : sequence of datetime.date
        First day of each cohort. The histories must be known until the last cohort's end.
    months : int
        Length of the period.

    Notes
    -----
    A move there and back within the period is not seen, and a default that nobody of the best grade reached within one
    period has share 0; the estimate by durations sees both (Lando and Skødeberg 2002).
    """
    size = len(histories.grades)
    counts, withdrawn = np.zeros((size, size), dtype=np.int64), np.zeros(size, dtype=np.int64)
    for start in starts:
        before, after = histories.state_at(start), histories.state_at(add_months(start, months))
        rated = (before >= 0) & (before < size - 1)
        stayed = rated & (after >= 0)
        np.add.at(counts, (before[stayed], after[stayed]), 1)
        withdrawn += np.bincount(before[rated & (after < 0)], minlength=size)
    return Moves(histories.grades, counts, withdrawn)
