"""Erasure: the content is gone from every file, a tombstone remains, and older digests say that they are superseded."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from inscredit_models.findings import Refused
from inscredit_models.records import erasure
from inscredit_models.records.changes import Change, change_records
from inscredit_models.records.erasure import ERASED, erase_subject, finish_erasures, tombstone_of
from inscredit_models.records.store import RecordStore
from tests.records.failing_disk import failing_disk
from tests.records.small_store import files_of, statements, write_store

DAY = dt.date(2024, 9, 1)


def subjects_in(path: Path) -> set[str]:
    """All subjects in all Parquet files of a folder but the tombstones, listed in the manifest or not."""
    files = [file for file in path.rglob("*.parquet") if file.stem != ERASED]
    return {name for file in files for name in pq.read_table(file).column("subject_id").to_pylist()}


def test_the_content_leaves_every_file_and_a_tombstone_remains(tmp_path: Path) -> None:
    before = write_store(tmp_path / "s")
    change_records(before.path, [Change("violation", "v1", "object", dt.date(2024, 7, 1), reason="我的陈述")])
    held = RecordStore.open(before.path)
    store = erase_subject(before.path, "P1", on=DAY)
    assert subjects_in(store.path) == {"P0", "P2", "P3"}
    assert store.side_table(ERASED).to_pylist() == [{"subject_id": "P1", "erased_on": DAY}]
    assert "我的陈述".encode() not in b"".join(files_of(store.path).values())
    assert [name for name, _, _ in statements(store)] == ["v0", "v2", "v3"]
    assert RecordStore.open(store.path).digest == store.digest != held.digest
    assert store.manifest["superseded"] == [{"digest": held.digest, "by": "erasure", "on": "2024-09-01"}]


def test_parts_without_the_subject_are_not_rewritten(tmp_path: Path) -> None:
    before = write_store(tmp_path / "s")
    kept = "records/violation/part-00001.parquet"
    data = files_of(before.path)[kept]
    after = files_of(erase_subject(before.path, "P1", on=DAY).path)
    assert after[kept] == data and "records/violation/part-00000.parquet" not in after


def test_a_second_erasure_keeps_the_first_tombstone(tmp_path: Path) -> None:
    path = write_store(tmp_path / "s").path
    erase_subject(path, "P1", on=DAY)
    store = erase_subject(path, "P2", on=dt.date(2024, 9, 2))
    assert store.side_table(ERASED).column("subject_id").to_pylist() == ["P1", "P2"]
    assert len(store.manifest["superseded"]) == 2 and subjects_in(path) == {"P0", "P3"}


def test_an_unknown_subject_is_refused_without_its_name(tmp_path: Path) -> None:
    path = write_store(tmp_path / "s").path
    with pytest.raises(Refused) as refusal:
        erase_subject(path, "P77", on=DAY)
    assert refusal.value.findings[0].code == "ICM008" and "P77" not in str(refusal.value)


def test_an_erasure_that_fails_at_any_write_leaves_a_whole_store(tmp_path: Path) -> None:
    path = write_store(tmp_path / "s").path
    for fails_at in range(1, 40):
        with failing_disk(fails_at) as disk:
            try:
                erase_subject(path, "P1", on=DAY)
            except Refused as refusal:
                assert refusal.findings[0].code in ("ICM078", "ICM008")
        store = RecordStore.open(path)
        if store.side_table(ERASED) is not None or disk.calls < fails_at:
            break
        assert len(statements(store)) == 4
    assert fails_at > 10
    finish_erasures(path)
    assert subjects_in(path) == {"P0", "P2", "P3"} and len(statements(RecordStore.open(path))) == 3


def test_an_erasure_interrupted_after_the_switch_is_readable_and_can_be_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_store(tmp_path / "s").path
    with monkeypatch.context() as patch:
        patch.setattr(erasure, "delete_leaving", lambda *arguments: 0)
        erase_subject(path, "P1", on=DAY)
    assert len(statements(RecordStore.open(path))) == 3 and "P1" in subjects_in(path)
    assert finish_erasures(path) == 3
    assert "P1" not in subjects_in(path) and finish_erasures(path) == 0


def test_the_tombstone_of_an_identity_number_does_not_show_it() -> None:
    assert tombstone_of("11010519491231002X", 7) == "erased-000007"
