"""Small stores in memory and on disk."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from inscredit_models.findings import Refused
from inscredit_models.records.tables import TableStore, read_tables, write_frame_store

ROWS = [
    {"record_id": "a", "subject_id": "s", "event_date": "2024-01-01", "amount": "1.00"},
    {"record_id": "b", "subject_id": "s", "event_date": "2024-02-01", "amount": None},
    {"record_id": "c", "subject_id": "t", "event_date": "2024-03-01", "amount": "3.00"},
]


def test_absent_shared_columns_get_plain_defaults() -> None:
    table = read_tables({"tax": ROWS}, subject="practitioner")["tax"].to_pylist()
    assert table[0]["sequence"] == 1
    assert table[0]["status"] == "asserted"
    assert table[0]["known_date"] == dt.date(2024, 1, 1)


def test_frames_tables_and_dictionaries_give_the_same() -> None:
    typed = read_tables({"tax": ROWS}, subject="practitioner")["tax"]
    for form in (pd.DataFrame(ROWS), typed):
        assert read_tables({"tax": form}, subject="practitioner")["tax"].equals(typed)


def test_wrong_rows_and_unknown_types_are_refused_together() -> None:
    with pytest.raises(Refused) as refusal:
        read_tables({"tax": [ROWS[0], ROWS[0]], "taxes": ROWS}, subject="practitioner")
    assert [finding.code for finding in refusal.value.findings] == ["ICM014", "ICM008"]


@pytest.mark.parametrize("parts", [1, 2, 5])
def test_memory_and_disk_hold_the_same_statements(tmp_path: Path, parts: int) -> None:
    store = write_frame_store(tmp_path / "store", {"tax": ROWS}, parts=parts)
    memory = TableStore(read_tables({"tax": ROWS}, subject="practitioner"))
    assert store.record_codes() == memory.record_codes() == ("tax",)
    query = "SELECT * FROM tax ORDER BY record_id"
    with store.connect() as disk, memory.connect() as table:
        assert disk.execute(query).fetchall() == table.execute(query).fetchall()


def test_memory_reads_only_the_wanted_record_types() -> None:
    with TableStore({}).connect(records=["tax"]) as connection:
        assert connection.execute("SELECT table_name FROM duckdb_tables()").fetchall() == [("tax",)]


@pytest.mark.parametrize("parts", [1, 3])
def test_record_types_with_a_status_are_found_in_memory_and_on_disk(tmp_path: Path, parts: int) -> None:
    disputed = [*ROWS, ROWS[2] | {"sequence": 2, "status": "disputed", "known_date": "2024-04-01"}]
    entered = [{"record_id": "w", "subject_id": "s", "event_date": "2024-01-01", "action": "enter"}]
    rows = {"tax": disputed, "registration": entered}
    memory = TableStore(read_tables(rows, subject="practitioner"))
    for store in (memory, write_frame_store(tmp_path / "store", rows, parts=parts)):
        assert store.records_with("disputed") == {"tax"} and store.records_with("withdrawn") == set()
        assert store.records_with("asserted") == {"tax", "registration"}
