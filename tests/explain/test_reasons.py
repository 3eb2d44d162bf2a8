"""Reasons are adverse only, worst first, and readable in both languages."""

import pandas as pd
import pytest

from inscredit_models.explain.explanation import Explanation, explain
from inscredit_models.explain.reasons import REASON_COLUMNS, reason_frame, reason_sentence
from inscredit_models.models.features import Feature

LATE = Feature("late", direction=-1, zh="逾期次数", en="Late payments", unit="case")


def explanation(values: dict, *, higher_is: str = "better") -> Explanation:
    unit = "points" if higher_is == "better" else "log_odds"
    return Explanation("m", pd.DataFrame(values), 0.0, unit, higher_is, "参照", "reference")


def test_only_the_adverse_side_is_a_reason():
    values = {"late": [-5.0, 2.0], "tenure": [1.0, -3.0]}
    X = pd.DataFrame({"late": [2.0, 0.0], "tenure": [9.0, 1.0]})
    given = reason_frame(explanation(values), X, (LATE, Feature("tenure")))
    assert list(given["feature"]) == ["late", "tenure"]
    assert (given["contribution"] < 0).all()
    risky = reason_frame(explanation(values, higher_is="more_risk"), X, (LATE, Feature("tenure")))
    assert list(risky["feature"]) == ["tenure", "late"]
    assert (risky["contribution"] > 0).all()


def test_at_most_four_reasons_the_worst_first_and_ties_in_column_order():
    values = {"a": [-1.0], "b": [-4.0], "c": [-1.0], "d": [-3.0], "e": [-2.0]}
    given = reason_frame(explanation(values), pd.DataFrame({name: [1.0] for name in values}), ())
    assert list(given["feature"]) == ["b", "d", "e", "a"]
    assert list(given["rank"]) == [1, 2, 3, 4]
    assert list(given["code"]) == ["R_b", "R_d", "R_e", "R_a"]


def test_frame_has_the_declared_columns_even_without_a_reason():
    given = reason_frame(explanation({"late": [0.0]}), pd.DataFrame({"late": [0.0]}), (LATE,))
    assert tuple(given.columns) == REASON_COLUMNS
    assert given.empty


def test_rows_keep_the_names_that_are_given(additive, rows):
    given = reason_frame(explain(additive, rows, "m"), rows, (LATE,), rows=range(1000, 1300))
    assert given["row"].between(1000, 1299).all()


@pytest.mark.parametrize(("value", "side"), [(3.0, "高于"), (0.0, "低于"), (1.0, "等于")])
def test_sentence_says_how_the_value_stands_to_the_mean(value, side):
    assert f"{side}同类平均（1次）" in reason_sentence(LATE, value, 1.0, -2.0, "points", "zh")


def test_sentence_of_a_missing_value_compares_nothing():
    given = reason_sentence(LATE, float("nan"), 1.0, -2.0, "points", "zh")
    assert given == "逾期次数：缺失，评分降低2分"


def test_sentence_of_a_text_value_compares_nothing():
    feature = Feature("purpose", "categorical", en="Purpose")
    given = reason_sentence(feature, "A46", float("nan"), 0.31, "log_odds", "en")
    assert given == "Purpose: “A46”; log-odds of the event +0.31"


def test_mean_of_a_flag_is_a_share_of_rows():
    flag = Feature("seen", zh="有认定", en="Established", unit="flag")
    assert reason_sentence(flag, 1.0, 0.04, -9.0, "points", "zh") == "有认定：是（同类中“是”占4%），评分降低9分"
    assert "yes (yes for 4% of comparable rows)" in reason_sentence(flag, 1.0, 0.04, -9.0, "points", "en")


def test_hostile_label_cannot_turn_the_sentence_around():
    feature = Feature("x", zh="甲\u202e乙", en="a\u202eb", unit="case")
    assert "\u202e" not in reason_sentence(feature, 1.0, 0.0, -1.0, "points", "zh")
