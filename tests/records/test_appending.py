"""Adding to a store: the old state or the new one, never anything between, whatever fails and whoever watches."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pyarrow as pa
import pytest

from inscredit_models.findings import Refused
from inscredit_models.locking import FolderLock
from inscredit_models.records.appending import (
    Addition,
    StoreLock,
    append,
    delete_leaving,
    free_folder,
    write_part,
)
from inscredit_models.records.manifest import MANIFEST
from inscredit_models.records.store import RecordStore
from inscredit_models.records.tables import read_tables
from tests.records.failing_disk import failing_disk
from tests.records.small_store import FIRST_EXTRACT, files_of, statements, violation, write_store

ROOT = Path(__file__).parents[2]
NEW = read_tables(
    {"violation": [violation(9, event_date="2024-07-01", known_date="2024-08-01", act_ended="2024-07-02")]},
    subject="practitioner",
)
ADDITION = Addition(NEW, {"identity": pa.table({"subject_id": ["P9"]})}, extract_date=dt.date(2024, 8, 31))


def add(path: Path, **options: float) -> RecordStore:
    return append(path, lambda store: ADDITION, **options)


def test_an_addition_is_a_new_part_and_the_old_ones_stay_as_they_are(tmp_path: Path) -> None:
    before = write_store(tmp_path / "s")
    old = files_of(before.path)
    store = add(before.path)
    new = files_of(store.path)
    assert {name: data for name, data in new.items() if name in old and name != MANIFEST} == {
        name: data for name, data in old.items() if name != MANIFEST
    }
    assert sorted(set(new) - set(old)) == ["appended/00001/identity.parquet", "appended/00001/violation.parquet"]
    assert len(statements(store)) == len(statements(before)) + 1 and store.digest != before.digest
    assert store.extract_date == dt.date(2024, 8, 31) and before.extract_date == FIRST_EXTRACT
    (delivery,) = store.manifest["deliveries"]
    assert delivery == {"number": 1, "known_from": "2024-08-01", "known_to": "2024-08-01", "rows": 1}
    assert store.side_table("identity").column("subject_id").to_pylist() == ["P0", "P1", "P2", "P3", "P9"]
    assert RecordStore.open(store.path).digest == store.digest


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_every_write_that_fails_leaves_the_store_as_it_was_and_the_next_try_succeeds(
    tmp_path: Path, number: int
) -> None:
    write_store(tmp_path / "s")
    digest = RecordStore.open(tmp_path / "s").digest
    counted = write_store(tmp_path / "counted")
    with failing_disk(10**9) as counting:
        add(counted.path)
    failed = 0
    for fails_at in range(1, counting.calls + 1):
        with failing_disk(fails_at, number) as disk:
            try:
                add(tmp_path / "s")
            except Refused as refusal:
                assert {finding.code for finding in refusal.findings} == {"ICM078"}
                failed += 1
            else:
                assert disk.calls < fails_at, "a failure was swallowed"
                break
        after = RecordStore.open(tmp_path / "s")
        switched = after.digest != digest
        assert len(statements(after)) == (5 if switched else 4)
        if switched:  # the rename had happened; only the flush of the folder failed
            break
    assert failed >= 10
    assert len(statements(add(write_store(tmp_path / "again").path))) == 5


def test_a_reader_sees_its_state_while_a_writer_adds(tmp_path: Path) -> None:
    reader = write_store(tmp_path / "s")
    before = statements(reader)
    add(reader.path)
    assert statements(reader) == before and reader.digest != RecordStore.open(reader.path).digest


def test_what_a_dead_writer_left_is_ignored_and_then_taken_away(tmp_path: Path) -> None:
    store = write_store(tmp_path / "s")
    left = tmp_path / "s" / "appended" / "00001" / "half.parquet"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    assert RecordStore.open(tmp_path / "s").digest == store.digest
    add(tmp_path / "s")
    assert not left.exists() and len(statements(RecordStore.open(tmp_path / "s"))) == 5


def test_a_writer_killed_before_the_switch_leaves_the_old_state(tmp_path: Path) -> None:
    write_store(tmp_path / "s")
    code = (
        "import os, sys; from pathlib import Path; import inscredit_models.records.appending as appending\n"
        "from tests.records.test_appending import add\n"
        "appending.write_text = lambda *arguments: os.kill(os.getpid(), 9)\n"
        "add(Path(sys.argv[1]))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "s")], cwd=ROOT, check=False)
    assert done.returncode == -9 and (tmp_path / "s/appended/00001/violation.parquet").exists()
    assert len(statements(RecordStore.open(tmp_path / "s"))) == 4
    assert len(statements(add(tmp_path / "s"))) == 5


def test_a_second_writer_gets_a_plain_sentence(tmp_path: Path) -> None:
    write_store(tmp_path / "s")
    with FolderLock(tmp_path / "s"), pytest.raises(Refused) as refusal:
        add(tmp_path / "s", wait_seconds=0.1)
    assert [finding.code for finding in refusal.value.findings] == ["ICM025"]


def test_a_second_writer_waits_for_the_first_and_then_adds_to_what_that_one_left(tmp_path: Path) -> None:
    path = write_store(tmp_path / "s").path
    seen: list[int] = []

    def slowly(store: RecordStore) -> Addition:
        second.start()
        time.sleep(0.3)
        return ADDITION

    def after(store: RecordStore) -> Addition:
        seen.append(len(statements(store)))
        return Addition({}, {"identity": pa.table({"subject_id": ["P10"]})})

    second = threading.Thread(target=lambda: append(path, after, wait_seconds=30))
    first = append(path, slowly)
    second.join()
    store = RecordStore.open(path)
    assert seen == [len(statements(first))] and store.digest == first.digest
    assert store.side_table("identity").column("subject_id").to_pylist()[-2:] == ["P9", "P10"]


def test_a_damaged_store_gets_nothing_added(tmp_path: Path) -> None:
    store = write_store(tmp_path / "s")
    part = store.path / "records/tax/part-00000.parquet"
    part.write_bytes(part.read_bytes()[:-1])
    before = files_of(store.path)
    with pytest.raises(Refused) as refusal:
        add(store.path)
    assert [finding.code for finding in refusal.value.findings] == ["ICM019"] and files_of(store.path) == before


def test_a_flipped_bit_in_an_added_part_is_named(tmp_path: Path) -> None:
    store = add(write_store(tmp_path / "s").path)
    part = store.path / "appended/00001/violation.parquet"
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(data)
    with pytest.raises(Refused) as refusal:
        RecordStore.open(store.path)
    assert [finding.where for finding in refusal.value.findings] == ["appended/00001/violation.parquet"]


def test_a_store_of_a_newer_version_is_refused_by_name(tmp_path: Path) -> None:
    store = write_store(tmp_path / "s")
    manifest = json.loads((store.path / MANIFEST).read_text())
    (store.path / MANIFEST).write_text(json.dumps(manifest | {"format": 2, "unheard_of": True}))
    with pytest.raises(Refused) as refusal:
        RecordStore.open(store.path)
    assert [finding.code for finding in refusal.value.findings] == ["ICM077"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_read_only_folder_is_a_plain_refusal(tmp_path: Path) -> None:
    store = write_store(tmp_path / "s")
    store.path.chmod(0o500)
    try:
        with pytest.raises(Refused) as refusal:
            add(store.path)
    finally:
        store.path.chmod(0o700)
    assert [finding.code for finding in refusal.value.findings] == ["ICM078"]


def test_a_folder_in_which_no_lock_can_be_made_is_a_plain_refusal(tmp_path: Path) -> None:
    path = write_store(tmp_path / "s").path
    with failing_disk(1, errno.EROFS), pytest.raises(Refused) as refusal, StoreLock(path):
        pass
    assert [finding.code for finding in refusal.value.findings] == ["ICM078"]


def test_additions_are_numbered_one_after_the_other(tmp_path: Path) -> None:
    store = write_store(tmp_path / "s")
    assert free_folder(store.path, store.head) == (1, store.path / "appended" / "00001")
    store = add(store.path)
    assert free_folder(store.path, store.head)[0] == 2


def test_a_part_is_written_with_the_digest_of_its_bytes(tmp_path: Path) -> None:
    first = write_part(tmp_path, "a/b.parquet", pa.table({"x": [1]}))
    assert first == write_part(tmp_path, "c.parquet", pa.table({"x": [1]}))
    assert (tmp_path / "a/b.parquet").read_bytes() == (tmp_path / "c.parquet").read_bytes()


def test_files_that_an_erasure_has_taken_out_are_deleted_by_the_next_writer(tmp_path: Path) -> None:
    store = write_store(tmp_path / "s")
    left = store.path / "appended" / "old.parquet"
    left.parent.mkdir()
    left.write_bytes(b"x")
    manifest = store.head.model_copy(update={"leaving": ("appended/old.parquet", "appended/gone.parquet")})
    assert delete_leaving(store.path, manifest) == 1 and not left.exists()


def test_nothing_is_made_where_there_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        add(tmp_path / "none")
    assert [finding.code for finding in refusal.value.findings] == ["ICM001"] and not (tmp_path / "none").exists()
