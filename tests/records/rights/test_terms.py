"""Legal terms end where the law lets them end."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inscredit_models.findings import Findings
from inscredit_models.records.rights.terms import UNITS, WorkingDays, add_term, name_unlisted, read_working_days

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2090, 12, 31))


@pytest.mark.parametrize(
    ("start", "count", "unit", "end"),
    [
        ("2024-02-29", 12, "month", "2025-02-28"),
        ("2024-02-29", 48, "month", "2028-02-29"),
        ("2024-08-31", 6, "month", "2025-02-28"),
        ("2024-06-30", 3, "month", "2024-09-30"),
        ("2023-12-31", 2, "month", "2024-02-29"),
        ("2024-02-28", 1, "year", "2025-02-28"),
        ("2024-03-01", 0, "working day", "2024-03-01"),
        ("2024-03-02", 1, "working day", "2024-03-04"),
        ("9999-06-30", 12, "month", "9999-12-31"),
        ("9998-06-30", 5, "year", "9999-12-31"),
        ("9999-12-30", 20, "day", "9999-12-31"),
    ],
)
def test_a_term_ends_on_the_day_of_the_same_number_or_the_last_of_its_month(
    start: str, count: int, unit: str, end: str
) -> None:
    assert add_term(dt.date.fromisoformat(start), count, unit) == dt.date.fromisoformat(end)


@given(day=DAYS, later=DAYS, count=st.integers(0, 60), unit=st.sampled_from(UNITS))
def test_a_term_that_begins_later_never_ends_earlier(day: dt.date, later: dt.date, count: int, unit: str) -> None:
    first, second = sorted((day, later))
    assert add_term(first, count, unit) <= add_term(second, count, unit)


@given(day=DAYS, count=st.integers(1, 40))
def test_working_days_end_on_a_worked_day_and_count_only_worked_ones(day: dt.date, count: int) -> None:
    calendar = WorkingDays({dt.date(2024, 10, 1): False})
    end = calendar.add(day, count)
    between = [day + dt.timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert calendar.is_worked(end) and sum(map(calendar.is_worked, between)) == count


def test_exceptions_are_read_from_a_table(tmp_path: Path) -> None:
    path = tmp_path / "days.csv"
    path.write_text("day,working\n2024-10-01,false\n2024-10-12,true\n", encoding="utf-8")
    findings = Findings()
    calendar = read_working_days(path, findings)
    assert not len(findings) and calendar.is_worked(dt.date(2024, 10, 12))
    assert not calendar.is_worked(dt.date(2024, 10, 1)) and calendar.is_worked(dt.date(2024, 10, 8))


def test_a_day_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "days.csv"
    path.write_text("day,working\n2024-10-01,false\n2024-10-01,true\n", encoding="utf-8")
    findings = Findings()
    read_working_days(path, findings)
    assert [item.code for item in findings] == ["ICM024"]


def test_years_whose_holidays_are_not_given_are_named_once() -> None:
    calendar = WorkingDays({dt.date(2025, 1, 1): False})
    assert calendar.unlisted(dt.date(2024, 12, 31), dt.date(2026, 1, 2)) == (2024, 2026)
    assert calendar.unlisted(dt.date(2025, 1, 1), dt.date(2025, 12, 31)) == ()
    findings = Findings()
    name_unlisted((), findings)
    assert not len(findings)
    name_unlisted((2026, 2024, 2026), findings)
    (finding,) = findings
    assert (finding.code, finding.severity) == ("ICM252", "warning") and "2024, 2026" in finding.found
