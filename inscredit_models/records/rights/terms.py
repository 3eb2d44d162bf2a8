"""Legal terms (期限): days, working days, months and years counted from a day, and the day on which they end.

The day from which a term runs is not counted, and a term in months or years ends on the day of the same number,
or on the last day of a month that has no such day. (Windows of indicators keep the month-end instead: `add_months`.)
"""

from __future__ import annotations

import calendar as months
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from inscredit_models.catalogue.documents import Declaration, read_csv_rows, structure
from inscredit_models.findings import Findings
from inscredit_models.records.calendar import OPEN_END, add_years

UNITS = ("day", "working day", "month", "year")
"""The units a legal term is given in."""


class WorkingDay(Declaration):
    """One day that is worked although it is a weekend (调休), or is free although it is none (法定节假日)."""

    day: dt.date
    working: bool


@dataclass(frozen=True)
class WorkingDays:
    """Which days are worked: Monday to Friday, but for the exceptions that are given.

    Parameters
    ----------
    exceptions : mapping of datetime.date to bool
        Public holidays (False) and worked weekends (True); they are announced year by year, so none are built in.

    Examples
    --------
    >>> WorkingDays().add(dt.date(2024, 3, 1), 1)                             # Friday to Monday
    datetime.date(2024, 3, 4)
    >>> WorkingDays({dt.date(2024, 3, 4): False}).add(dt.date(2024, 3, 1), 1)
    datetime.date(2024, 3, 5)
    """

    exceptions: Mapping[dt.date, bool] = field(default_factory=dict)

    def is_worked(self, day: dt.date) -> bool:
        """Say whether a day is worked."""
        return self.exceptions.get(day, day.weekday() < 5)

    @property
    def years(self) -> frozenset[int]:
        """The years whose holidays are given: each year has some."""
        return frozenset(day.year for day in self.exceptions)

    def unlisted(self, first: dt.date, last: dt.date) -> tuple[int, ...]:
        """Give the years from a day to a day whose holidays are not given: there Monday to Friday were counted.

        Examples
        --------
        >>> WorkingDays({dt.date(2024, 1, 1): False}).unlisted(dt.date(2024, 12, 30), dt.date(2025, 1, 3))
        (2025,)
        """
        return tuple(year for year in range(first.year, last.year + 1) if year not in self.years)

    def add(self, day: dt.date, count: int) -> dt.date:
        """Give the working day that ends a term of ``count`` working days; with 0 the day itself."""
        while count:
            day += dt.timedelta(days=1)
            count -= self.is_worked(day)
        return day


def add_term(day: dt.date, count: int, unit: str, calendar: WorkingDays | None = None) -> dt.date:
    """Give the last day of a term that runs from a day.

    Parameters
    ----------
    day : datetime.date
        Day from which it runs; not counted.
    count : int
        How many, 0 or more.
    unit : {"day", "working day", "month", "year"}
        Of what.
    calendar : WorkingDays, optional
        Which days are worked; without it Monday to Friday.

    Examples
    --------
    >>> add_term(dt.date(2024, 2, 9), 20, "day")
    datetime.date(2024, 2, 29)
    >>> add_term(dt.date(2024, 2, 29), 3, "month"), add_term(dt.date(2023, 11, 30), 3, "month")
    (datetime.date(2024, 5, 29), datetime.date(2024, 2, 29))
    >>> add_term(dt.date(2020, 2, 29), 5, "year")
    datetime.date(2025, 2, 28)
    """
    if unit == "working day":
        return (calendar or WorkingDays()).add(day, count)
    if unit == "day":
        return day + dt.timedelta(days=min(count, (OPEN_END - day).days))
    if unit == "year":
        return add_years(day, count) if day.year + count <= dt.MAXYEAR else OPEN_END
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if year > dt.MAXYEAR:
        return OPEN_END
    return dt.date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def name_unlisted(years: Iterable[int], findings: Findings) -> None:
    """Add the finding that terms in working days span years whose holidays are not given (ICM252)."""
    named = ", ".join(str(year) for year in sorted(set(years)))
    if named:
        found = f"no holidays are given for {named}: Monday to Friday were counted"
        remedy = "give the holidays and worked weekends of these years (--holidays FILE)"
        findings.add("ICM252", "terms in working days", found, "a table of holidays for each year", remedy)


def read_working_days(path: Path, findings: Findings) -> WorkingDays:
    """Read the table of holidays: a CSV with the columns ``day, working`` (true or false).

    Each row is a public holiday (``false``) or a worked weekend (``true``), as the yearly notice announces them. A day
    twice is refused (ICM024), as is an empty table.
    """
    rows = enumerate(read_csv_rows(path, findings) or [], start=2)
    read = [structure(WorkingDay, row, f"{path.name}, row {n}", findings, text_cells=True) for n, row in rows]
    days = [item.day for item in read if item is not None]
    for day in sorted({day for day in days if days.count(day) > 1}):
        findings.add("ICM024", path.name, f"{day} twice", "each day once", "remove one of the rows")
    return WorkingDays({item.day: item.working for item in read if item is not None})
