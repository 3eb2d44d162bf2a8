"""Migration by time spent (久期法): moves per subject-year in a grade, every move on its day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from inscredit_models.findings import Findings
from inscredit_models.models.migration.histories import Histories

DAYS_IN_YEAR = 365.25


@dataclass(frozen=True)
class TimedMoves:
    """Moves and the time in which they could have happened.

    Parameters
    ----------
    grades : tuple of str
        Best first, default last.
    counts : ndarray of shape (k, k)
        Moves from (rows) to (columns); the diagonal is empty.
    years : ndarray of shape (k,)
        Subject-years spent in each grade.
    """

    grades: tuple[str, ...]
    counts: np.ndarray
    years: np.ndarray

    @property
    def generator(self) -> np.ndarray:
        """Intensities λ_ij = moves ÷ years; rows sum to 0, default is left by nobody.

        A grade in which nobody spent any time has no intensity: its row is NaN.

        References
        ----------
        Lando, D. & Skødeberg, T. (2002), Analyzing rating transitions and rating drift with continuous observations,
        Journal of Banking & Finance 26, 423–444.

        Examples
        --------
        >>> moves = TimedMoves(("A", "D"), np.array([[0, 1], [0, 0]]), np.array([20.0, 0.0]))
        >>> moves.generator.tolist()
        [[-0.05, 0.05], [0.0, 0.0]]
        """
        years = self.years[:, None]
        rates = np.divide(self.counts, years, out=np.full(self.counts.shape, np.nan), where=years > 0)
        np.fill_diagonal(rates, 0.0)
        rates[np.isnan(rates).any(axis=1)] = np.nan
        rates[-1] = 0.0
        np.fill_diagonal(rates, 0.0 - rates.sum(axis=1))
        return rates


def timed_moves(histories: Histories, start: dt.date, end: dt.date) -> TimedMoves:
    """Count moves and subject-years from ``start`` to ``end``.

    A withdrawal ends the time of a subject and is no move; a rating that begins later counts from its day.

    Raises
    ------
    Refused
        ICM074 where the end does not come after the start.
    """
    if end <= start:
        findings = Findings()
        findings.add("ICM074", "period", f"{start} to {end}", "an end after the start", "correct the days")
        findings.refuse()
    first, last = np.datetime64(start, "D"), np.datetime64(end, "D")
    size = len(histories.grades)
    same = np.append(histories.subject[1:] == histories.subject[:-1], False)
    until = np.where(same, np.append(histories.day[1:], last), last)
    days = (np.minimum(until, last) - np.maximum(histories.day, first)).astype(int).clip(0)
    rated = (histories.state >= 0) & (histories.state < size - 1)
    years = np.bincount(histories.state[rated], weights=days[rated], minlength=size) / DAYS_IN_YEAR
    target = np.append(histories.state[1:], -1)
    moved = rated & same & (target >= 0) & (target != histories.state) & (until > first) & (until <= last)
    counts = np.zeros((size, size), dtype=np.int64)
    np.add.at(counts, (histories.state[moved], target[moved]), 1)
    return TimedMoves(histories.grades, counts, years)
