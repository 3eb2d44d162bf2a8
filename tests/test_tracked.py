"""The view that MLflow is given: one parent, one child a model, models that score a raw frame."""

from __future__ import annotations

import os
from pathlib import Path

import mlflow
import pandas as pd
import pytest
from mlflow.tracking import MlflowClient

from inscredit_models.models.stored import load_model
from inscredit_models.result import StudyResult
from inscredit_models.study import bench
from inscredit_models.tracked import tracking_uri


@pytest.fixture
def client(small_result: StudyResult, monkeypatch: pytest.MonkeyPatch) -> MlflowClient:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)  # other tests of this process may have left it
    uri = tracking_uri(small_result.run_dir.parents[1])
    monkeypatch.setenv("MLFLOW_TRACKING_URI", uri)  # what the next lines set is taken back after the test
    mlflow.set_tracking_uri(uri)
    return MlflowClient(uri)


def _runs(client: MlflowClient) -> tuple[mlflow.entities.Run, dict[str, mlflow.entities.Run]]:
    experiment = client.get_experiment_by_name("small")
    runs = client.search_runs([experiment.experiment_id])
    (parent,) = (run for run in runs if "mlflow.parentRunId" not in run.data.tags)
    return parent, {run.data.tags["model"]: run for run in runs if run is not parent}


def test_one_parent_and_one_child_a_model(client: MlflowClient, small_result: StudyResult) -> None:
    parent, children = _runs(client)
    assert parent.data.tags["result_digest"] == small_result.result_digest
    assert set(children) == {"prevalence", "index_expert", "logistic", "scorecard", "lightgbm"}
    auc = small_result.league.query("model == 'scorecard' and metric == 'auc' and split == 'out_of_time'")
    assert children["scorecard"].data.metrics["out_of_time.auc"] == pytest.approx(auc["estimate"].item())
    names = {item.path for item in client.list_artifacts(parent.info.run_id)}
    assert "report.html" in names and any(name.endswith(".svg") for name in _all_files(client, parent.info.run_id))


def _all_files(client: MlflowClient, run_id: str, path: str | None = None) -> list[str]:
    found = []
    for item in client.list_artifacts(run_id, path):
        found += _all_files(client, run_id, item.path) if item.is_dir else [item.path]
    return found


@pytest.mark.parametrize("code", ["scorecard", "lightgbm", "logistic", "index_expert"])
def test_tracked_model_scores_a_raw_frame(client: MlflowClient, small_result: StudyResult, code: str) -> None:
    _, children = _runs(client)
    (logged,) = client.search_logged_models(
        [children[code].info.experiment_id], filter_string=f"source_run_id = '{children[code].info.run_id}'"
    )
    served = mlflow.pyfunc.load_model(f"models:/{logged.model_id}")
    rows = pd.read_parquet(small_result.run_dir / "indicators.parquet").drop(columns=["subject_id", "as_of"]).head(20)
    unit = next(
        path.parent for path in (small_result.run_dir / "journal").rglob("model.json")
        if f'"code":"{code}"' in path.read_text(encoding="utf-8")
    )  # fmt: skip
    assert served.predict(rows)["p_event"].tolist() == load_model(unit).p_event(rows).tolist()


def test_a_study_leaves_the_settings_of_mlflow_as_they_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the next study in the same notebook would be tracked to the store of this one."""
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    table = pd.DataFrame({"x": range(40), "y": [0, 1] * 20})
    for name in ("first", "second"):
        out = tmp_path / name
        bench(table, target="y", models=["prevalence", "logistic"], folds=2, repeats=1, out=out, progress=False)
        assert "MLFLOW_TRACKING_URI" not in os.environ
        assert (out / "mlflow.db").is_file()


def test_unreachable_server_does_not_stop_a_study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:9")
    table = pd.DataFrame({"x": range(40), "y": [0, 1] * 20})
    result = bench(
        table, target="y", models=["prevalence", "logistic"], folds=2, repeats=1, out=tmp_path, progress=False
    )
    assert "ICM057" in {finding.code for finding in result.content.findings}
    assert "ICM057" in result.report.read_text(encoding="utf-8")
    assert (result.run_dir / "run.json").is_file()
