import json
from pathlib import Path

import pytest

from inscredit_models.cli import main

SAMPLE = Path(__file__).parents[2] / "data_samples" / "ratings"


def test_sample_is_tried_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    command = ["rating", str(SAMPLE / "grades.csv"), "--order", "best-first", "--confidence", "0.75"]
    more = ["--histories", str(SAMPLE / "histories.csv"), "--until", "2025-01-01", "--out", str(out)]
    assert main([*command, *more]) == 0
    assert "偏低 too low" in capsys.readouterr().out
    assert (out / "rating.html").is_file() and (out / "moves.csv").is_file()
    assert main([*command, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["grades"][4]["verdict"] == "too_low"


def test_an_order_that_is_not_stated_ends_with_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rating", str(SAMPLE / "grades.csv")]) == 2
    assert "ICM255" in capsys.readouterr().err
    assert main(["rating", str(SAMPLE / "grades.csv"), "--order", "realised"]) == 2
    assert "ICM256" in capsys.readouterr().err


def test_levels_that_are_no_numbers_end_with_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rating", str(SAMPLE / "grades.csv"), "--order", "best-first", "--confidence", "high"]) == 2
    assert "--confidence" in capsys.readouterr().err
