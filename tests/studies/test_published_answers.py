"""The answers of a study on published figures, each against what a hand can check."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.findings import Findings, Refused
from inscredit_models.models.composite.pipeline import compose
from inscredit_models.records.published.questions import (
    PublishedIndicator,
    RatioShrinkage,
    Recomputation,
    SeriesQuestion,
)
from inscredit_models.records.published.table import load_published
from inscredit_models.scoring.shipped import load_shipped
from inscredit_models.studies.published_answers import (
    _framework,
    _group,
    agree_all,
    answer_series,
    compose_all,
    line_pieces,
    recompute_all,
    shrink_all,
)
from inscredit_models.studies.published_plan import AgreementQuestion, PublishedComposite

HEAD = {"zh": "甲", "en": "A"}
INDUSTRY = {"complaints_industry_by_period": load_published("complaints_industry_by_period")}
FULL = {"complaints_2012h1_property_full": load_published("complaints_2012h1_property_full")}


def _indicator(code: str, direction: str = "higher_is_better") -> PublishedIndicator:
    return PublishedIndicator.model_validate(
        HEAD | {"code": code, "table": "t", "measure": "m", "direction": direction}
    )


def _values(code: str, numbers: list[float], **more: object) -> pd.DataFrame:
    ids = [f"P{place:03d}" for place in range(len(numbers))]
    head = {"indicator": code, "period": "2016", "sector": "property", "grade": pd.NA, "order": np.nan}
    return pd.DataFrame(
        head | {"subject": ids, "subject_id": ids, "value": numbers, "censoring": "complete", "regime": "r"} | more
    )


def _composite(*parts: tuple[str, str]) -> PublishedComposite:
    part = tuple({"node": node, "indicator": code} for node, code in parts)
    head = {"code": "it", "system": "property_service_evaluation_2015", "period": "2016", "draws": 200}
    return PublishedComposite.model_validate(HEAD | head | {"part": part})


def test_recomputation_counts_what_differs() -> None:
    asked = HEAD | {"code": "it", "table": "complaints_industry_by_period", "kind": "sectors", "printed": "complaints"}
    found = recompute_all(INDUSTRY, [Recomputation.model_validate(asked)])
    [row] = found.summary.to_dict("records")
    assert (row["compared"], row["agree"], row["differ"], row["largest"]) == (13, 11, 2, 84.0)


def test_a_series_is_given_or_refused_and_a_surprise_is_a_finding() -> None:
    asked = HEAD | {
        "table": "complaints_industry_by_period",
        "measure": "complaints",
        "subject": "行业",
        "sector": "all",
    }
    questions = [
        SeriesQuestion.model_validate(asked | {"code": "long", "expect": "given"}),
        SeriesQuestion.model_validate(asked | {"code": "short", "expect": "given", "regime": "from_2017", "months": 3}),
    ]
    findings = Findings()
    frame = answer_series(INDUSTRY, questions, findings)
    assert frame["answer"].tolist() == ["refused", "given"]
    assert [finding.where for finding in findings] == ["series 'long'"]


def test_small_volumes_are_shrunk_and_the_rank_of_six_cases_falls() -> None:
    asked = HEAD | {"code": "it", "table": "complaints_2012h1_property_full", "period": "2012H1", "sector": "property"}
    question = RatioShrinkage.model_validate(asked | {"events": "complaints", "ratio": "per_100m_premium"})
    frame = shrink_all(FULL, [question]).set_index("subject")
    assert frame.loc["华农财险", ["events", "rank", "rank_shrunken"]].tolist() == [6, 1, 7]
    assert frame["reason"].eq("").sum() == 38 and frame["shrunken"].notna().sum() == 38
    big, small = frame.loc["人保财险"], frame.loc["国元农险"]
    assert big["own_weight"] > 0.99 > 0.95 > small["own_weight"]
    assert abs(big["shrunken"] - big["printed"]) < 0.005 < small["shrunken"] - small["printed"]


def test_a_composite_uses_the_published_weights_of_groups_and_names_what_they_cover() -> None:
    values = pd.concat(
        [
            _values("closing", [90.0, 95.0, 80.0, 85.0]),
            _values("days", [10.0, 12.0, 20.0, 14.0]),
            _values("complaints", [1.0, 2.0, 4.0, np.nan]),
        ]
    )
    indicators = {
        "closing": _indicator("closing"),
        "days": _indicator("days", "lower_is_better"),
        "complaints": _indicator("complaints", "lower_is_better"),
    }
    asked = _composite(
        ("claim_closing_rate", "closing"), ("claim_cycle_days", "days"), ("complaint_rate", "complaints")
    )
    found = compose_all(values, indicators, [asked], seed=1, findings=Findings())
    [about] = found.about.to_dict("records")
    assert about["covered"] == pytest.approx(0.7) and (about["units"], about["left_out"]) == (3, 1)
    units = found.units.set_index("unit")
    # 2/3 and 1 inside claims, 1 for complaints: (45 · 83.333 + 25 · 100) / 70
    assert units.loc["P000", "score"] == pytest.approx((45 * (100 * 10 / 15 + 100) / 2 + 25 * 100) / 70)
    assert units.loc["P003", "reason"] == "没有数字：甲 / no figure: A" and np.isnan(units.loc["P003", "score"])


def test_an_insurer_left_out_by_declaration_keeps_its_reason_and_moves_nobody() -> None:
    values = _values("closing", [90.0, 95.0, 80.0, 100.0])
    indicators = {"closing": _indicator("closing")}
    asked = _composite(("claim_closing_rate", "closing"))
    out = {"leave_out": ({"unit": "P003", "zh": "几乎没有赔案", "en": "hardly any claims"},)}
    asked = PublishedComposite.model_validate(asked.model_dump() | out)
    units = compose_all(values, indicators, [asked], seed=1, findings=Findings()).units.set_index("unit")
    assert units.loc["P003", "reason"] == "几乎没有赔案 / hardly any claims" and np.isnan(units.loc["P003", "score"])
    assert units.loc["P001", "score"] == pytest.approx(100)
    wrong = PublishedComposite.model_validate(
        asked.model_dump() | {"leave_out": ({"unit": "P03", "zh": "", "en": ""},)}
    )
    with pytest.raises(Refused, match="P003"):
        compose_all(values, indicators, [wrong], seed=1, findings=Findings())


def test_the_score_is_that_of_the_composite_index_itself() -> None:
    system, findings = load_shipped("property_service_evaluation_2015"), Findings()
    asked = _composite(("claim_closing_rate", "closing"), ("claim_cycle_days", "days"))
    indicators = {"closing": _indicator("closing"), "days": _indicator("days", "lower_is_better")}
    values = pd.concat([_values("closing", [90.0, 95.0, 80.0]), _values("days", [10.0, 12.0, 20.0])])
    groups = {part.indicator: _group(system, part.node, "it", findings) for part in asked.part}
    wide = values.pivot_table(index="subject", columns="indicator", values="value").reset_index()
    index = compose(wide, _framework(asked, system, groups, indicators))
    found = compose_all(values, indicators, [asked], seed=1, findings=findings).units.set_index("unit")["score"]
    assert found[index.scores["unit"]].tolist() == pytest.approx(index.scores["score"].tolist())


def test_a_node_that_the_system_lacks_is_refused() -> None:
    with pytest.raises(Refused, match="claim_closing_rate"):
        asked = _composite(("claim_closing", "closing"))
        compose_all(
            _values("closing", [1.0, 2.0]), {"closing": _indicator("closing")}, [asked], seed=1, findings=Findings()
        )


def test_agreement_turns_what_is_better_when_low_and_adjusts_for_the_number() -> None:
    numbers = list(np.random.default_rng(2).normal(size=30))
    order = [1.0 if number < 0 else 2.0 for number in numbers]
    values = pd.concat(
        [
            _values("days", numbers),
            _values("noise", list(np.random.default_rng(9).normal(size=30))),
            _values("class", [np.nan] * 30, grade="A", order=order, censoring="named"),
        ]
    )
    indicators = {
        "days": _indicator("days", "lower_is_better"),
        "noise": _indicator("noise"),
        "class": _indicator("class"),
    }
    head = {"period": "2016", "grade": "class", "grade_period": "2016"}
    asked = [AgreementQuestion.model_validate(head | {"indicator": code}) for code in ("days", "noise")]
    frame = agree_all(values, pd.DataFrame({"composite": []}), indicators, asked).set_index("indicator")
    assert frame.loc["days", "verdict"] == "agrees" and frame.loc["days", "auc"] == 1
    assert frame.loc["noise", "p_adjusted"] >= frame.loc["noise", "p_value"]
    assert frame["selected"].all() and frame["grade_list"].tolist() == ["named", "named"]


def test_pieces_of_a_refused_series_are_never_of_two_definitions() -> None:
    asked = HEAD | {
        "table": "complaints_industry_by_period",
        "measure": "complaints",
        "subject": "行业",
        "sector": "all",
    }
    question = SeriesQuestion.model_validate(asked | {"code": "long", "expect": "refused"})
    frame = line_pieces(INDUSTRY, [question])
    cut = pd.Timestamp(2017, 6, 30)
    assert frame.groupby("piece")["end"].agg(lambda ends: (ends < cut).nunique()).eq(1).all()
    assert frame["piece"].nunique() >= 5 and frame["label_zh"].str.contains("个月").all()
