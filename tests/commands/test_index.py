"""``inscredit index``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inscredit_models.cli import main
from tests.models.composite.examples import table
from tests.models.composite.test_framework_load import write_csv


@pytest.fixture
def arguments(tmp_path: Path) -> list[str]:
    table(15).to_csv(tmp_path / "units.csv", index=False)
    framework = write_csv(tmp_path / "small.csv")
    out = str(tmp_path / "out")
    return ["index", str(tmp_path / "units.csv"), "--framework", str(framework), "--out", out]


def test_json_is_one_object(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*arguments, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["units"] == 15 and shown["scoring_system"] is True
    assert Path(shown["folder"], "scores.csv").is_file()


def test_text_names_the_report(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    assert "report.html" in capsys.readouterr().out


def test_a_refusal_ends_with_two_and_leaves_nothing(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    Path(arguments[1]).write_text("name,complaints\nu,1\nv,2\n", encoding="utf-8")
    assert main([*arguments, "--json"]) == 2
    captured = capsys.readouterr()
    assert json.loads(captured.out)["refused"] is True
    assert captured.err.count("ICM010") == 3
    assert not Path(arguments[-1]).exists()
