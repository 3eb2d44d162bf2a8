"""``inscredit file``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inscredit_models.cli import main
from inscredit_models.commands.file import READERS
from inscredit_models.records.credit_file.editions import EDITIONS
from inscredit_models.records.pseudonyms.key import new_key
from tests.records.credit_file.holder import write


def test_readers_are_those_of_the_editions() -> None:
    assert tuple(edition.code for edition in EDITIONS) == READERS


@pytest.fixture
def arguments(tmp_path: Path) -> list[str]:
    write(tmp_path / "store")
    out = str(tmp_path / "out")
    return ["file", "--records", str(tmp_path / "store"), "--subject-id", "P1", "--as-of", "2024-03-31", "--out", out]


def test_json_is_one_object(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*arguments, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["counts"]["disputed"] == 1 and Path(shown["folder"], shown["files"][0]).is_file()


def test_a_researcher_gets_pseudonyms_of_a_key(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "keys").mkdir()
    new_key(tmp_path / "keys" / "key")
    asked = ["--edition", "researcher", "--asked-by", "Li", "--purpose", "research"]
    assert main([*arguments, *asked]) == 2
    assert "ICM183" in capsys.readouterr().err
    assert main([*arguments, *asked, "--key-file", str(tmp_path / "keys" / "key"), "--project", "trial"]) == 0
    made = json.loads((tmp_path / "out" / "credit_file_researcher.json").read_text(encoding="utf-8"))
    assert made["subject_id"].startswith("k") and "P1" not in json.dumps(made)


def test_a_score_can_be_asked_for(arguments: list[str], tmp_path: Path) -> None:
    assert main([*arguments, "--scoring", "practitioner_conduct"]) == 0
    made = json.loads((tmp_path / "out" / "credit_file_subject.json").read_text(encoding="utf-8"))
    assert made["score"]["unknown"] == 1


def test_what_is_there_stays_unless_told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0 and main(arguments) == 2
    assert "credit_file_subject.html, credit_file_subject.json are there" in capsys.readouterr().err
    assert main([*arguments, "--replace"]) == 0


def test_an_insurer_needs_a_basis_on_record(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    asked = [*arguments, "--edition", "insurer", "--asked-by", "Li", "--purpose", "claims"]
    assert main(asked) == 2 and "ICM251" in capsys.readouterr().err
    assert main([*asked, "--legal-basis", "保险法 Art. 27"]) == 0
