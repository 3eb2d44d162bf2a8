"""Scores alone are the scores of the full evaluation, bit by bit, whatever way is taken."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.findings import Refused
from inscredit_models.scoring.evaluate import evaluate
from inscredit_models.scoring.score_rows import BLOCK, score_rows
from inscredit_models.scoring.system import ScoringSystem

HEAD = {"code": "s", "zh": "", "en": "", "source": "", "status": "expert", "base": 3}


def system(**changes) -> ScoringSystem:
    """Two levels: a weighted mean of a sum and of a z leaf; ``changes`` replace keys of single nodes or of the head."""
    leaf = {"parent": "part", "weight": 0.3, "multiply": 7}
    nodes = {
        "total": {"aggregate": "weighted_mean"},
        "part": {"parent": "total", "weight": 0.7, "aggregate": "sum"},
        "a": {**leaf, "normalise": {"kind": "linear", "worst": 0.1, "best": 0.9}},
        "b": {**leaf, "normalise": {"kind": "linear", "worst": 0.9, "best": 0.1}, "missing": {"rule": "redistribute"}},
        "z": {
            "parent": "total",
            "weight": 0.1,
            "multiply": 3,
            "normalise": {"kind": "z_score", "mean": 0.4, "deviation": 0.3, "sign": -1},
        },
    }
    head = {**HEAD, **changes.pop("head", {})}
    return ScoringSystem(
        **head, node=[{"code": code, **values, **changes.get(code, {})} for code, values in nodes.items()]
    )


def rows(n: int = 500) -> pd.DataFrame:
    return pd.DataFrame(np.random.default_rng(1).uniform(size=(n, 3)), columns=["a", "b", "z"])


@pytest.mark.parametrize("n", [1, 500, 2 * BLOCK + 3])
def test_scores_have_the_same_bits_as_an_evaluation(n: int) -> None:
    np.testing.assert_array_equal(score_rows(system(), rows(n)), evaluate(system(), rows(n)).score)


def test_a_row_alone_has_the_bits_of_the_batch() -> None:
    frame = rows(BLOCK + 5)
    assert score_rows(system(), frame.iloc[[BLOCK + 1]])[0] == score_rows(system(), frame)[BLOCK + 1]


@pytest.mark.parametrize(
    "changes",
    [
        {"head": {"places": 2}},
        {"part": {"aggregate": "smallest"}},
        {"a": {"normalise": {"kind": "bands", "cuts": [0.5], "points": [0, 1], "interval": "[lo,hi)"}}},
    ],
)
def test_what_the_short_way_does_not_know_goes_the_long_one(changes: dict) -> None:
    np.testing.assert_array_equal(score_rows(system(**changes), rows()), evaluate(system(**changes), rows()).score)


def test_gaps_and_whole_numbers_go_the_long_way() -> None:
    holed = rows()
    holed.loc[3, "b"] = holed.loc[4, "a"] = np.nan
    for frame in (holed, rows().assign(a=1), rows().assign(z=pd.array([1.0] * 500, dtype="Float64"))):
        np.testing.assert_array_equal(score_rows(system(), frame), evaluate(system(), frame).score)
    assert np.isnan(score_rows(system(), holed)).tolist().count(True) == 1


def test_a_frame_that_does_not_fit_is_refused_as_by_an_evaluation() -> None:
    for frame in (rows().drop(columns="a"), rows().assign(a=np.inf), rows().assign(a="x")):
        codes = []
        for way in (score_rows, evaluate):
            with pytest.raises(Refused) as refused:
                way(system(), frame)
            codes.append([finding.code for finding in refused.value.findings])
        assert codes[0] == codes[1]


def test_the_frame_is_not_written_to() -> None:
    frame = rows()
    before = frame.copy()
    score_rows(system(), frame)
    pd.testing.assert_frame_equal(frame, before)
