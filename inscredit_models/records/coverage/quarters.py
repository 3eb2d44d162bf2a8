"""Quarters (季度): the last one that is closed at a date, and its days as a span of events."""

from __future__ import annotations

import datetime as dt

from inscredit_models.records.calendar import add_months
from inscredit_models.records.guard import Span


def last_closed_quarter(as_of: dt.date) -> str:
    """Give the latest quarter whose last day is not after a date.

    Examples
    --------
    >>> [last_closed_quarter(dt.date(2024, 3, day)) for day in (30, 31)]
    ['2023Q4', '2024Q1']
    """
    tomorrow = as_of + dt.timedelta(days=1)
    year, quarter = divmod(tomorrow.year * 4 + (tomorrow.month - 1) // 3 - 1, 4)
    return f"{year}Q{quarter + 1}"


def span_of_quarter(quarter: str) -> Span:
    """Give the days of a quarter as the half-open span of its events.

    Examples
    --------
    >>> span_of_quarter("2024Q1")
    Span(start=datetime.date(2023, 12, 31), end=datetime.date(2024, 3, 31))
    """
    year, number = quarter.split("Q")
    first = dt.date(int(year), 3 * int(number) - 2, 1)
    before = first - dt.timedelta(days=1)
    return Span(before, add_months(before, 3))
