"""Fuzzy judgements (模糊层次分析): Buckley's geometric mean, and Chang's extent analysis with its known weakness."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inscredit_models.findings import Finding


def buckley_weights(matrix: np.ndarray) -> np.ndarray:
    """Give the weights of a matrix of triangular fuzzy judgements: fuzzy geometric mean, centre of area, shares.

    Parameters
    ----------
    matrix : ndarray of shape (k, k, 3)
        Lower, middle and upper judgement.

    References
    ----------
    Buckley (1985), Fuzzy hierarchical analysis, Fuzzy Sets and Systems 17.

    Examples
    --------
    >>> buckley_weights(np.array([[[1, 1, 1], [2, 2, 2]], [[0.5, 0.5, 0.5], [1, 1, 1]]])).round(6).tolist()
    [0.666667, 0.333333]
    """
    means = np.exp(np.log(np.asarray(matrix, dtype=float)).mean(axis=1))
    totals = means.sum(axis=0)
    # the lowest weight divides by the highest total and the other way round
    centres = (means / totals[::-1]).mean(axis=1)
    return centres / centres.sum()


@dataclass(frozen=True, slots=True)
class ExtentWeights:
    """Weights of the extent analysis, the synthetic extents (k, 3), and the warnings that belong to them."""

    weights: np.ndarray
    extents: np.ndarray
    findings: tuple[Finding, ...]


def chang_weights(matrix: np.ndarray) -> ExtentWeights:
    """Give the extent analysis weights: smallest degree of possibility that an extent exceeds the others.

    Notes
    -----
    The method can give an element the weight 0 although every judgement gives it some importance, and its results are
    no estimate of the weights of a consistent matrix (Wang, Luo & Hua 2008). A weight of 0 is named (ICM109); prefer
    `buckley_weights`.

    References
    ----------
    Chang (1996), Applications of the extent analysis method on fuzzy AHP, European J. of Operational Research 95.

    Examples
    --------
    >>> sure = np.array([[[1, 1, 1], [2, 3, 4]], [[0.25, 1 / 3, 0.5], [1, 1, 1]]])
    >>> answer = chang_weights(sure)
    >>> answer.weights.tolist(), answer.findings[0].code
    ([1.0, 0.0], 'ICM109')
    """
    sums = np.asarray(matrix, dtype=float).sum(axis=1)
    extents = sums / sums.sum(axis=0)[::-1]
    size = len(extents)
    degrees = [
        min((_possibility(extents[i], extents[j]) for j in range(size) if j != i), default=1.0) for i in range(size)
    ]
    weights = np.array(degrees) / sum(degrees)
    zeros = [position + 1 for position in np.flatnonzero(weights == 0)]
    findings = ()
    if zeros:
        remedy = "use Buckley's geometric mean"
        findings = (Finding("ICM109", "extent analysis", f"weight 0 for elements {zeros}", "weights above 0", remedy),)
    return ExtentWeights(weights, extents, findings)


def _possibility(first: np.ndarray, second: np.ndarray) -> float:
    """Give the degree of possibility that the first extent is at least the second."""
    if first[1] >= second[1]:
        return 1.0
    if second[0] >= first[2]:
        return 0.0
    return float((second[0] - first[2]) / ((first[1] - first[2]) - (second[1] - second[0])))
