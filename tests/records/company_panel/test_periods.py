"""Periods are read in the declared format only; what is not read is described, never used."""

from __future__ import annotations

import datetime as dt

import pytest

from inscredit_models.records.company_panel.periods import month_end, read_period, what_it_looks_like


@pytest.mark.parametrize(
    ("text", "form", "every", "end"),
    [
        ("2023Q1", "YYYYQn", 3, dt.date(2023, 3, 31)),
        ("2023年1季度", "YYYY年n季度", 3, dt.date(2023, 3, 31)),
        ("2023年第2季度", "YYYY年n季度", 3, dt.date(2023, 6, 30)),
        ("2023-03-31", "YYYY-MM-DD", 3, dt.date(2023, 3, 31)),
        ("2024-02", "YYYY-MM", 1, dt.date(2024, 2, 29)),
        ("2023", "YYYY", 12, dt.date(2023, 12, 31)),
        ("2022", "YYYY or YYYYQn", 3, dt.date(2022, 12, 31)),
        ("2022Q3", "YYYY or YYYYQn", 3, dt.date(2022, 9, 30)),
    ],
)
def test_declared_format_is_read(text: str, form: str, every: int, end: dt.date) -> None:
    assert read_period(text, form, every) == end


@pytest.mark.parametrize(
    ("text", "form", "every"),
    [
        ("2023Q5", "YYYYQn", 3),
        ("2023年1季度", "YYYYQn", 3),
        ("45016", "YYYYQn", 3),
        ("２０２３Q1", "YYYYQn", 3),
        ("20230331", "YYYY-MM-DD", 3),
        ("2023-03-30", "YYYY-MM-DD", 3),
        ("2023-04-30", "YYYY-MM-DD", 3),
        ("2023Q1", "YYYYQn", 12),
        ("0000Q1", "YYYYQn", 3),
    ],
)
def test_anything_else_is_not_read(text: str, form: str, every: int) -> None:
    assert read_period(text, form, every) is None


def test_excel_day_number_is_named_with_its_day() -> None:
    assert what_it_looks_like("45016") == "an Excel day number (2023-03-31)"
    assert what_it_looks_like(" ") == "an empty cell"


def test_month_end_knows_leap_years() -> None:
    assert month_end(2023, 2).day == 28 and month_end(2024, 2).day == 29
