"""``inscredit question`` answers from files, as text or as one JSON object."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inscredit_models.cli import main
from tests.studies.test_index_question import units

FRAMEWORK = "code,parent,direction,weight\ntotal,,,\na,total,1,1\nb,total,1,1\nc,total,1,1\nd,total,1,1\n"
PLAN = '[[factor]]\nkind = "one_of"\ncode = "treatment"\noptions = ["none", "winsorise_2"]\n'


@pytest.fixture
def arguments(tmp_path: Path) -> list[str]:
    """Files of a table, a framework and a plan, as arguments."""
    units(16).to_csv(tmp_path / "units.csv", index=False)
    (tmp_path / "small.csv").write_text(FRAMEWORK, encoding="utf-8")
    (tmp_path / "small.toml").write_text('unit = "name"\n', encoding="utf-8")
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")
    files = [str(tmp_path / "units.csv"), "--framework", str(tmp_path / "small.csv")]
    return ["question", *files, "--plan", str(tmp_path / "plan.toml"), "--runs", "40", "--base", "16"]


def test_json_and_text_give_the_answers(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--json", "--outcome", "event", "--out", str(tmp_path / "out")]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["runs"] == 40
    assert {row["option"] for row in answer["perturbations"]} == {"none", "winsorise_2"}
    assert (tmp_path / "out" / "prices.csv").is_file()
    assert main(arguments) == 0
    assert "robust pairs" in capsys.readouterr().out


def test_a_faulty_plan_is_refused(arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "plan.toml").write_text(PLAN.replace("treatment", "treatmant"), encoding="utf-8")
    assert main(arguments) == 2
    assert "did you mean 'treatment'" in capsys.readouterr().err
