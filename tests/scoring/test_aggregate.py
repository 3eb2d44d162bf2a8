"""Aggregations against hand and literature values."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.findings import Refused
from inscredit_models.scoring.evaluate import evaluate
from tests.scoring.examples import leaf, system_of, total


def score(aggregate: str, values: dict[str, float], weights: tuple = (), **head) -> float:
    weights = weights or (1,) * len(values)
    system = system_of(
        total(aggregate),
        *[
            leaf(code, weight=weight, missing={"rule": "redistribute"})
            for code, weight in zip(values, weights, strict=True)
        ],
        **head,
    )
    return evaluate(system, pd.DataFrame({code: [value] for code, value in values.items()})).score[0]


def test_geometric_mean_of_one_two_three() -> None:
    """Handbook on Constructing Composite Indicators (OECD/JRC 2008); geometric(1, 2, 3) = 1.8171206."""
    assert score("geometric_mean", {"a": 1, "b": 2, "c": 3}) == pytest.approx(1.8171206, abs=5e-8)


def test_weighted_geometric_mean() -> None:
    """Weights 1, 1, 2: (1·2·9)^¼."""
    assert score("geometric_mean", {"a": 1, "b": 2, "c": 3}, (1, 1, 2)) == pytest.approx(18**0.25)


def test_geometric_mean_is_rounded_to_places() -> None:
    assert score("geometric_mean", {"a": 1, "b": 2, "c": 3}, places=3) == 1.817


def test_a_zero_makes_the_geometric_mean_zero_unless_it_weighs_nothing() -> None:
    assert score("geometric_mean", {"a": 0, "b": 4}) == 0
    assert score("geometric_mean", {"a": 0, "b": 4}, (0, 1)) == 4


def test_negative_points_under_a_geometric_mean_are_refused() -> None:
    negative = leaf("a", weight=1, normalise={"kind": "z_score", "mean": 0, "deviation": 1})
    with pytest.raises(Refused, match="1 negative points"):
        evaluate(system_of(total("geometric_mean"), negative), pd.DataFrame({"a": [-1.0]}))


@pytest.mark.parametrize("places", [None, 2])
def test_smallest_ignores_what_is_missing(places: int | None) -> None:
    assert score("smallest", {"a": 30, "b": 20, "c": np.nan}, places=places) == 20


def test_weighted_mean_in_whole_numbers_is_exact() -> None:
    """0.1·0.3 + 0.9·0.7 = 0.66; (1 + 2)/2 = 1.5 goes up to 2 at no places."""
    assert score("weighted_mean", {"a": 0.3, "b": 0.7}, (0.1, 0.9), places=2) == 0.66
    assert score("weighted_mean", {"a": 1, "b": 2}, places=0) == 2


def test_weighted_sum_in_whole_numbers_is_exact() -> None:
    """0.5·3 + 0.25·2 = 2; with the second missing 1.5·0.75/0.5 = 2.25."""
    assert score("sum", {"a": 3, "b": 2}, (0.5, 0.25), places=2) == 2
    assert score("sum", {"a": 3, "b": np.nan}, (0.5, 0.25), places=2) == 2.25


def test_weights_may_add_up_to_anything() -> None:
    assert score("weighted_mean", {"a": 10, "b": 20}, (30, 10)) == score("weighted_mean", {"a": 10, "b": 20}, (3, 1))
