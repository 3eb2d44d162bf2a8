"""Reporting periods (报告期): read in the one declared format, kept as the last day of the period."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Literal

PeriodFormat = Literal["YYYYQn", "YYYY年n季度", "YYYY-MM-DD", "YYYY-MM", "YYYY", "YYYY or YYYYQn"]
"""``YYYY or YYYYQn``: a bare year is the year end, as annual and quarterly reports are listed together."""

_QUARTER = re.compile(r"([0-9]{4})Q([1-4])")
_PATTERNS: dict[str, re.Pattern[str]] = {
    "YYYYQn": _QUARTER,
    "YYYY年n季度": re.compile(r"([0-9]{4})年第?([1-4])季度"),
    "YYYY-MM": re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])"),
    "YYYY": re.compile(r"([0-9]{4})"),
}
_EXCEL_SERIAL = re.compile(r"[34][0-9]{4}")
_EXCEL_EPOCH = dt.date(1899, 12, 30)


def read_period(text: str, form: PeriodFormat, every_months: int) -> dt.date | None:
    """Give the last day of a period, or ``None`` where the text is not in the declared format.

    Parameters
    ----------
    text : str
        As it stands in the table.
    form : str
        The declared format; no other is tried.
    every_months : int
        Length of the periods (1, 3, 6 or 12): a day that ends no such period is not read.

    Examples
    --------
    >>> read_period("2023Q1", "YYYYQn", 3), read_period("2023年第4季度", "YYYY年n季度", 3)
    (datetime.date(2023, 3, 31), datetime.date(2023, 12, 31))
    >>> read_period("2022", "YYYY or YYYYQn", 3)
    datetime.date(2022, 12, 31)
    >>> read_period("2023-03-30", "YYYY-MM-DD", 3) is None        # no quarter ends on that day
    True
    """
    end = _read(text, form)
    return end if end is not None and end.month % every_months == 0 else None


def _read(text: str, form: PeriodFormat) -> dt.date | None:
    if form == "YYYY or YYYYQn":
        return _read(text, "YYYYQn") or _read(text, "YYYY")
    if form == "YYYY-MM-DD":
        try:
            day = dt.date.fromisoformat(text) if len(text) == 10 else None
        except ValueError:
            return None
        return day if day is not None and day == month_end(day.year, day.month) else None
    match = _PATTERNS[form].fullmatch(text)
    if match is None or int(match[1]) == 0:
        return None
    months = {"YYYY": 1, "YYYY-MM": 1}.get(form, 3)
    return month_end(int(match[1]), 12 if form == "YYYY" else int(match[2]) * months)


def month_end(year: int, month: int) -> dt.date:
    """Give the last day of a month.

    Examples
    --------
    >>> month_end(2024, 2)
    datetime.date(2024, 2, 29)
    """
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def what_it_looks_like(text: str) -> str:
    """Say what a text that is no period may be; it is said, never used.

    Examples
    --------
    >>> what_it_looks_like("45016")
    'an Excel day number (2023-03-31)'
    >>> what_it_looks_like("２０２３Ｑ１"), what_it_looks_like("soon")
    ('full-width digits', 'another format')
    """
    if not text.strip():
        return "an empty cell"
    if _EXCEL_SERIAL.fullmatch(text):
        return f"an Excel day number ({_EXCEL_EPOCH + dt.timedelta(days=int(text))})"
    if not text.isascii() and any(character.isdigit() and not character.isascii() for character in text):
        return "full-width digits"
    return "another format"
