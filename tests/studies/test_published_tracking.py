"""A study on published figures in MLflow: counts and agreement as numbers, whole and once, and nothing hangs on it."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from inscredit_models import run
from inscredit_models.studies.published_study import PublishedResult
from inscredit_models.studies.published_tracking import describe_published
from inscredit_models.tracked import sync, tracking_uri
from inscredit_models.tracking.items import Artifact, Figure, Metric, Run, Tag
from inscredit_models.tracking.quiet import quiet_and_bounded
from inscredit_models.tracking.store import open_client
from inscredit_models.tracking.view import read_view
from tests.studies.test_published_study import EXPERIMENT


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> PublishedResult:
    """Run the shipped study with a server that is not there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:9")
        return run(EXPERIMENT, out=tmp_path_factory.mktemp("runs"), progress=False)


@pytest.fixture(scope="module")
def shown(result: PublishedResult) -> Run:
    return describe_published(result.content, result.run_dir)


def test_a_server_that_is_gone_is_a_finding_and_the_run_is_whole(result: PublishedResult) -> None:
    assert [finding.code for finding in result.content.findings].count("ICM057") == 1
    assert "cannot be reached" in result.tracking and result.tracking in result.text()
    assert (result.run_dir / "run.json").is_file() and "ICM057" in result.report.read_text(encoding="utf-8")


def test_the_view_has_every_answer_as_a_number_or_a_tag(result: PublishedResult, shown: Run) -> None:
    metrics = {item.name: item.value for item in shown.of(Metric)}
    tags = {item.name: item.value for item in shown.of(Tag)}
    agreement = result.frame("agreement")
    assert metrics["recomputed.differ"] == result.frame("recomputed")["differ"].sum() == 5
    assert metrics["agreement.not_evaluable"] == (agreement["verdict"] == "not_evaluable").sum()
    key = "solvency_comprehensive.2023Q2.risk_rating_before.2023Q2"
    assert metrics[f"auc.{key}"] == agreement.iloc[0]["auc"] and metrics[f"n.{key}"] == 15
    assert tags[f"agreement.{key}"] == agreement.iloc[0]["verdict"]
    silent = [name for name, value in metrics.items() if name.startswith("auc.") and math.isnan(value)]
    assert len(silent) == metrics["agreement.not_evaluable"]
    assert tags["series.mean_against_median"] == "refused" and tags["origin"] == "public table"
    assert tags["verdict.0"] == result.verdicts[0]["en"]


def test_frames_report_and_drawings_go_with_it(shown: Run) -> None:
    files = {item.path.name for item in shown.of(Artifact)}
    assert {"report.html", "agreement.csv", "coverage.csv", "values.csv"} <= files
    drawings = {item.name: item.data for item in shown.of(Figure)}
    assert {"agreement_0.svg", "shrunken_0.svg", "composite_0.svg", "composite_1.svg", "series_0.svg"} <= set(drawings)
    assert all(data.startswith(b"<svg xmlns=") for data in drawings.values())


def test_the_view_is_kept_with_the_run(result: PublishedResult, shown: Run) -> None:
    kept, experiment = read_view(result.run_dir)
    assert experiment == "010_insurer_service" and kept.result_digest == result.result_digest
    assert len(kept.items) == len(shown.items)


@pytest.mark.slow
def test_it_is_synchronised_later_whole_and_once(result: PublishedResult, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    runs: Path = result.run_dir.parents[1]
    for _ in range(2):
        assert all(answer.ok for answer in sync(runs).values())
    with quiet_and_bounded():
        client = open_client(tracking_uri(runs))
        found = client.search_runs([client.get_experiment_by_name("010_insurer_service").experiment_id])
        files = {item.path for item in client.list_artifacts(found[0].info.run_id)}
    assert len(found) == 1 and found[0].info.status == "FINISHED"
    assert found[0].data.metrics["indicators"] == result.frame("coverage")["indicator"].nunique()
    assert {"report.html", "agreement.csv", "agreement_0.svg"} <= files
