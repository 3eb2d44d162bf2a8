"""A plan says what is varied; what the index cannot vary is an error."""

import numpy as np
import pytest
from pydantic import ValidationError

from inscredit_models.evaluation.perturbation_plan import (
    Interval,
    OmitOne,
    Options,
    Plan,
    WeightNoise,
    check_plan,
    load_plan,
)
from inscredit_models.findings import Findings, Refused

PLAN = Plan(
    factor=[
        Options(code="aggregation", options=("weighted_mean", "geometric_mean")),
        Interval(code="power", low=-1, middle=0.5, high=1),
        OmitOne(code="inclusion", items=("a", "b")),
        WeightNoise(code="weights", spread=0.25, nodes=("a", "b", "c")),
    ]
)


def test_uniform_numbers_become_choices_by_the_inverse_distribution():
    assert PLAN.dimensions == 6
    assert PLAN.group_of_dimension == ("aggregation", "power", "inclusion", "weights", "weights", "weights")
    values = PLAN.decode(np.array([[0.0, 0.5, 0.4, 0.0, 0.5, 1.0], [1.0, 1.0, 0.99, 0.2, 0.2, 0.2]]))
    assert values["aggregation"].tolist() == ["weighted_mean", "geometric_mean"]
    assert values["power"].tolist() == [0.0, 1.0]
    assert values["inclusion"].tolist() == ["a", "b"]
    assert values["weights"].iloc[0].tolist() == [0.75, 1.0, 1.25]


def test_nominal_choices_change_nothing():
    nominal = PLAN.nominal()
    assert nominal["aggregation"].tolist() == ["weighted_mean"]
    assert nominal["power"].tolist() == [0.5]
    assert nominal["inclusion"].tolist() == [""]
    assert nominal["weights"].to_numpy().tolist() == [[1.0, 1.0, 1.0]]


def test_everything_unknown_is_named_at_once():
    findings = Findings()
    known = {"aggregation": ("weighted_mean", "geometric_mean"), "inclusion": ("a",), "weights": ("a", "c"), "p": None}
    check_plan(PLAN, known, findings)
    assert [finding.code for finding in findings] == ["ICM008"] * 3
    assert [finding.found for finding in findings] == ["factor 'power'", "'b'", "'b'"]


def test_a_plan_is_a_document(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text(
        """
[[factor]]
kind = "one_of"
code = "aggregation"
options = ["weighted_mean", "geometric_mean"]
[[factor]]
kind = "interval"
code = "power"
low = -1
middle = 0.5
high = 1
[[factor]]
kind = "omit_one"
code = "inclusion"
items = ["a", "b"]
[[factor]]
kind = "weight_noise"
code = "weights"
spread = 0.25
nodes = ["a", "b", "c"]
""",
        encoding="utf-8",
    )
    assert load_plan(path) == PLAN


def test_faults_of_a_document_are_named_at_once(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text(
        """
[[factor]]
kind = "one_of"
code = "aggregation"
optoins = ["weighted_mean", "geometric_mean"]
[[factor]]
kind = "weight_noise"
code = "weights"
spread = 2.0
nodes = []
""",
        encoding="utf-8",
    )
    with pytest.raises(Refused) as refused:
        load_plan(path)
    assert sorted(finding.code for finding in refused.value.findings) == ["ICM003", "ICM006", "ICM006", "ICM007"]
    assert "did you mean 'options'" in str(refused.value)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Options(code="a", options=("x", "x")),
        lambda: Interval(code="a", low=1, middle=0, high=2),
        lambda: WeightNoise(code="a", spread=1.5, nodes=("x",)),
        lambda: Plan(factor=[OmitOne(code="a", items=("x",)), OmitOne(code="a", items=("y",))]),
        lambda: Plan(factor=[]),
    ],
)
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValidationError):
        wrong()
