"""Month and year arithmetic (日历): month-end stays month-end, a clipped day stays inside its month."""

from __future__ import annotations

import calendar
import datetime as dt

OPEN_END = dt.date(9999, 12, 31)
"""The ``known_until`` of a statement that no later statement has replaced."""


def add_months(day: dt.date, months: int) -> dt.date:
    """Give the day that lies a number of calendar months away.

    The last day of a month goes to the last day of the other month; any other day keeps its number, clipped to the
    length of the other month.

    Parameters
    ----------
    day : datetime.date
        Day to start from.
    months : int
        Months to add; negative to go back.

    Returns
    -------
    datetime.date
        Days before the year 1 are clipped to 0001-01-01, so that a very long window reaches all of the past.

    Examples
    --------
    >>> add_months(dt.date(2023, 2, 28), 12)            # month-end stays month-end
    datetime.date(2024, 2, 29)
    >>> add_months(dt.date(2024, 3, 30), -1)            # clipped
    datetime.date(2024, 2, 29)
    >>> add_months(dt.date(2024, 4, 30), -1)
    datetime.date(2024, 3, 31)
    >>> add_months(dt.date(2024, 5, 15), -24)
    datetime.date(2022, 5, 15)
    """
    count = day.year * 12 + (day.month - 1) + months
    year, month = divmod(count, 12)
    if year < dt.MINYEAR:
        return dt.date.min
    if year > dt.MAXYEAR:
        return dt.date.max
    length = calendar.monthrange(year, month + 1)[1]
    is_month_end = day.day == calendar.monthrange(day.year, day.month)[1]
    return dt.date(year, month + 1, length if is_month_end else min(day.day, length))


def add_years(day: dt.date, years: int) -> dt.date:
    """Give the same day another year; 29 February becomes 28 February where there is none.

    Unlike `add_months` this does not keep the month-end: a legal term counted in years ends on the same day.

    Examples
    --------
    >>> add_years(dt.date(2020, 2, 29), 5)
    datetime.date(2025, 2, 28)
    >>> add_years(dt.date(2023, 2, 28), 1)
    datetime.date(2024, 2, 28)
    """
    year = day.year + years
    return dt.date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))


def retention_cutoff(as_of: dt.date, years: int) -> dt.date:
    """Give the earliest day an act may have ended for its record to be still shown at ``as_of``.

    A record is shown while ``as_of <= add_years(act_ended, years)``; this turns the rule into one comparison of
    ``act_ended`` with a literal date.

    Parameters
    ----------
    as_of : datetime.date
        Day of the evaluation.
    years : int
        Legal retention in years, 0 or more.

    Returns
    -------
    datetime.date
        The earliest ``e`` with ``add_years(e, years) >= as_of``.

    Examples
    --------
    >>> retention_cutoff(dt.date(2024, 12, 31), 5)
    datetime.date(2019, 12, 31)
    >>> retention_cutoff(dt.date(2025, 2, 28), 5)       # both 28 and 29 February 2020 expire on this day
    datetime.date(2020, 2, 28)
    >>> retention_cutoff(dt.date(2024, 2, 29), 5)       # 28 February 2019 expired the day before
    datetime.date(2019, 3, 1)
    """
    candidate = add_years(as_of, -years)
    while add_years(candidate, years) < as_of:
        candidate += dt.timedelta(days=1)
    return candidate
