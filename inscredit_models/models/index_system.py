"""An index estimated from training rows (指数估计): goalposts, weights and missing points as a scoring system."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import numpy as np
import pandas as pd

from inscredit_models.findings import Findings
from inscredit_models.models.features import Feature
from inscredit_models.models.index_weights import entropy_weights, equal_weights
from inscredit_models.scoring.normalise import leaf_points
from inscredit_models.scoring.system import Linear, MissingRule, Node, ScoringSystem

ROOT = "index"
SCALE = 100.0
_NAMES = {
    "equal": ("等权指数", "Index with equal weights"),
    "entropy": ("熵权指数", "Index with entropy weights"),
}


@dataclass(frozen=True, slots=True)
class IndexRules:
    """How an index is estimated: source of the weights, share of rows beyond each goalpost, shift of the entropy."""

    weighting: Literal["equal", "entropy"]
    tail: float
    shift: float


def build_index(
    frame: pd.DataFrame, features: Sequence[Feature], rules: IndexRules, findings: Findings
) -> ScoringSystem:
    """Estimate an index from training rows.

    Parameters
    ----------
    frame : pandas.DataFrame of shape (n, any)
        Training rows with the numeric columns of ``features``; NaN where missing.
    features : sequence of Feature
        Columns with a direction of +1 or −1.
    rules : IndexRules
        How weights and goalposts are estimated.
    findings : Findings
        Collector for constant (ICM051) and empty columns (ICM052).

    Returns
    -------
    ScoringSystem
        A weighted mean of linear goalposts, 0 to 100, in floats.

    Notes
    -----
    Goalposts are the lower and upper ``tail`` quantiles of the present values. Where these are equal (rare events: most
    rows are 0) they are the smallest and the largest value, since otherwise the rarest records would not count at all.
    A column with one value only has weight 0. A missing cell has the median of the present normalised values, in
    training and later: it is neither a reward nor a punishment against the middle of the training rows.
    """
    columns = [frame[feature.code].to_numpy(dtype=float) for feature in features]
    goalposts = [
        _goalposts(values, feature, rules.tail, findings) for feature, values in zip(features, columns, strict=True)
    ]
    units, middles = [], []
    for posts, values in zip(goalposts, columns, strict=True):
        present = ~np.isnan(values)
        unit = np.full(len(values), 0.5)
        unit[present] = leaf_points(Node(code=ROOT, normalise=posts), values[present], None)
        middle = float(np.median(unit[present])) if present.any() else 0.5
        unit[~present] = middle
        units.append(unit)
        middles.append(middle)
    matrix = np.column_stack(units)
    weights = equal_weights(matrix) if rules.weighting == "equal" else entropy_weights(matrix, shift=rules.shift)
    leaves = [
        _leaf(number, feature, posts, weight, middle)
        for number, (feature, posts, weight, middle) in enumerate(
            zip(features, goalposts, weights.tolist(), middles, strict=True)
        )
    ]
    return _system(rules, leaves)


def _goalposts(values: np.ndarray, feature: Feature, tail: float, findings: Findings) -> Linear:
    present = values[~np.isnan(values)]
    where = f"index, column {feature.code!r}"
    if not len(present):
        findings.add("ICM052", where, "no value in the training rows", "two or more values", "weight 0 here; drop it")
        return _linear(0.0, 1.0, feature)
    low, high = (float(value) for value in np.quantile(present, [tail, 1 - tail]))
    if not low < high:
        low, high = float(present.min()), float(present.max())
    if low < high:
        return _linear(low, high, feature)
    findings.add("ICM051", where, "one value in the training rows", "two or more values", "weight 0 here; drop it")
    return _linear(low, float(max(low + 1, np.nextafter(low, np.inf))), feature)


def _linear(low: float, high: float, feature: Feature) -> Linear:
    worst, best = (low, high) if feature.direction > 0 else (high, low)
    return Linear(kind="linear", worst=worst, best=best)


def _leaf(number: int, feature: Feature, posts: Linear, weight: float, middle: float) -> Node:
    is_code = re.fullmatch(r"[a-z][a-z0-9_]{0,62}", feature.code) and feature.code != ROOT
    return Node(
        code=feature.code if is_code and not feature.code.startswith("column_") else f"column_{number:03d}",
        parent=ROOT,
        indicator=feature.code,
        zh=feature.label("zh"),
        en=feature.label("en"),
        weight=weight,
        normalise=posts,
        multiply=SCALE,
        missing=MissingRule(rule="points", points=Decimal(repr(SCALE * middle))),
    )


def _system(rules: IndexRules, leaves: Sequence[Node]) -> ScoringSystem:
    zh, en = _NAMES[rules.weighting]
    shift = f", shift {rules.shift:g}" if rules.weighting == "entropy" else ""
    return ScoringSystem(
        code=f"index_{rules.weighting}",
        zh=zh,
        en=en,
        source=f"estimated from training rows: goalposts at the {rules.tail:g} tails, {rules.weighting} weights{shift}",
        status="fitted",
        node=(Node(code=ROOT, zh=zh, en=en, aggregate="weighted_mean"), *leaves),
    )
