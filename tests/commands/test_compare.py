import json
from pathlib import Path

import pytest

from inscredit_models.cli import main
from tests.evaluation.demsar import TABLE
from tests.studies.test_many_runs import write_runs


def test_runs_are_ranked_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runs = [str(run) for run in write_runs(tmp_path / "runs", TABLE.copy())]
    assert main(["compare", *runs, "--out", str(tmp_path / "out")]) == 0
    told = capsys.readouterr().out
    assert "average_rank" in told and "14张表" in told and (tmp_path / "out" / "ranks.csv").is_file()
    assert main(["compare", *runs, "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["tables"]) == 14


def test_a_folder_that_is_no_run_ends_with_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(tmp_path), str(tmp_path)]) == 2
    assert "ICM001" in capsys.readouterr().err
