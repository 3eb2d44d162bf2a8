"""Corrections, objections, withdrawals, repairs: further statements, and yesterday stays as it was known yesterday."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from inscredit_models.findings import Refused
from inscredit_models.indicators.panel import compute_panel
from inscredit_models.indicators.registry import load_registry
from inscredit_models.records.changes import Change, change_records
from inscredit_models.records.store import RecordStore
from tests.records.small_store import FIRST_EXTRACT, statements, write_store

LATER = dt.date(2024, 7, 1)


def last(store: RecordStore, record_id: str) -> dict[str, Any]:
    with store.connect(records=["violation"]) as connection:
        query = "SELECT * FROM violation WHERE record_id = ? ORDER BY sequence DESC LIMIT 1"
        names = [column[0] for column in connection.execute(query, [record_id]).description]
        return dict(zip(names, connection.execute(query, [record_id]).fetchone(), strict=True))


def refused(path: Path, *changes: Change) -> set[str]:
    with pytest.raises(Refused) as refusal:
        change_records(path, changes)
    return {finding.code for finding in refusal.value.findings}


def test_an_objection_marks_the_record_and_keeps_the_words_of_the_subject(tmp_path: Path) -> None:
    path = write_store(tmp_path / "s").path
    store = change_records(path, [Change("violation", "v1", "object", LATER, reason="本人不在场")])
    row = last(store, "v1")
    assert (row["status"], row["sequence"], row["reason"], row["known_date"]) == ("disputed", 2, "本人不在场", LATER)
    assert row["severity"] == "serious" and row["fine"] == Decimal("100.00")
    store = change_records(path, [Change("violation", "v1", "keep", dt.date(2024, 7, 20), reason="checked: it holds")])
    assert last(store, "v1")["status"] == "asserted" and len(statements(store)) == 6


def test_a_correction_says_what_it_corrects_and_leaves_the_rest(tmp_path: Path) -> None:
    path = write_store(tmp_path / "s").path
    content = {"severity": "minor", "fine": "12.5", "event_date": dt.date(2023, 1, 30)}
    row = last(change_records(path, [Change("violation", "v2", "correct", LATER, content=content)]), "v2")
    assert (row["status"], row["severity"], row["fine"]) == ("corrected", "minor", Decimal("12.50"))
    assert row["event_date"] == dt.date(2023, 1, 30) and row["act_ended"] == dt.date(2023, 2, 1)


def test_several_changes_are_added_together(tmp_path: Path) -> None:
    path = write_store(tmp_path / "s").path
    store = change_records(
        path,
        [
            Change("violation", "v0", "withdraw", LATER, reason="decision quashed"),
            Change("violation", "v1", "repair", LATER),
            Change("violation", "v2", "end", LATER, content={"act_ended": "2023-05-01"}),
            Change("tax", "t1", "correct", dt.date(2024, 7, 2), content={"amount": 7}),
        ],
    )
    assert [item for item in statements(store) if item[1] == 2] == [
        ("v0", 2, "withdrawn"),
        ("v1", 2, "repaired"),
        ("v2", 2, "ended"),
    ]
    assert store.extract_date == dt.date(2024, 7, 2) and len(store.manifest["deliveries"]) == 1


def test_the_table_of_yesterday_rebuilds_as_it_was_known_yesterday(tmp_path: Path) -> None:
    store = write_store(tmp_path / "s", 6)
    indicators = [item for item in load_registry().indicators if item.subject == "practitioner"]
    days = [dt.date(2023, 12, 31), FIRST_EXTRACT]
    yesterday = compute_panel(store, indicators, days)
    kinds = ("object", "withdraw", "repair", "correct", "end")
    extra = ({}, {}, {}, {"severity": "minor"}, {"act_ended": "2023-06-01"})
    changes = [
        Change("violation", f"v{n}", kind, LATER, reason="grounds", content=content)
        for n, (kind, content) in enumerate(zip(kinds, extra, strict=True))
    ]
    after = change_records(store.path, changes)
    assert compute_panel(after, indicators, days).digest == yesterday.digest
    today = compute_panel(after, indicators, [*days, LATER])
    code = "violation_serious_count_36m"
    now = today.frame[today.frame["as_of"] == str(LATER)].set_index("subject_id")[code]
    # disputed counts, withdrawn and repaired do not, corrected to minor does not, ended counts until retention
    assert {name: now.get(name, 0.0) for name in ("P0", "P1", "P2", "P3", "P4", "P5")} == {
        "P0": 1.0,
        "P1": 0.0,
        "P2": 0.0,
        "P3": 0.0,
        "P4": 1.0,
        "P5": 1.0,
    }


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (Change("violation", "v99", "withdraw", LATER, reason="x"), "ICM075"),
        (Change("violation", "v1", "object", LATER), "ICM007"),
        (Change("violation", "v1", "object", LATER, reason="  "), "ICM007"),
        (Change("violation", "v1", "repair", FIRST_EXTRACT), "ICM023"),
        (Change("tax", "t1", "repair", LATER), "ICM006"),
        (Change("violation", "v1", "repair", LATER, content={"fine": 1}), "ICM006"),
        (Change("violation", "v1", "correct", LATER), "ICM007"),
        (Change("violation", "v1", "correct", LATER, content={"fines": 1}), "ICM008"),
        (Change("violation", "v1", "correct", LATER, content={"severity": "awful"}), "ICM017"),
        (Change("violation", "v1", "correct", LATER, content={"severity": None}), "ICM007"),
        (Change("violation", "v1", "correct", LATER, content={"fine": "much"}), "ICM011"),
        (Change("violation", "v1", "correct", LATER, content={"event_date": "2024-12-31"}), "ICM015"),
        (Change("violation", "v1", "end", LATER, content={"act_ended": "2022-12-31"}), "ICM074"),
        (Change("violation", "v1", "end", LATER), "ICM007"),
        (Change("violatoin", "v1", "repair", LATER), "ICM008"),
    ],
)
def test_a_wrong_change_is_refused_and_nothing_is_added(tmp_path: Path, change: Change, code: str) -> None:
    store = write_store(tmp_path / "s")
    good = Change("violation", "v0", "repair", LATER)
    assert code in refused(store.path, good, change)
    assert RecordStore.open(store.path).digest == store.digest


def test_a_withdrawn_record_is_not_changed_any_more(tmp_path: Path) -> None:
    store = write_store(tmp_path / "s")
    change_records(store.path, [Change("violation", "v1", "withdraw", LATER, reason="quashed")])
    assert refused(store.path, Change("violation", "v1", "repair", dt.date(2024, 7, 2))) == {"ICM075"}


def test_two_changes_of_one_record_or_none_at_all_are_refused(tmp_path: Path) -> None:
    store = write_store(tmp_path / "s")
    twice = [Change("violation", "v1", "repair", LATER), Change("violation", "v1", "object", LATER, reason="x")]
    assert refused(store.path, *twice) == {"ICM014"}
    assert refused(store.path) == {"ICM007"}
