"""A small content of the report on published figures, for the tests of the page."""

from __future__ import annotations

import dataclasses

import pandas as pd

from inscredit_models.findings import Finding
from inscredit_models.report.published_content import PublishedContent

NAN = float("nan")


def example(**changes: object) -> PublishedContent:
    """Give a content with one row of everything, with some of it replaced."""
    content = PublishedContent(
        name="010_small",
        question="What do they say?",
        question_zh="说明什么？",
        run_id="abc",
        result_digest="0123456789abcdef",
        verdicts=(("不可评估。", "Not evaluable."),),
        findings=(Finding("ICM083", "t, subject", "'甲', near 甲财险", "a name", "decide"),),
        names={
            "a": ("指标甲", "Indicator A"),
            "g": ("等级", "Grade"),
            "s": ("序列", "Series"),
            "c": ("综合", "Composite"),
        }
        | {"l": ("名单", "List"), "r": ("关系", "Identity")},
        units={"a": "天"},
        values=pd.DataFrame(),
        coverage=pd.DataFrame(
            {"indicator": ["a"], "period": ["2016"], "regime": ["r"], "statistic": [None], "censoring": ["top_10"]}
            | {
                "n": [10],
                "matched": [9],
                "undated": [2],
                "not_printed": [0],
                "low": [1.0],
                "median": [2.0],
                "high": [3.0],
            }
        ),
        recomputed=pd.DataFrame({"code": ["r"], "compared": [6], "agree": [5], "differ": [1], "largest": [0.05]}),
        recomputed_rows=pd.DataFrame(
            {"code": ["r"], "period": ["2013"], "subject": ["热线"], "printed": [91.7], "computed": [91.75]}
            | {"difference": [-0.05], "agrees": [False]}
        ),
        series=pd.DataFrame(
            {"series": ["s"], "expected": ["refused"], "answer": ["refused"], "periods": [0], "codes": ["ICM150"]}
            | {"found": ["a break"]}
        ),
        shrunken=pd.DataFrame(
            {"list": ["l"] * 2, "subject": ["甲财险", "乙财险"], "events": [6.0, 40.0], "printed": [3.57, 1.0]}
            | {"low": [1.31, 0.7], "high": [7.77, 1.4], "shrunken": [2.4, 1.1], "shrunken_low": [1.0, 0.8]}
            | {"shrunken_high": [4.0, 1.4], "own_weight": [0.6, 0.97], "rank": [1.0, 2.0], "rank_shrunken": [1.0, 2.0]}
            | {"reason": ["", ""]}
        ),
        composite=pd.DataFrame(
            {"composite": ["c"] * 2, "unit": ["甲", "乙"], "subject_id": ["P1", None], "score": [80.0, NAN]}
            | {"nominal": [1.0, NAN], "median": [1.0, NAN], "low": [1.0, NAN], "high": [2.0, NAN], "level": [0.9, NAN]}
            | {"reason": ["", "无数据 / no figure: a"], "a": [9.5, NAN]}
        ),
        composites=pd.DataFrame(
            {"composite": ["c"], "system": ["sys"], "system_zh": ["制度"], "system_en": ["scheme"], "period": ["2016"]}
            | {"units": [1], "left_out": [1], "covered": [0.7], "weights": ["claims 45"]}
        ),
        agreement=pd.DataFrame(
            {"indicator": ["a", "a"], "period": ["2016", "2015"], "grade": ["g", "g"], "grade_period": ["2016", "2016"]}
            | {"n": [15, 4], "pairs": [97, 3], "tau": [0.3, NAN], "tau_low": [0.1, NAN], "tau_high": [0.5, NAN]}
            | {"auc": [0.67, NAN], "auc_low": [0.54, NAN], "auc_high": [0.79, NAN], "detectable": [0.3, NAN]}
            | {"p_value": [0.02, NAN], "p_adjusted": [0.04, NAN], "verdict": ["agrees", "not_evaluable"]}
            | {"cause_zh": ["", "仅4家"], "cause_en": ["", "4 subjects"], "list": ["top_16", "list_cut"]}
            | {"grade_list": ["named", "named"], "selected": [True, True]}
        ),
        lines=pd.DataFrame(
            {"series": ["s"] * 2, "end": pd.to_datetime(["2016-12-31", "2020-06-30"]), "value": [1.0, 4.5]}
            | {"piece": ["x", "y"], "label_zh": ["旧口径", "新口径"], "label_en": ["old", "new"]}
        ),
        insurers=pd.DataFrame(
            {
                "id": ["P1", "P2", "P3"],
                "name": ["甲财险", "乙财险", "丙保险"],
                "valid_from": [None] * 3,
                "valid_to": [None] * 3,
            }
            | {"licence": ["property", "property", None], "predecessor": [None, "P1", None]}
            | {"successor": ["P2", None, None], "confidence": ["low", "low", None]}
            | {"source": ["a note <b>", "a note <b>", None]}
        ),
        readings=pd.DataFrame({"name": ["甲"], "sector": ["property"], "insurer": ["甲财险"], "reason": ["a reason"]}),
        provenance={"seed": "1"},
    )
    return dataclasses.replace(content, **changes)  # type: ignore[arg-type]
