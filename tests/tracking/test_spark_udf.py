"""Logged models on Spark: Chinese column labels, pickle forbidden, equal to the local answer to the last bit."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from inscredit_models.models.stored import load_model
from inscredit_models.records.spark_engine import why_no_spark
from inscredit_models.tracking.items import ModelItem
from inscredit_models.tracking.quiet import quiet_and_bounded
from inscredit_models.tracking.store import open_client
from tests.tracking.small_run import MODELS, raw_rows

pytestmark = [
    pytest.mark.spark,
    pytest.mark.slow,
    pytest.mark.skipif(why_no_spark() is not None, reason=f"Spark: {why_no_spark()}"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def spark():
    """A local session whose workers find this interpreter and this package, and may not unpickle a model."""
    from pyspark.sql import SparkSession

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("MLFLOW_ALLOW_PICKLE_DESERIALIZATION", "false")
        patch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]))
        builder = SparkSession.builder.master("local[1]").config("spark.driver.host", "127.0.0.1")
        session = builder.config("spark.ui.enabled", "false").config("spark.sql.session.timeZone", "UTC").getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()


@pytest.mark.parametrize("code", MODELS)
def test_logged_model_scores_a_spark_frame_as_it_scores_a_local_one(spark, written, code, monkeypatch):
    import mlflow

    run, uri, result = written
    (item,) = (item for child in run.children for item in child.of(ModelItem) if item.code == code)
    found = f"tags.`mlflow.parentRunId` = '{result.run_id}' and attributes.run_name = '{code}'"
    before = mlflow.get_tracking_uri()
    monkeypatch.setenv("MLFLOW_TRACKING_URI", uri)
    mlflow.set_tracking_uri(uri)
    try:
        with quiet_and_bounded():
            (one,) = open_client(uri).search_runs([result.experiment_id], filter_string=found)
            address = f"runs:/{one.info.run_id}/model"
            score = mlflow.pyfunc.spark_udf(spark, address, result_type="double", env_manager="local")
    finally:
        mlflow.set_tracking_uri(before)
    rows = raw_rows()
    told = rows.astype({"地区": object}).where(rows.notna(), None)
    frame = spark.createDataFrame(told)
    answer = frame.select(score(*[frame[name] for name in rows.columns]).alias("p_event")).toPandas()["p_event"]
    np.testing.assert_array_equal(answer, load_model(item.folder).predict_proba(rows)[:, 1])
