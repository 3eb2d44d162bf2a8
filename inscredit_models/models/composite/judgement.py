"""From judgement to weight (判断赋权): pairwise comparisons, best–worst, networks of influence; pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse.csgraph import connected_components

from inscredit_models.findings import Findings, Refused

SAATY_INDEX = {1: 0.0, 2: 0.0, 3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41, 9: 1.45, 10: 1.49}
"""Saaty's mean consistency index of random matrices, by size; other authors print other tables."""
ACCEPTED_RATIO = 0.10
"""Saaty's threshold: judgements with a consistency ratio below it are accepted."""
RECIPROCAL_TOLERANCE = 0.01
"""a_ij · a_ji may differ from 1 by this much, so that 0.33 may stand for 1/3."""


@dataclass(frozen=True, slots=True)
class PairwiseWeights:
    """Weights from one pairwise matrix, and how consistent its judgements are.

    Parameters
    ----------
    weights : ndarray of shape (n,)
        Positive, adding up to 1.
    eigenvalue : float
        λ_max, n for perfectly consistent judgements (of the completed matrix where some are missing).
    index : float
        Consistency index (λ_max − n)/(n − 1); 0 for n of 1 or 2.
    ratio : float
        Consistency ratio: ``index`` over the mean index of random matrices; below 0.10 is accepted.
    table : str
        Where that mean index comes from.
    missing : int
        Pairs without a judgement.
    """

    weights: np.ndarray
    eigenvalue: float
    index: float
    ratio: float
    table: str
    missing: int


@dataclass(frozen=True, slots=True)
class BestWorstWeights:
    """Weights of the best–worst method; ``deviation`` is ξ, 0 for perfectly consistent judgements."""

    weights: np.ndarray
    deviation: float


def pairwise_from_upper(upper: Sequence[float], size: int) -> np.ndarray:
    """Build a reciprocal matrix from its upper triangle, row by row; NaN where a pair was not judged.

    Examples
    --------
    >>> pairwise_from_upper([2, 4, 2], 3).tolist()
    [[1.0, 2.0, 4.0], [0.5, 1.0, 2.0], [0.25, 0.5, 1.0]]
    """
    matrix = np.eye(size)
    rows, columns = np.triu_indices(size, 1)
    matrix[rows, columns] = upper
    matrix[columns, rows] = 1 / np.asarray(upper, dtype=float)
    return matrix


def check_pairwise(matrix: np.ndarray, findings: Findings, where: str = "pairwise matrix") -> None:
    """Collect everything that keeps a matrix from being one of pairwise judgements.

    It must be square, positive, with ones on the diagonal, reciprocal (ICM110), and the judged pairs must connect all
    items (ICM111); NaN on both sides of the diagonal marks a pair that was not judged.
    """
    values = np.asarray(matrix, dtype=float)
    if values.ndim != 2 or values.shape[0] != values.shape[1] or not len(values):
        findings.add("ICM006", where, f"shape {values.shape}", "a square matrix", "one row and one column per item")
        return
    judged = ~np.isnan(values)
    if not (np.isfinite(values[judged]) & (values[judged] > 0)).all():
        findings.add("ICM006", where, "a judgement of 0 or less, or not finite", "above 0", "1/9 to 9 on Saaty's scale")
        return
    if not np.allclose(np.diag(values), 1.0):
        findings.add("ICM110", f"{where}, diagonal", "a value other than 1", "1", "an item is as important as itself")
    for row, column in zip(*np.triu_indices(len(values), 1), strict=True):
        _check_pair(values[row, column], values[column, row], f"{where}, row {row}, column {column}", findings)
    if connected_components(judged & judged.T, directed=False)[0] > 1:
        findings.add(
            "ICM111",
            where,
            "items that no chain of judgements connects",
            "at least one chain between any two items",
            "judge one more pair between the parts",
        )


def _check_pair(there: float, back: float, where: str, findings: Findings) -> None:
    if np.isnan(there) != np.isnan(back):
        findings.add("ICM110", where, "judged in one direction only", "a and 1/a", "fill or empty both cells")
    elif not np.isnan(there) and abs(there * back - 1) > RECIPROCAL_TOLERANCE:
        findings.add("ICM110", where, f"{there:g} and {back:g}", "a and 1/a", "correct one of the two cells")


def eigenvector_weights(matrix: np.ndarray) -> PairwiseWeights:
    """Give the principal right eigenvector of a pairwise matrix (层次分析法) with its consistency.

    Parameters
    ----------
    matrix : ndarray of shape (n, n)
        a_ij says how many times as important item i is as item j; NaN for pairs that were not judged.

    Returns
    -------
    PairwiseWeights

    Raises
    ------
    Refused
        With all findings of `check_pairwise`.

    Notes
    -----
    A missing a_ij counts as w_i/w_j (Harker 1987): zeros in its place and the number of missing pairs of a row added to
    the diagonal give the same eigenvector. The mean index of random matrices shrinks with m missing pairs by the factor
    1 − 2m/((n − 1)(n − 2)) (Ágoston & Csató 2022).

    References
    ----------
    Saaty, T. L. (1980), The Analytic Hierarchy Process.
    Harker, P. T. (1987), Incomplete pairwise comparisons in the analytic hierarchy process, Mathematical Modelling 9,
    837–848.
    Ágoston, K. C. & Csató, L. (2022), Inconsistency thresholds for incomplete pairwise comparison matrices, Omega 108.

    Examples
    --------
    Perfectly consistent judgements give back the weights they came from, also with one pair missing:

    >>> matrix = pairwise_from_upper([2, 4, 2], 3)
    >>> eigenvector_weights(matrix).weights.round(4).tolist()
    [0.5714, 0.2857, 0.1429]
    >>> eigenvector_weights(pairwise_from_upper([2, float("nan"), 2], 3)).weights.round(4).tolist()
    [0.5714, 0.2857, 0.1429]
    """
    values = _checked(matrix)
    absent = np.isnan(values)
    completed = np.where(absent, 0.0, values)
    completed[np.diag_indices(len(values))] += absent.sum(axis=1)
    eigenvalues, vectors = np.linalg.eig(completed)
    largest = int(np.argmax(eigenvalues.real))
    weights = np.abs(vectors[:, largest].real)
    return _consistency(weights / weights.sum(), float(eigenvalues[largest].real), int(absent.sum()) // 2)


def least_squares_weights(matrix: np.ndarray) -> PairwiseWeights:
    """Give the logarithmic least-squares weights of a pairwise matrix: row geometric means where it is complete.

    Notes
    -----
    Minimises Σ (ln a_ij − ln w_i + ln w_j)² over the judged pairs; the normal equations are the Laplacian of the graph
    of judged pairs. The consistency is that of the matrix completed with w_i/w_j. For inconsistent judgements these
    weights differ from the eigenvector.

    References
    ----------
    Crawford, G. & Williams, C. (1985), Journal of Mathematical Psychology 29, 387–405.
    Bozóki, S., Fülöp, J. & Rónyai, L. (2010), On optimal completion of incomplete pairwise comparison matrices,
    Mathematical and Computer Modelling 52, 318–333.

    Examples
    --------
    >>> least_squares_weights(pairwise_from_upper([2, 8, 2], 3)).weights.round(4).tolist()
    [0.6434, 0.2553, 0.1013]
    """
    values = _checked(matrix)
    judged = ~np.isnan(values)
    logs = np.where(judged, np.log(np.where(judged, values, 1.0)), 0.0)
    laplacian = np.diag(judged.sum(axis=1)) - judged.astype(float)
    weights = np.exp(np.linalg.pinv(laplacian, hermitian=True) @ logs.sum(axis=1))
    weights /= weights.sum()
    completed = np.where(judged, values, weights[:, None] / weights)
    eigenvalue = float(np.linalg.eigvals(completed).real.max())
    return _consistency(weights, eigenvalue, int((~judged).sum()) // 2)


def _checked(matrix: np.ndarray) -> np.ndarray:
    values = np.asarray(matrix, dtype=float)
    findings = Findings()
    check_pairwise(values, findings)
    findings.refuse()
    return values


def random_index(size: int, missing: int = 0) -> tuple[float, str]:
    """Give the mean consistency index of random matrices of a size, and its source.

    Up to ten items it is Saaty's table; above, the line of Alonso & Lamata, λ̄ = 2.7699 n − 4.3513.

    References
    ----------
    Alonso, J. A. & Lamata, M. T. (2006), Consistency in the analytic hierarchy process: a new approach, International
    Journal of Uncertainty, Fuzziness and Knowledge-Based Systems 14, 445–459.

    Examples
    --------
    >>> random_index(7), random_index(4, missing=1)
    ((1.32, 'Saaty (1980)'), (0.6, 'Saaty (1980), Ágoston & Csató (2022)'))
    """
    if size in SAATY_INDEX:
        mean, source = SAATY_INDEX[size], "Saaty (1980)"
    else:
        mean, source = (2.7699 * size - 4.3513 - size) / (size - 1), "Alonso & Lamata (2006)"
    if not missing:
        return mean, source
    shrunk = max(0.0, mean * (1 - 2 * missing / ((size - 1) * (size - 2))))
    return round(shrunk, 12), f"{source}, Ágoston & Csató (2022)"


def _consistency(weights: np.ndarray, eigenvalue: float, missing: int) -> PairwiseWeights:
    size = len(weights)
    mean, table = random_index(size, missing)
    index = max(0.0, (eigenvalue - size) / (size - 1)) if size > 2 else 0.0
    # a tree of judgements (mean index 0) has nothing that could contradict
    ratio = index / mean if mean > 0 else 0.0
    return PairwiseWeights(weights, eigenvalue, index, ratio, table, missing)


def group_judgements(matrices: Sequence[np.ndarray], shares: Sequence[float] | None = None) -> np.ndarray:
    """Join the matrices of several experts by the weighted geometric mean of each judgement.

    Only it keeps the matrix reciprocal. A pair counts the experts who judged it; NaN where none did.

    Parameters
    ----------
    matrices : sequence of ndarray of shape (n, n)
        One per expert; NaN for pairs not judged.
    shares : sequence of float, optional
        Weight of each expert, not negative; equal by default.

    References
    ----------
    Aczél, J. & Saaty, T. L. (1983), Procedures for synthesizing ratio judgements, Journal of Mathematical Psychology
    27, 93–102.

    Examples
    --------
    >>> group_judgements([pairwise_from_upper([2], 2), pairwise_from_upper([8], 2)]).tolist()
    [[1.0, 4.0], [0.25, 1.0]]
    """
    logs = np.log(np.asarray(matrices, dtype=float))
    weights = np.ones(len(logs)) if shares is None else np.asarray(shares, dtype=float)
    judged = ~np.isnan(logs)
    total = np.einsum("e,eij->ij", weights, judged.astype(float))
    added = np.einsum("e,eij->ij", weights, np.where(judged, logs, 0.0))
    return np.exp(np.divide(added, total, out=np.full(total.shape, np.nan), where=total > 0))


def best_worst_weights(
    best_to_others: Sequence[float], others_to_worst: Sequence[float], *, best: int, worst: int
) -> BestWorstWeights:
    """Give the weights of the linear best–worst method (最优最劣法).

    Parameters
    ----------
    best_to_others : sequence of float of length n
        How many times the best item is as important as each (1 to 9, 1 for itself); NaN where not judged.
    others_to_worst : sequence of float of length n
        How many times each item is as important as the worst (1 for itself); NaN where not judged.
    best, worst : int
        Positions of the best and the worst item, from 0.

    Returns
    -------
    BestWorstWeights

    Raises
    ------
    Refused
        Judgements below 1, a best or worst item not judged 1 to itself, or two different values for best against worst
        (ICM110); an item without any judgement (ICM111).

    Notes
    -----
    Minimises ξ subject to |w_B − a_Bj w_j| ≤ ξ, |w_j − a_jW w_W| ≤ ξ, Σ w = 1, w ≥ 0; a missing judgement has no line.
    ξ itself is the measure of consistency.

    References
    ----------
    Rezaei, J. (2016), Best-worst multi-criteria decision-making method: some properties and a linear model, Omega 64,
    126–130.

    Examples
    --------
    >>> found = best_worst_weights([8, 2, 1], [1, 5, 8], best=2, worst=0)
    >>> found.weights.round(6).tolist(), round(found.deviation, 6)
    ([0.071429, 0.321429, 0.607143], 0.035714)
    """
    to_others, to_worst = np.asarray(best_to_others, dtype=float), np.asarray(others_to_worst, dtype=float)
    findings = Findings()
    check_best_worst(to_others, to_worst, best, worst, findings)
    findings.refuse()
    size = len(to_others)
    lines = []
    for item in range(size):
        if item != best and not np.isnan(to_others[item]):
            lines.append(_difference(size, best, item, to_others[item]))
        if item not in (best, worst) and not np.isnan(to_worst[item]):
            lines.append(_difference(size, item, worst, to_worst[item]))
    differences = np.array(lines).reshape(-1, size)
    bounded = np.vstack([np.column_stack([sign * differences, -np.ones(len(lines))]) for sign in (1, -1)])
    total = np.append(np.ones(size), 0.0)
    solution = linprog(np.append(np.zeros(size), 1.0), bounded, np.zeros(len(bounded)), total[None], [1.0])
    return BestWorstWeights(solution.x[:size] / solution.x[:size].sum(), float(solution.x[size]))


def _difference(size: int, over: int, under: int, times: float) -> np.ndarray:
    line = np.zeros(size)
    line[over], line[under] = 1.0, -times
    return line


def check_best_worst(
    to_others: np.ndarray, to_worst: np.ndarray, best: int, worst: int, findings: Findings, where: str = "best–worst"
) -> None:
    """Collect everything that keeps two vectors from being best–worst judgements."""
    size = len(to_others)
    if len(to_worst) != size or not (0 <= best < size and 0 <= worst < size) or best == worst:
        found = f"{size} and {len(to_worst)} judgements, best {best}, worst {worst}"
        findings.add("ICM006", where, found, "two vectors of one length, two different items", "correct the positions")
        return
    for name, values, own in (("best to others", to_others, best), ("others to worst", to_worst, worst)):
        judged = values[~np.isnan(values)]
        if not (np.isfinite(judged) & (judged >= 1)).all():
            findings.add("ICM006", f"{where}, {name}", "a judgement below 1", "1 to 9", "turn it round or correct it")
        if values[own] != 1:
            findings.add("ICM110", f"{where}, {name}", f"{values[own]:g} to itself", "1", "correct it")
    there, back = to_others[worst], to_worst[best]
    if not (np.isnan(there) or np.isnan(back) or there == back):
        findings.add("ICM110", f"{where}, best to worst", f"{there:g} and {back:g}", "one value", "correct one of them")
    nothing = np.isnan(to_others) & np.isnan(to_worst)
    nothing[[best, worst]] = np.isnan(there) and np.isnan(back)
    for item in np.flatnonzero(nothing):
        findings.add(
            "ICM111", f"{where}, item {item}", "no judgement", "at least one", "judge it against best or worst"
        )


def limit_weights(supermatrix: np.ndarray) -> np.ndarray:
    """Give the limit of a column-stochastic supermatrix (网络分析法) from an equal start.

    The mean over time is taken (Cesàro), so a periodic matrix has its limit as well.

    References
    ----------
    Saaty, T. L. (1996), Decision Making with Dependence and Feedback: The Analytic Network Process.

    Examples
    --------
    29/111, 44/111, 38/111:

    >>> limit_weights(np.array([[0, 0.4, 0.3], [0.6, 0, 0.7], [0.4, 0.6, 0]])).round(6).tolist()
    [0.261261, 0.396396, 0.342342]
    """
    matrix = np.asarray(supermatrix, dtype=float)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or (matrix < 0).any():
        raise _not_stochastic("not square, or a negative cell")
    if not np.allclose(matrix.sum(axis=0), 1.0, rtol=0, atol=1e-9):
        raise _not_stochastic("a column that does not add up to 1")
    # mixing in "stay" keeps the mean over time and takes the period away; 60 squarings are 2⁶⁰ steps
    lazy = (matrix + np.eye(len(matrix))) / 2
    for _ in range(60):
        lazy = lazy @ lazy
        lazy /= lazy.sum(axis=0)
    return lazy.mean(axis=1)


def _not_stochastic(found: str) -> Refused:
    findings = Findings()
    findings.add("ICM006", "supermatrix", found, "square, not negative, columns adding up to 1", "correct the columns")
    return Refused(findings)
