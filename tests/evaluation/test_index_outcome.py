"""An index is judged by an outcome: its ranking, the events by grade, the order of the grades."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import beta

from inscredit_models.evaluation.index_outcome import (
    best_first_grades,
    events_by_grade,
    jeffreys_interval,
    judge_index,
    order_of_grades,
)
from inscredit_models.evaluation.metrics import auc

from .indices import four_leaf_index, outcome_panel

SYSTEM = four_leaf_index()
FRAME, Y, CLUSTERS = outcome_panel((0.25,) * 4, subjects=300, strength=10.0)


def test_the_ranking_has_the_area_of_the_metric_and_an_interval_by_subject():
    found = judge_index(SYSTEM, FRAME, Y, CLUSTERS).iloc[0]
    assert found["estimate"] == pytest.approx(auc(Y, -FRAME.mean(axis=1).to_numpy()))
    assert found["low"] < found["estimate"] < found["high"]
    assert found["verdict"] == "better"
    alone = judge_index(SYSTEM, FRAME, Y, np.arange(len(Y))).iloc[0]
    assert alone["estimate"] == found["estimate"]
    assert judge_index(SYSTEM, FRAME, 1 - Y, CLUSTERS).iloc[0]["verdict"] == "worse"
    assert judge_index(SYSTEM, FRAME, 1 - Y, CLUSTERS, adverse=False).iloc[0]["verdict"] == "better"


def test_too_few_events_are_not_evaluable_with_a_cause():
    few = np.zeros_like(Y)
    few[:5] = 1
    found = judge_index(SYSTEM, FRAME, few, CLUSTERS).iloc[0]
    assert found["verdict"] == "not_evaluable"
    assert "fewer than 10" in found["cause"]
    assert np.isnan(found["estimate"])


def test_rows_without_score_are_counted():
    frame = FRAME.copy()
    frame.iloc[:4, 1] = np.nan
    found = judge_index(SYSTEM, frame, Y, CLUSTERS).iloc[0]
    assert (found["n"], found["unscored"]) == (len(Y) - 4, 4)


def test_grades_have_their_rates_and_jeffreys_intervals_where_rows_stand_alone():
    found = events_by_grade(SYSTEM, FRAME, Y, np.arange(len(Y))).set_index("grade")
    assert list(found.index) == best_first_grades(SYSTEM) == ["A", "B", "C"]
    assert found["n"].sum() == len(Y)
    assert found["events"].sum() == Y.sum()
    row = found.loc["B"]
    expected = beta.ppf([0.025, 0.975], row["events"] + 0.5, row["n"] - row["events"] + 0.5)
    assert [row["low"], row["high"]] == pytest.approx(expected)
    assert set(found["interval_method"]) == {"jeffreys"}


def test_rows_of_one_subject_count_once():
    twice = [np.repeat(each, 2) for each in (Y, CLUSTERS)]
    frame = FRAME.loc[FRAME.index.repeat(2)].reset_index(drop=True)
    alone = events_by_grade(SYSTEM, FRAME, Y, np.arange(len(Y)))
    doubled = events_by_grade(SYSTEM, frame, twice[0], np.repeat(np.arange(len(Y)), 2))
    assert doubled["rate"].to_numpy() == pytest.approx(alone["rate"].to_numpy())
    assert doubled["low"].to_numpy() == pytest.approx(alone["low"].to_numpy(), rel=0.02)
    assert set(doubled["interval_method"]) == {"jeffreys_effective"}


def test_a_grade_without_events_is_not_sure_of_zero():
    assert jeffreys_interval(0, 20)[1] > 0.1
    assert jeffreys_interval(20, 20)[0] < 0.9
    frame = pd.DataFrame({code: [0.9, 0.9, 0.1] for code in "abcd"})
    found = events_by_grade(SYSTEM, frame, np.array([0, 0, 1]), np.array(["s", "s", "t"])).set_index("grade")
    assert found.loc["A", ["n", "subjects", "events", "rate"]].tolist() == [2, 1, 0, 0.0]
    assert found.loc["A", "high"] > 0.5  # one subject is all there is
    assert found.loc["B", "n"] == 0
    assert np.isnan(found.loc["B", "rate"])


def test_grades_in_order_reversed_and_unclear():
    assert order_of_grades(SYSTEM, FRAME, Y, CLUSTERS)["verdict"].tolist() == ["in_order", "in_order"]
    assert set(order_of_grades(SYSTEM, FRAME, 1 - Y, CLUSTERS)["verdict"]) == {"reversed"}
    assert set(order_of_grades(SYSTEM, FRAME, 1 - Y, CLUSTERS, adverse=False)["verdict"]) == {"in_order"}
    chance = (np.arange(len(Y)) % 7 == 0).astype(int)
    assert set(order_of_grades(SYSTEM, FRAME, chance, CLUSTERS)["verdict"]) == {"inconclusive"}
    few = np.zeros_like(Y)
    few[:3] = 1
    assert set(order_of_grades(SYSTEM, FRAME, few, CLUSTERS)["verdict"]) == {"not_evaluable"}
