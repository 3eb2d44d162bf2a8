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


def test_rows_put_aside_are_named_so_and_only_strict_refuses_them(
    bad: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(bad)]) == 0
    told = capsys.readouterr()
    assert told.err == "" and told.out.startswith("put aside (隔离)") and "6 rows (行), 4 accepted" in told.out
    assert "put aside (隔离) ICM017" in told.out and "put aside (隔离) ICM016" in told.out and "error" not in told.out
    assert "not checked (未核)" in told.out
    assert main(["check", str(bad), "--strict", "--operator-class", "credit_agency"]) == 2
    assert "not checked" not in capsys.readouterr().out


def test_json_is_one_object_with_everything(bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(bad), "--json", "--operator-class", "insurer"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert {finding["code"] for finding in told["findings"]} == {"ICM002", "ICM016", "ICM017", "ICM076"}
    assert told["files"][0]["quarantined"] == 6 and told["outcome"] == "refused"
    assert main(["check", str(bad), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["outcome"] == "put aside"
    assert main(["check", str(bad), "--json", "--strict"]) == 2


def spoiled(rows: list[dict[str, str]], kind: str) -> list[dict[str, str]]:
    if kind == "unknown column":
        return [row | {"penalty": "1"} for row in rows]
    column, value, places = {
        "sound": ("reason", "", ()),
        "one bad row": ("severity", "awful", (2,)),
        "every row bad": ("severity", "awful", range(6)),
        "event too late": ("reason", "", ()),
    }[kind]
    return [row | ({column: value} if place in places else {}) for place, row in enumerate(rows)]


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("sound", "accepted"),
        ("one bad row", "put aside"),
        ("every row bad", "refused"),
        ("unknown column", "refused"),
        ("event too late", "put aside"),
    ],
)
def test_check_says_what_intake_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, outcome: str, strict: bool
) -> None:
    folder = write_csv(tmp_path / "d", {"violation": spoiled(good_rows()["violation"][:6], kind)})
    words = ["--operator-class", "credit_agency", "--subject", "practitioner", *(["--strict"] if strict else [])]
    words += ["--records-to", "2020-02-07"] if kind == "event too late" else []
    checked = main(["check", str(folder), *words, "--json"])
    told = json.loads(capsys.readouterr().out)
    taken = main(["intake", str(folder), *words, "--out", str(tmp_path / "s"), "--json"])
    done = json.loads(capsys.readouterr().out)
    assert told["outcome"] == outcome and checked == taken
    assert checked == (2 if outcome == "refused" or (strict and outcome == "put aside") else 0)
    assert told["findings"] == done["findings"]
    if taken == 0:
        assert {name: done[name] for name in told} == told
        assert main(["check", str(tmp_path / "s")]) == 0, "what an intake has written is sound"


def test_check_knows_the_store_that_a_delivery_continues(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = str(tmp_path / "s")
    first = write_csv(tmp_path / "d", {"violation": good_rows()["violation"][:5]})
    words = ["--subject", "practitioner", "--operator-class", "credit_agency", "--out", store]
    assert main(["intake", str(first), *words]) == 0
    again = [str(first), "--json", "--store", store]
    capsys.readouterr()
    assert main(["check", *again]) == 2
    found = json.loads(capsys.readouterr().out)["findings"]
    assert {"ICM014", "ICM023", "ICM002"} <= {finding["code"] for finding in found}
    assert main(["check", *again, "--operator-class", "insurer"]) == 2
    assert "ICM076" in {finding["code"] for finding in json.loads(capsys.readouterr().out)["findings"]}


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
