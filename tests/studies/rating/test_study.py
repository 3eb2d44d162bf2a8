import datetime as dt
import json
from pathlib import Path

import pandas as pd
import pytest

import inscredit_models
from inscredit_models.findings import Refused
from inscredit_models.studies.rating.study import rating

from .sample import build_grades, build_histories

SAMPLE = Path(__file__).parents[3] / "data_samples" / "ratings"
FEW = pd.DataFrame({"grade": ["A", "B", "C"], "n": [100, 400, 300], "events": [0, 2, 1], "pd": [0.001, 0.004, 0.01]})


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return rating(
        SAMPLE / "grades.csv",
        order="best-first",
        mean=0.02,
        histories=SAMPLE / "histories.csv",
        until=dt.date(2025, 1, 1),
        out=tmp_path_factory.mktemp("rating"),
    )


def test_the_shipped_sample_is_what_its_generator_makes():
    histories = build_histories()
    assert histories.astype(str).equals(pd.read_csv(SAMPLE / "histories.csv", dtype=str))
    assert build_grades(histories).astype(str).equals(pd.read_csv(SAMPLE / "grades.csv").astype(str))


def test_the_planted_probability_that_is_too_low_is_found_and_no_other(whole):
    verdict = whole.frame().set_index("grade")["verdict"]
    assert verdict["BB"] == "too_low"
    assert set(verdict.drop("BB")) == {"not_refuted"}
    zh, en = whole.say()[0]
    assert "BB" in zh and "偏低" in zh and "Of 6 grades 1 has too low a probability: BB" in en


def test_every_frame_is_a_file_and_the_page_stands_in_both_languages(whole):
    written = {path.name for path in whole.folder.iterdir()}
    names = {"grades", "system", "bounds", "curve", "moves", "mobility", "cells"}
    assert written == {f"{name}.csv" for name in names} | {"rating.html"}
    page = (whole.folder / "rating.html").read_text(encoding="utf-8")
    assert "评级体系检验" in page and "A rating system on trial" in page


def test_curve_has_the_central_tendency_by_either_way(whole):
    curve, n = whole.frame("curve"), whole.frame()["n"].to_numpy()
    for column in ("scaled_bound", "matched"):
        assert (curve[column] * n).sum() / n.sum() == pytest.approx(0.02)


def test_few_defaults_give_bounds_and_no_claim_of_discrimination():
    study = rating(FEW, order="best_first")
    assert [finding.code for finding in study.findings] == ["ICM054"]
    assert "auc" not in set(study.frame("system")["measure"])
    assert "不可评估" in study.say()[1][0] and "not evaluable" in study.say()[1][1]
    assert "curve" not in study.frames
    assert rating(FEW, order="best_first", mean=0.01).frame("curve")["matched"].isna().all()
    assert rating(FEW, order="best_first", mean=0.01, accuracy_ratio=0.4).frame("curve")["matched"].notna().all()


def test_grades_stated_the_wrong_way_round_are_noticed_by_probabilities_or_by_defaults():
    with pytest.raises(Refused, match="ICM257"):
        rating(FEW, order="worst_first")
    turned = pd.DataFrame({"grade": list("ABC"), "n": [300, 300, 300], "events": [40, 10, 2]})
    assert [finding.code for finding in rating(turned, order="best_first").findings] == ["ICM056"]


def test_an_order_that_is_missing_or_read_off_the_defaults_is_refused():
    for order, code in ((None, "ICM255"), ("defaults", "ICM256")):
        with pytest.raises(Refused, match=code):
            rating(FEW, order=order)
    with pytest.raises(Refused) as refused:
        rating(FEW, order="best_first", correlation=1.0, confidence=[])
    assert len(refused.value.findings) == 2


def test_what_json_prints_holds_no_number_that_is_none(whole):
    told = json.loads(json.dumps(whole.summary(), allow_nan=False))
    assert told["grades"][0]["grade"] == "AAA" and told["period"] == "2024"
    assert told["verdicts"][0]["en"].startswith("Of 6 grades")


def test_terminal_figure_and_public_verb(whole):
    assert "too low" in whole.text() and "rating.html" in whole.text()
    assert whole.plot().get_xscale() == "log"
    with pytest.raises(KeyError, match="grades, system, bounds"):
        whole.frame("grade")
    assert inscredit_models.rating is rating
