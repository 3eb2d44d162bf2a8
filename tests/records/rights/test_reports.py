"""Two reports a year are free; the year is that of the calendar, by the clock of China."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from inscredit_models.records.rights.queries import Query, record_query
from inscredit_models.records.rights.reports import CHINA, free_reports
from tests.records.small_store import write_store


def stored(folder: Path) -> Path:
    """Give a store with the subjects P0 to P3, written once."""
    path = folder / "s"
    return path if path.exists() else write_store(path).path


def asked(store: Path, *times: dt.datetime, reader: str = "subject", subject: str = "P1") -> None:
    for time in times:
        said = {"asked_by": "本人", "purpose": "own report", "shown": "credit report", "reader": reader}
        record_query(store, Query(asked_at=time, subject_id=subject, **said))


def at(year: int, month: int, day: int, hour: int = 12) -> dt.datetime:
    return dt.datetime(year, month, day, hour, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("on", "taken", "free"),
    [("2025-12-31", 2, False), ("2026-01-01", 0, True), ("2026-02-28", 0, True), ("2026-03-01", 1, True)],
)
def test_the_count_starts_anew_with_the_calendar_year(tmp_path: Path, on: str, taken: int, free: bool) -> None:
    asked(stored(tmp_path), at(2025, 3, 1), at(2025, 9, 1), at(2026, 3, 1))
    counted = free_reports(stored(tmp_path), "P1", dt.date.fromisoformat(on))
    assert (counted.allowed, counted.taken, counted.next_is_free) == (2, taken, free)


def test_a_report_in_the_first_hours_of_the_year_belongs_to_it(tmp_path: Path) -> None:
    asked(stored(tmp_path), dt.datetime(2025, 12, 31, 16, 30, tzinfo=dt.UTC))
    assert free_reports(stored(tmp_path), "P1", dt.date(2026, 1, 1)).taken == 1


def test_queries_of_others_and_about_others_do_not_count(tmp_path: Path) -> None:
    asked(stored(tmp_path), at(2026, 1, 1), at(2026, 1, 2), reader="insurer")
    asked(stored(tmp_path), at(2026, 1, 3), at(2026, 1, 4), subject="P2")
    counted = free_reports(stored(tmp_path), "P1", dt.date(2026, 6, 1), region="shanghai")
    assert (counted.taken, counted.next_is_free, counted.rule) == (0, True, "sh_art34_free_reports")
