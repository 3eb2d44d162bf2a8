"""Contributions add up to the score, or are refused with a reason."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.findings import Refused
from inscredit_models.scoring.contributions import ROUNDING, contributions
from inscredit_models.scoring.evaluate import evaluate
from tests.scoring.examples import leaf, random_rows, system_of, total
from tests.scoring.test_laws import SYSTEMS


@pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)
def test_terms_add_up_to_the_score_less_the_base(system) -> None:
    rows = random_rows(system, 300, seed=1, missing=0.15)
    score = evaluate(system, rows).score - float(system.base)
    assert np.isnan(score).any() and not np.isnan(score).all()
    np.testing.assert_allclose(contributions(system, rows).sum(axis=1, skipna=False), score, rtol=0, atol=1e-9)


def test_terms_of_a_weighted_mean_by_hand() -> None:
    """(3·40 + 1·80) / 4 = 30 + 20."""
    system = system_of(total(), leaf("a", weight=3), leaf("b", weight=1))
    terms = contributions(system, pd.DataFrame({"a": [40.0], "b": [80.0]}))
    assert terms.to_dict("list") == {"a": [30.0], "b": [20.0]}


def test_a_redistributed_leaf_adds_nothing_and_the_others_add_all() -> None:
    system = system_of(total(), leaf("a", weight=3, missing={"rule": "redistribute"}), leaf("b", weight=1))
    terms = contributions(system, pd.DataFrame({"a": [np.nan], "b": [80.0]}))
    assert terms.to_dict("list") == {"a": [0.0], "b": [80.0]}


def test_fixed_points_of_an_inner_node_are_its_own_term() -> None:
    group = {
        "code": "g",
        "parent": "total",
        "weight": 1,
        "aggregate": "sum",
        "missing": {"rule": "points", "points": "7"},
    }
    system = system_of(total(), group, leaf("a", "g", missing={"rule": "redistribute"}), leaf("b", weight=1))
    terms = contributions(system, pd.DataFrame({"a": [np.nan, 10.0], "b": [9.0, 9.0]}))
    assert terms.to_dict("list") == {"a": [0.0, 5.0], "b": [4.5, 4.5], "g": [3.5, 0.0]}


def test_plain_sum_of_rounded_points_has_no_rounding_term() -> None:
    system = system_of(total("sum"), leaf("a"), leaf("b"), places=0)
    assert ROUNDING not in contributions(system, pd.DataFrame({"a": [0.4], "b": [0.6]}))


def test_rounding_of_a_mean_is_a_term() -> None:
    """(1 + 2) / 2 = 1.5, which is rounded to 2."""
    system = system_of(total(), leaf("a", weight=1), leaf("b", weight=1), places=0)
    assert contributions(system, pd.DataFrame({"a": [1.0], "b": [2.0]}))[ROUNDING].tolist() == [0.5]


@pytest.mark.parametrize("aggregation", ["geometric_mean", "smallest"])
def test_systems_that_are_no_sums_are_refused(aggregation: str) -> None:
    system = system_of(total(aggregation), leaf("a", weight=1), leaf("b", weight=1))
    with pytest.raises(Refused, match=aggregation):
        contributions(system, pd.DataFrame({"a": [1.0], "b": [2.0]}))
