"""Analytic hierarchy process (层次分析法): weights and consistency of a matrix of pairwise judgements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from inscredit_models.findings import Finding, Refused

SAATY_INDEX = {1: 0.0, 2: 0.0, 3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41, 9: 1.45, 10: 1.49}
"""Random index by size (Saaty 1980). Other tables exist and give other ratios, so the table is named with the ratio."""

TABLE = "Saaty 1980"
ACCEPTED = 0.10
_RECIPROCAL = 1e-6


@dataclass(frozen=True, slots=True)
class AhpWeights:
    """Weights with their consistency.

    Parameters
    ----------
    weights : ndarray of shape (k,)
        Principal right eigenvector, adding up to 1.
    eigenvalue : float
        Largest eigenvalue; k where the judgements are consistent.
    index, ratio : float
        Consistency index CI = (λ − k)/(k − 1) and ratio CR = CI / RI; a ratio below 0.10 is accepted by custom. NaN
        where the table has no random index for the size.
    table : str
        Table of the random index.
    """

    weights: np.ndarray
    eigenvalue: float
    index: float
    ratio: float
    table: str = TABLE


def pairwise_matrix(upper: Sequence[float], size: int) -> np.ndarray:
    """Build a reciprocal matrix from its upper triangle by rows.

    Examples
    --------
    >>> pairwise_matrix([2, 4, 2], 3).tolist()
    [[1.0, 2.0, 4.0], [0.5, 1.0, 2.0], [0.25, 0.5, 1.0]]
    """
    if len(upper) != size * (size - 1) // 2:
        found, needed = f"{len(upper)} judgements", f"{size * (size - 1) // 2} for {size} elements"
        raise Refused([Finding("ICM104", "pairwise judgements", found, needed, "give the upper triangle by rows")])
    matrix = np.ones((size, size))
    rows, columns = np.triu_indices(size, 1)
    matrix[rows, columns] = upper
    matrix[columns, rows] = 1 / np.asarray(upper, dtype=float)
    return matrix


def ahp_weights(matrix: np.ndarray) -> AhpWeights:
    """Give the eigenvector weights of a pairwise matrix.

    Parameters
    ----------
    matrix : ndarray of shape (k, k)
        a_ij says how many times i outweighs j; positive and reciprocal.

    Raises
    ------
    Refused
        With each cell that is not positive or not reciprocal (ICM104).

    References
    ----------
    Saaty (1977), A scaling method for priorities in hierarchical structures, J. of Mathematical Psychology 15.

    Examples
    --------
    >>> ahp_weights(pairwise_matrix([2, 4, 2], 3)).weights.round(6).tolist()
    [0.571429, 0.285714, 0.142857]
    """
    _refuse_not_reciprocal(matrix)
    size = len(matrix)
    values, vectors = np.linalg.eig(matrix)
    first = int(np.argmax(values.real))
    vector = np.abs(vectors[:, first].real)
    eigenvalue = float(values[first].real)
    index = max((eigenvalue - size) / (size - 1), 0.0) if size > 2 else 0.0
    random = SAATY_INDEX.get(size, np.nan)
    ratio = index / random if random > 0 else 0.0 if size <= 2 else np.nan
    return AhpWeights(vector / vector.sum(), eigenvalue, index, ratio)


def row_geometric_mean(matrix: np.ndarray) -> np.ndarray:
    """Give the row geometric mean weights, which agree with the eigenvector only where judgements are consistent.

    Examples
    --------
    >>> row_geometric_mean(pairwise_matrix([4], 2)).tolist()
    [0.8, 0.2]
    """
    _refuse_not_reciprocal(matrix)
    raw = np.exp(np.log(matrix).mean(axis=1))
    return raw / raw.sum()


def _refuse_not_reciprocal(matrix: np.ndarray) -> None:
    findings = []
    where = "pairwise matrix"
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise Refused([Finding("ICM104", where, f"shape {matrix.shape}", "a square matrix", "complete the matrix")])
    for row in range(len(matrix)):
        for column in range(row, len(matrix)):
            here, there = matrix[row, column], matrix[column, row]
            cell = f"{where}, cell ({row + 1}, {column + 1})"
            if not (np.isfinite(here) and np.isfinite(there) and here > 0 and there > 0):
                findings.append(Finding("ICM104", cell, f"{here:g} and {there:g}", "positive numbers", "correct them"))
            elif abs(here * there - 1) > _RECIPROCAL:
                found = f"{here:g} against {there:g}: not reciprocal"
                findings.append(Finding("ICM104", cell, found, f"{here:g} against {1 / here:g}", "correct one of both"))
    if findings:
        raise Refused(findings)
