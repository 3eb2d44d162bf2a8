"""What a study leaves: a report that shows everything, files that can be read back."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from inscredit_models.durable import write_text
from inscredit_models.result import StudyResult
from inscredit_models.study import bench


def test_indicators_are_the_panel_with_its_definitions(small_result: StudyResult) -> None:
    panel = pd.read_parquet(small_result.run_dir / "indicators.parquet")
    assert list(panel.columns[:2]) == ["subject_id", "as_of"]
    rows = small_result.frame("indicators")
    assert list(rows["code"]) == list(panel.columns[2:])
    for column in ("zh", "en", "definition_zh", "definition_en", "source", "direction"):
        assert (rows[column] != "").all()
    page = small_result.report.read_text(encoding="utf-8")
    assert rows["definition_zh"].iloc[0] in page and rows["code"].iloc[-1] in page


def test_report_says_where_the_numbers_come_from(small_result: StudyResult) -> None:
    page = small_result.report.read_text(encoding="utf-8")
    assert small_result.result_digest[:12] in page and small_result.run_dir.name in page
    assert "模拟证据" in page and "ICM055" in page
    assert "http://" not in page.replace("http://www.w3.org", "") and "<script" not in page


def test_half_a_run_never_looks_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, text: str) -> None:
        if path.name == "report.html":
            raise OSError(28, "No space left on device")
        write_text(path, text)

    monkeypatch.setattr("inscredit_models.outputs.write_text", refuse)
    table = pd.DataFrame({"x": range(40), "y": [0, 1] * 20})
    with pytest.raises(OSError, match="No space"):
        bench(table, target="y", models=["prevalence", "logistic"], folds=2, repeats=1, out=tmp_path, track=False,
              progress=False)  # fmt: skip
    (folder,) = (tmp_path / "bench_frame").iterdir()
    assert not (folder / "run.json").exists()


def test_findings_of_the_run_are_in_its_record(small_result: StudyResult) -> None:
    record = json.loads((small_result.run_dir / "run.json").read_text(encoding="utf-8"))
    assert [finding["code"] for finding in record["findings"]] == [f.code for f in small_result.content.findings]
