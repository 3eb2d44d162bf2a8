"""Laws of a questioned index: order of units, units of columns and domination mean the same in every rebuild."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.choice_runs import run_choices
from inscredit_models.evaluation.index_rebuild import MEANS, IndexRebuild
from inscredit_models.evaluation.perturbation_plan import OmitOne, Options, Plan, WeightNoise
from inscredit_models.evaluation.price_of_judgement import price_of_judgement
from inscredit_models.evaluation.rank_robustness import rank_intervals
from tests.evaluation.framework import large_index
from tests.evaluation.indices import four_leaf_index, outcome_panel

SYSTEM, FRAME = large_index(25)
PLAN = Plan(
    factor=[
        Options(code="normalisation", options=("min_max", "percentile", "rank")),
        Options(code="treatment", options=("none", "winsorise_2")),
        Options(code="aggregation", options=MEANS),
        OmitOne(code="inclusion", items=tuple(FRAME.columns[:5])),
        WeightNoise(code="weights", spread=0.3, nodes=tuple(node.code for node in SYSTEM.node[1:])),
    ]
)


def test_order_of_units_does_not_matter() -> None:
    base = rank_intervals(run_choices(IndexRebuild(SYSTEM, FRAME), PLAN, runs=200)).set_index("unit")
    turned = rank_intervals(run_choices(IndexRebuild(SYSTEM, FRAME[::-1]), PLAN, runs=200)).set_index("unit")
    pd.testing.assert_frame_equal(base.sort_index(), turned.sort_index(), check_exact=False, rtol=1e-9)


@pytest.mark.parametrize("factor", [1000.0, 0.01])
def test_the_unit_of_a_column_does_not_matter(factor: float) -> None:
    scaled = FRAME.assign(x00=FRAME["x00"] * factor)
    base, other = (run_choices(IndexRebuild(SYSTEM, each), PLAN, runs=100).scores for each in (FRAME, scaled))
    np.testing.assert_allclose(base, other, rtol=1e-9)


def test_a_dominated_unit_is_never_above() -> None:
    frame = FRAME.copy()
    signs = np.array([1.0 if place % 3 else -1.0 for place in range(1, 50)])
    frame.iloc[1] = frame.iloc[0] - signs * 0.01  # a little worse in each leaf
    scores = run_choices(IndexRebuild(SYSTEM, frame), PLAN, runs=300).scores
    assert (scores[:, 0] >= scores[:, 1] - 1e-9).all()


def test_price_does_not_depend_on_the_order_of_leaves() -> None:
    data = outcome_panel((0.7, 0.1, 0.1, 0.1), subjects=150)
    system = four_leaf_index()
    turned = system.model_copy(update={"node": (system.node[0], *system.node[:0:-1])})
    base, other = (price_of_judgement(each, *data, kinds=("weight",)).set_index("node") for each in (system, turned))
    np.testing.assert_allclose(base["price"], other.loc[base.index, "price"], atol=1e-9)


def test_price_does_not_depend_on_the_scale_of_weights() -> None:
    data = outcome_panel((0.7, 0.1, 0.1, 0.1), subjects=150)
    base, other = (
        price_of_judgement(four_leaf_index((weight,) * 4), *data, kinds=("weight",)) for weight in (0.25, 25.0)
    )
    np.testing.assert_allclose(base["price"], other["price"], atol=1e-9)
    np.testing.assert_allclose(100 * base["best_weight"], other["best_weight"], atol=1e-9)
