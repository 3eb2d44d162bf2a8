"""The time of a world (时间范围): half-years and quarters as day numbers, and the days' weights.

Days are whole numbers since 1970-01-01, as in NumPy's ``datetime64[D]`` and Arrow's ``date32``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np

DAYS_PER_MONTH = 365.25 / 12


def day_number(day: dt.date | str) -> int:
    """Give the day number of a date.

    Examples
    --------
    >>> day_number("1970-02-01")
    31
    """
    return int(np.datetime64(day, "D").astype(np.int64))


def days_of_months(months: np.ndarray, origin: str) -> np.ndarray:
    """Turn months since a first of January (with fractions, negative for before) into day numbers.

    The fraction is a fraction of that very month, so month 13 of a career is month 13 of the calendar.

    Examples
    --------
    >>> (days_of_months(np.array([0.0, 1.5, -1.0]), "1970-01") + 0).tolist()
    [0, 45, -31]
    """
    whole = np.floor(months).astype(np.int64)
    first = np.datetime64(origin, "M") + whole
    start = first.astype("datetime64[D]").astype(np.int64)
    length = (first + 1).astype("datetime64[D]").astype(np.int64) - start
    return start + np.floor((months - whole) * length).astype(np.int64)


@dataclass(frozen=True)
class Horizon:
    """Whole years from the first of January of ``first_year`` to the end of ``last_year``.

    Examples
    --------
    >>> horizon = Horizon(2018, 2025, dt.date(2026, 6, 30))
    >>> horizon.halves, horizon.quarters, horizon.quarter_name(5)
    (16, 32, '2019Q2')
    """

    first_year: int
    last_year: int
    extract_date: dt.date

    @property
    def years(self) -> int:
        """Number of whole years."""
        return self.last_year - self.first_year + 1

    @property
    def halves(self) -> int:
        """Number of half-years."""
        return 2 * self.years

    @property
    def quarters(self) -> int:
        """Number of quarters."""
        return 4 * self.years

    @property
    def origin(self) -> str:
        """First month, as ``days_of_months`` takes it."""
        return f"{self.first_year}-01"

    @cached_property
    def extract(self) -> int:
        """Day number of the last day on which something can become known."""
        return day_number(self.extract_date)

    @cached_property
    def quarter_starts(self) -> np.ndarray:
        """Day numbers of the first days of the quarters, with the day after the last as last element."""
        months = np.datetime64(self.origin, "M") + 3 * np.arange(self.quarters + 1)
        return months.astype("datetime64[D]").astype(np.int64)

    @property
    def half_starts(self) -> np.ndarray:
        """The same for half-years."""
        return self.quarter_starts[::2]

    @property
    def start(self) -> int:
        """First day on which something can happen."""
        return int(self.quarter_starts[0])

    @property
    def end(self) -> int:
        """The day after the last day on which something can happen."""
        return int(self.quarter_starts[-1])

    def quarter_of(self, day: np.ndarray) -> np.ndarray:
        """Give the quarter index of days; below 0 before the horizon."""
        return np.searchsorted(self.quarter_starts, day, side="right") - 1

    def half_of(self, day: np.ndarray) -> np.ndarray:
        """Give the half-year index of days; below 0 before the horizon."""
        return self.quarter_of(day) // 2

    def quarter_name(self, quarter: int) -> str:
        """Name a quarter as in ``2019Q2``."""
        return f"{self.first_year + quarter // 4}Q{quarter % 4 + 1}"

    def half_name(self, half: int) -> str:
        """Name a half-year as in ``2019H1``."""
        return f"{self.first_year + half // 2}H{half % 2 + 1}"

    def day_weights(self, month_weights: np.ndarray) -> np.ndarray:
        """Give the running sum of day weights, one element more than there are days."""
        days = np.arange(self.start, self.end).astype("datetime64[D]")
        month = days.astype("datetime64[M]").astype(np.int64) % 12
        return np.concatenate([[0.0], np.cumsum(np.asarray(month_weights)[month])])

    def overlap(self, starts: np.ndarray, first: np.ndarray, after: np.ndarray) -> np.ndarray:
        """Count the days of ``[first, after)`` that lie in each period, shape (n, periods)."""
        low = np.maximum(first[:, None], starts[None, :-1])
        return np.clip(np.minimum(after[:, None], starts[None, 1:]) - low, 0, None)
