"""From the points of children to the points of their parent (汇总), in floats or in scaled whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from inscredit_models.findings import Finding, Refused
from inscredit_models.scoring.rounding import divide, refuse_large, whole_weights
from inscredit_models.scoring.system import Node


@dataclass(frozen=True, slots=True)
class NodePoints:
    """Points of one node over all rows.

    Parameters
    ----------
    points : ndarray of shape (n,)
        float64, or int64 units of the last place; 0 where not present.
    present : ndarray of bool of shape (n,)
        Where the node has points.
    refused : ndarray of bool of shape (n,)
        Where a missing value below (or here) refuses the whole score.
    """

    points: np.ndarray
    present: np.ndarray
    refused: np.ndarray


def weights_of(children: Sequence[Node]) -> list[float]:
    """Give the weights of siblings; a sum may leave them out, which means 1 each."""
    return [1.0 if child.weight is None else child.weight for child in children]


def aggregate(node: Node, children: Sequence[Node], below: Sequence[NodePoints], places: int | None) -> NodePoints:
    """Give the points of an inner node from those of its children.

    Children without points leave their weight to the others (a sum is raised in proportion). Where no child with a
    weight has points the node has none. Additions follow the order of the children, so that one row alone gives the
    same bits as in a batch.
    """
    refused = np.logical_or.reduce([child.refused for child in below])
    if node.aggregate == "smallest":
        points, present = _smallest(below)
    elif node.aggregate == "geometric_mean":
        points, present = _geometric_mean(node, weights_of(children), below, places)
    else:
        points, present = _additive(node, weights_of(children), below, places)
    present = present & ~refused
    return NodePoints(np.where(present, points, 0), present, refused)


def _additive(
    node: Node, weights: list[float], below: Sequence[NodePoints], places: int | None
) -> tuple[np.ndarray, np.ndarray]:
    parts, unit = (weights, 1.0) if places is None else _whole_parts(node, weights, below)
    total = np.zeros_like(below[0].points)
    share, whole = np.zeros_like(total), np.zeros_like(total)
    for part, child in zip(parts, below, strict=True):
        total = total + part * child.points
        share = share + np.where(child.present, part, 0)
        whole = whole + part
    present = share > 0
    denominator = np.where(present, share, 1)
    if node.aggregate == "sum":
        complete = share == whole
        total = np.where(complete, total, total * whole)
        denominator = np.where(complete, unit, denominator * unit)
    return (total / denominator if places is None else divide(total, denominator)), present


def _whole_parts(node: Node, weights: list[float], below: Sequence[NodePoints]) -> tuple[list[int], int]:
    """Give the weights as whole numbers, with the whole number that a weight of 1 has become."""
    *parts, unit = whole_weights([*weights, 1.0])
    largest = max(int(np.abs(child.points).max(initial=0)) for child in below) + 1
    refuse_large(4 * largest * sum(parts) * (sum(parts) + unit if node.aggregate == "sum" else 1))
    return parts, unit


def _geometric_mean(
    node: Node, weights: list[float], below: Sequence[NodePoints], places: int | None
) -> tuple[np.ndarray, np.ndarray]:
    unit = 1 if places is None else 10**places
    share = np.zeros(len(below[0].points))
    for weight, child in zip(weights, below, strict=True):
        _refuse_negative(node, child)
        share = share + np.where(child.present, weight, 0.0)
    present = share > 0
    product = np.ones(len(share))
    for weight, child in zip(weights, below, strict=True):
        power = np.where(child.present, weight, 0.0) / np.where(present, share, 1.0)
        product = product * np.power(child.points / unit, power)
    if places is None:
        return product, present
    return np.floor(product * unit + 0.5).astype(np.int64), present


def _refuse_negative(node: Node, child: NodePoints) -> None:
    negative = int(((child.points < 0) & child.present).sum())
    if negative:
        raise Refused(
            [
                Finding(
                    "ICM006",
                    f"node {node.code!r}",
                    f"{negative} negative points under a geometric mean",
                    "points of 0 or more",
                    "use goalposts or bands below a geometric mean",
                )
            ]
        )


def _smallest(below: Sequence[NodePoints]) -> tuple[np.ndarray, np.ndarray]:
    top = np.iinfo(np.int64).max if below[0].points.dtype == np.int64 else np.inf
    columns = [np.where(child.present, child.points, top) for child in below]
    return np.minimum.reduce(columns), np.logical_or.reduce([child.present for child in below])
