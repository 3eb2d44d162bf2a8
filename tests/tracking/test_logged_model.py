import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from inscredit_models.models.stored import load_model
from inscredit_models.tracking.items import ModelItem
from inscredit_models.tracking.quiet import quiet_and_bounded
from inscredit_models.tracking.store import open_client
from tests.tracking.small_run import MODELS, raw_rows

ROOT = Path(__file__).parents[2]
LOAD = """
import mlflow, pandas as pd, sys
mlflow.set_tracking_uri(sys.argv[1])
for uri in sys.argv[2].split():
    mlflow.pyfunc.load_model(uri).predict(pd.read_parquet(sys.argv[3])).to_parquet(uri.split("/")[1] + ".parquet")
"""


@pytest.fixture(scope="module")
def models(written):
    run, uri, result = written
    with quiet_and_bounded():
        found = open_client(uri).search_runs(
            [result.experiment_id], filter_string=f"tags.`mlflow.parentRunId` = '{result.run_id}'"
        )
    items = {item.code: item for child in run.children for item in child.of(ModelItem)}
    return uri, {one.info.run_name: (one.info.run_id, items[one.info.run_name]) for one in found}


@pytest.fixture(scope="module")
def loaded(models):
    import mlflow

    uri, named = models
    before = mlflow.get_tracking_uri()
    mlflow.set_tracking_uri(uri)
    with quiet_and_bounded():
        yield {code: mlflow.pyfunc.load_model(f"runs:/{run_id}/model") for code, (run_id, _) in named.items()}
    mlflow.set_tracking_uri(before)


def test_model_loads_elsewhere_with_pickle_forbidden_and_predicts_the_same(models, tmp_path, monkeypatch):
    uri, named = models
    rows = raw_rows()
    rows.to_parquet(tmp_path / "rows.parquet")
    monkeypatch.setenv("MLFLOW_ALLOW_PICKLE_DESERIALIZATION", "false")
    monkeypatch.setenv("MLFLOW_DISABLE_TELEMETRY", "true")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    addresses = " ".join(f"runs:/{run_id}/model" for run_id, _ in named.values())
    subprocess.run([sys.executable, "-c", LOAD, uri, addresses, "rows.parquet"], cwd=tmp_path, check=True)
    assert sorted(named) == sorted(MODELS)
    for run_id, item in named.values():
        answer = pd.read_parquet(tmp_path / f"{run_id}.parquet")
        np.testing.assert_array_equal(answer["p_event"], load_model(item.folder).predict_proba(rows)[:, 1])


def test_score_is_there_only_for_models_that_have_one(loaded):
    assert list(loaded["scorecard"].predict(raw_rows(9))) == ["p_event", "score"]
    assert list(loaded["lightgbm"].predict(raw_rows(9))) == ["p_event"]


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.assign(年龄=rows["年龄"].fillna(30).astype("int64")),
        lambda rows: rows.assign(年龄=rows["年龄"].astype("Int64")),
        lambda rows: rows.assign(地区=rows["地区"].astype("category")),
        lambda rows: rows.assign(地区=rows["地区"].astype(object)),
        lambda rows: rows.assign(地区=None),
        lambda rows: rows[["amount", "地区", "年龄"]],
        lambda rows: rows.assign(备注="not a feature"),
    ],
    ids=["whole numbers", "gaps", "category", "objects", "all missing", "other order", "one column more"],
)
def test_raw_frames_of_any_shape_are_scored(loaded, models, change):
    rows = change(raw_rows(20))
    expected = load_model(models[1]["scorecard"][1].folder).predict_proba(rows[["年龄", "地区", "amount"]])[:, 1]
    np.testing.assert_array_equal(loaded["scorecard"].predict(rows)["p_event"], expected)


def test_index_of_the_rows_is_kept(loaded):
    rows = raw_rows(9).iloc[[4, 2]]
    assert loaded["scorecard"].predict(rows).index.tolist() == [4, 2]


def test_missing_column_is_refused_by_name(loaded):
    with pytest.raises(Exception, match="amount"):
        loaded["scorecard"].predict(raw_rows(9).drop(columns="amount"))


def test_text_among_numbers_is_refused(loaded):
    with pytest.raises(Exception, match="ICM011"):
        loaded["scorecard"].predict(raw_rows(9).assign(amount="many"))


def test_nothing_logged_is_a_pickle(models):
    folder = Path(models[0].removeprefix("sqlite:///")).parent
    names = {path.suffix for path in folder.rglob("*") if path.is_file()}
    assert ".json" in names and not names & {".pkl", ".pickle", ".joblib", ".cloudpickle"}


class Pickled:
    """What MLflow would pickle if it were asked to log an object."""

    def __init__(self, canary):
        self.canary = canary

    def __reduce__(self):
        return (Path.write_text, (self.canary, "ran"))


@pytest.mark.parametrize("flavour", ["python_model", "stored head"])
def test_pickle_behind_a_logged_model_is_refused_and_does_not_run(models, tmp_path, monkeypatch, flavour):
    import pickle
    import shutil

    import mlflow

    uri, named = models
    monkeypatch.setenv("MLFLOW_ALLOW_PICKLE_DESERIALIZATION", "false")
    canary = tmp_path / "canary"
    payload = pickle.dumps(Pickled(canary))
    with quiet_and_bounded():
        before = mlflow.get_tracking_uri()
        mlflow.set_tracking_uri(uri)
        run_id, _ = named["scorecard"]
        folder = Path(mlflow.artifacts.download_artifacts(f"runs:/{run_id}/model", dst_path=str(tmp_path / "loaded")))
        mlflow.set_tracking_uri(before)
        shutil.copytree(folder, tmp_path / "model")
        model = tmp_path / "model"
        if flavour == "stored head":
            next(model.rglob("model.json")).write_bytes(payload)
        else:
            (model / "python_model.pkl").write_bytes(payload)
            head = (model / "MLmodel").read_text(encoding="utf-8")
            lines = [line for line in head.splitlines() if "model_code_path" not in line]
            place = next(i for i, line in enumerate(lines) if "loader_module" in line)
            lines.insert(place, "    python_model: python_model.pkl")
            (model / "MLmodel").write_text("\n".join(lines) + "\n", encoding="utf-8")
        with pytest.raises(Exception, match=r"ICM005|[Pp]ickle"):
            mlflow.pyfunc.load_model(str(model))
    assert not canary.exists()
