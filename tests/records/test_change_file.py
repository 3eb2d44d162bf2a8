"""A table of changes: rows of one record become one change; what is wrong is named by its row."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from inscredit_models import change
from inscredit_models.findings import Findings, Refused
from inscredit_models.records.change_file import read_changes
from inscredit_models.records.changes import Change
from tests.records.small_store import files_of, statements, write_store

HEADER = "record,record_id,change,known_date,reason,field,value\n"
DAY = dt.date(2024, 7, 1)

OF_VIOLATION = "changes.csv, row 2: change of a record of type 'violation'"


def write(folder: Path, *rows: str) -> Path:
    path = folder / "changes.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_rows_of_one_record_are_one_change(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "violation,v1,correct,2024-07-01,,severity,minor",
        "violation,v2,object,2024-07-01,本人不在场,,",
        "violation,v1,correct,2024-07-01,,fine,12.50",
        "violation,v3,correct,2024-07-01,,act_ended,",
    )
    findings = Findings()
    assert read_changes(path, findings) == (
        Change("violation", "v1", "correct", DAY, content={"severity": "minor", "fine": "12.50"}),
        Change("violation", "v2", "object", DAY, "本人不在场"),
        Change("violation", "v3", "correct", DAY, content={"act_ended": None}),
    )
    assert list(findings) == []


def test_the_verb_takes_a_table_or_changes(tmp_path: Path) -> None:
    first, second = (write_store(tmp_path / name).path for name in ("a", "b"))
    table = write(tmp_path, "violation,v1,repair,2024-07-01,,,", "violation,v0,withdraw,2024-07-01,decision quashed,,")
    read = change(first, table)
    made = change(
        str(second),
        [Change("violation", "v1", "repair", DAY), Change("violation", "v0", "withdraw", DAY, "decision quashed")],
    )
    assert statements(read) == statements(made) and read.digest == made.digest
    assert ("v1", 2, "repaired") in statements(read)


@pytest.mark.parametrize(
    ("rows", "code", "where"),
    [
        (["violation,v1,mend,2024-07-01,,,"], "ICM006", "changes.csv, row 2"),
        (["violation,v1,correct,1 July,,severity,minor"], "ICM006", "changes.csv, row 2"),
        (["violation,,repair,2024-07-01,,,"], "ICM007", "changes.csv, row 2"),
        (["violation,v1,correct,2024-07-01,,,minor"], "ICM007", "changes.csv, row 2"),
        (["violation,v1,correct,2024-07-01,,severity,minor"] * 2, "ICM004", "changes.csv, row 3"),
        ([], "ICM007", "changes.csv"),
        (["violation,v1,repair,2024-07-01,,,", "violation,v1,object,2024-07-01,no,,"], "ICM014", "changes"),
        (["violatoin,v1,repair,2024-07-01,,,"], "ICM008", "changes"),
        (["violation,v99,repair,2024-07-01,,,"], "ICM075", OF_VIOLATION),
        (["violation,v1,repair,2024-06-30,,,"], "ICM023", OF_VIOLATION),
        (["violation,v1,object,2024-07-01,,,"], "ICM007", OF_VIOLATION),
        (["violation,v1,end,2024-07-01,,act_ended,2022-01-01"], "ICM074", OF_VIOLATION),
        (["tax,t1,repair,2024-07-01,,,"], "ICM006", OF_VIOLATION.replace("violation", "tax")),
    ],
)
def test_what_is_wrong_is_named_and_the_store_stays(tmp_path: Path, rows: list[str], code: str, where: str) -> None:
    store = write_store(tmp_path / "s").path
    before = files_of(store)
    with pytest.raises(Refused) as refusal:
        change(store, write(tmp_path, *rows))
    found = [(finding.code, finding.where) for finding in refusal.value.findings]
    assert any(c == code and w.startswith(where) for c, w in found), found
    assert files_of(store) == before


def test_no_finding_repeats_a_reason_or_a_value(tmp_path: Path) -> None:
    store = write_store(tmp_path / "s").path
    rows = ["violation,v1,correct,2024-07-01,密而不宣,severity,very bad", "violation,v77,object,2024-07-01,密而不宣,,"]
    with pytest.raises(Refused) as refusal:
        change(store, write(tmp_path, *rows))
    text = str(refusal.value)
    assert "密而不宣" not in text and "very bad" not in text and "v77" not in text
