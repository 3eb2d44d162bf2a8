"""``inscredit published``: from the shipped tables through the door of any delivery."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inscredit_models.cli import main


def test_tables_become_a_delivery_that_the_door_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    tables = "governance_scores_company_2017,operating_evaluation_grades"
    assert main(["published", "--out", str(out), "--tables", tables]) == 0
    told = capsys.readouterr().out
    assert "ICM083" in told and "unmatched" in told
    assert main(["check", str(out / "enterprise"), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["subject"] == "enterprise" and not report["findings"]
    store = ["--out", str(tmp_path / "store"), "--operator-class", "regulator"]
    assert main(["intake", str(out / "enterprise"), "--subject", "enterprise", *store]) == 0


def test_json_tells_what_became_of_every_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["published", "--out", str(tmp_path / "o"), "--tables", "regulator_transparency_2011", "--json"]) == 0
    [table] = json.loads(capsys.readouterr().out)["tables"]
    assert (table["rows"], table["written"], table["aggregate"]) == (11, 1, 10)
