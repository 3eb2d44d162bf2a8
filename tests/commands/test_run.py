"""``inscredit run``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inscredit_models.cli import main
from inscredit_models.result import StudyResult


def test_run_prints_one_object(
    small_experiment: Path, small_result: StudyResult, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (store,) = (path for path in (small_result.run_dir.parents[1] / "worlds").iterdir() if path.is_dir())
    arguments = [
        "run",
        str(small_experiment),
        "--out",
        str(tmp_path),
        "--records",
        str(store),
        "--threads",
        "1",
        "--no-track",
        "--json",
    ]
    assert main(arguments) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["result_digest"] == small_result.result_digest
    assert Path(told["run_dir"]).parent == tmp_path / "small" and len(told["verdicts"]) == 3


def test_all_mistakes_of_an_experiment_are_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = Path("experiments/020_practitioner_conduct/experiment.toml").read_text(encoding="utf-8")
    wrong = text.replace('"violation_*"', '"violaton_count"').replace('"scorecard"', '"scorcard"')
    wrong = wrong.replace("population =", "poplation =").replace("subjects = 20000", 'subjects = "20000"')
    (tmp_path / "experiment.toml").write_text(wrong, encoding="utf-8")
    assert main(["run", str(tmp_path), "--out", str(tmp_path / "runs")]) == 2
    told = capsys.readouterr().err
    assert "'violaton_count'" in told and "did you mean 'scorecard'?" in told and "'20000'" in told
    assert "did you mean 'population'" in told and "5 errors" in told
    assert not (tmp_path / "runs").exists()
