"""The verdict in sentences: silence is said, numbers keep their intervals, both languages say the same."""

from __future__ import annotations

import pandas as pd

from inscredit_models.studies.published_verdicts import published_verdicts

NAMES = {"a": ("甲", "A"), "g": ("等级", "grade"), "it": ("关系", "identity")}
AGREEMENT = {
    "indicator": ["a", "a"],
    "grade": ["g", "g"],
    "n": [15, 3],
    "auc": [0.67, float("nan")],
    "auc_low": [0.54, float("nan")],
    "auc_high": [0.79, float("nan")],
    "verdict": ["agrees", "not_evaluable"],
    "selected": [True, False],
}
EMPTY = {
    "recomputed": pd.DataFrame(),
    "recomputed_rows": pd.DataFrame(),
    "series": pd.DataFrame(),
    "shrunken": pd.DataFrame({"reason": [], "list": []}),
    "composites": pd.DataFrame(),
    "composite": pd.DataFrame(),
    "agreement": pd.DataFrame(),
    "coverage": pd.DataFrame(),
}


def test_nothing_asked_is_nothing_said() -> None:
    assert published_verdicts(EMPTY, NAMES) == ()


def test_what_is_not_evaluable_comes_first_and_the_rest_has_its_interval() -> None:
    first, second = published_verdicts(EMPTY | {"agreement": pd.DataFrame(AGREEMENT)}, NAMES)
    assert "2项比较中，1项不可评估" in first[0] and "Of 2 comparisons with published grades 1 are" in first[1]
    for sentence, words in zip(second, ("一致（经挑选的名单）", "they agree (a selected list)"), strict=True):
        assert "0.67 [0.54, 0.79]" in sentence and words in sentence and sentence.count("n") >= 1


def test_a_difference_is_told_with_both_numbers_and_agreement_without() -> None:
    rows = pd.DataFrame({"code": ["it"], "period": ["2013"], "printed": [91.7], "computed": [91.75], "agrees": [False]})
    summary = pd.DataFrame({"code": ["it"], "compared": [6], "agree": [5], "differ": [1]})
    [(zh, en)] = published_verdicts(EMPTY | {"recomputed": summary, "recomputed_rows": rows}, NAMES)
    assert "91.70 / 91.75" in zh and "identity (2013) 91.70 / 91.75" in en
    rows["agrees"] = True
    summary["differ"] = 0
    [(zh, en)] = published_verdicts(EMPTY | {"recomputed": summary, "recomputed_rows": rows}, NAMES)
    assert zh.endswith("0个不符。") and en.endswith("0 do not.")


def test_how_little_is_a_complete_list_is_said() -> None:
    coverage = pd.DataFrame(
        {"indicator": ["a", "a", "b", "c"], "censoring": ["top_10", "complete", "named", "aggregate"]}
        | {"n": [10, 39, 3, 1200], "undated": [10, 39, 0, 0]}
    )
    [(zh, en)] = published_verdicts(EMPTY | {"coverage": coverage}, NAMES)
    assert "3项指标共1,252个数字，其中49个没有公布日；2项" in zh and "名单完整的只有1项" in zh
    assert "3 indicators rest on 1,252 figures, 49 of them without a publication date; 2 come as lists" in en
