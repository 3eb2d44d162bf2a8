"""A store that was gone, slow or full: what is brought later is whole and there once."""

import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from inscredit_models.findings import Refused
from inscredit_models.locking import FolderLock
from inscredit_models.tracking import sync as module
from inscredit_models.tracking.items import Artifact, Run
from inscredit_models.tracking.quiet import quiet_and_bounded
from inscredit_models.tracking.store import open_client, store_uri
from inscredit_models.tracking.sync import not_synchronised, refuse_empty, runs_below, sync_run
from inscredit_models.tracking.view import ROWS_NAME, write_view
from tests.tracking.small_run import FIGURE, MODELS, raw_rows, small_run

ROOT = Path(__file__).parents[2]
SCRIPT = "import sys,pathlib;from inscredit_models.tracking.sync import sync_run\n"
SCRIPT += "print(sync_run(pathlib.Path(sys.argv[1]), sys.argv[2]).message)"


@pytest.fixture(scope="module")
def run_dir(tmp_path_factory):
    """A finished run with two stored models."""
    run_dir = tmp_path_factory.mktemp("runs") / "study" / "ab12"
    run_dir.mkdir(parents=True)
    raw_rows().to_parquet(run_dir / ROWS_NAME)
    (run_dir / "report.html").write_text("<html>评分</html>", encoding="utf-8")
    run = small_run(run_dir / "journal" / "models")
    items = (*run.items, Artifact(run_dir / "report.html"))
    write_view(Run("ab12", items, run.children), "study", run_dir)
    return run_dir


@pytest.fixture
def store(written, tmp_path):
    """A fresh store: the made one with nothing of this experiment in it."""
    shutil.copy(Path(written[1].removeprefix("sqlite:///")), tmp_path / "mlflow.db")
    return store_uri(tmp_path)


def shown(uri):
    """Give name, status, parent or not, and files of every run of the experiment."""
    with quiet_and_bounded():
        client = open_client(uri)
        found = client.get_experiment_by_name("study")
        runs = [] if found is None else client.search_runs([found.experiment_id])
        files = {
            run.info.run_name: sorted(file.path for file in client.list_artifacts(run.info.run_id)) for run in runs
        }
        models = client.search_logged_models([found.experiment_id]) if found else []
        live = {run.info.run_id for run in runs}
    rows = sorted((run.info.run_name, run.info.status, "mlflow.parentRunId" in run.data.tags) for run in runs)
    return rows, files, sorted(model.tags.get("code", model.name) for model in models if model.source_run_id in live)


WHOLE = sorted([("ab12", "FINISHED", False), *((code, "FINISHED", True) for code in MODELS)])


def test_run_is_brought_whole_and_a_second_time_changes_nothing(run_dir, store):
    first, second = sync_run(run_dir, store), sync_run(run_dir, store)
    assert first.ok and second.ok and first.run_id == second.run_id, first.message
    rows, files, models = shown(store)
    assert rows == WHOLE and len(models) == len(MODELS)
    assert files["ab12"] == ["figures", "league.csv", "report.html"]
    with quiet_and_bounded():
        figure = open_client(store).download_artifacts(first.run_id, "figures/roc.svg")
    assert Path(figure).read_bytes() == FIGURE


def test_store_that_is_full_half_way_holds_the_run_once_after_the_next_sync(run_dir, store, monkeypatch):
    import mlflow.tracking

    def full(*arguments, **named):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(mlflow.tracking.MlflowClient, "log_artifact", full)
        failed = sync_run(run_dir, store)
    assert not failed.ok and "No space left" in failed.message
    assert sync_run(run_dir, store).ok
    assert shown(store)[0] == WHOLE


@pytest.mark.slow
def test_sync_killed_half_way_holds_the_run_once_after_the_next(run_dir, store):
    script = SCRIPT.replace(
        "print", "import os, inscredit_models.tracking.logged_model as l\nl.log_model=lambda *a: os._exit(9)\nprint"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(run_dir), store], cwd=ROOT, capture_output=True)
    assert killed.returncode == 9
    assert ("ab12", "RUNNING", False) in shown(store)[0]
    assert sync_run(run_dir, store).ok
    assert shown(store)[0] == WHOLE


@pytest.mark.slow
def test_three_syncs_at_once_leave_one(run_dir, store):
    command = [sys.executable, "-c", SCRIPT, str(run_dir), store]
    started = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    messages = [process.communicate()[0].strip() for process in started]
    assert messages.count("Written to the tracking store.") == 1, "the others attach, or are refused by name"
    assert shown(store)[0] == WHOLE


def test_server_that_is_gone_is_a_sentence(run_dir):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    result = sync_run(run_dir, f"http://127.0.0.1:{port}")
    assert not result.ok and not_synchronised(run_dir, result).code == "ICM221"


def test_run_that_is_in_use_is_refused_by_name(run_dir, monkeypatch):
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.0)
    with FolderLock(run_dir), pytest.raises(Refused) as refusal:
        sync_run(run_dir, "sqlite:///nowhere")
    assert refusal.value.findings[0].code == "ICM025"


def test_runs_are_found_at_any_level(run_dir):
    assert [runs_below(folder) for folder in (run_dir, run_dir.parent, run_dir.parents[1])] == [[run_dir]] * 3


def test_folder_without_runs_is_refused(tmp_path):
    with pytest.raises(Refused) as refusal:
        refuse_empty(tmp_path, runs_below(tmp_path))
    assert refusal.value.findings[0].code == "ICM001"
