"""Random forest (随机森林): grown by scikit-learn, kept and read as plain arrays of nodes.

No foreign object is stored: the fitted trees are numbers only, so the file is the same for the same fit, and reading it
builds nothing but arrays.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

from inscredit_models.models.encoding import LinearEncoder
from inscredit_models.models.features import Feature
from inscredit_models.models.risk_classifier import RiskClassifier

_TYPES = {"starts": "<i4", "column": "<i4", "left": "<i4", "right": "<i4", "threshold": "<f8", "rate": "<f8"}


@dataclass(frozen=True)
class TreeTable:
    """The nodes of all trees, one after the other.

    Parameters
    ----------
    starts : ndarray of int of shape (n_trees,)
        Node where each tree begins.
    column, left, right, threshold, rate : ndarray of shape (n_nodes,)
        Column that is asked (−1 in a leaf), node for values up to the threshold and for larger ones, threshold, event
        rate of the training rows in the node.
    """

    starts: np.ndarray
    column: np.ndarray
    left: np.ndarray
    right: np.ndarray
    threshold: np.ndarray
    rate: np.ndarray

    @classmethod
    def of(cls, forest: RandomForestClassifier) -> Self:
        """Read the nodes of a fitted forest whose classes are 0 and 1."""
        trees = [estimator.tree_ for estimator in forest.estimators_]
        starts = np.concatenate([[0], np.cumsum([tree.node_count for tree in trees])])[:-1]
        shift = [np.where(tree.children_left < 0, 0, start) for tree, start in zip(trees, starts, strict=True)]
        left = [tree.children_left + move for tree, move in zip(trees, shift, strict=True)]
        right = [tree.children_right + move for tree, move in zip(trees, shift, strict=True)]
        column = [np.where(tree.children_left < 0, -1, tree.feature) for tree in trees]
        counts = [tree.value[:, 0, :] for tree in trees]
        parts = {
            "starts": starts,
            "column": np.concatenate(column),
            "left": np.concatenate(left),
            "right": np.concatenate(right),
            "threshold": np.concatenate([tree.threshold for tree in trees]),
            "rate": np.concatenate([count[:, 1] / count.sum(axis=1) for count in counts]),
        }
        return cls(**{name: parts[name].astype(dtype) for name, dtype in _TYPES.items()})

    def p_event(self, matrix: np.ndarray) -> np.ndarray:
        """Give the mean event rate of the leaves each row falls into, shape (n,).

        Values are rounded to single precision first, as they were when the trees were grown.
        """
        values = matrix.astype(np.float32).astype(float)
        total = np.zeros(len(values))
        for start in self.starts.tolist():
            node = np.full(len(values), start)
            moving = np.flatnonzero(self.column[node] >= 0)
            while len(moving):
                here = node[moving]
                is_left = values[moving, self.column[here]] <= self.threshold[here]
                node[moving] = np.where(is_left, self.left[here], self.right[here])
                moving = moving[self.column[node[moving]] >= 0]
            total += self.rate[node]
        return total / len(self.starts)

    def check(self, width: int) -> None:
        """Refuse nodes that point outside the table, backwards, or to a column that is not there (``ValueError``)."""
        count, inner = len(self.column), self.column >= 0
        sizes = {len(getattr(self, name)) for name in _TYPES if name != "starts"}
        nodes = np.arange(count)[inner]
        fits = (
            sizes == {count}
            and len(self.starts) > 0
            and bool(((self.starts >= 0) & (self.starts < count)).all())
            and bool((self.column < width).all())
            and all(bool(((side[inner] > nodes) & (side[inner] < count)).all()) for side in (self.left, self.right))
            and bool(((self.rate >= 0) & (self.rate <= 1)).all())
            and not np.isnan(self.threshold).any()
        )
        if not fits:
            raise ValueError("the nodes do not make trees")

    def to_plain(self) -> dict[str, str]:
        """Give the arrays as base64 of their little-endian bytes."""
        return {name: base64.b64encode(getattr(self, name).tobytes()).decode("ascii") for name in _TYPES}

    @classmethod
    def from_plain(cls, plain: dict[str, str]) -> Self:
        """Rebuild the arrays from `to_plain`."""
        read = {
            name: np.frombuffer(base64.b64decode(plain[name], validate=True), kind) for name, kind in _TYPES.items()
        }
        return cls(**read)


class RandomForest(RiskClassifier):
    """A random forest on encoded columns, with leaves that are large enough to give probabilities.

    Parameters
    ----------
    features : tuple of Feature or None
        Declared columns; None derives their kinds. Directions are not used.
    trees, min_rows : int
        Number of trees, fewest training rows in a leaf.
    column_share : float
        Share of the encoded columns that each split may choose from; 0 takes their square root.
    rare_below : int
        Levels with fewer training rows than this are pooled as "other".
    seed, threads : int
        Seed of the forest; threads that grow it. They change nothing in the result.

    Attributes
    ----------
    trees_ : TreeTable
        The nodes.

    Examples
    --------
    >>> X = pd.DataFrame({"cases": np.arange(200.0)})
    >>> model = RandomForest(trees=20).fit(X, X["cases"] > 120)
    >>> model.p_event(pd.DataFrame({"cases": [10.0, 190.0]})).round(2).tolist()
    [0.0, 1.0]
    """

    def __init__(
        self,
        features: tuple[Feature, ...] | None = None,
        trees: int = 200,
        min_rows: int = 10,
        column_share: float = 0.0,
        rare_below: int = 10,
        seed: int = 0,
        threads: int = 1,
    ) -> None:
        self.features = features
        self.trees = trees
        self.min_rows = min_rows
        self.column_share = column_share
        self.rare_below = rare_below
        self.seed = seed
        self.threads = threads

    def _learn(self, frame: pd.DataFrame, events: np.ndarray) -> None:
        self.encoder_ = LinearEncoder.from_training(frame, self.features_, rare_below=self.rare_below)
        forest = RandomForestClassifier(
            n_estimators=self.trees,
            min_samples_leaf=self.min_rows,
            max_features=self.column_share or "sqrt",
            random_state=self.seed,
            n_jobs=self.threads,
        )
        self.trees_ = TreeTable.of(forest.fit(self.encoder_.transform(frame), events))

    def _p_event(self, frame: pd.DataFrame) -> np.ndarray:
        return self.trees_.p_event(self.encoder_.transform(frame))

    def _state(self) -> dict[str, Any]:
        return {"encoder": self.encoder_.to_plain(), "trees": self.trees_.to_plain()}

    def _restore(self, state: dict[str, Any]) -> None:
        self.encoder_ = LinearEncoder.from_plain(state["encoder"], self.features_)
        self.trees_ = TreeTable.from_plain(state["trees"])
        self.trees_.check(len(self.encoder_.owners()))
