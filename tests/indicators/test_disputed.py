"""Disputed statements count, and every value that rests on one is marked."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from inscredit_models.indicators.declaration import Flag, Population
from inscredit_models.indicators.disputed import keep_listed
from inscredit_models.indicators.panel import compute_panel
from tests.indicators.small import AS_OF, indicator, store

COUNT = indicator("acts", kind="count", record="violation", window={"months": 12})
SERIOUS = indicator(
    "serious", kind="count", record="violation", where=[{"field": "severity", "is": "serious"}], window={"months": 12}
)
ACT = {"record_id": "v", "subject_id": "a", "event_date": "2023-06-01", "severity": "minor"}
FILED = {**ACT, "sequence": 2, "status": "disputed", "known_date": "2023-12-01"}
REJECTED = {**ACT, "sequence": 3, "status": "corrected", "known_date": "2024-06-01"}
OTHER = {"record_id": "w", "subject_id": "b", "event_date": "2023-06-01", "severity": "serious"}
DATA = store(violation=[ACT, FILED, REJECTED, OTHER])


def _marks(frame: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(frame["subject_id"], frame["indicator"], strict=True))


def test_a_disputed_statement_counts_and_its_value_is_marked() -> None:
    panel = compute_panel(DATA, [COUNT, SERIOUS], [AS_OF])
    assert panel.frame["acts"].tolist() == [1, 1]
    assert _marks(panel.disputed) == [("a", "acts")]
    assert panel.disputed["as_of"].tolist() == [pd.Timestamp(AS_OF)]


@pytest.mark.parametrize(
    ("day", "marked"),
    [
        ("2023-11-30", False),  # not yet filed
        ("2023-12-01", True),
        ("2024-05-31", True),
        ("2024-06-01", False),  # decided, and out of the window too
    ],
)
def test_the_mark_lasts_from_the_objection_to_its_decision(day: str, marked: bool) -> None:
    panel = compute_panel(DATA, [indicator("acts", kind="count", record="violation")], [dt.date.fromisoformat(day)])
    assert (len(panel.disputed) == 1) == marked


def test_a_statement_outside_the_window_marks_nothing() -> None:
    recent = indicator("acts", kind="count", record="violation", window={"months": 3})
    assert compute_panel(DATA, [recent], [AS_OF]).disputed.empty


def test_a_formula_is_marked_by_what_it_refers_to_and_a_ratio_by_either_part() -> None:
    twice = indicator(
        "twice", kind="formula", expression={"op": "add", "args": [{"indicator": "acts"}, {"indicator": "acts"}]}
    )
    parts = [{"kind": "count", "record": record} for record in ("tax", "violation")]
    over, under = (
        indicator(code, kind="ratio", numerator=a, denominator=b, scale=1, when_denominator_zero="missing")
        for code, (a, b) in {"over": parts, "under": parts[::-1]}.items()
    )
    panel = compute_panel(DATA, [twice, COUNT, over, under], [AS_OF])
    assert _marks(panel.disputed) == [("a", "acts"), ("a", "over"), ("a", "twice"), ("a", "under")]


def test_a_flag_of_the_latest_record_is_marked_whatever_it_is_tested_for() -> None:
    flag = indicator(
        "flag", kind="flag", record="violation", on="latest", where=[{"field": "severity", "is": "serious"}]
    )
    assert _marks(compute_panel(DATA, [flag], [AS_OF]).disputed) == [("a", "flag")]


def test_only_rows_of_the_panel_are_marked() -> None:
    serious = Flag(kind="flag", record="violation", where=[{"field": "severity", "is": "serious"}])
    population = Population(code="p", zh="甲", en="A", subject="practitioner", flags=(serious,), source="test")
    panel = compute_panel(DATA, [COUNT], [AS_OF], population=population)
    assert panel.frame["subject_id"].tolist() == ["b"] and panel.disputed.empty
    assert keep_listed(compute_panel(DATA, [COUNT], [AS_OF]).disputed, panel.frame).empty


def test_a_withdrawn_objection_of_a_withdrawn_record_marks_nothing() -> None:
    gone = {**ACT, "sequence": 3, "status": "withdrawn", "known_date": "2024-01-01"}
    assert compute_panel(store(violation=[ACT, FILED, gone]), [COUNT], [AS_OF]).disputed.empty


def test_without_disputes_the_table_has_its_columns_and_no_row() -> None:
    marks = compute_panel(store(violation=[ACT]), [COUNT], [AS_OF]).disputed
    assert marks.columns.tolist() == ["subject_id", "as_of", "indicator"] and marks.empty
