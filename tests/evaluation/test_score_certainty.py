"""The score of a thin file: hand-checked."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.score_certainty import RANGES, known_indicators, score_ranges
from inscredit_models.findings import Refused
from inscredit_models.indicators.registry import load_registry
from inscredit_models.scoring.system import Grade, Node, ScoringSystem

HEAD = {"code": "s", "zh": "", "en": "", "source": "", "status": "expert"}


def system(*leaves: Node, **head) -> ScoringSystem:
    return ScoringSystem(**HEAD, **head, node=[Node(code="total", aggregate="weighted_mean"), *leaves])


def leaf(code: str, **cells) -> Node:
    usual = {"parent": "total", "weight": 1, "multiply": 100, "normalise": {"kind": "linear", "worst": 2, "best": 0}}
    return Node(code=code, **(usual | cells))


def ranged(of: ScoringSystem, rows: dict[str, list], known: dict[str, list[bool]]) -> pd.DataFrame:
    return score_ranges(of, pd.DataFrame(rows), pd.DataFrame(known))


def test_a_complete_file_has_one_score() -> None:
    found = ranged(system(leaf("a"), leaf("b")), {"a": [0.0], "b": [1.0]}, {"a": [True], "b": [True]})
    assert list(found.columns) == list(RANGES)
    assert found.iloc[0, :3].tolist() == [75.0, 75.0, 0.0] and found["unknown"].tolist() == [0]


def test_an_unknown_indicator_counts_at_its_least_and_reaches_up_to_its_most() -> None:
    found = ranged(system(leaf("a"), leaf("b")), {"a": [0.0], "b": [0.0]}, {"a": [True], "b": [False]})
    assert found.iloc[0, :3].tolist() == [50.0, 100.0, 50.0] and found["unknown"].tolist() == [1]


def test_the_value_behind_an_unknown_cell_does_not_matter() -> None:
    rows, known = {"a": [0.0] * 3, "b": [0.0, 2.0, np.nan]}, {"a": [True] * 3, "b": [False] * 3}
    assert ranged(system(leaf("a"), leaf("b")), rows, known)["score"].nunique() == 1


def test_missing_in_a_known_cell_gets_its_fixed_points() -> None:
    of = system(leaf("a"), leaf("b", missing={"rule": "points", "points": 30}))
    found = ranged(of, {"a": [0.0, 0.0], "b": [np.nan, np.nan]}, {"b": [True, False]})
    assert found["score"].tolist() == [65.0, 50.0] and found["high"].tolist() == [65.0, 100.0]


def test_fixed_points_below_the_worst_value_are_the_least() -> None:
    of = system(leaf("a"), leaf("b", missing={"rule": "points", "points": -20}))
    assert ranged(of, {"a": [0.0], "b": [0.0]}, {"b": [False]})["score"].tolist() == [40.0]


@pytest.mark.parametrize("rule", ["redistribute", "refuse"])
def test_missing_without_fixed_points_is_unknown(rule: str) -> None:
    of = system(leaf("a"), leaf("b", missing={"rule": rule}))
    found = ranged(of, {"a": [0.0], "b": [np.nan]}, {"b": [True]})
    assert found[["score", "high"]].iloc[0].tolist() == [50.0, 100.0] and found["unknown"].tolist() == [1]


def test_bands_categories_and_percentiles_have_their_extremes() -> None:
    bands = leaf("b", multiply=1, normalise={"kind": "bands", "cuts": (0.0, 1.0, 5.0), "points": (20, 90, 0, 40)})
    kinds = leaf("c", multiply=1, normalise={"kind": "categories", "points": {"x": 10, "y": 70}, "other": 5})
    ranks = leaf("p", normalise={"kind": "percentile", "reference": (1.0, 2.0, 3.0)})
    for one, rows, low, high in ((bands, [0.5], 0, 90), (kinds, ["x"], 5, 70), (ranks, [2.0], 0, 100)):
        found = ranged(system(one), {one.code: rows}, {one.code: [False]})
        assert found[["score", "high"]].iloc[0].tolist() == [low, high]


def test_grades_of_both_ends() -> None:
    of = system(leaf("a"), grade=(Grade(symbol="A", **{"from": 80}), Grade(symbol="B")))
    assert ranged(of, {"a": [0.0]}, {"a": [False]})[["grade", "grade_high"]].iloc[0].tolist() == ["B", "A"]


def test_a_leaf_without_bounds_is_refused() -> None:
    of = system(leaf("z", normalise={"kind": "z_score", "mean": 0, "deviation": 1}))
    with pytest.raises(Refused, match="least favourable"):
        ranged(of, {"z": [0.0]}, {"z": [False]})


def test_an_indicator_is_known_where_all_its_categories_are_answered() -> None:
    declared = [item for item in load_registry().indicators if item.subject == "practitioner"]
    chosen = [
        item
        for item in declared
        if item.code in ("violation_serious_count_36m", "complaint_punished_per_10k_policies_24m")
    ]
    rows = [
        ("P1", "violation", "nil_return"), ("P1", "complaint", "recorded"), ("P1", "basic", "recorded"),
        ("P2", "violation", "not_collected"), ("P2", "complaint", "nil_return"), ("P2", "basic", "not_collected"),
        ("P3", "violation", "recorded"), ("P3", "complaint", "consent_refused"), ("P3", "basic", "recorded"),
    ]  # fmt: skip
    known = known_indicators(pd.DataFrame(rows, columns=["subject_id", "category", "state"]), chosen, declared)
    assert known["violation_serious_count_36m"].tolist() == [True, False, True]
    assert len(chosen) == 1 or known["complaint_punished_per_10k_policies_24m"].tolist() == [True, False, False]
