"""Ranks under every split: what the published weights decide stays, what they leave open moves."""

from __future__ import annotations

import numpy as np

from inscredit_models.evaluation.unknown_split import rank_over_splits

POINTS = np.array([[100.0, 100, 100], [90, 10, 50], [10, 90, 50], [0, 0, 0]])
UNITS = ["best", "left", "right", "worst"]


def test_a_unit_that_is_best_everywhere_is_first_under_every_split() -> None:
    frame = rank_over_splits(POINTS, ["a", "a", "b"], [45, 45, 25], UNITS).set_index("unit")
    assert frame.loc["best", ["low", "high"]].tolist() == [1, 1]
    assert frame.loc["worst", ["low", "high"]].tolist() == [4, 4]
    assert frame.loc["left", ["low", "high"]].tolist() == [2, 3]


def test_the_score_is_the_mean_with_published_group_weights_and_equal_shares() -> None:
    frame = rank_over_splits(POINTS, ["a", "a", "b"], [45, 45, 25], UNITS).set_index("unit")
    assert np.isclose(frame.loc["left", "score"], (45 * (90 + 10) / 2 + 25 * 50) / 70)


def test_groups_of_one_have_nothing_to_split() -> None:
    frame = rank_over_splits(POINTS, ["a", "b", "c"], [3, 2, 1], UNITS)
    assert (frame["low"] == frame["high"]).all() and (frame["low"] == frame["nominal"]).all()


def test_the_same_seed_gives_the_same_ranks() -> None:
    first, again = (rank_over_splits(POINTS, ["a", "a", "b"], [1, 1, 1], UNITS, seed=4) for _ in range(2))
    assert first.equals(again)
