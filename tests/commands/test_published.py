"""``inscredit published``: from the shipped tables through the door of any delivery to indicators as known at a day."""

from __future__ import annotations

import csv
import json
import shlex
from pathlib import Path

import pytest

from inscredit_models.cli import main

READINGS = Path(__file__).parents[2] / "experiments" / "010_insurer_service" / "readings.csv"


def _walk(out: Path, subject: str, store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Give the two commands that the output names next, as they stand there."""
    assert main(["published", "--out", str(out), "--readings", str(READINGS)]) == 0
    told = capsys.readouterr().out
    [line] = [line for line in told.splitlines() if line.startswith("next") and f"--subject {subject}" in line]
    for command in line.split(": ", 1)[1].replace("STORE", str(store)).split(" && "):
        assert main(shlex.split(command)[1:]) == 0
        assert ", 0 put aside" in capsys.readouterr().out


def test_the_whole_walk_from_tables_to_a_panel(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, store, panel = tmp_path / "out", tmp_path / "store", tmp_path / "panel.csv"
    _walk(out, "enterprise", store, capsys)
    days = ["--as-of", "2022-09-27", "--as-of", "2022-09-28"]
    asked = ["--subject", "enterprise", "--indicators", "published_*", *days]
    assert main(["panel", "--records", str(store), *asked, "--out", str(panel)]) == 0
    with panel.open(encoding="utf-8-sig", newline="") as file:
        rows = {(row["subject_id"], row["as_of"]): row for row in csv.DictReader(file)}
    # 人保财险: 2,164 complaints in the second quarter of 2022, bulletin of 2022-09-28; before it the last is of 2021Q2.
    known, before = (rows["P010", day]["published_complaints_latest_12m"] for day in ("2022-09-28", "2022-09-27"))
    assert (float(known), before) == (2164.0, "")


def test_figures_of_the_regulator_take_the_same_walk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _walk(tmp_path / "out", "regulator", tmp_path / "store", capsys)
    assert (tmp_path / "store" / "manifest.json").is_file()


def test_names_without_a_reading_are_told_with_the_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables = "claims_service_jiangxi,operating_evaluation_grades"
    assert main(["published", "--out", str(tmp_path / "o"), "--tables", tables]) == 0
    without = capsys.readouterr().out
    assert "ICM083" in without and "--readings FILE" in without and "experiments/010_insurer_service" in without
    assert main(["published", "--out", str(tmp_path / "p"), "--tables", tables, "--readings", str(READINGS)]) == 0
    assert without.count("ICM083") > capsys.readouterr().out.count("ICM083") > 0


def test_who_keeps_the_records_can_be_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables = ["--tables", "governance_scores_company_2017", "--operator-class", "industry_body"]
    assert main(["published", "--out", str(tmp_path / "o"), *tables, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["operator_class"] == "industry_body" and told["undated"] is None
    rows = (tmp_path / "o" / "enterprise" / "published_governance.csv").read_text(encoding="utf-8")
    assert ",industry_body," in rows and ",regulator," not in rows


def test_json_tells_what_became_of_every_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["published", "--out", str(tmp_path / "o"), "--tables", "regulator_transparency_2011", "--json"]) == 0
    [table] = json.loads(capsys.readouterr().out)["tables"]
    assert (table["rows"], table["written"], table["aggregate"]) == (11, 1, 10)
