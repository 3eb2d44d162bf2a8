"""Small systems and random rows that several tests of scoring use."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from inscredit_models.indicators.declaration import Indicator
from inscredit_models.scoring.hierarchy import leaves
from inscredit_models.scoring.system import Linear, Percentile, ScoringSystem, ZScore

CASES = Indicator(
    code="cases",
    zh="次数",
    en="cases",
    subject="practitioner",
    category="violation",
    direction="lower_is_better",
    unit="case",
    source="test",
    compute={"kind": "count", "record": "violation"},
)


def system_of(*nodes: dict[str, Any], **head: Any) -> ScoringSystem:
    """Build a system from plain node values."""
    return ScoringSystem(code="test", zh="测试", en="test", source="test", status="expert", node=nodes, **head)


def leaf(code: str, parent: str = "total", **values: Any) -> dict[str, Any]:
    """Give a leaf that passes its value through between 0 and 100."""
    normalise = {"kind": "linear", "worst": 0, "best": 100}
    return {"code": code, "parent": parent, "normalise": normalise, "multiply": 100, **values}


def total(aggregate: str = "weighted_mean", **values: Any) -> dict[str, Any]:
    """Give a root."""
    return {"code": "total", "aggregate": aggregate, **values}


EVERY_KIND = system_of(
    total("weighted_mean", weights_sum=1),
    {"code": "conduct", "parent": "total", "weight": 0.75, "aggregate": "sum"},
    {
        "code": "cases",
        "parent": "conduct",
        "multiply": 50,
        "missing": {"rule": "redistribute"},
        "normalise": {"kind": "linear", "worst": 2.5, "best": 0},
    },
    {
        "code": "ratio",
        "parent": "conduct",
        "missing": {"rule": "points", "points": "12.5"},
        "normalise": {"kind": "bands", "cuts": [0.1, 0.3], "points": ["0", "12.5", "50"]},
    },
    {"code": "standing", "parent": "total", "weight": 0.25, "aggregate": "weighted_mean"},
    {
        "code": "rank",
        "parent": "standing",
        "weight": 2,
        "multiply": 100,
        "normalise": {"kind": "percentile", "reference": [1, 2, 2, 5]},
    },
    {
        "code": "size",
        "parent": "standing",
        "weight": 1,
        "multiply": 10,
        "normalise": {"kind": "z_score", "mean": 3, "deviation": 2, "sign": -1},
    },
    {
        "code": "class",
        "parent": "standing",
        "weight": 1,
        "normalise": {"kind": "categories", "points": {"甲": "100", "乙": "60.5"}, "other": "0"},
    },
    base="10",
)


def random_rows(system: ScoringSystem, rows: int, *, seed: int, missing: float = 0.0) -> pd.DataFrame:
    """Draw rows that reach both sides of every goalpost and cut, with values of few decimals among them."""
    rng = np.random.default_rng(seed)
    columns: dict[str, Any] = {}
    for node in leaves(system):
        rule = node.normalise
        if rule.kind == "categories":
            values = rng.choice([*rule.points, "other text"], rows).astype(object)
            values[rng.random(rows) < missing] = None
        else:
            points = _marks(rule)
            span = max(points) - min(points) or 1.0
            values = rng.uniform(min(points) - span / 2, max(points) + span / 2, rows)
            rounded = rng.random(rows) < 0.5
            values[rounded] = np.round(values[rounded], 2)
            exact = rng.random(rows) < 0.2
            values[exact] = rng.choice(points, exact.sum())
            values[rng.random(rows) < missing] = np.nan
        columns[node.column] = values
    return pd.DataFrame(columns)


def _marks(rule: Any) -> list[float]:
    if isinstance(rule, Linear):
        return [rule.worst, rule.best]
    if isinstance(rule, ZScore):
        return [rule.mean - rule.deviation, rule.mean + rule.deviation]
    return list(rule.reference if isinstance(rule, Percentile) else rule.cuts)
