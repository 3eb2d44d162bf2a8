"""Weights of a group of siblings."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.findings import Findings, Refused
from inscredit_models.models.composite.method import Judgement, Weigh
from inscredit_models.models.composite.weigh import judged_weights, weigh_group
from tests.models.composite.examples import ROWS, small

VALUES = np.random.default_rng(5).uniform(size=(20, 2))
ALL = np.array([True, True])


def group(framework, values=VALUES, usable=ALL, findings=None, code="strength"):
    parent = next(node for node in framework.node if node.code == code)
    children = framework.children[code]
    return weigh_group(framework, parent, children, values, usable, Findings() if findings is None else findings)


def test_given_weights_are_shares_and_a_constant_child_gets_none() -> None:
    assert group(small()).final.tolist() == [0.75, 0.25]
    assert group(small(), usable=np.array([False, True])).final.tolist() == [0, 1]


@pytest.mark.parametrize("method", ["entropy", "critic", "pca"])
def test_data_weights_never_go_to_a_constant(method: str) -> None:
    values = VALUES.copy()
    values[:, 0] = 7.0
    final = group(small(weigh={"method": method}), values, np.array([False, True])).final
    assert final.tolist() == [0, 1]


@pytest.mark.parametrize("method", ["entropy", "critic", "pca"])
def test_a_missing_cell_does_not_spread(method: str) -> None:
    values = VALUES.copy()
    values[0, 0] = np.nan
    final = group(small(weigh={"method": method}), values).final
    assert np.isfinite(final).all() and final.sum() == pytest.approx(1, abs=1e-12)


def test_expert_and_data_are_combined_as_declared() -> None:
    mixed = group(small(weigh={"method": "critic", "data_share": 0.25}))
    np.testing.assert_allclose(mixed.final, 0.75 * mixed.expert + 0.25 * mixed.data)
    assert mixed.expert.tolist() == [0.75, 0.25]
    assert "data share 0.25" in mixed.note


def test_judgements_stand_in_place_of_the_table() -> None:
    judgement = {"parent": "strength", "method": "budget", "points": [20, 80]}
    assert group(small(judgement=[judgement])).final.tolist() == [0.2, 0.8]
    assert group(small(judgement=[judgement]), code="total").final.tolist() == [2 / 3, 1 / 3]


def test_consistency_is_noted_and_its_lack_named() -> None:
    findings = Findings()
    judgement = Judgement(parent="x", method="ahp", upper=(9, 1 / 9, 9))
    _, note = judged_weights(judgement, ["a", "b", "c"], "x", findings)
    assert "Saaty 1980" in note
    assert [finding.code for finding in findings] == ["ICM112"]
    best = Judgement(
        parent="x", method="best_worst", best="a", worst="c", best_to_others=(1, 2, 4), others_to_worst=(4, 2, 1)
    )
    weights, note = judged_weights(best, ["a", "b", "c"], "x", findings)
    np.testing.assert_allclose(weights, [4 / 7, 2 / 7, 1 / 7])
    assert note == "best–worst, departure 0.0000"


def test_loadings_against_the_rest_are_named() -> None:
    findings = Findings()
    framework = small([*ROWS, {"code": "third", "parent": "strength", "direction": "1", "weight": "1"}])
    framework = framework.model_copy(update={"weigh": Weigh(method="pca")})
    x = np.arange(20.0)
    values = np.column_stack([x, x + VALUES[:, 0], -x])
    final = group(framework, values, np.ones(3, dtype=bool), findings).final
    assert final[2] == 0
    assert [finding.found for finding in findings] == ["negative loadings of third on the first component"]


def test_loadings_that_cancel_are_named_and_weights_equal() -> None:
    findings = Findings()
    values = np.column_stack([np.arange(10.0), -np.arange(10.0)])
    assert group(small(weigh={"method": "pca"}), values, findings=findings).final.tolist() == [0.5, 0.5]
    assert [finding.code for finding in findings] == ["ICM109"]


def test_a_budget_of_nothing_is_refused() -> None:
    with pytest.raises(Refused):
        judged_weights(Judgement(parent="x", method="budget", points=(0, 0)), ["a", "b"], "x", Findings())
