import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.judged import Judged
from inscredit_models.findings import Findings
from inscredit_models.models.dataset import Dataset
from inscredit_models.studies.further.asking import ask
from inscredit_models.studies.further.declaration import RatingRule
from inscredit_models.studies.further.rating import (
    RATING_COLUMNS,
    RATING_SYSTEM_COLUMNS,
    latest_rows,
    rating_exhibits,
)

from .conftest import put_on_bench


def judged_rows(y, p, clusters=None, truth=False):
    rows = np.arange(len(y))
    clusters = rows if clusters is None else clusters
    models = ("m", "truth") if truth else ("m",)
    p_event = np.array([p, np.full(len(y), np.nan)]) if truth else p[None]
    zeros = np.zeros(len(y), dtype=int)
    return Judged("out_of_time", models, y, clusters, p_event, np.vstack([p] * len(models)), rows, zeros, rows >= 0)


def dataset(y, clusters=None, as_of=None):
    ids = None if clusters is None else clusters.astype(str)
    return Dataset(pd.DataFrame({"x": np.zeros(len(y))}), y, (), True, ids, as_of)


def test_probabilities_that_are_true_are_not_refuted_and_halved_ones_are():
    rng = np.random.default_rng(0)
    p = np.exp(rng.uniform(np.log(0.002), np.log(0.4), 8000))
    y = (rng.random(8000) < p).astype(np.int8)
    sound, halved = (rating_exhibits(RatingRule(), judged_rows(y, q), dataset(y))[0].frame for q in (p, p / 2))
    assert "too_low" not in set(sound["verdict"])
    assert (halved["verdict"] == "too_low").sum() >= 3
    assert list(sound.columns) == list(RATING_COLUMNS)
    drawn = rating_exhibits(RatingRule(), judged_rows(y, p), dataset(y))[0].dots.frame
    assert drawn["label"].tolist() == sound[sound["n"] >= 30]["grade"].tolist()
    assert sound["n"].sum() == 8000 and (np.diff(sound["pd"]) > 0).all()
    assert (sound["prudent"] > sound["rate"]).sum() >= 6


def test_every_subject_counts_once_at_its_latest_row():
    clusters = np.repeat(np.arange(50), 4)
    as_of = np.tile(np.array(["2021-01-01", "2024-01-01", "2022-01-01", "2023-01-01"], dtype="datetime64[D]"), 50)
    y = np.tile(np.array([0, 1, 0, 0], dtype=np.int8), 50)
    judged = judged_rows(y, np.full(200, 0.3), clusters)
    assert latest_rows(judged, dataset(y, clusters, as_of)).tolist() == list(range(1, 200, 4))
    assert latest_rows(judged, dataset(y, clusters)).tolist() == list(range(3, 200, 4))
    frame = rating_exhibits(RatingRule(), judged, dataset(y, clusters, as_of))[0].frame
    assert (frame["n"].tolist(), frame["events"].tolist()) == ([50], [50])


def test_a_model_without_probabilities_is_left_out():
    rng = np.random.default_rng(1)
    y = (rng.random(300) < 0.3).astype(np.int8)
    grades, system = rating_exhibits(RatingRule(), judged_rows(y, rng.random(300), truth=True), dataset(y))
    assert set(grades.frame["model"]) == set(system.frame["model"]) == {"m"}
    assert list(system.frame.columns) == list(RATING_SYSTEM_COLUMNS)


def test_a_scale_that_does_not_rise_is_refused_where_it_is_asked():
    findings = Findings()
    ask({"rating": {"lowest": 0.5, "highest": 0.1}}, findings)
    assert next(iter(findings)).allowed == "lowest must lie below highest"


@pytest.mark.slow
def test_bench_writes_and_tells_the_grades(tmp_path):
    found = put_on_bench(tmp_path, time="year", test_from=2019, further={"rating": {"grades": 5}})
    assert {"rating_grades", "rating_system"} <= set(found.exhibits)
    assert (found.run_dir / "rating_grades.csv").is_file()
    page = (found.run_dir / "report.html").read_text(encoding="utf-8")
    assert "按主标尺分级" in page and "Grades of a master scale" in page and "未被否定" in page
