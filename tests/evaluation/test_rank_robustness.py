"""Intervals, grades and pairs are counts over the runs, checked by hand on four runs."""

from functools import partial

import numpy as np
import pytest

from inscredit_models.evaluation.choice_runs import ChoiceRuns
from inscredit_models.evaluation.perturbation_plan import Options, Plan
from inscredit_models.evaluation.rank_robustness import (
    grade_shares,
    mean_rank_shift,
    order_shares,
    rank_intervals,
    robust_pairs,
    shift_by_option,
)
from inscredit_models.scoring.grades import grade_scores
from inscredit_models.scoring.system import ScoringSystem

RUNS = ChoiceRuns(
    plan=Plan(factor=[Options(code="mean", options=("one", "two"))]),
    units=("u", "v", "w"),
    nominal=np.array([90.0, 80.0, 70.0]),
    scores=np.array([[90.0, 80.0, 70.0], [80.0, 90.0, 70.0], [90.0, 80.0, 70.0], [90.0, 80.0, 60.0]]),
    choices={"mean": np.array(["one", "two", "one", "one"], dtype=object)},
)


def test_rank_intervals_are_quantiles_of_the_runs():
    found = rank_intervals(RUNS).set_index("unit")
    assert found.loc["u", ["nominal", "mean", "median"]].tolist() == [1.0, 1.25, 1.0]
    assert found.loc["w", ["low", "high"]].tolist() == [3.0, 3.0]
    assert found.loc["v", "low"] < 2.0 == found.loc["v", "high"]


def test_grade_shares_add_up_and_mark_the_nominal_grade():
    head = {"code": "s", "zh": "", "en": "", "source": "", "status": "expert", "node": []}
    system = ScoringSystem(**head, grade=[{"symbol": "A", "from": 85}, {"symbol": "B", "from": 65}, {"symbol": "C"}])
    found = grade_shares(RUNS, partial(grade_scores, system))
    assert found.groupby("unit")["share"].sum().tolist() == pytest.approx([1.0, 1.0, 1.0])
    rows = found.set_index(["unit", "grade"])
    assert rows.loc[("u", "A"), ["share", "nominal"]].tolist() == [0.75, True]
    assert rows.loc[("w", "C"), ["share", "nominal"]].tolist() == [0.25, False]


def test_robust_pairs_need_one_strict_order():
    assert order_shares(RUNS)[0].tolist() == [0.0, 0.75, 1.0]
    found = robust_pairs(RUNS)
    assert (found.pairs, found.robust, found.share) == (3, 2, pytest.approx(2 / 3))
    assert robust_pairs(RUNS, level=0.75).robust == 3


def test_ties_are_not_robust():
    tied = ChoiceRuns(RUNS.plan, ("u", "v"), np.ones(2), np.ones((4, 2)), RUNS.choices)
    assert robust_pairs(tied).robust == 0


def test_rank_shift_is_the_mean_over_units():
    assert mean_rank_shift(RUNS) == pytest.approx([0, 2 / 3, 0, 0])
    found = shift_by_option(RUNS).set_index("option")
    assert found["mean_shift"].to_dict() == pytest.approx({"one": 0.0, "two": 2 / 3})
    assert found["runs"].to_dict() == {"one": 3, "two": 1}
