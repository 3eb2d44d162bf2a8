"""``inscredit intake``: record files become a store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inscredit_models.cli import main
from inscredit_models.records.store import RecordStore
from tests.records.good_delivery import good_rows, write_csv


def intake(source: Path, out: Path, *more: str) -> int:
    options = ["--subject", "practitioner", "--operator-class", "credit_agency", "--out", str(out), *more]
    return main(["intake", str(source), *options])


def test_record_files_become_a_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_csv(tmp_path / "d", {"violation": good_rows()["violation"][:5]}, "gb18030")
    out = tmp_path / "s"
    assert intake(folder, out, "--encoding", "gb18030", "--extract-date", "2024-12-31", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["files"][0]["accepted"] == 5 and told["store"] == str(out)
    store = RecordStore.open(out)
    assert store.operator_class == "credit_agency" and store.extract_date.isoformat() == "2024-12-31"
    assert intake(folder, out) == 2 and "ICM009" in capsys.readouterr().err


def test_rows_put_aside_are_told_and_strict_refuses_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = good_rows()["violation"][:5]
    rows[2]["severity"] = "awful"
    folder = write_csv(tmp_path / "d", {"violation": rows})
    assert intake(folder, tmp_path / "strict", "--strict") == 2 and not (tmp_path / "strict").exists()
    capsys.readouterr()
    assert intake(folder, tmp_path / "s") == 0
    told = capsys.readouterr().out
    assert told.startswith("put aside (隔离)") and "put aside (隔离) ICM017" in told and "error" not in told
    assert "5 rows (行), 4 accepted" in told and "record store" in told
