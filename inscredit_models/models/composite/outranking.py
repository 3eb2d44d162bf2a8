"""Distance and outranking methods (距离法与优势法): TOPSIS, VIKOR by pymcdm behind one guard; Copeland, grey relation.

The library returns missing scores for all units where one cell is missing, refuses or divides by zero where a column
is constant, and normalises TOPSIS by minimum and maximum unless told otherwise. Here missing cells are refused with
their number, constant columns take no part, and TOPSIS has the vector normalisation of its authors. All methods order
units against each other: scores change where units are added, and nothing here is a scoring system.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pymcdm import methods, normalizations

from inscredit_models.findings import Finding, Refused
from inscredit_models.models.composite.weights.guard import shares_of, spread_over, varying


@dataclass(frozen=True, slots=True)
class Topsis:
    """Relative closeness to the ideal, 0 to 1, higher better; distances to the ideal and the anti-ideal, (n,) each."""

    closeness: np.ndarray
    to_ideal: np.ndarray
    to_worst: np.ndarray


@dataclass(frozen=True, slots=True)
class Vikor:
    """Group loss S, largest regret R, compromise Q (lower is better), and the two conditions of the compromise.

    Parameters
    ----------
    group_loss, regret, compromise : ndarray of shape (n,)
        S, R and Q.
    has_advantage : bool
        Whether the first leads the second by at least 1/(n − 1) in Q.
    is_stable : bool
        Whether the first is also first by S or by R.
    """

    group_loss: np.ndarray
    regret: np.ndarray
    compromise: np.ndarray
    has_advantage: bool
    is_stable: bool


def topsis(values: np.ndarray, weights: np.ndarray, directions: np.ndarray | None = None) -> Topsis:
    """Give TOPSIS with vector normalisation.

    Parameters
    ----------
    values : ndarray of shape (n, k)
        Without gaps.
    weights : ndarray of shape (k,)
        Not negative.
    directions : ndarray of shape (k,), optional
        +1 where higher is better, −1 where lower is; by default all +1.

    References
    ----------
    Hwang & Yoon (1981), Multiple Attribute Decision Making, chapter 3.

    Examples
    --------
    >>> topsis(np.array([[3.0, 1.0], [1.0, 3.0], [3.0, 3.0]]), np.array([0.5, 0.5])).closeness.tolist()
    [0.5, 0.5, 1.0]
    """
    used, shares, signs = _prepared(values, weights, directions, "TOPSIS")
    if not used.shape[1]:
        return Topsis(*(np.full(len(values), number) for number in (0.5, 0.0, 0.0)))
    method = methods.TOPSIS(normalizations.vector_normalization)
    tables = _tables(method(used, shares, signs, validation=False, verbose=True))
    return Topsis(tables["pref"], tables["dpis"], tables["dnis"])


def vikor(
    values: np.ndarray, weights: np.ndarray, directions: np.ndarray | None = None, *, majority: float = 0.5
) -> Vikor:
    """Give VIKOR; ``majority`` is the weight v of the group loss against the largest regret.

    Parameters
    ----------
    values, weights, directions
        As in `topsis`.
    majority : float
        In [0, 1].

    References
    ----------
    Opricovic & Tzeng (2004), Compromise solution by MCDM methods: A comparative analysis of VIKOR and TOPSIS,
    European J. of Operational Research 156.

    Examples
    --------
    >>> vikor(np.array([[1.0, 3000], [2, 3750], [5, 4500]]), np.ones(2), np.array([-1, 1])).compromise.tolist()
    [1.0, 0.0, 1.0]
    """
    used, shares, signs = _prepared(values, weights, directions, "VIKOR")
    if used.shape[1]:
        loss, regret = _losses(used, shares, signs)
    else:
        loss = regret = np.zeros(len(values))
    compromise = majority * _unit(loss) + (1 - majority) * _unit(regret)
    order = np.argsort(compromise, kind="stable")
    lead = compromise[order[1]] - compromise[order[0]] if len(order) > 1 else np.inf
    first = order[0]
    return Vikor(
        loss,
        regret,
        compromise,
        bool(lead >= 1 / max(len(values) - 1, 1)),
        bool(loss[first] == loss.min() or regret[first] == regret.min()),
    )


def outranking_matrix(values: np.ndarray, weights: np.ndarray, directions: np.ndarray | None = None) -> np.ndarray:
    """Give o_ij, the weight of the indicators in which unit i beats unit j, ties counting half; shape (n, n).

    Examples
    --------
    >>> outranking_matrix(np.array([[1.0, 3.0], [2.0, 2.0]]), np.array([0.75, 0.25])).tolist()
    [[0.0, 0.25], [0.75, 0.0]]
    """
    used, shares, signs = _prepared(values, weights, directions, "Copeland")
    matrix = np.zeros((len(values), len(values)))
    for column, share in zip((used * signs).T, shares, strict=True):
        matrix += share * ((column[:, None] > column) + 0.5 * (column[:, None] == column))
    if not used.shape[1]:
        matrix += 0.5
    np.fill_diagonal(matrix, 0.0)
    return matrix


def copeland(values: np.ndarray, weights: np.ndarray, directions: np.ndarray | None = None) -> np.ndarray:
    """Give how many units a unit outranks less how many outrank it, shape (n,) (科普兰计分).

    Examples
    --------
    >>> copeland(np.array([[1.0, 3, 2], [2, 2, 3], [3, 1, 1], [4, 5, 4]]), np.ones(3)).tolist()
    [-1.0, 1.0, -3.0, 3.0]
    """
    matrix = outranking_matrix(values, weights, directions)
    # a pair whose halves differ by a rounding error only is a tie
    wins = matrix - matrix.T > 1e-12
    return (wins.sum(axis=1) - wins.sum(axis=0)).astype(float)


def grey_relation(
    values: np.ndarray, reference: np.ndarray, weights: np.ndarray, *, distinguishing: float = 0.5
) -> np.ndarray:
    """Give the grey relational grade of each unit with a reference unit (灰色关联度), shape (n,).

    Parameters
    ----------
    values : ndarray of shape (n, k)
        On one scale, without gaps.
    reference : ndarray of shape (k,)
        The unit to compare with, usually the best value of each column.
    weights : ndarray of shape (k,)
        Not negative.
    distinguishing : float
        ρ in (0, 1].

    Notes
    -----
    ξ = (Δmin + ρ Δmax) / (Δ + ρ Δmax) with Δ = |x − reference|; minimum and maximum are over *all* cells.

    References
    ----------
    Deng (1982), Control problems of grey systems, Systems & Control Letters 1.

    Examples
    --------
    >>> grey_relation(np.array([[1.0, 1.0], [1.0, 0.0]]), np.ones(2), np.ones(2)).round(4).tolist()
    [1.0, 0.6667]
    """
    _refuse_gaps(values, "grey relation")
    shares = shares_of(weights, "grey relation")
    distance = np.abs(values - reference)
    if distance.max() == 0:
        return np.ones(len(values))
    top = distinguishing * distance.max()
    return ((distance.min() + top) / (distance + top)) @ shares


def _prepared(
    values: np.ndarray, weights: np.ndarray, directions: np.ndarray | None, method: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    _refuse_gaps(values, method)
    signs = np.ones(values.shape[1], dtype=int) if directions is None else np.asarray(directions)
    shares = shares_of(weights, method)
    used = varying(values) & (shares > 0)
    return values[:, used].astype(float), spread_over(shares, used)[used], signs[used]


def _refuse_gaps(values: np.ndarray, method: str) -> None:
    gaps = int((~np.isfinite(values)).sum())
    if gaps:
        found = f"{gaps} missing or infinite cells in {int((~np.isfinite(values)).any(axis=1).sum())} units"
        remedy = "impute first, or aggregate with a mean, where a missing cell leaves its weight to the others"
        raise Refused([Finding("ICM103", method, found, "a value in every cell", remedy)])


def _losses(values: np.ndarray, shares: np.ndarray, signs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    # the library divides by the spread of S and of R, which is 0 where all units lose the same
    with np.errstate(invalid="ignore", divide="ignore"):
        tables = _tables(methods.VIKOR()(values, shares, signs, validation=False, verbose=True))
    return tables["s"], tables["r"]


def _tables(results: object) -> dict[str, np.ndarray]:
    return {table.desc.label: np.asarray(table.data, dtype=float) for table in results.results}  # type: ignore[attr-defined]


def _unit(values: np.ndarray) -> np.ndarray:
    span = values.max() - values.min()
    return (values - values.min()) / span if span > 0 else np.zeros(len(values))
