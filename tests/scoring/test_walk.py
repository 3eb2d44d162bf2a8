"""The way of the points: what was absent, what is refused, in which unit."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.findings import Refused
from inscredit_models.scoring.system import Node
from inscredit_models.scoring.walk import missing_rule, walk
from tests.scoring.examples import leaf, system_of, total


def test_points_are_whole_numbers_of_the_last_place() -> None:
    walked = walk(system_of(total("sum"), leaf("a"), places=2), pd.DataFrame({"a": [1.25]}))
    assert walked.unit == 100 and walked.points["a"].points.tolist() == [125] and walked.score.tolist() == [1.25]


def test_what_is_absent_is_kept_apart_from_what_is_refused() -> None:
    group = {
        "code": "g",
        "parent": "total",
        "weight": 1,
        "aggregate": "sum",
        "missing": {"rule": "points", "points": 5},
    }
    walked = walk(system_of(total(), group, leaf("a", "g")), pd.DataFrame({"a": [np.nan]}))
    assert walked.absent["a"].tolist() == [True]
    assert walked.absent["g"].tolist() == [False]  # refused from below, so its own rule is not asked
    assert walked.points["g"].refused.tolist() == [True] and np.isnan(walked.score[0])


def test_a_root_cannot_share_its_weight() -> None:
    shared = {"rule": "redistribute"}
    assert missing_rule(Node(code="a", missing=shared)).rule == "refuse"
    assert missing_rule(Node(code="a", parent="b", missing=shared)).rule == "redistribute"


def test_a_system_out_of_order_is_refused_before_any_row() -> None:
    with pytest.raises(Refused, match="ICM024"):
        walk(system_of(total("sum"), leaf("a"), leaf("a")), pd.DataFrame({"a": [1.0]}))
