"""``inscredit sync``: after a study without a tracking store, everything is there once."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from inscredit_models.cli import main
from inscredit_models.study import bench
from inscredit_models.tracking.quiet import quiet_and_bounded
from inscredit_models.tracking.store import open_client, store_uri


def test_a_study_without_its_server_is_brought_to_the_local_store_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:9")
    table = pd.DataFrame({"x": range(40), "y": [0, 1] * 20})
    result = bench(table, target="y", models=["logistic"], folds=2, repeats=1, out=tmp_path, progress=False)
    assert "inscredit sync" in next(item.remedy for item in result.content.findings if item.code == "ICM057")
    assert main(["sync", str(tmp_path)]) == 2
    assert "ICM221" in capsys.readouterr().err
    monkeypatch.delenv("MLFLOW_TRACKING_URI")
    for message in ("Written to the tracking store.", "This result is in the tracking store already."):
        assert main(["sync", str(tmp_path), "--json"]) == 0
        assert json.loads(capsys.readouterr().out) == {str(result.run_dir): message}
    with quiet_and_bounded():
        client = open_client(store_uri(tmp_path))
        runs = client.search_runs([client.get_experiment_by_name("bench_frame").experiment_id])
    assert sorted(run.info.run_name for run in runs) == sorted([result.run_dir.name, "logistic"])
    parent = next(run for run in runs if run.info.run_name == result.run_dir.name)
    assert parent.data.tags["result_digest"] == result.result_digest


def test_a_folder_without_runs_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sync", str(tmp_path)]) == 2
    assert "ICM001" in capsys.readouterr().err
