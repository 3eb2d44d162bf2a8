"""What a weight really does (有效权重): nominal weights against each component's share in the variance of an index."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from inscredit_models.findings import Findings
from inscredit_models.scoring.aggregate import weights_of
from inscredit_models.scoring.hierarchy import children_by_parent, leaves, top_down
from inscredit_models.scoring.system import ScoringSystem
from inscredit_models.scoring.walk import walk

Method = Literal["linear", "smooth"]
IMPORTANCE_COLUMNS = ("node", "nominal", "correlation", "importance", "effective", "ratio", "equalising")
_MOST_KNOTS = 4


def nominal_weights(system: ScoringSystem) -> dict[str, float]:
    """Give each leaf's nominal weight: the product of its shares among siblings on the way up; together 1.

    Where a parent takes the smallest value its children share its weight equally, since none is named beforehand.
    """
    children = children_by_parent(system.node)
    order = top_down(system)
    share = {order[0].code: 1.0}
    for node in order:
        below = children.get(node.code, [])
        weights = [1.0] * len(below) if node.aggregate == "smallest" else weights_of(below)
        share |= {child.code: share[node.code] * w / sum(weights) for child, w in zip(below, weights, strict=True)}
    return {leaf.code: share[leaf.code] for leaf in leaves(system)}


def importance(points: np.ndarray, index: np.ndarray, *, method: Method = "smooth") -> np.ndarray:
    """Give the correlation ratio of each component with the index: the share of its variance that the component tells.

    Parameters
    ----------
    points : ndarray of shape (n, k)
        Components, without gaps.
    index : ndarray of shape (n,)
        The index.
    method : {"linear", "smooth"}
        Squared correlation, or the share explained by a cubic regression spline whose number of knots (up to 4) is
        chosen by generalised cross-validation; the smooth one is never below the linear one.

    Returns
    -------
    ndarray of shape (k,)
        Between 0 and 1; 0 for a constant component.

    References
    ----------
    Paruolo, P., Saisana, M. & Saltelli, A. (2013), Ratings and rankings: voodoo or science?, Journal of the Royal
    Statistical Society A 176(3), 609–634.
    Becker, W., Saisana, M., Paruolo, P. & Vandecasteele, I. (2017), Weights and importance in composite indicators,
    Ecological Indicators 80, 12–22.

    Examples
    --------
    >>> x = np.column_stack([np.arange(8.0), np.ones(8)])
    >>> importance(x, 3 * np.arange(8.0) + 1).round(6).tolist()
    [1.0, 0.0]
    """
    return np.array([_ratio(column, index, method) for column in points.T])


def importance_frame(
    system: ScoringSystem, frame: pd.DataFrame, *, node: str | None = None, method: Method = "smooth"
) -> pd.DataFrame:
    """Set nominal against effective weights.

    Parameters
    ----------
    system : ScoringSystem
        The index.
    frame : pandas.DataFrame of shape (n, any)
        Units; those without a score, or without points in a component, are left out.
    node : str, optional
        An inner node whose children are asked about its own points; by default the leaves about the whole index.
    method : {"linear", "smooth"}
        As in `importance`.

    Returns
    -------
    pandas.DataFrame
        Columns `IMPORTANCE_COLUMNS`: ``nominal`` and ``effective`` weights add up to 1 (effective: the component's part
        of all correlation ratios), ``ratio`` is effective over nominal, ``correlation`` shows components that work
        against the index, ``equalising`` are the weights under which the effective would equal the nominal (missing
        where the parent is no weighted mean or sum, or for leaves of more than one level).
    """
    walked = walk(system, frame)
    root = top_down(system)[0].code
    asked = root if node is None else node
    children = children_by_parent(system.node)
    if asked not in children:
        findings = Findings()
        findings.add("ICM008", f"{system.code}, node", repr(node), "an inner node", "name a node with children")
        findings.refuse()
    flat = node is not None or all(child.code not in children for child in children[root])
    if flat:
        codes = [child.code for child in children[asked]]
        weights = np.array(weights_of(children[asked]))
        nominal = weights / weights.sum()
    else:
        nominal_of = nominal_weights(system)
        codes, nominal = list(nominal_of), np.array(list(nominal_of.values()))
    kept = np.logical_and.reduce([walked.points[code].present for code in (*codes, asked)])
    points = np.column_stack([walked.points[code].points[kept] / walked.unit for code in codes])
    index = walked.points[asked].points[kept] / walked.unit
    ratios = importance(points, index, method=method)
    effective = ratios / ratios.sum() if ratios.sum() > 0 else np.full(len(ratios), np.nan)
    is_sum = next(each.aggregate for each in system.node if each.code == asked) in ("weighted_mean", "sum")
    equalising = weights_for_importance(points, nominal) if flat and is_sum else np.full(len(codes), np.nan)
    table = {
        "node": codes,
        "nominal": nominal,
        "correlation": [_correlation(column, index) for column in points.T],
        "importance": ratios,
        "effective": effective,
        "ratio": np.divide(effective, nominal, out=np.full(len(codes), np.nan), where=nominal > 0),
        "equalising": equalising,
    }
    return pd.DataFrame(table, columns=list(IMPORTANCE_COLUMNS))


def weights_for_importance(points: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Search the weights of a mean under which each component's part of the squared correlations is its target.

    Parameters
    ----------
    points : ndarray of shape (n, k)
        Components of a weighted mean, without gaps.
    target : ndarray of shape (k,)
        Wanted parts, not negative, adding up to 1; components with target 0, and constant ones, get weight 0.

    Returns
    -------
    ndarray of shape (k,)
        Not negative, adding up to 1: the nearest in squared error. Not every target can be reached: components that
        move together share their importance whatever their weights.

    Examples
    --------
    Two independent components, one with three times the deviation: its weight must be a third of the other's.

    >>> x = np.array([[3.0, 1.0], [3.0, -1.0], [-3.0, 1.0], [-3.0, -1.0]])
    >>> weights_for_importance(x, np.array([0.5, 0.5])).round(4).tolist()
    [0.25, 0.75]
    """
    used = (np.ptp(points, axis=0) > 0) & (np.asarray(target) > 0)
    result = np.zeros(points.shape[1])
    if used.sum() < 2:
        result[used] = 1.0
        return result
    chosen, wanted = points[:, used], np.asarray(target)[used] / np.asarray(target)[used].sum()
    covariance = np.cov(chosen, rowvar=False)
    deviation = np.sqrt(np.diag(covariance))

    def squared_error(logs: np.ndarray) -> float:
        weights = np.exp(logs - logs.max())
        parts = (covariance @ weights / deviation) ** 2
        return float(((parts / parts.sum() - wanted) ** 2).sum())

    start = np.log(wanted / deviation)
    found = minimize(squared_error, start, method="Nelder-Mead" if len(start) == 2 else "BFGS", tol=1e-12)
    best = found.x if squared_error(found.x) <= squared_error(start) else start
    weights = np.exp(best - best.max())
    result[used] = weights / weights.sum()
    return result


def _correlation(column: np.ndarray, index: np.ndarray) -> float:
    if len(column) < 2 or np.ptp(column) == 0 or np.ptp(index) == 0:
        return 0.0
    return float(np.corrcoef(column, index)[0, 1])


def _ratio(column: np.ndarray, index: np.ndarray, method: Method) -> float:
    linear = _correlation(column, index) ** 2
    if method == "linear" or linear == 0 or len(column) < 8:
        return linear
    best, ratio = np.inf, linear
    centred = index - index.mean()
    scaled = (column - column.mean()) / column.std()
    for knots in range(_MOST_KNOTS + 1):
        basis = _basis(scaled, knots)
        free = basis.shape[1]
        if free >= len(column) / 2:
            break
        residual = centred - basis @ np.linalg.lstsq(basis, centred, rcond=None)[0]
        left = float(residual @ residual)
        score = left / (1 - free / len(column)) ** 2
        if score < best:
            best, ratio = score, 1 - left / float(centred @ centred)
    return float(np.clip(max(ratio, linear), 0.0, 1.0))


def _basis(values: np.ndarray, knots: int) -> np.ndarray:
    """A straight line, or (from one knot on) a cubic spline with its knots at quantiles."""
    columns = [np.ones(len(values)), values]
    if knots:
        places = np.unique(np.quantile(values, np.arange(1, knots + 1) / (knots + 1)))
        columns += [values**2, values**3, *[np.maximum(values - place, 0.0) ** 3 for place in places]]
    return np.column_stack(columns)
