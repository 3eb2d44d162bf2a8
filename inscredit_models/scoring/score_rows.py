"""Scores alone (只要得分): the same bits as a full evaluation, in blocks that stay in the cache."""

from __future__ import annotations

import numpy as np
import pandas as pd

from inscredit_models.findings import Findings
from inscredit_models.scoring.aggregate import weights_of
from inscredit_models.scoring.check import check_system
from inscredit_models.scoring.evaluate import evaluate
from inscredit_models.scoring.hierarchy import children_by_parent, leaves, top_down
from inscredit_models.scoring.system import Linear, Node, ScoringSystem, ZScore

BLOCK = 8192
"""Rows of a block: a few dozen columns of them fit into the cache of a processor."""


def score_rows(system: ScoringSystem, frame: pd.DataFrame) -> np.ndarray:
    """Give the score of every row, as `evaluate` does, and nothing else.

    Parameters
    ----------
    system : ScoringSystem
        Any system whose rules are all declared.
    frame : pandas.DataFrame of shape (n, any)
        One row per case, with the column of every leaf.

    Returns
    -------
    ndarray of shape (n,)
        NaN where the system gives no score.

    Raises
    ------
    Refused
        As `evaluate`.

    Notes
    -----
    The short way is taken by sums and weighted means of linear and z leaves in floats over numbers without gaps; every
    other system or table goes the way of `evaluate`.

    Examples
    --------
    >>> nodes = [
    ...     Node(code="total", aggregate="weighted_mean"),
    ...     Node(code="a", parent="total", weight=1, multiply=100, normalise=Linear(kind="linear", worst=2, best=0)),
    ... ]
    >>> head = {"code": "s", "zh": "", "en": "", "source": "", "status": "expert"}
    >>> score_rows(ScoringSystem(**head, node=nodes), pd.DataFrame({"a": [0.0, 0.5, None]})).tolist()
    [100.0, 75.0, nan]
    """
    columns = _plain_columns(system, frame) if _is_plain(system) else None
    if columns is None:
        return evaluate(system, frame).score
    order = list(reversed(top_down(system)))
    children = children_by_parent(system.node)
    score = np.empty(len(frame))
    for start in range(0, len(frame), BLOCK):
        stop = min(start + BLOCK, len(frame))
        points: dict[str, np.ndarray] = {}
        for node in order:
            if node.code in children:
                points[node.code] = _joined(node, children[node.code], points)
            else:
                points[node.code] = _leaf(node, columns[node.code][start:stop])
        np.add(points[order[-1].code], float(system.base), out=score[start:stop])
    return score


def _is_plain(system: ScoringSystem) -> bool:
    findings = Findings()
    check_system(system, findings)
    inner = {node.parent for node in system.node}
    return (
        not len(findings)
        and system.places is None
        and all(node.split != "unknown" for node in system.node)
        and all(node.aggregate in ("weighted_mean", "sum") for node in system.node if node.code in inner)
        and all(isinstance(leaf.normalise, Linear | ZScore) for leaf in leaves(system))
        and all(sum(weights_of(below)) > 0 for parent, below in children_by_parent(system.node).items() if parent)
    )


def _plain_columns(system: ScoringSystem, frame: pd.DataFrame) -> dict[str, np.ndarray] | None:
    """Give the columns of all leaves where each is there once, holds floats, and has no gap."""
    names = list(frame.columns)
    found = {}
    for leaf in leaves(system):
        if names.count(leaf.column) != 1 or frame[leaf.column].dtype != np.float64:
            return None
        found[leaf.code] = frame[leaf.column].to_numpy()
        if not np.isfinite(found[leaf.code]).all():
            return None
    return found


def _leaf(node: Node, values: np.ndarray) -> np.ndarray:
    rule = node.normalise
    if isinstance(rule, ZScore):
        return rule.sign * (values - rule.mean) / rule.deviation * node.multiply + 0.0
    points = values - rule.worst
    points /= rule.best - rule.worst
    np.clip(points, 0.0, 1.0, out=points)
    points *= node.multiply
    points += 0.0
    return points


def _joined(node: Node, children: list[Node], points: dict[str, np.ndarray]) -> np.ndarray:
    """Add in the order of the children, as an evaluation does; the parts of a block are used up."""
    weights = weights_of(children)
    share = 0.0
    total = np.zeros_like(points[children[0].code])
    for weight, child in zip(weights, children, strict=True):
        part = points.pop(child.code)
        part *= weight
        total += part
        share += weight
    if node.aggregate == "weighted_mean":
        total /= share
    return total
