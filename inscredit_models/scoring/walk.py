"""The way of the points from the leaves to the root (逐层计算), shared by evaluation and contributions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from inscredit_models.findings import Findings
from inscredit_models.scoring.aggregate import NodePoints, aggregate
from inscredit_models.scoring.check import check_system
from inscredit_models.scoring.columns import read_columns
from inscredit_models.scoring.hierarchy import children_by_parent, top_down
from inscredit_models.scoring.normalise import leaf_points
from inscredit_models.scoring.rounding import scaled
from inscredit_models.scoring.system import MissingRule, Node, ScoringSystem

_REFUSE = MissingRule(rule="refuse")


@dataclass(frozen=True, slots=True)
class Walk:
    """Points of all nodes over all rows.

    Parameters
    ----------
    points : mapping of str to NodePoints
        By node code, after the missing rules.
    absent : mapping of str to ndarray of bool of shape (n,)
        By node code: where the node had nothing of its own, so that its missing rule was applied.
    unit : int
        What one point is in the arrays: 1, or 10 to the power of ``places``.
    score : ndarray of shape (n,)
        Base and root together; NaN where refused.
    """

    points: Mapping[str, NodePoints]
    absent: Mapping[str, np.ndarray]
    unit: int
    score: np.ndarray


def walk(system: ScoringSystem, frame: pd.DataFrame) -> Walk:
    """Check the system and the frame, then carry the points up; refused with all findings."""
    _refuse_unready(system)
    columns = read_columns(system, frame)
    children = children_by_parent(system.node)
    order = top_down(system)
    points: dict[str, NodePoints] = {}
    absent: dict[str, np.ndarray] = {}
    for node in reversed(order):
        if node.code in children:
            own = children[node.code]
            found = aggregate(node, own, [points[child.code] for child in own], system.places)
        else:
            found = _leaf(node, *columns[node.code], system.places)
        absent[node.code] = ~found.present & ~found.refused
        points[node.code] = _apply_missing(system, node, found, absent[node.code])
    unit = 1 if system.places is None else 10**system.places
    return Walk(points, absent, unit, _score(system, points[order[0].code], unit))


def missing_rule(node: Node) -> MissingRule:
    """Give the rule for a missing value; a root has no siblings to share with, so it refuses instead."""
    if node.missing is None or (node.parent is None and node.missing.rule == "redistribute"):
        return _REFUSE
    return node.missing


def _refuse_unready(system: ScoringSystem) -> None:
    findings = Findings()
    check_system(system, findings)
    unknown = {node.code for node in system.node if node.split == "unknown"}
    for node in system.node:
        if node.code in unknown and node.parent not in unknown:
            findings.add(
                "ICM007",
                f"{system.code}, node {node.code!r}",
                "a published weight, but what is inside it is not published: " + (node.note or "no rule"),
                "rules and weights for every node",
                "complete the system from its source; nothing is invented",
            )
    findings.refuse()


def _leaf(node: Node, values: np.ndarray, present: np.ndarray, places: int | None) -> NodePoints:
    points = np.zeros(len(values), dtype=np.float64 if places is None else np.int64)
    points[present] = leaf_points(node, values[present], places)
    return NodePoints(points, present, np.zeros(len(values), dtype=bool))


def _apply_missing(system: ScoringSystem, node: Node, own: NodePoints, absent: np.ndarray) -> NodePoints:
    rule = missing_rule(node)
    if rule.rule == "redistribute":
        return own
    if rule.points is None:
        return NodePoints(own.points, own.present, own.refused | absent)
    fixed = float(rule.points) if system.places is None else scaled(rule.points, system.places)
    return NodePoints(np.where(absent, fixed, own.points), own.present | absent, own.refused)


def _score(system: ScoringSystem, root: NodePoints, unit: int) -> np.ndarray:
    base = float(system.base) if system.places is None else scaled(system.base, system.places)
    return np.where(root.present, (root.points + base) / unit, np.nan)
