"""Exact contributions (贡献): what each leaf of an additive scoring system adds to the score."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from inscredit_models.findings import Findings
from inscredit_models.scoring.aggregate import NodePoints, weights_of
from inscredit_models.scoring.hierarchy import children_by_parent, top_down
from inscredit_models.scoring.system import Node, ScoringSystem
from inscredit_models.scoring.walk import missing_rule, walk

ROUNDING = "rounding"


def contributions(system: ScoringSystem, frame: pd.DataFrame) -> pd.DataFrame:
    """Say what each leaf adds to the score.

    Parameters
    ----------
    system : ScoringSystem
        Additive at every inner node: weighted mean or sum.
    frame : pandas.DataFrame of shape (n, any)
        As for `evaluate`.

    Returns
    -------
    pandas.DataFrame of shape (n, n_terms)
        One column per leaf in system order, then inner nodes that may get fixed points, then ``"rounding"`` where the
        rounding of a weighted node is part of the score. Rows add up to the score less ``system.base``; rows without a
        score are NaN throughout.

    Raises
    ------
    Refused
        As `evaluate`, and for a geometric mean or a smallest value, which no sum can explain (ICM006).
    """
    _refuse_not_additive(system)
    walked = walk(system, frame)
    children = children_by_parent(system.node)
    order = top_down(system)
    shares = {order[0].code: np.ones(len(frame))}
    for node in order:
        if node.code in children:
            shares |= _shares_below(node, children[node.code], walked.points, shares[node.code])
    terms = {}
    for node in sorted(system.node, key=lambda node: node.code in children):
        points = shares[node.code] * walked.points[node.code].points / walked.unit
        if node.code not in children:
            terms[node.code] = points
        elif missing_rule(node).rule == "points":
            terms[node.code] = np.where(walked.absent[node.code], points, 0.0)
    result = pd.DataFrame(terms, index=frame.index)
    if system.places is not None and _has_weights(system):
        result[ROUNDING] = walked.score - float(system.base) - result.sum(axis=1)
    result.loc[np.isnan(walked.score), :] = np.nan
    return result


def _shares_below(
    node: Node, below: list[Node], points: Mapping[str, NodePoints], share: np.ndarray
) -> dict[str, np.ndarray]:
    """Give the factor by which the points of each child go into the score, row by row."""
    weights = weights_of(below)
    present = np.zeros(len(share))
    for child, weight in zip(below, weights, strict=True):
        present = present + np.where(points[child.code].present, weight, 0.0)
    divisor = present if node.aggregate == "weighted_mean" else present / sum(weights)
    factor = np.divide(share, divisor, out=np.zeros(len(share)), where=present > 0)
    return {
        child.code: np.where(points[child.code].present, factor * weight, 0.0)
        for child, weight in zip(below, weights, strict=True)
    }


def _has_weights(system: ScoringSystem) -> bool:
    """Say whether a node can be rounded on its way up: with means, weights or shared weights it can."""
    return any(
        node.aggregate == "weighted_mean" or node.weight is not None or missing_rule(node).rule == "redistribute"
        for node in system.node
    )


def _refuse_not_additive(system: ScoringSystem) -> None:
    findings = Findings()
    for node in system.node:
        if node.aggregate in ("geometric_mean", "smallest"):
            findings.add(
                "ICM006",
                f"{system.code}, node {node.code!r}",
                f"aggregation {node.aggregate!r}",
                "weighted_mean or sum at every level: only these are sums of contributions",
                "explain the system by its nodes instead",
            )
    findings.refuse()
