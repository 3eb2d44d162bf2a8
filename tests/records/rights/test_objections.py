"""Objections run by their clock: received, due, answered; each is marked, and the subject's statement is kept."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from inscredit_models.records.rights.objections import objections
from inscredit_models.records.rights.terms import WorkingDays
from inscredit_models.records.store import RecordStore
from tests.records.rights.rights_store import violation, write_rights_store


def disputed(path: Path, *, reason: str | None = "陈述", keeper: str = "credit_agency", **answer: Any) -> RecordStore:
    rows = [
        violation(1, act_ended=None),
        violation(1, act_ended=None, sequence=2, status="disputed", known_date="2026-02-09", reason=reason),
    ]
    if answer:
        rows.append(violation(1, act_ended=None, sequence=3, **answer))
    return write_rights_store(path, violations=rows, operator_class=keeper)


@pytest.mark.parametrize(
    ("on", "state"), [("2026-02-28", "open"), ("2026-03-01", "open"), ("2026-03-02", "breach"), ("2026-02-09", "open")]
)
def test_twenty_days_from_receipt(tmp_path: Path, on: str, state: str) -> None:
    item = objections(disputed(tmp_path / "s"), dt.date.fromisoformat(on))[0]
    assert (item.due, item.state, item.answered) == (dt.date(2026, 3, 1), state, None)


def test_before_its_receipt_there_is_no_objection(tmp_path: Path) -> None:
    assert objections(disputed(tmp_path / "s"), dt.date(2026, 2, 8)) == ()


def test_an_answer_counts_from_the_day_it_is_known(tmp_path: Path) -> None:
    store = disputed(tmp_path / "s", status="corrected", known_date="2026-02-20", fine="90.00")
    seen = [objections(store, dt.date(2026, 2, day))[0] for day in (19, 20)]
    assert [(item.state, item.answered) for item in seen] == [("open", None), ("met", dt.date(2026, 2, 20))]


def test_local_clocks_run_in_working_days(tmp_path: Path) -> None:
    store, day = disputed(tmp_path / "s"), dt.date(2026, 2, 10)
    assert objections(store, day, region="shenzhen")[0].due == dt.date(2026, 2, 11)
    free = WorkingDays({dt.date(2026, 2, 11): False})
    assert objections(store, day, region="shenzhen", calendar=free)[0].due == dt.date(2026, 2, 12)


def test_a_keeper_that_the_rule_does_not_bind_has_no_due_day(tmp_path: Path) -> None:
    item = objections(disputed(tmp_path / "s", keeper="regulator"), dt.date(2026, 6, 1))[0]
    assert (item.state, item.due) == ("not_bound", None)


@pytest.mark.parametrize(("reason", "kept"), [("陈述", True), ("  ", False), (None, False)])
def test_whether_the_statement_of_the_subject_is_kept_is_told(tmp_path: Path, reason: str | None, kept: bool) -> None:
    assert objections(disputed(tmp_path / "s", reason=reason), dt.date(2026, 3, 1))[0].has_statement is kept
