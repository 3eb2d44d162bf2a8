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


def test_an_index_is_replayed_step_by_step(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    capsys.readouterr()
    document = str(Path(arguments[-1], "index.json"))
    assert main(["index", arguments[1], "--replay", document]) == 0
    assert "all 6 steps are the same: raw, denominated, imputed, treated, normalised, scored" in capsys.readouterr().out
    assert main(["index", arguments[1], "--replay", arguments[-1], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["equal"] is True


def test_a_changed_table_does_not_replay(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    changed = table(15)
    changed.loc[0, "complaints"] += 1
    changed.to_csv(arguments[1], index=False)
    capsys.readouterr()
    assert main(["index", arguments[1], "--replay", arguments[-1]]) == 2
    assert "ICM106" in capsys.readouterr().err


def test_a_file_that_is_no_log_is_named(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "other.json").write_text('{"log": []}', encoding="utf-8")
    assert main(["index", arguments[1], "--replay", str(tmp_path / "other.json")]) == 2
    assert "ICM005" in capsys.readouterr().err


def test_without_a_folder_nothing_is_made(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments[:-2]) == 2
    assert "--out" in capsys.readouterr().err
