"""A store under stress: a disk that fails at every write in turn, half files, many readers beside one writer."""

from __future__ import annotations

import errno
import threading
from pathlib import Path

import pytest

from inscredit_models.cli import main
from inscredit_models.findings import Refused
from inscredit_models.records.change_file import change
from inscredit_models.records.changes import Change
from inscredit_models.records.store import RecordStore
from inscredit_models.records.taking_in import IntakeOptions, take_in
from tests.records.failing_disk import failing_disk
from tests.records.good_delivery import good_rows, write_csv
from tests.records.small_store import FIRST_EXTRACT, files_of, statements, write_store

OPTIONS = IntakeOptions(subject="practitioner", operator_class="credit_agency", origin="simulated")


def later(days: int):
    return FIRST_EXTRACT.replace(month=7, day=days)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
def test_a_first_intake_that_fails_at_any_write_leaves_nothing(tmp_path: Path, number: int) -> None:
    rows = {"violation": [*good_rows()["violation"][:20], good_rows()["violation"][20] | {"severity": "awful"}]}
    delivery = write_csv(tmp_path / "d", rows)
    place = tmp_path / "stores"
    place.mkdir()
    failed = 0
    for fails_at in range(1, 200):
        with failing_disk(fails_at, number) as disk:
            try:
                take_in(delivery, place / "s", OPTIONS)
            except Refused as refusal:
                assert {item.code for item in refusal.findings if item.severity == "error"} >= {"ICM078"}
                failed += 1
            else:
                assert disk.calls < fails_at, "a failure was swallowed"
                break
        if (place / "s").exists():  # the rename had happened; only the flush of the folder failed
            break
        assert list(place.iterdir()) == []
    assert failed >= 5 and len(statements(RecordStore.open(place / "s"))) == 20


def test_a_disk_that_is_full_in_the_middle_of_a_part_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = write_csv(tmp_path / "d", {"violation": good_rows()["violation"][:20]})
    place, written = tmp_path / "stores", []
    place.mkdir()

    def half(table: object, file: Path, **options: object) -> None:
        file.write_bytes(b"PAR1 half of a part")
        written.append(file)
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr("inscredit_models.records.store.pq.write_table", half)
        with pytest.raises(Refused, match="ICM078"):
            take_in(delivery, place / "s", OPTIONS)
    assert len(written) == 1 and list(place.iterdir()) == []
    take_in(delivery, place / "s", OPTIONS)
    assert len(statements(RecordStore.open(place / "s"))) == 20


def test_a_change_that_fails_at_any_write_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    path = write_store(tmp_path / "s").path
    before, failed = statements(RecordStore.open(path)), 0
    for fails_at in range(1, 60):
        with failing_disk(fails_at) as disk:
            try:
                change(path, [Change("violation", "v1", "repair", later(1))])
            except Refused as refusal:
                assert {item.code for item in refusal.findings} == {"ICM078"}
                failed += 1
            else:
                assert disk.calls < fails_at, "a failure was swallowed"
                break
        now = statements(RecordStore.open(path))
        if now != before:
            break
    assert failed >= 8 and ("v1", 2, "repaired") in statements(RecordStore.open(path))


@pytest.mark.parametrize("damage", ["half", "flipped"])
def test_a_damaged_part_is_named_before_anything_is_made_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], damage: str
) -> None:
    store = write_store(tmp_path / "s")
    part = store.path / store.head.parts[1].path
    data = part.read_bytes()
    middle = len(data) // 2
    part.write_bytes(
        data[:middle] if damage == "half" else data[:middle] + bytes([data[middle] ^ 4]) + data[middle + 1 :]
    )
    table, out = tmp_path / "c.csv", tmp_path / "panel.csv"
    table.write_text("record,record_id,change,known_date\nviolation,v1,repair,2024-07-01\n", encoding="utf-8")
    wholes = files_of(store.path)
    panel = ["panel", "--records", str(store.path), "--subject", "practitioner", "--as-of", "2024-06-30"]
    for command in (
        [*panel, "--out", str(out)],
        ["change", str(store.path), "--file", str(table)],
        ["check", str(store.path)],
    ):
        assert main(command) == 2
        told = capsys.readouterr().err
        assert "ICM019" in told and part.relative_to(store.path).as_posix() in told
    assert not out.exists() and files_of(store.path) == wholes


def test_many_readers_see_whole_states_while_one_writes(tmp_path: Path) -> None:
    path = write_store(tmp_path / "s").path
    states = {RecordStore.open(path).digest: statements(RecordStore.open(path))}
    read: list[tuple[str, list]] = []
    errors: list[BaseException] = []
    done = threading.Event()

    def look() -> None:
        try:
            while not done.is_set():
                store = RecordStore.open(path)
                read.append((store.digest, statements(store)))
        except BaseException as error:  # a reader must never meet a state between two
            errors.append(error)

    readers = [threading.Thread(target=look) for _ in range(2)]
    for reader in readers:
        reader.start()
    for day in range(1, 5):
        store = change(path, [Change("violation", f"v{day % 4}", "object", later(day), reason="no")])
        states[store.digest] = statements(store)
    done.set()
    for reader in readers:
        reader.join()
    assert errors == [] and len(read) >= 2
    assert all(states[digest] == seen for digest, seen in read) and len(states) == 5
