"""A weight is not an importance: variances and correlations decide, and both are shown."""

import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.importance import (
    importance,
    importance_frame,
    nominal_weights,
    weights_for_importance,
)
from inscredit_models.findings import Refused

from .framework import large_index
from .indices import four_leaf_index


def units(n=200, seed=0):
    return pd.DataFrame(np.random.default_rng(seed).random((n, 4)), columns=list("abcd"))


def test_nominal_weights_are_products_up_the_tree():
    """ASEM (COINr): an indicator among 5, in one of 5 pillars, in one of 2 halves has 1/5 · 1/5 · 1/2 = 0.02."""
    system, _ = large_index()
    found = nominal_weights(system)
    assert sum(found.values()) == pytest.approx(1.0)
    # pillar_0 weighs 1 of 1 + 2 + 3 + 1 in its half
    assert found["x00"] == pytest.approx(1 / 6 * 1 / 7 * 1 / 2)


def test_linear_importance_is_the_squared_correlation():
    frame = units()
    index = frame.to_numpy() @ [0.4, 0.3, 0.2, 0.1]
    found = importance(frame.to_numpy(), index, method="linear")
    assert found == pytest.approx([np.corrcoef(frame[code], index)[0, 1] ** 2 for code in "abcd"])


def test_smooth_importance_sees_what_a_line_does_not():
    x = np.linspace(-1, 1, 101)
    noise = np.random.default_rng(1).normal(0, 0.05, 101)
    points = np.column_stack([x + 0.1, noise])
    index = x**2 + noise
    assert importance(points, index, method="linear")[0] < 0.05
    assert importance(points, index)[0] > 0.9


def test_noise_is_not_read_as_importance():
    rng = np.random.default_rng(2)
    assert importance(rng.normal(size=(400, 5)), rng.normal(size=400)).max() < 0.05


def test_equal_weights_of_unequal_spread_are_unequal_in_effect():
    frame = units()
    frame["a"] = 0.5 + (frame["a"] - 0.5) / 10
    found = importance_frame(four_leaf_index(), frame, method="linear").set_index("node")
    assert found["nominal"].tolist() == [0.25] * 4
    assert found.loc["a", "ratio"] < 0.2
    assert found["effective"].sum() == pytest.approx(1.0)
    assert found.loc["a", "equalising"] > 0.6
    weights = found["equalising"].to_numpy()
    reached = importance(frame.to_numpy(), frame.to_numpy() @ weights, method="linear")
    assert reached / reached.sum() == pytest.approx([0.25] * 4, abs=1e-4)


def test_components_of_a_node_are_asked_about_that_node():
    found = importance_frame(four_leaf_index((0.5,) * 4, grouped=True), units(), node="two")
    assert found["node"].tolist() == ["c", "d"]
    whole = importance_frame(four_leaf_index((0.5,) * 4, grouped=True), units())
    assert whole["node"].tolist() == list("abcd")
    assert whole["equalising"].isna().all()
    with pytest.raises(Refused):
        importance_frame(four_leaf_index(), units(), node="a")


def test_a_constant_component_has_no_importance_and_no_weight():
    frame = units().assign(d=0.5)
    found = importance_frame(four_leaf_index(), frame).set_index("node")
    assert found.loc["d", ["importance", "equalising"]].tolist() == [0.0, 0.0]
    assert weights_for_importance(np.ones((5, 2)), np.array([0.5, 0.5])).tolist() == [0.0, 0.0]


def test_a_component_that_works_against_the_index_shows_its_sign():
    frame = units()
    frame["b"] = 1 - frame["a"]
    frame["a"] = 0.5 + (frame["a"] - 0.5) * 1.0
    found = importance_frame(four_leaf_index((0.7, 0.1, 0.1, 0.1)), frame).set_index("node")
    assert found.loc["b", "correlation"] < -0.9
