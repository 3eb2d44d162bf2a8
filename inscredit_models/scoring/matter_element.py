"""Matter-element extension (物元可拓): how far a value belongs to each grade's interval."""

from __future__ import annotations

import numpy as np


def correlation_degrees(values: np.ndarray, classes: np.ndarray, node: tuple[float, float]) -> np.ndarray:
    """Give the correlation of values with the interval of each grade.

    Parameters
    ----------
    values : ndarray of shape (n,)
        Within the node domain.
    classes : ndarray of shape (g, 2)
        Classical domain of each grade: lower and upper end.
    node : tuple of float
        Node domain (节域), which holds all classical domains.

    Returns
    -------
    ndarray of shape (n, g)
        Above 0 inside a grade, below 0 outside; the largest is the grade.

    Notes
    -----
    ρ(x, [a, b]) = |x − (a + b)/2| − (b − a)/2. Inside K = −ρ/(b − a), outside K = ρ/(ρ_node − ρ); where the two
    distances are equal K = −ρ − 1.

    References
    ----------
    Cai (1983), Extension set and non-compatible problems (可拓集合和不相容问题).

    Examples
    --------
    >>> classes = np.array([[80, 100], [60, 80], [40, 60], [0, 40]])
    >>> correlation_degrees(np.array([72.0]), classes, (0, 100)).round(4).tolist()
    [[-0.2222, 0.4, -0.3, -0.5333]]
    """
    low, high = np.asarray(classes, dtype=float).T
    distance = _distance(values[:, None], low, high)
    outer = _distance(values[:, None], *node)
    gap = outer - distance
    outside = np.divide(distance, gap, out=-distance - 1, where=gap != 0)
    inside = (values[:, None] >= low) & (values[:, None] <= high)
    return np.where(inside, -distance / (high - low), outside)


def characteristic_grade(degrees: np.ndarray) -> np.ndarray:
    """Give the characteristic value of the grade (级别变量特征值): the mean grade number under shares of the degrees.

    Parameters
    ----------
    degrees : ndarray of shape (n, g)
        As from `correlation_degrees`; grades are numbered 1 to g.

    Examples
    --------
    >>> characteristic_grade(np.array([[0.0, 1.0, 0.0]])).tolist()
    [2.0]
    """
    low = degrees.min(axis=1, keepdims=True)
    span = degrees.max(axis=1, keepdims=True) - low
    shares = np.divide(degrees - low, span, out=np.ones(degrees.shape), where=span > 0)
    return (shares * np.arange(1, degrees.shape[1] + 1)).sum(axis=1) / shares.sum(axis=1)


def _distance(values: np.ndarray, low: np.ndarray | float, high: np.ndarray | float) -> np.ndarray:
    return np.abs(values - (low + high) / 2) - (high - low) / 2
