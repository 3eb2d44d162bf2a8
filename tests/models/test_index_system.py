"""Goalposts, weights and missing points of an estimated index."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from inscredit_models.findings import Findings
from inscredit_models.models.features import Feature
from inscredit_models.models.index_system import IndexRules, build_index
from inscredit_models.scoring.document import system_from_json, system_to_json
from inscredit_models.scoring.evaluate import evaluate

EQUAL = IndexRules("equal", tail=0.01, shift=0.1)


def built(frame: pd.DataFrame, directions: dict[str, int], rules: IndexRules = EQUAL):
    findings = Findings()
    features = [Feature(code, direction=side) for code, side in directions.items()]
    return build_index(frame, features, rules, findings), [finding.code for finding in findings]


def test_goalposts_are_the_tail_quantiles_turned_by_direction() -> None:
    """1st and 99th percentile of 0, 1, …, 100 are 1 and 99."""
    values = np.arange(101.0)
    system, _ = built(pd.DataFrame({"good": values, "bad": values}), {"good": 1, "bad": -1})
    posts = [(node.normalise.worst, node.normalise.best) for node in system.node[1:]]
    assert posts == [(1.0, 99.0), (99.0, 1.0)]


def test_rare_counts_keep_their_goalposts_at_the_extremes() -> None:
    """Three of 1,000 have records: both tail quantiles are 0, yet the records must count."""
    values = np.zeros(1000)
    values[:3] = [1, 1, 2]
    system, codes = built(pd.DataFrame({"cases": values}), {"cases": -1})
    assert (system.node[1].normalise.worst, system.node[1].normalise.best) == (2.0, 0.0) and codes == []


def test_score_of_an_equal_index_by_hand() -> None:
    """Goalposts 0–4 and 2–0: (100·¾ + 100·½) / 2 = 62.5."""
    frame = pd.DataFrame({"a": [0.0, 4.0, 3.0], "b": [0.0, 2.0, 1.0]})
    system, _ = built(frame, {"a": 1, "b": -1}, IndexRules("equal", tail=0.0, shift=0.1))
    assert evaluate(system, frame).score.tolist() == [50.0, 50.0, 62.5]


def test_missing_cells_have_the_median_of_the_training_rows() -> None:
    frame = pd.DataFrame({"a": [0.0, 1.0, 4.0, np.nan]})
    system, _ = built(frame, {"a": 1}, IndexRules("equal", tail=0.0, shift=0.1))
    assert system.node[1].missing.points == Decimal("25.0")
    assert evaluate(system, frame).score.tolist() == [0.0, 25.0, 100.0, 25.0]


@pytest.mark.parametrize("weighting", ["equal", "entropy"])
def test_constant_and_empty_columns_weigh_nothing_and_are_named(weighting: str) -> None:
    frame = pd.DataFrame({"a": [0.0, 1.0, 4.0], "b": 5.0, "c": np.nan})
    system, codes = built(frame, {"a": 1, "b": 1, "c": -1}, IndexRules(weighting, tail=0.01, shift=0.1))
    assert [node.weight for node in system.node[1:]] == [1.0, 0.0, 0.0]
    assert codes == ["ICM051", "ICM052"]
    assert np.isfinite(evaluate(system, frame).score).all()


def test_names_that_are_no_codes_are_numbered_and_still_read_their_column() -> None:
    frame = pd.DataFrame({"Credit Amount": [0.0, 1.0], "index": [0.0, 1.0], "b": [1.0, 0.0]})
    system, _ = built(frame, dict.fromkeys(frame.columns, 1))
    assert [node.code for node in system.node] == ["index", "column_000", "column_001", "b"]
    assert [node.column for node in system.node[1:]] == list(frame.columns)


def test_an_estimated_index_survives_its_document() -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"a": rng.random(50), "b": rng.normal(size=50)})
    system, _ = built(frame, {"a": 1, "b": -1}, IndexRules("entropy", tail=0.01, shift=0.1))
    again = system_from_json(system_to_json(system))
    np.testing.assert_array_equal(evaluate(again, frame).score, evaluate(system, frame).score)


def test_entropy_states_its_shift() -> None:
    system, _ = built(pd.DataFrame({"a": [0.0, 1.0]}), {"a": 1}, IndexRules("entropy", tail=0.01, shift=0.25))
    assert "shift 0.25" in system.source
