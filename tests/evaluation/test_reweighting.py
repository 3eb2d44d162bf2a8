"""Walking up again under other weights gives what the changed system gives."""

import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.reweighting import Reweighting, shares_moved
from inscredit_models.scoring.evaluate import evaluate

from .framework import large_index
from .indices import four_leaf_index, outcome_panel


def changed(system, weights):
    nodes = tuple(
        node.model_copy(update={"weight": weights[node.code]}) if node.code in weights else node for node in system.node
    )
    return system.model_copy(update={"node": nodes})


@pytest.mark.parametrize("aggregate", ["weighted_mean", "geometric_mean", "sum"])
def test_changed_weights_give_the_score_of_the_changed_system(aggregate):
    system, frame = large_index(15, aggregate=aggregate)
    weights = {"x03": 2.5, "x04": 0.0, "pillar_1": 4.0, "half_1": 0.5}
    climb = Reweighting(system, frame)
    assert climb.score == pytest.approx(evaluate(system, frame).score)
    assert climb.try_weights(weights) == pytest.approx(evaluate(changed(system, weights), frame).score)
    assert climb.score == pytest.approx(evaluate(system, frame).score)  # nothing was moved
    climb.move({"x03": 2.5, "x04": 0.0})
    climb.move({"pillar_1": 4.0, "half_1": 0.5})
    assert climb.score == pytest.approx(evaluate(changed(system, weights), frame).score)
    assert climb.try_weights({}) == pytest.approx(climb.score)


@pytest.mark.parametrize(
    "rule",
    [{"rule": "redistribute"}, {"rule": "points", "points": 10}, {"rule": "refuse"}],
    ids=lambda rule: rule["rule"],
)
def test_missing_rules_stay_in_force(rule):
    frame, _, _ = outcome_panel((0.25,) * 4, subjects=5)
    frame = frame.mask(np.random.default_rng(0).random(frame.shape) < 0.4)
    frame.iloc[0] = np.nan
    system = four_leaf_index(grouped=True, missing=rule)
    weights = {"a": 0.7, "b": 0.1, "two": 0.9}
    found = Reweighting(system, frame).try_weights(weights)
    assert found == pytest.approx(evaluate(changed(system, weights), frame).score, nan_ok=True)


def test_siblings_share_what_is_left():
    assert shares_moved({"a": 1.0, "b": 0.0, "c": 0.0}, ("a", "b", "c"), "a", 0.5) == {"a": 0.5, "b": 0.25, "c": 0.25}
    assert list(shares_moved({"a": 0.5, "b": 0.5}, ("a", "b"), "b", 1.0).values()) == [0.0, 1.0]


def test_scores_lie_on_a_line_only_for_complete_arithmetic_means():
    full = pd.DataFrame({code: [0.5, 0.1] for code in "abcd"})
    assert Reweighting(four_leaf_index(grouped=True), full).is_straight("a")
    gaps = full.copy()
    gaps.loc[0, "b"] = np.nan
    assert not Reweighting(four_leaf_index(grouped=True, missing={"rule": "redistribute"}), gaps).is_straight("a")
    assert Reweighting(four_leaf_index(grouped=True, missing={"rule": "points", "points": 5}), gaps).is_straight("a")
    system, frame = large_index(3, aggregate="geometric_mean")
    assert not Reweighting(system, frame).is_straight("x00")


def test_only_nodes_with_siblings_can_move():
    climb = Reweighting(four_leaf_index(grouped=True), pd.DataFrame({code: [0.5] for code in "abcd"}))
    assert climb.groups == {"index": ("one", "two"), "one": ("a", "b"), "two": ("c", "d")}
    assert climb.weights["one"] == 0.5
