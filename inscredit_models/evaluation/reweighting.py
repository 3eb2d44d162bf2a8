"""An index under other weights (换权重): leaf points are computed once, only the way up is walked again."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from inscredit_models.scoring.aggregate import NodePoints, aggregate, weights_of
from inscredit_models.scoring.hierarchy import children_by_parent, top_down
from inscredit_models.scoring.system import Node, ScoringSystem
from inscredit_models.scoring.walk import missing_rule, walk


class Reweighting:
    """A scoring system over some rows, whose weights can be moved.

    Parameters
    ----------
    system : ScoringSystem
        The index. Its missing rules stay in force; its rounding is left out, so that a small move of a weight shows.
    frame : pandas.DataFrame of shape (n, any)
        The rows, with the columns that the system reads.

    Attributes
    ----------
    weights : dict of str to float
        Weight of each node but the root, in the system's own units.
    groups : dict of str to tuple of str
        Children of each inner node that has two or more, where weights count.
    score : ndarray of shape (n,)
        Score under ``weights``; NaN where the system refuses one.
    """

    def __init__(self, system: ScoringSystem, frame: pd.DataFrame) -> None:
        walked = walk(system.model_copy(update={"places": None}), frame)
        self._base = float(system.base)
        self._children = children_by_parent(system.node)
        self._nodes = {node.code: node for node in system.node}
        self._root = top_down(system)[0].code
        self._points: dict[str, NodePoints] = dict(walked.points)
        self.weights: dict[str, float] = {}
        for code in self._nodes:
            children = self._children.get(code, [])
            self.weights |= dict(zip([child.code for child in children], weights_of(children), strict=True))
        self.groups = {
            code: tuple(child.code for child in self._children[code])
            for code in self._nodes
            if len(self._children.get(code, [])) > 1 and self._nodes[code].aggregate != "smallest"
        }
        self.score = self._score(self._points[self._root])

    def try_weights(self, changes: Mapping[str, float]) -> np.ndarray:
        """Give the score with some weights changed, and leave everything as it was."""
        return self._score(self._climbed(changes)[self._root])

    def move(self, changes: Mapping[str, float]) -> None:
        """Change some weights for good."""
        self._points |= self._climbed(changes)
        self.weights |= changes
        self.score = self._score(self._points[self._root])

    def is_straight(self, code: str) -> bool:
        """Say whether every score is a straight line in the weight of a node whose siblings share what is left.

        So it is where all means on the way up are arithmetic and no row lacks a point there.
        """
        parent = self._nodes[code].parent
        while parent is not None:
            node, children = self._nodes[parent], self._children[parent]
            if node.aggregate not in ("weighted_mean", "sum"):
                return False
            if not all(self._points[child.code].present.all() for child in children):
                return False
            parent = node.parent
        return True

    def _climbed(self, changes: Mapping[str, float]) -> dict[str, NodePoints]:
        """Points of the nodes above what changed, from below to the root."""
        weights = self.weights | changes
        touched: dict[str, None] = {}
        for code in changes:
            parent = self._nodes[code].parent
            while parent is not None:
                touched[parent] = None
                parent = self._nodes[parent].parent
        found: dict[str, NodePoints] = {}
        for code in sorted(touched, key=self._depth, reverse=True):
            children = [node.model_copy(update={"weight": weights[node.code]}) for node in self._children[code]]
            below = [found.get(child.code, self._points[child.code]) for child in children]
            found[code] = _with_missing_rule(self._nodes[code], aggregate(self._nodes[code], children, below, None))
        return found if found else {self._root: self._points[self._root]}

    def _depth(self, code: str) -> int:
        depth, parent = 0, self._nodes[code].parent
        while parent is not None:
            depth, parent = depth + 1, self._nodes[parent].parent
        return depth

    def _score(self, root: NodePoints) -> np.ndarray:
        return np.where(root.present, root.points + self._base, np.nan)


def _with_missing_rule(node: Node, own: NodePoints) -> NodePoints:
    rule = missing_rule(node)
    absent = ~own.present & ~own.refused
    if rule.rule == "redistribute" or not absent.any():
        return own
    if rule.points is None:
        return NodePoints(own.points, own.present, own.refused | absent)
    return NodePoints(np.where(absent, float(rule.points), own.points), own.present | absent, own.refused)


def shares_moved(weights: Mapping[str, float], siblings: tuple[str, ...], code: str, weight: float) -> dict[str, float]:
    """Give the weights of siblings when one of them is set and the others keep their proportions and the common sum.

    Examples
    --------
    >>> shares_moved({"a": 0.5, "b": 0.3, "c": 0.2}, ("a", "b", "c"), "a", 0.75)
    {'a': 0.75, 'b': 0.15, 'c': 0.1}
    """
    total = sum(weights[sibling] for sibling in siblings)
    others = [sibling for sibling in siblings if sibling != code]
    before = sum(weights[sibling] for sibling in others)
    rest = total - weight
    moved = {sibling: weights[sibling] / before * rest if before > 0 else rest / len(others) for sibling in others} | {
        code: weight
    }
    return {sibling: moved[sibling] for sibling in siblings}
