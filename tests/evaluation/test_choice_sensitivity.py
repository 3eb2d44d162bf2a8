"""Sobol indices: Ishigami's function, additive functions, and the choices behind an index."""

import numpy as np
import pytest

from inscredit_models.evaluation.choice_sensitivity import choice_sensitivity, sobol_indices
from inscredit_models.evaluation.index_rebuild import IndexRebuild
from inscredit_models.evaluation.perturbation_plan import Options, Plan, WeightNoise
from inscredit_models.findings import Refused

from .framework import large_index


def ishigami(uniform):
    x = np.pi * (2 * uniform - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_ishigami_has_its_analytic_indices():
    """Ishigami & Homma (1990), a = 7, b = 0.1; analytic values, tolerance of the sample size."""
    found = sobol_indices(ishigami, ["x1", "x2", "x3"], base=1024, seed=42)
    assert found["s1"].to_numpy() == pytest.approx([0.3139052, 0.4424111, 0.0], abs=0.02)
    assert found["st"].to_numpy() == pytest.approx([0.5575889, 0.4424111, 0.2436837], abs=0.02)
    assert found["runs"].tolist() == [1024 * 5] * 3
    assert (found["st_low"] < found["st"]).all()


def test_a_group_explains_what_its_members_do_together():
    def additive(uniform):
        return uniform[:, 0] + uniform[:, 1] + 2 * uniform[:, 2]

    found = sobol_indices(additive, ["a", "a", "b"], base=1024).set_index("factor")
    assert found["s1"].to_dict() == pytest.approx({"a": 1 / 3, "b": 2 / 3}, abs=0.02)
    assert found["st"].to_dict() == pytest.approx({"a": 1 / 3, "b": 2 / 3}, abs=0.02)


def test_nothing_that_moves_explains_nothing():
    assert sobol_indices(lambda u: np.ones(len(u)), ["a", "b"], base=16)["st"].tolist() == [0.0, 0.0]
    assert sobol_indices(lambda u: u[:, 0], ["a"], base=16)["s1"].tolist() == [1.0]


def test_a_base_that_is_no_power_of_two_is_refused():
    with pytest.raises(Refused):
        sobol_indices(ishigami, ["x1", "x2", "x3"], base=1000)


def test_weights_move_ranks_of_an_index():
    system, frame = large_index(20)
    plan = Plan(
        factor=[
            Options(code="treatment", options=("none", "winsorise_5")),
            WeightNoise(code="weights", spread=0.5, nodes=tuple(frame.columns)),
        ]
    )
    found = choice_sensitivity(IndexRebuild(system, frame), plan, base=64).set_index("factor")
    assert found.loc["weights", "st"] > 0.2
    assert found["runs"].tolist() == [64 * 4] * 2
