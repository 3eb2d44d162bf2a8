"""Missing rules, reasons and findings of an evaluation."""

from __future__ import annotations

import numpy as np
import pandas as pd

from inscredit_models.scoring.evaluate import evaluate
from tests.scoring.examples import leaf, system_of, total

ROWS = pd.DataFrame({"a": [np.nan, 40.0], "b": [80.0, 80.0]}, index=["first", "second"])


def scored(rule: dict | None, aggregate: str = "weighted_mean"):
    return evaluate(system_of(total(aggregate), leaf("a", weight=3, missing=rule), leaf("b", weight=1)), ROWS)


def test_fixed_points_stand_for_a_missing_value() -> None:
    """(3·50 + 80) / 4 = 57.5."""
    assert scored({"rule": "points", "points": "50"}).score.tolist() == [57.5, 50.0]


def test_redistributed_weight_goes_to_the_siblings() -> None:
    assert scored({"rule": "redistribute"}).score.tolist() == [80.0, 50.0]


def test_a_sum_with_redistribution_is_raised_in_proportion() -> None:
    """80·1 · (3 + 1) / 1 = 320; complete: 3·40 + 80 = 200."""
    assert scored({"rule": "redistribute"}, "sum").score.tolist() == [320.0, 200.0]


def test_refusal_leaves_no_score_and_names_the_leaf() -> None:
    found = scored({"rule": "refuse"})
    assert np.isnan(found.score[0]) and found.score[1] == 50
    assert found.reasons.tolist() == ["missing: a", ""]


def test_without_a_rule_a_missing_value_refuses() -> None:
    assert scored(None).reasons.tolist() == ["missing: a", ""]


def test_a_node_is_refused_when_all_its_children_are_shared_away() -> None:
    shared = {"rule": "redistribute"}
    system = system_of(total(), leaf("a", weight=1, missing=shared), leaf("b", weight=1, missing=shared))
    found = evaluate(system, pd.DataFrame({"a": [np.nan], "b": [np.nan]}))
    assert np.isnan(found.score[0]) and found.reasons[0] == "missing: total"


def test_handled_values_are_counted_by_node() -> None:
    (finding,) = scored({"rule": "redistribute"}).findings
    assert finding.code == "ICM060" and "node 'a'" in finding.where and finding.found.startswith("1 of 2 rows")


def test_nodes_keep_system_order_and_the_index_of_the_input() -> None:
    nodes = scored({"rule": "redistribute"}).nodes
    assert list(nodes.columns) == ["total", "a", "b"] and list(nodes.index) == ["first", "second"]
    assert np.isnan(nodes.loc["first", "a"])


def test_base_is_added_to_the_root() -> None:
    system = system_of(total("sum"), leaf("a"), base="600.5")
    assert evaluate(system, pd.DataFrame({"a": [10.0]})).score.tolist() == [610.5]


def test_an_empty_frame_gives_empty_scores() -> None:
    assert len(evaluate(system_of(total("sum"), leaf("a"), places=1), pd.DataFrame({"a": np.zeros(0)})).score) == 0
