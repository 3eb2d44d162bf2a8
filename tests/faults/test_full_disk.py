"""A real small disk that fills up or may not be written: each write is a plain sentence, and nothing is half there.

The disk is a file system in memory of a few hundred kilobytes; where none can be mounted the tests say so and are
skipped (`test_store_faults` then still fails every single write).
"""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from inscredit_models.cli import main
from inscredit_models.findings import Refused
from inscredit_models.records.change_file import change
from inscredit_models.records.changes import Change
from inscredit_models.records.erasure import erase_subject
from inscredit_models.records.store import RecordStore
from inscredit_models.records.taking_in import IntakeOptions, take_in
from tests.records.good_delivery import good_rows, write_csv
from tests.records.small_store import files_of, statements, write_store

SIZE_KB = 256
STEP_KB = 4
"""A page of memory: what the small disk gives out at once."""
OPTIONS = IntakeOptions(subject="practitioner", operator_class="credit_agency", origin="simulated")
REPAIR = [Change("violation", "v1", "repair", dt.date(2024, 7, 1))]


def mount(place: Path, options: str) -> bool:
    if shutil.which("mount") is None:
        return False
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    if not mount(place, f"size={SIZE_KB}k"):
        pytest.skip("no small disk can be mounted here (needs root on Linux)")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def leave_free(disk: Path, kilobytes: int) -> None:
    """Fill the disk up to so many free kilobytes."""
    ballast = disk / "ballast"
    ballast.unlink(missing_ok=True)
    free = shutil.disk_usage(disk).free // 1024
    ballast.write_bytes(b"\0" * 1024 * (free - kilobytes))


def others(disk: Path) -> set[str]:
    return {path.name for path in disk.iterdir()} - {"ballast"}


def refuses(action) -> bool:
    """Try an action: give whether the full disk was told in a plain sentence."""
    try:
        action()
    except Refused as refusal:
        assert [finding.code for finding in refusal.findings] == ["ICM078"]
        assert "no space left on the disk" in refusal.findings[0].found
        return True
    return False


def test_an_intake_on_a_disk_that_fills_up_leaves_nothing_and_succeeds_once_there_is_space(
    tmp_path: Path, disk: Path
) -> None:
    delivery = write_csv(tmp_path / "d", {"violation": good_rows()["violation"][:300]})
    refused = 0
    for free in range(0, SIZE_KB, STEP_KB):
        leave_free(disk, free)
        if not refuses(lambda: take_in(delivery, disk / "s", OPTIONS)):
            break
        refused += 1
        assert others(disk) == set()
    assert refused >= 3 and len(statements(RecordStore.open(disk / "s"))) == 300


def test_a_change_and_an_erasure_on_a_full_disk_leave_the_store_as_it_was(disk: Path) -> None:
    path = write_store(disk / "s").path
    for action, done in (
        (lambda: change(path, REPAIR), ("v1", 2, "repaired")),
        (lambda: erase_subject(path, "P1", on=dt.date(2024, 8, 1)), None),
    ):
        before, refused = statements(RecordStore.open(path)), 0
        for free in range(0, SIZE_KB, STEP_KB):
            leave_free(disk, free)
            if not refuses(action):
                break
            refused += 1
            assert statements(RecordStore.open(path)) == before
        now = statements(RecordStore.open(path))
        assert refused >= 1 and now != before and (done is None or done in now)


def test_a_panel_file_on_a_full_disk_is_refused_and_not_half_there(
    tmp_path: Path, disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = write_store(tmp_path / "s").path
    asked = ["panel", "--records", str(store), "--subject", "practitioner", "--as-of", "2024-06-30"]
    leave_free(disk, 0)
    for name in ("p.csv", "p.parquet"):
        assert main([*asked, "--out", str(disk / name)]) == 2
        told = capsys.readouterr().err
        assert "ICM078" in told and "no space left on the disk" in told and "Traceback" not in told
    assert others(disk) == set()


def test_a_store_on_a_read_only_disk_is_read_and_every_write_is_a_plain_sentence(
    tmp_path: Path, disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_store(disk / "s").path
    wholes = files_of(path)
    delivery = write_csv(tmp_path / "d", {"violation": good_rows()["violation"][:5]})
    table = tmp_path / "c.csv"
    table.write_text("record,record_id,change,known_date\nviolation,v1,repair,2024-07-01\n", encoding="utf-8")
    assert mount(disk, f"remount,ro,size={SIZE_KB}k")
    asked = ["--records", str(path), "--subject", "practitioner", "--as-of", "2024-06-30"]
    assert main(["check", str(path)]) == 0
    assert main(["panel", *asked, "--out", str(tmp_path / "p.csv")]) == 0
    capsys.readouterr()
    intake = ["intake", str(delivery), "--subject", "practitioner", "--operator-class", "credit_agency"]
    for command in (
        ["panel", *asked, "--out", str(disk / "p.csv")],
        ["change", str(path), "--file", str(table)],
        [*intake, "--out", str(path)],
        [*intake, "--out", str(disk / "new")],
        ["simulate", "--subject", "practitioner", "--subjects", "20", "--seed", "1", "--out", str(disk / "w")],
    ):
        assert main(command) == 2, command
        told = capsys.readouterr().err
        assert "ICM078" in told and "read-only file system" in told and "Traceback" not in told
    assert files_of(path) == wholes and others(disk) == {"s"}
