"""The uncertainty of a published index under all choices at once; needs the development data."""

from __future__ import annotations

import os

import pytest

from inscredit_models.evaluation.choice_runs import ChoiceRuns, run_choices
from inscredit_models.evaluation.choice_sensitivity import choice_sensitivity
from inscredit_models.evaluation.index_rebuild import IndexRebuild, rebuild_of
from inscredit_models.evaluation.perturbation_plan import Options, Plan, WeightNoise
from inscredit_models.evaluation.rank_robustness import rank_intervals
from inscredit_models.models.composite.pipeline import compose

from .test_external_indices import asem_framework, read

pytestmark = [
    pytest.mark.external,
    pytest.mark.skipif(
        os.environ.get("INSCREDIT_EXTERNAL_DATA") is None,
        reason="INSCREDIT_EXTERNAL_DATA names no folder: published data sets not here",
    ),
]

PRINTED = {
    "AUS": (35, 35, 34, 38),
    "AUT": (7, 7, 6, 9),
    "BEL": (5, 5, 3, 9),
    "BGD": (46, 46, 41, 48),
    "BGR": (30, 28, 24, 30),
    "BRN": (40, 40, 37, 45),
}
"""COINr's vignette on sensitivity: nominal rank, median, 5 % and 95 % of 100 random runs; ±2 ranks by chance."""


@pytest.fixture(scope="module")
def rebuild() -> IndexRebuild:
    return rebuild_of(compose(read("asem_coinr/asem_indicators"), asem_framework()))


@pytest.fixture(scope="module")
def plan(rebuild: IndexRebuild) -> Plan:
    parents = {node.parent for node in rebuild.system.node}
    upper = [node.code for node in rebuild.system.node if node.parent is not None and node.code in parents]
    return Plan(
        factor=[
            Options(code="treatment", options=tuple(f"winsorise_{points}_then_log" for points in (5, 1, 2, 3, 4))),
            Options(code="normalisation", options=("min_max", "z_score")),
            WeightNoise(code="weights", spread=0.25, nodes=tuple(upper)),
            Options(code="aggregation", options=("weighted_mean", "geometric_mean")),
        ]
    )


@pytest.fixture(scope="module")
def found(rebuild: IndexRebuild, plan: Plan) -> ChoiceRuns:
    return run_choices(rebuild, plan, runs=2000, seed=1)


@pytest.mark.parametrize("unit", PRINTED)
def test_rank_intervals_are_those_of_the_reference_tool(found: ChoiceRuns, unit: str) -> None:
    row = rank_intervals(found).set_index("unit").loc[unit]
    nominal, *quantiles = PRINTED[unit]
    assert row["nominal"] == nominal
    assert row[["median", "low", "high"]].to_numpy(dtype=float) == pytest.approx(quantiles, abs=2)


def test_aggregation_moves_ranks_most_and_treatment_least(rebuild: IndexRebuild, plan: Plan) -> None:
    total = choice_sensitivity(rebuild, plan, base=256).set_index("factor")["st"]
    assert total.idxmax() == "aggregation"
    assert total.idxmin() == "treatment"
