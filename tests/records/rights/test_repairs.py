"""Repairs at the door: the regime in force on the day of the repair decides, with its rule and article."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from inscredit_models.findings import Refused
from inscredit_models.records.changes import Change, change_records
from inscredit_models.records.rights.repairs import (
    check_repairs,
    first_day,
    judge_repair,
    repair_rule,
    rules_of_repairs,
)
from inscredit_models.records.rows import RowFindings
from inscredit_models.records.tables import read_tables
from tests.records.rights.rights_store import EXTRACT, violation, write_rights_store
from tests.records.small_store import files_of

DECIDED = dt.date(2025, 12, 1)


@pytest.mark.parametrize(
    ("penalty", "decided", "repaired", "state", "due"),
    [
        # order 58 (2023): three months for a fine; order 36 (2025, in force 2026-04-01): twelve for a ban
        ("fine", DECIDED, "2026-02-28", "breach", "2026-03-01"),
        ("fine", DECIDED, "2026-03-01", "met", "2026-03-01"),
        ("ban", DECIDED, "2026-03-31", "met", "2026-03-01"),
        ("ban", DECIDED, "2026-04-01", "breach", "2026-12-01"),
        ("ban", DECIDED, "2026-12-01", "met", "2026-12-01"),
        # 527 (2019): three months from 30 November end on 29 February
        ("fine", dt.date(2019, 11, 30), "2020-02-28", "breach", "2020-02-29"),
        ("fine", dt.date(2019, 11, 30), "2020-02-29", "met", "2020-02-29"),
        ("warning", dt.date(2026, 5, 1), "2026-05-01", "met", "2026-05-01"),
    ],
)
def test_a_repair_is_judged_by_the_regime_of_its_day(
    penalty: str, decided: dt.date, repaired: str, state: str, due: str
) -> None:
    verdict = judge_repair(penalty, decided, dt.date.fromisoformat(repaired))
    assert verdict is not None and (verdict.state, str(verdict.due)) == (state, due)


def test_a_penalty_of_unknown_class_has_no_rule_of_repair() -> None:
    assert repair_rule(None, dt.date(2026, 4, 1)) is None and repair_rule("fine", dt.date(2019, 6, 30)) is None
    assert judge_repair(None, DECIDED, DECIDED) is None


def store_with(path: Path, penalty: str | None) -> Path:
    decided = {"event_date": "2026-09-01", "known_date": "2026-09-02", "act_ended": "2026-09-01"}
    write_rights_store(path, violations=[violation(1, penalty_kind=penalty, **decided)])
    return path


def test_an_early_repair_is_refused_when_it_is_written_with_rule_article_and_day(tmp_path: Path) -> None:
    path = store_with(tmp_path / "s", "fine")
    before = files_of(path)
    with pytest.raises(Refused) as refusal:
        change_records(path, [Change("violation", "v1", "repair", dt.date(2026, 11, 30), source="c.csv, row 2")])
    (finding,) = refusal.value.findings
    assert finding.code == "ICM250" and finding.where.startswith("c.csv, row 2")
    assert "2026-12-01 or later: repair_2025_36_general_earliest (国家发展改革委令第36号" in finding.allowed
    assert "v1" not in str(finding) and "P1" not in str(finding)
    assert files_of(path) == before


def test_a_repair_on_its_first_day_is_accepted_and_its_rule_counted(tmp_path: Path) -> None:
    path = store_with(tmp_path / "s", "fine")
    store = change_records(path, [Change("violation", "v1", "repair", dt.date(2026, 12, 1))])
    assert rules_of_repairs(store, [("violation", "v1")]) == {"repair_2025_36_general_earliest": 1}


def test_a_repair_of_a_penalty_without_a_kind_is_accepted_and_said_to_be_unruled(tmp_path: Path) -> None:
    path = store_with(tmp_path / "s", None)
    store = change_records(path, [Change("violation", "v1", "repair", EXTRACT + dt.timedelta(days=1))])
    assert rules_of_repairs(store, [("violation", "v1")]) == {"": 1}


def test_early_repairs_of_a_delivery_are_put_aside_row_by_row() -> None:
    first = violation(1, event_date="2025-12-01", known_date="2025-12-02", act_ended=None)
    again = first | {"sequence": 2, "status": "repaired"}
    rows = [
        first,
        again | {"known_date": "2026-02-28"},
        again | {"known_date": "2026-03-01"},
        again | {"known_date": "2026-04-01", "penalty_kind": "ban"},
    ]
    (table,) = read_tables({"violation": [rows[0]]}, subject="practitioner").values()
    table = table.take([0, 0, 0, 0])
    for name in ("status", "known_date", "penalty_kind"):
        values = [row.get(name, "asserted") for row in rows]
        cells = [dt.date.fromisoformat(value) for value in values] if name == "known_date" else values
        place = table.column_names.index(name)
        table = table.set_column(place, table.schema.field(name), [cells])
    findings = RowFindings()
    check_repairs(table, "violation.csv", findings)
    assert [(mark.code, mark.rows.tolist()) for mark in findings.marks] == [("ICM250", [1]), ("ICM250", [3])]
    assert "row 3" in findings.items[0].where and "第58号" in findings.items[0].allowed
    check_repairs(table.drop(["penalty_kind"]), "violation.csv", other := RowFindings())
    assert not other.marks


def test_the_first_day_names_rule_and_article() -> None:
    verdict = judge_repair("ban", DECIDED, dt.date(2026, 4, 1))
    assert verdict is not None and first_day(verdict).startswith("2026-12-01 or later: repair_2025_36_serious_earliest")
