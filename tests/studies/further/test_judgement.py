"""An expert index that takes part in a study is held before the outcome: prices, grades, their order."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.splits import Fold
from inscredit_models.report.exhibit import Exhibit
from inscredit_models.studies.further.judgement import judgement_exhibits
from tests.evaluation.indices import four_leaf_index, outcome_panel

FRAME, Y, CLUSTERS = outcome_panel((0.85, 0.05, 0.05, 0.05), subjects=600, strength=14.0)


def contest(y: np.ndarray = Y, *, graded: bool = True, models: tuple[str, ...] = ("index_expert",)) -> SimpleNamespace:
    """As much of a contest as is looked at: the second half of the rows is judged, in two folds."""
    system = four_leaf_index()
    if not graded:
        system = system.model_copy(update={"grade": ()})
    half = len(y) // 2
    folds = tuple(
        Fold("out_of_time", 0, number, np.arange(half), part)
        for number, part in enumerate(np.array_split(np.arange(half, len(y)), 2))
    )
    dataset = SimpleNamespace(X=FRAME, y=y, clusters=np.asarray(CLUSTERS), adverse=True)
    return SimpleNamespace(
        scoring_system=system, models=models, dataset=dataset, folds=folds, headline="out_of_time", margin=0.01, seed=0
    )


def by_name(exhibits: list[Exhibit]) -> dict[str, Exhibit]:
    return {exhibit.name: exhibit for exhibit in exhibits}


def test_each_weight_has_its_price_on_the_judged_rows_only() -> None:
    prices = by_name(judgement_exhibits(contest()))["judgement_prices"]
    assert set(prices.frame["kind"]) == {"weight", "group"}
    assert (prices.frame["n"] == len(Y) - len(Y) // 2).all()
    assert prices.frame.set_index("node").loc["a", "verdict"] == "worse"
    assert "judgements cost" in prices.lead[1] and "项判断有代价" in prices.lead[0]
    assert len(prices.dots.frame) == len(prices.frame)
    assert prices.shown["weight_of"].str.contains(" / ").all()


def test_grades_have_rates_with_intervals_and_their_order() -> None:
    made = by_name(judgement_exhibits(contest()))
    grades = made["grades"].frame
    assert grades["grade"].tolist() == ["A", "B", "C"] and grades["n"].sum() == len(Y) - len(Y) // 2
    assert (grades["low"] < grades["rate"]).all() and (grades["rate"] < grades["high"]).all()
    assert "smallest distance from chance" in made["grades"].lead[1]
    assert made["grade_order"].frame["verdict"].isin(["in_order", "inconclusive"]).all()


def test_too_few_events_are_not_evaluable_and_say_why() -> None:
    few = np.zeros_like(Y)
    few[-3:] = 1
    prices = by_name(judgement_exhibits(contest(few)))["judgement_prices"]
    assert set(prices.frame["verdict"]) == {"not_evaluable"}
    assert prices.lead == ("不可评估：事件仅3个，少于10个。", "Not evaluable: 3 events, fewer than 10.")
    assert not prices.has_figure


@pytest.mark.parametrize("models", [("logistic",), ("index_equal", "scorecard")])
def test_without_an_expert_index_there_is_nothing_to_price(models: tuple[str, ...]) -> None:
    assert judgement_exhibits(contest(models=models)) == []
    assert len(judgement_exhibits(contest(graded=False))) == 1


def test_the_same_rows_give_the_same_prices() -> None:
    first, second = (judgement_exhibits(contest())[0].frame for _ in range(2))
    pd.testing.assert_frame_equal(first, second)
