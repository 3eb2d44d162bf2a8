"""From a value to a leaf's points (标准化): goalposts, z, percentile, bands, categories."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np

from inscredit_models.scoring.rounding import decimal_of, scaled, scaled_array
from inscredit_models.scoring.system import Bands, Categories, Linear, Node, Percentile, ZScore


def leaf_points(node: Node, values: np.ndarray, places: int | None) -> np.ndarray:
    """Give the points of a leaf for present values.

    Parameters
    ----------
    node : Node
        A leaf with a normalisation.
    values : ndarray of shape (n,)
        Finite floats, or text where the normalisation is by category. Missing values do not come here.
    places : int or None
        Declared decimals; the answer is then whole numbers of units of the last place.

    Returns
    -------
    ndarray of shape (n,)
        float64, or int64 where ``places`` is given.

    Examples
    --------
    >>> node = Node(code="a", normalise=Linear(kind="linear", worst=2, best=0), multiply=100)
    >>> leaf_points(node, np.array([0.0, 1.0, 3.0]), None).tolist()
    [100.0, 50.0, 0.0]
    >>> leaf_points(node, np.array([0.0, 1.0, 3.0]), 1).tolist()
    [1000, 500, 0]
    """
    rule = node.normalise
    if isinstance(rule, Bands):
        side = "right" if rule.interval == "[lo,hi)" else "left"
        return _from_table(rule.points, node, places)[np.searchsorted(np.asarray(rule.cuts), values, side=side)]
    if isinstance(rule, Categories):
        position = {name: index for index, name in enumerate(rule.points)}
        table = _from_table((*rule.points.values(), rule.other), node, places)
        return table[np.array([position.get(value, len(position)) for value in values], dtype=np.intp)]
    # + 0.0 turns the negative zero of reversed goalposts into zero
    points = _unit(rule, values) * node.multiply + 0.0
    if places is None:
        return points
    return scaled_array(points, places, lambda at: _exact(rule, values[at]) * Fraction(decimal_of(node.multiply)))


def _from_table(points: tuple[Decimal, ...], node: Node, places: int | None) -> np.ndarray:
    products = [point * decimal_of(node.multiply) for point in points]
    if places is None:
        return np.array([float(product) for product in products])
    return np.array([scaled(product, places) for product in products], dtype=np.int64)


def _unit(rule: Linear | ZScore | Percentile, values: np.ndarray) -> np.ndarray:
    if isinstance(rule, Linear):
        return np.clip((values - rule.worst) / (rule.best - rule.worst), 0.0, 1.0)
    if isinstance(rule, ZScore):
        return rule.sign * (values - rule.mean) / rule.deviation
    share = _twice_rank(rule, values) / (2 * len(rule.reference))
    return share if rule.sign > 0 else 1 - share


def _exact(rule: Linear | ZScore | Percentile, value: float) -> Fraction:
    """Give the normalised value as a fraction of the decimals as they are written."""
    if isinstance(rule, Percentile):
        share = Fraction(int(_twice_rank(rule, np.array([value]))[0]), 2 * len(rule.reference))
        return share if rule.sign > 0 else 1 - share
    number = Fraction(decimal_of(value))
    if isinstance(rule, ZScore):
        return rule.sign * (number - Fraction(decimal_of(rule.mean))) / Fraction(decimal_of(rule.deviation))
    worst, best = Fraction(decimal_of(rule.worst)), Fraction(decimal_of(rule.best))
    return min(max((number - worst) / (best - worst), Fraction(0)), Fraction(1))


def _twice_rank(rule: Percentile, values: np.ndarray) -> np.ndarray:
    reference = np.asarray(rule.reference)
    return np.searchsorted(reference, values, side="left") + np.searchsorted(reference, values, side="right")
