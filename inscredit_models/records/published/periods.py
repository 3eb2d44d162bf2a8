"""Periods of published figures (公开数据报告期): a first and a last day, read in a closed list of written forms."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from inscredit_models.records.calendar import add_months
from inscredit_models.records.company_panel.periods import month_end

FORMS = "YYYY, YYYYH1, YYYYQn, YYYYQ1-n, YYYY-MM, YYYY-MM..YYYY-MM, YYYY-MM-DD..YYYY-MM-DD"
"""The written forms, in words."""

_YEARLY = re.compile(r"([1-9][0-9]{3})(?:H([12])|Q1-([2-4])|Q([1-4]))?")
_MONTHS = re.compile(r"([1-9][0-9]{3})-(0[1-9]|1[0-2])(?:\.\.([1-9][0-9]{3})-(0[1-9]|1[0-2]))?")
_DAYS = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.\.([0-9]{4}-[0-9]{2}-[0-9]{2})")


@dataclass(frozen=True, slots=True)
class PublishedPeriod:
    """A period from its first to its last day, both included."""

    first: dt.date
    last: dt.date

    @property
    def months(self) -> int | None:
        """Length in whole months; ``None`` where the period does not consist of whole months.

        Examples
        --------
        >>> [read_published_period(text).months for text in ("2014Q1-3", "2014H1", "2012-04-26..2013-06-30")]
        [9, 6, None]
        """
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        return count if self.first.day == 1 and self.last == month_end(self.last.year, self.last.month) else None


def read_published_period(text: str) -> PublishedPeriod | None:
    """Read a period; ``None`` where the text is in none of the forms or ends before it begins.

    Examples
    --------
    >>> period = read_published_period("2013H1")
    >>> period.first.isoformat(), period.last.isoformat()
    ('2013-01-01', '2013-06-30')
    >>> read_published_period("2013年上半年") is None
    True
    """
    if match := _YEARLY.fullmatch(text):
        return _part_of_year(int(match[1]), match[2], match[3], match[4])
    if match := _MONTHS.fullmatch(text):
        first = dt.date(int(match[1]), int(match[2]), 1)
        last = month_end(int(match[3]), int(match[4])) if match[3] else month_end(first.year, first.month)
    elif match := _DAYS.fullmatch(text):
        try:
            first, last = dt.date.fromisoformat(match[1]), dt.date.fromisoformat(match[2])
        except ValueError:
            return None
    else:
        return None
    return PublishedPeriod(first, last) if first <= last else None


def _part_of_year(year: int, half: str | None, quarters: str | None, quarter: str | None) -> PublishedPeriod:
    start, months = 0, 12
    if half:
        start, months = 6 * (int(half) - 1), 6
    elif quarters:
        months = 3 * int(quarters)
    elif quarter:
        start, months = 3 * (int(quarter) - 1), 3
    first = add_months(dt.date(year, 1, 1), start)
    return PublishedPeriod(first, month_end(year, start + months))
