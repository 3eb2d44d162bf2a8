"""An index is questioned: ranks under all choices at once, effective weights, and its price against an outcome."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.perturbation_plan import Options, Plan, WeightNoise
from inscredit_models.findings import Refused
from inscredit_models.models.composite.framework import Framework, FrameworkNode
from inscredit_models.studies.index_question import ask, firm_order, question
from inscredit_models.studies.index_study import index
from tests.evaluation.indices import outcome_panel

FRAMEWORK = Framework(
    code="small",
    unit="name",
    weigh={"method": "equal"},
    node=[FrameworkNode(code="total")]
    + [FrameworkNode(code=code, parent="total", direction=1, zh=f"指标{code}", en=f"leaf {code}") for code in "abcd"],
)
PLAN = Plan(
    factor=[
        Options(code="treatment", options=("none", "winsorise_2")),
        WeightNoise(code="weights", spread=0.5, nodes=("a", "b", "c", "d")),
    ]
)


def units(rows: int = 40) -> pd.DataFrame:
    """A table whose event follows the first leaf most."""
    frame, y, _ = outcome_panel((0.7, 0.1, 0.1, 0.1), subjects=rows, dates=1, strength=12.0)
    return frame.assign(name=[f"u{number:03d}" for number in range(rows)], event=y)


def test_all_questions_are_answered_and_written(tmp_path: Path) -> None:
    found = question(units(20), FRAMEWORK, PLAN, runs=100, base=16, out=tmp_path)
    names = ["ranks", "perturbations", "options", "sensitivity", "importance", "reversals", "claims"]
    assert list(found.frames) == names
    assert {path.name for path in tmp_path.iterdir()} == {f"{name}.csv" for name in names} | {"report.html"}
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "可以说与不能说的" in page and "Ranks with their intervals" in page
    assert "carry no interval" not in page
    claims = found.frame("claims").set_index("claim")["says"]
    assert (claims[claims.index.str.contains("predicts|whether two scores")] == "not_evaluable").all()
    assert found.frame("perturbations")["runs"].sum() == 100 + 4 * 100
    assert found.frame("importance")["nominal"].tolist() == [0.25] * 4
    assert sorted(found.frame("reversals")["unit"]) == [f"u{number:03d}" for number in range(20)]
    assert found.frame("reversals")["reversed"].is_monotonic_decreasing
    assert found.summary()["robust_pairs"] == found.pairs.share
    assert "mean rank shift" in found.text()
    assert found.plot("ranks").get_xlabel().startswith("Rank")
    np.testing.assert_array_equal(
        found.frame("ranks").set_index("unit")["nominal"].sort_index(),
        found.index.scores.set_index("unit")["rank"].sort_index(),
    )


def test_an_outcome_gives_each_weight_its_price() -> None:
    found = question(units(400), FRAMEWORK, PLAN, outcome="event", runs=50, base=16)
    assert found.frame("ranking")["verdict"].tolist() == ["better"]
    prices = found.frame("prices").set_index("node")
    assert prices["price"].idxmax() in ("a", "total")
    assert prices.loc["a", "verdict"] == "worse"
    assert "reversals" not in found.frames  # too many units for the whole chain
    assert len(found.plot("prices", language="en").get_yticklabels()) == 5


def test_few_events_are_not_evaluable() -> None:
    table = units(20).assign(event=[1] * 3 + [0] * 17)
    found = question(table, FRAMEWORK, PLAN, outcome="event", runs=50, base=16)
    assert set(found.frame("prices")["verdict"]) == {"not_evaluable"}


@pytest.mark.parametrize(("column", "code"), [("evnet", "ICM010"), ("a", "ICM021")])
def test_an_outcome_that_is_none_is_refused(column: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        question(units(), FRAMEWORK, PLAN, outcome=column, out=tmp_path)
    assert [finding.code for finding in refused.value.findings] == [code]
    assert list(tmp_path.iterdir()) == []


def test_unknown_perturbations_are_refused() -> None:
    plan = Plan(factor=[Options(code="treatment", options=("none", "trim"))])
    with pytest.raises(Refused) as refused:
        question(units(), FRAMEWORK, plan)
    assert [finding.code for finding in refused.value.findings] == ["ICM008"]


def test_unknown_frames_and_figures_are_named() -> None:
    found = question(units(12), FRAMEWORK, PLAN, runs=50, base=16)
    with pytest.raises(KeyError, match="ranks"):
        found.frame("rank")
    with pytest.raises(KeyError, match="ranks, prices"):
        found.plot("importance")


def test_a_history_makes_small_differences_unfirm() -> None:
    table = units(20)
    made = index(table, FRAMEWORK).index
    score = made.scores.rename(columns={"score": "now"})
    wild = np.random.default_rng(0).normal(0, 100, 20)
    history = pd.concat(
        [
            pd.DataFrame({"unit": score["unit"], "period": "1", "score": score["now"] + wild}),
            pd.DataFrame({"unit": score["unit"], "period": "2", "score": score["now"]}),
        ]
    )
    alone = ask(made, table, PLAN, runs=100, base=16)
    judged = ask(made, table, PLAN, history=history, runs=100, base=16)
    assert firm_order(alone).any() and not firm_order(judged).any()
    assert judged.frame("precision")["n"].tolist() == [20] * 5


def test_grades_have_the_share_of_rebuilds_and_their_events() -> None:
    graded = Framework(
        **{**FRAMEWORK.model_dump(by_alias=True), "grade": [{"symbol": "A", "from": 55}, {"symbol": "B"}]}
    )
    found = question(units(120), graded, PLAN, outcome="event", runs=50, base=16)
    shares = found.frame("grade_shares")
    assert set(shares["grade"]) == {"A", "B"}
    np.testing.assert_allclose(shares.groupby("unit")["share"].sum(), 1)
    assert found.index.scores["grade"].isin(["A", "B"]).all()
    grades = found.frame("grades")
    assert grades["grade"].tolist() == ["A", "B"] and (grades["low"] <= grades["rate"]).all()
    assert found.frame("grade_order")["verdict"].isin(["in_order", "inconclusive", "not_evaluable"]).all()


def test_grades_that_do_not_rise_are_refused() -> None:
    wrong = {**FRAMEWORK.model_dump(by_alias=True), "grade": [{"symbol": "A", "from": 55}, {"symbol": "A"}]}
    with pytest.raises(Refused) as refused:
        index(units(), Framework(**wrong))
    assert "ICM024" in [finding.code for finding in refused.value.findings]
