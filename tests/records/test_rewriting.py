"""A rewriting writes what changes beside what stays, and gives one manifest to switch to."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa

from inscredit_models.records.rewriting import rewritten
from tests.records.small_store import files_of, write_store

DAY = dt.date(2024, 9, 1)


def test_what_does_not_change_keeps_its_file_and_nothing_is_switched(tmp_path: Path) -> None:
    store = write_store(tmp_path / "s")
    before = files_of(store.path)
    manifest = rewritten(store.path, store.head, lambda table, name: None, by="expiry", on=DAY)
    assert files_of(store.path) == before
    assert manifest.parts == store.head.parts and manifest.leaving == ()
    assert [item.by for item in manifest.superseded] == ["expiry"]


def test_changed_parts_are_new_files_and_the_old_ones_are_to_leave(tmp_path: Path) -> None:
    store = write_store(tmp_path / "s")

    def first_row(table: pa.Table, name: str) -> pa.Table | None:
        return table.slice(0, 1) if name == "tax" else None

    manifest = rewritten(store.path, store.head, first_row, by="expiry", on=DAY)
    assert manifest.leaving == ("records/tax/part-00000.parquet",)
    assert sum(part.rows for part in manifest.parts if part.record == "tax") == 1
    assert manifest.digest != store.digest


def test_side_tables_are_replaced_or_dropped_by_name(tmp_path: Path) -> None:
    store = write_store(tmp_path / "s")
    new = pa.table({"subject_id": ["P1"]})
    replaced = rewritten(store.path, store.head, lambda table, name: None, by="expiry", on=DAY, replaced={"a": new})
    assert {Path(table.path).stem for table in replaced.tables} == {"identity", "a"}
    gone = frozenset({"identity"})
    dropped = rewritten(store.path, store.head, lambda table, name: None, by="expiry", on=DAY, dropped=gone)
    assert dropped.tables == () and dropped.leaving == ("identity.parquet",)
