"""``inscredit coverage``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inscredit_models.cli import main
from tests.records.coverage.small import collected, registered, write


@pytest.fixture
def arguments(tmp_path: Path) -> list[str]:
    write(tmp_path / "store", {"registration": [registered(1)]}, sides={"collection": collected()})
    return ["coverage", "--records", str(tmp_path / "store"), "--as-of", "2024-03-31"]


def test_json_is_one_object(arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "register.csv").write_text("subject_id\nP1\n", encoding="utf-8")
    assert main([*arguments, "--register", str(tmp_path / "register.csv"), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["findings"] == [] and {row["rate"] for row in shown["rates"]} == {1.0}


def test_text_names_the_page(arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*arguments, "--out", str(tmp_path / "out")]) == 0
    assert "coverage.html" in capsys.readouterr().out


def test_a_refusal_ends_with_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*arguments, "--register", "practitioner=nowhere.csv"]) == 2
    assert "ICM001" in capsys.readouterr().err
