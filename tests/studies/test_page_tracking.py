"""A study without models in MLflow: verdicts as tags, provenance as parameters, every table and the page as files."""

from __future__ import annotations

from pathlib import Path

from inscredit_models.studies.page_tracking import describe_page
from inscredit_models.tracking.items import Artifact, Metric, Param, Tag


def test_everything_a_run_left_goes_with_it(tmp_path: Path) -> None:
    folder = tmp_path / "0a1b"
    folder.mkdir()
    for name in ("b.csv", "a.csv", "report.html", "run.json"):
        (folder / name).write_text("x", encoding="utf-8")
    told = {"result_digest": "ff", "origin": "simulated", "verdicts": ["first", "second"], "provenance": {"seed": "7"}}
    run = describe_page(folder, **told, more=[Metric("n", 3.0)])
    assert run.name == "0a1b" and run.result_digest == "ff" and not run.children
    assert {tag.name: tag.value for tag in run.of(Tag)} == {
        "result_digest": "ff",
        "origin": "simulated",
        "run_id": "0a1b",
        "verdict.0": "first",
        "verdict.1": "second",
    }
    assert [(item.name, item.value) for item in run.of(Param)] == [("seed", "7")]
    assert [item.value for item in run.of(Metric)] == [3.0]
    assert [item.path.name for item in run.of(Artifact)] == ["a.csv", "b.csv", "report.html"]
