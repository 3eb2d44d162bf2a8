"""Month and year arithmetic, by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from inscredit_models.records.calendar import add_months, add_years, retention_cutoff


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2024-02-29", -12, "2023-02-28"),
        ("2023-02-28", 12, "2024-02-29"),
        ("2024-02-28", 12, "2025-02-28"),
        ("2024-01-30", 1, "2024-02-29"),
        ("2024-04-30", -2, "2024-02-29"),
        ("2024-04-30", 1, "2024-05-31"),
        ("2024-03-30", -1, "2024-02-29"),
        ("2024-12-15", 1, "2025-01-15"),
        ("2024-01-15", -1, "2023-12-15"),
        ("2024-05-31", 0, "2024-05-31"),
    ],
)
def test_month_end_stays_month_end_and_other_days_are_clipped(day: str, months: int, expected: str) -> None:
    assert add_months(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(expected)


def test_windows_longer_than_time_reach_its_ends() -> None:
    assert add_months(dt.date(50, 6, 1), -1200) == dt.date.min
    assert add_months(dt.date(9990, 6, 1), 1200) == dt.date.max


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [("2020-02-29", 5, "2025-02-28"), ("2020-02-29", 4, "2024-02-29"), ("2023-02-28", 1, "2024-02-28")],
)
def test_a_leap_day_becomes_28_february(day: str, years: int, expected: str) -> None:
    assert add_years(dt.date.fromisoformat(day), years) == dt.date.fromisoformat(expected)


def test_retention_cutoff_is_the_earliest_end_still_shown_on_every_day_of_five_years() -> None:
    day = dt.date(2020, 1, 1)
    while day < dt.date(2025, 1, 1):
        cutoff = retention_cutoff(day, 5)
        assert add_years(cutoff, 5) >= day
        assert add_years(cutoff - dt.timedelta(days=1), 5) < day
        day += dt.timedelta(days=1)
