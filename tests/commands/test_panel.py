"""``inscredit panel``: indicators of a store in a file."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from inscredit_models.cli import main
from tests.records.small_store import write_store

CODE = "violation_serious_count_36m"


def panel(store: Path, out: Path, *more: str, subject: str = "practitioner") -> int:
    return main(["panel", "--records", str(store), "--subject", subject, "--out", str(out), *more])


def test_a_panel_is_written_as_parquet_and_csv(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = write_store(tmp_path / "s").path
    days = ("--as-of", "2023-12-31", "--as-of", "2024-06-30", "--indicators", f"{CODE},violation_minor*")
    assert panel(store, tmp_path / "p.parquet", *days, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    frame = pd.read_parquet(tmp_path / "p.parquet")
    assert told["rows"] == len(frame) == 8 and frame[CODE].tolist() == [1.0] * 8
    assert frame.columns[:2].tolist() == ["subject_id", "as_of"] and len(frame.columns) == told["indicators"] + 2
    assert panel(store, tmp_path / "p.csv", *days) == 0
    text = pd.read_csv(tmp_path / "p.csv", encoding="utf-8-sig")
    assert text["as_of"].tolist() == ["2023-12-31"] * 4 + ["2024-06-30"] * 4
    assert text[CODE].tolist() == frame[CODE].tolist()


@pytest.mark.parametrize(
    ("name", "subject", "more", "code"),
    [
        ("p.csv", "consumer", ("--as-of", "2024-06-30"), "ICM006"),
        ("p.docx", "practitioner", ("--as-of", "2024-06-30"), "ICM006"),
        ("p.csv", "practitioner", ("--as-of", "2030-01-01"), "ICM023"),
        ("p.csv", "practitioner", ("--as-of", "2024-06-30", "--indicators", "violatoin_*"), "ICM008"),
    ],
)
def test_a_wrong_question_is_refused_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, subject: str, more: tuple[str, ...], code: str
) -> None:
    store = write_store(tmp_path / "s").path
    assert panel(store, tmp_path / name, *more, subject=subject) == 2
    assert code in capsys.readouterr().err and not (tmp_path / name).exists()
