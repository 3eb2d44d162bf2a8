"""``inscredit check``: all findings, nothing written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inscredit_models.cli import main
from tests.records.good_delivery import good_rows, write_csv
from tests.records.small_store import write_store


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    rows = {"violation": good_rows()["violation"][:6]}
    rows["violation"][1]["severity"] = "awful"
    rows["violation"][3]["event_date"] = "03/04/2021"
    return write_csv(tmp_path / "d", rows)


def test_good_records_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_csv(tmp_path / "d", {"violation": good_rows()["violation"][:5]})
    assert main(["check", str(folder)]) == 0
    assert "5 rows (行), 5 accepted" in capsys.readouterr().out


def test_all_findings_are_told_and_the_exit_code_is_2(bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(bad)]) == 2
    told = capsys.readouterr()
    assert "6 rows (行), 4 accepted" in told.out and "ICM017" in told.err and "ICM016" in told.err


def test_json_is_one_object_with_everything(bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(bad), "--json", "--operator-class", "insurer"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert {finding["code"] for finding in told["findings"]} == {"ICM016", "ICM017", "ICM076"}
    assert told["files"][0]["quarantined"] == 6


def test_a_store_is_checked_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = write_store(tmp_path / "s")
    assert main(["check", str(store.path)]) == 0 and "3 parts, 8 statements" in capsys.readouterr().out
    assert main(["check", str(store.path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["digest"] == store.digest
    (store.path / "records/tax/part-00000.parquet").write_bytes(b"")
    assert main(["check", str(store.path)]) == 2 and "ICM019" in capsys.readouterr().err


def test_a_day_that_is_none_is_refused_by_the_parser(bad: Path) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(["check", str(bad), "--extract-date", "31.12.2024"])
    assert leaving.value.code == 2
