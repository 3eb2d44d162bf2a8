"""Periods of published figures: a closed list of written forms, nothing guessed."""

from __future__ import annotations

import pytest

from inscredit_models.records.published.periods import read_published_period


@pytest.mark.parametrize(
    ("text", "first", "last", "months"),
    [
        ("2014", "2014-01-01", "2014-12-31", 12),
        ("2013H2", "2013-07-01", "2013-12-31", 6),
        ("2020Q2", "2020-04-01", "2020-06-30", 3),
        ("2014Q1-3", "2014-01-01", "2014-09-30", 9),
        ("2020-02", "2020-02-01", "2020-02-29", 1),
        ("2020-01..2020-02", "2020-01-01", "2020-02-29", 2),
        ("2012-04-26..2013-06-30", "2012-04-26", "2013-06-30", None),
    ],
)
def test_each_form_is_read_to_its_first_and_last_day(text: str, first: str, last: str, months: int | None) -> None:
    period = read_published_period(text)
    assert period is not None
    assert (period.first.isoformat(), period.last.isoformat(), period.months) == (first, last, months)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2013年",
        "2020Q5",
        "2020Q1-1",
        "2020H3",
        "２０２０Q1",
        "45016",
        "2020-13",
        "2020-02..2020-01",
        "2024Q3?",
        "2012-02-30..2013-06-30",
        "0000",
    ],
)
def test_no_other_form_is_read(text: str) -> None:
    assert read_published_period(text) is None
