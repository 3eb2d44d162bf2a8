"""Quarters: the last one that is closed at a date."""

from __future__ import annotations

import datetime as dt

import pytest

from inscredit_models.records.coverage.quarters import last_closed_quarter, span_of_quarter


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (dt.date(2023, 12, 30), "2023Q3"),
        (dt.date(2023, 12, 31), "2023Q4"),
        (dt.date(2024, 1, 1), "2023Q4"),
        (dt.date(2024, 6, 29), "2024Q1"),
        (dt.date(2024, 6, 30), "2024Q2"),
    ],
)
def test_a_quarter_is_closed_on_its_last_day(day: dt.date, quarter: str) -> None:
    assert last_closed_quarter(day) == quarter


def test_the_days_of_quarters_follow_each_other_without_gap() -> None:
    spans = [span_of_quarter(f"{year}Q{number}") for year in (2023, 2024) for number in (1, 2, 3, 4)]
    assert [one.end for one in spans[:-1]] == [two.start for two in spans[1:]]
    assert spans[4].end == dt.date(2024, 3, 31)
