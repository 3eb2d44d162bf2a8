"""What studies over many worlds have in common: frames by name, a run finished once, and shown to MLflow."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd
import pytest

from inscredit_models.studies.start import Start
from inscredit_models.studies.worlds_run import WorldsRun, finish
from inscredit_models.tracked import sync, tracking_uri
from inscredit_models.tracking.quiet import quiet_and_bounded
from inscredit_models.tracking.store import open_client

DECLARED = {"seeds": 2}


@dataclass(frozen=True)
class Content:
    headline: tuple[str, str] = ("成立。", "It holds.")
    frames: Any = None
    provenance: Any = None


class Small(WorldsRun):
    SHOWN: ClassVar[tuple[str, ...]] = ("table",)
    FIGURE: ClassVar[str] = "bars"

    def page(self) -> str:
        return "<html>"

    def draw(self, language: str) -> Any:
        return language

    def lines(self) -> list[str]:
        return ["a 1"]


@pytest.fixture
def begun(tmp_path: Path) -> Small:
    folder = tmp_path / "runs" / "worlds" / "0a1b"
    folder.mkdir(parents=True)
    frames = {"table": pd.DataFrame({"<a>": [1.0]}), "units": pd.DataFrame({"b": [2]})}
    return Small("worlds", folder, Content(frames=frames, provenance={"seed": "1"}), "ff")


def test_frames_and_figure_have_names(begun: Small) -> None:
    assert begun.frame().equals(begun.frame("table")) and begun.frame("units")["b"].tolist() == [2]
    assert begun.plot() == begun.plot("bars") == "en" and begun.plot(language="zh") == "zh"
    with pytest.raises(KeyError, match="table, units"):
        begun.frame("league")
    with pytest.raises(KeyError, match="bars"):
        begun.plot("league")
    assert "&lt;a&gt;" in begun._repr_html_() and "<a>" not in begun._repr_html_()


def test_a_finished_run_is_whole(begun: Small, tmp_path: Path) -> None:
    done = finish(begun, DECLARED, Start(out=tmp_path / "runs"))
    assert {path.name for path in done.run_dir.iterdir()} == {"table.csv", "units.csv", "report.html", "run.json"}
    record = json.loads((done.run_dir / "run.json").read_text(encoding="utf-8"))
    assert record["declared"] == DECLARED and record["run_id"] == "0a1b" and record["headline"][1] == "It holds."
    assert done.summary()["table"] == [{"<a>": 1.0}] and "units" not in done.summary()
    assert done.text().splitlines()[:4] == ["成立。", "It holds.", "", "a 1"] and "mlflow" not in done.text()


def test_a_server_that_is_gone_is_a_finding_and_the_run_comes_later(
    begun: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:9")
    done = finish(begun, DECLARED, Start(out=tmp_path / "runs", track=True))
    assert [finding.code for finding in done.findings] == ["ICM057"] and "cannot be reached" in done.text()
    record = json.loads((done.run_dir / "run.json").read_text(encoding="utf-8"))
    assert [item["code"] for item in record["findings"]] == ["ICM057"]
    monkeypatch.delenv("MLFLOW_TRACKING_URI")
    assert [result.ok for result in sync(tmp_path / "runs").values()] == [True]
    with quiet_and_bounded():
        client = open_client(tracking_uri(tmp_path / "runs"))
        (experiment,) = client.search_experiments(filter_string="name = 'worlds'")
        (run,) = client.search_runs([experiment.experiment_id])
        files = {item.path for item in client.list_artifacts(run.info.run_id)}
    assert run.data.tags["verdict.0"] == "It holds." and run.data.params == {"seed": "1"}
    assert files == {"table.csv", "units.csv", "report.html"}
