import os
import socket
import time

import pytest

from inscredit_models.tracking.items import Metric, Param, Run, Tag
from inscredit_models.tracking.quiet import quiet_and_bounded
from inscredit_models.tracking.store import open_client, store_uri
from inscredit_models.tracking.writer import write
from tests.tracking.small_run import DIGEST, EXPERIMENT, FIGURE, MODELS

SMALL = Run("small", (Param("p", "1"), Tag("result_digest", "aa")), (Run("child", (Metric("m", 1.0),)),))


@pytest.fixture(scope="module")
def client(written):
    with quiet_and_bounded():
        yield open_client(written[1])


def children(client, result):
    found = client.search_runs([result.experiment_id], filter_string=f"tags.`mlflow.parentRunId` = '{result.run_id}'")
    return {run.info.run_name: run for run in found}


def runs(client, experiment):
    found = client.get_experiment_by_name(experiment)
    return [] if found is None else client.search_runs([found.experiment_id])


def test_written_study_is_one_parent_with_a_child_for_each_model(client, written):
    _, _, result = written
    assert result.ok and result.finding is None, result.message
    parent = client.get_run(result.run_id)
    assert parent.info.run_name == "020_practitioner_conduct" and parent.info.status == "FINISHED"
    assert sorted(children(client, result)) == sorted(MODELS)


def test_params_metrics_and_tags_read_back(client, written):
    parent = client.get_run(written[2].run_id).data
    child = children(client, written[2])["scorecard"].data
    assert parent.params == {"seed": "7"} and parent.metrics == {"models": 2.0}
    assert parent.tags["result_digest"] == DIGEST
    assert child.params == {"model": "scorecard"} and child.tags["verdict"] == "inconclusive 不确定"


def test_missing_number_is_named_and_not_drawn(client, written):
    child = children(client, written[2])["lightgbm"].data
    assert child.metrics == {"auc": 0.71} and child.tags["not_evaluable"] == "ks"


def test_metrics_carry_no_wall_clock(client, written):
    child = children(client, written[2])["lightgbm"]
    assert [metric.timestamp for metric in client.get_metric_history(child.info.run_id, "auc")] == [0]


def test_tables_and_figures_read_back(client, written, tmp_path):
    run_id = written[2].run_id
    figure = client.download_artifacts(run_id, "figures/roc.svg", str(tmp_path))
    table = client.download_artifacts(run_id, "league.csv", str(tmp_path))
    with open(figure, "rb") as stream:
        assert stream.read() == FIGURE
    with open(table, encoding="utf-8") as stream:
        assert stream.read() == "model,estimate\nscorecard,0.71\nlightgbm,0.71\n"


def test_second_write_of_the_same_result_leaves_one(client, written):
    run, uri, result = written
    again = write(run, experiment=EXPERIMENT, uri=uri)
    assert again.ok and again.run_id == result.run_id
    assert len(runs(client, EXPERIMENT)) == 1 + len(MODELS)


def test_run_with_more_params_than_one_batch_is_whole(client, written):
    many = Run(
        "many", tuple(Param(f"p{i}", str(i)) for i in range(150)) + tuple(Metric(f"m{i}", i) for i in range(250))
    )
    result = write(many, experiment="many", uri=written[1])
    data = client.get_run(result.run_id).data
    assert len(data.params) == 150 and len(data.metrics) == 250


def test_broken_write_is_a_sentence_and_the_next_one_leaves_exactly_one(client, written, monkeypatch):
    uri = written[1]
    with monkeypatch.context() as patched:
        patched.setattr("inscredit_models.tracking.writer._BATCH", "broken")
        failed = write(SMALL, experiment="broken", uri=uri)
    assert not failed.ok and failed.finding.code == "ICM057"
    assert [run.info.status for run in runs(client, "broken")] == ["FAILED"]
    assert write(SMALL, experiment="broken", uri=uri).ok
    assert sorted((run.info.run_name, run.info.status) for run in runs(client, "broken")) == [
        ("child", "FINISHED"),
        ("small", "FINISHED"),
    ]


def test_tracking_address_of_the_user_is_left_alone(written):
    import mlflow

    before = mlflow.get_tracking_uri()
    write(Run("again", ()), experiment="again", uri=written[1])
    assert mlflow.get_tracking_uri() == before


def test_tracking_switched_off_is_said():
    assert write(SMALL, experiment="x", uri=None).message == "Tracking is off."


def test_closed_port_is_a_sentence_within_seconds(written):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    started = time.monotonic()
    result = write(SMALL, experiment="x", uri=f"http://127.0.0.1:{port}")
    assert not result.ok and result.finding.code == "ICM057"
    assert result.message.endswith("the server cannot be reached.")
    assert time.monotonic() - started < 10


def test_hanging_server_ends_at_the_declared_time(written):
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        started = time.monotonic()
        result = write(SMALL, experiment="x", uri=f"http://127.0.0.1:{server.getsockname()[1]}", timeout_seconds=1)
    assert not result.ok and "within 1 seconds" in result.message
    assert time.monotonic() - started < 4


def test_unreadable_database_is_a_sentence(tmp_path):
    (tmp_path / "mlflow.db").write_bytes(b"no database at all" * 100)
    result = write(SMALL, experiment="x", uri=store_uri(tmp_path))
    assert not result.ok and "complete without it" in result.message


def test_locked_database_ends_at_the_declared_time(written):
    import sqlite3

    connection = sqlite3.connect(written[1].removeprefix("sqlite:///"), isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    try:
        started = time.monotonic()
        result = write(SMALL, experiment="locked", uri=written[1], timeout_seconds=1)
        assert not result.ok and time.monotonic() - started < 4
    finally:
        connection.execute("ROLLBACK")
        connection.close()


def test_telemetry_is_off_after_a_write(written):
    assert os.environ["MLFLOW_DISABLE_TELEMETRY"] == "true"
