"""From intensities to matrices and back (生成元与迁移矩阵): expm, logm, and what to do where there is no logarithm."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from scipy.linalg import expm, logm

from inscredit_models.findings import Findings

Adjustment = Literal["diagonal", "weighted"]
ADJUSTMENTS: tuple[Adjustment, ...] = ("diagonal", "weighted")
_TOLERANCE = 1e-6


class Generator(NamedTuple):
    """A generator, whether it had to be adjusted, and how far its matrix is then from the given one (largest cell)."""

    intensities: np.ndarray
    is_adjusted: bool
    distance: float


def check_matrix(matrix: np.ndarray, where: str, findings: Findings) -> None:
    """Check that a matrix is square, has no negative and no missing cell, and that its rows sum to 1 (else ICM258)."""
    allowed, remedy = "square, cells of 0 or more, rows that sum to 1", "correct the matrix"
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or len(matrix) < 2:
        findings.add("ICM258", where, f"shape {matrix.shape}", allowed, remedy)
        return
    if not np.isfinite(matrix).all():
        findings.add("ICM258", where, "cells that are missing or not finite", allowed, "give every grade a row")
        return
    if (matrix < 0).any():
        rows = ", ".join(str(row + 1) for row in np.flatnonzero((matrix < 0).any(axis=1)))
        findings.add("ICM258", where, f"negative cells in rows {rows}", allowed, remedy)
    off = np.flatnonzero(np.abs(matrix.sum(axis=1) - 1) > _TOLERANCE)
    if len(off):
        found = f"rows {', '.join(str(row + 1) for row in off)} do not sum to 1"
        findings.add("ICM258", where, found, allowed, remedy)


def matrix_over(intensities: np.ndarray, years: float = 1.0) -> np.ndarray:
    """Give the migration matrix over some years of a generator.

    Examples
    --------
    >>> matrix_over(np.array([[-0.05, 0.05], [0.0, 0.0]])).round(6).tolist()
    [[0.951229, 0.048771], [0.0, 1.0]]
    """
    return expm(np.asarray(intensities, dtype=float) * years)


def generator_of(
    matrix: np.ndarray, findings: Findings, *, adjustment: Adjustment = "diagonal", where: str = "matrix"
) -> Generator:
    """Find a generator whose matrix over one period is the given one.

    Parameters
    ----------
    matrix : ndarray of shape (k, k)
        A migration matrix.
    findings : Findings
        Gets ICM259 where the logarithm of the matrix has negative intensities and was adjusted.
    adjustment : {"diagonal", "weighted"}
        Negative intensities become 0; their sum is taken from the diagonal, or from all other cells of the row in
        proportion to their size.

    Raises
    ------
    Refused
        ICM258 where it is no migration matrix, or has no real logarithm; ICM008 for an unknown adjustment.

    References
    ----------
    Israel, R., Rosenthal, J. & Wei, J. (2001), Finding generators for Markov chains via empirical transition matrices,
    Mathematical Finance 11, 245–265; Kreinin, A. & Sidelnikova, M. (2001), Regularization algorithms for transition
    matrices, Algo Research Quarterly 4, 23–40.
    """
    matrix = np.asarray(matrix, dtype=float)
    check_matrix(matrix, where, findings)
    if adjustment not in ADJUSTMENTS:
        findings.add("ICM008", "adjustment", repr(adjustment), ", ".join(ADJUSTMENTS), "name one of them")
    findings.refuse()
    raw = _logarithm(matrix, where, findings)
    off = raw - np.diag(np.diag(raw))
    if off.min() >= -1e-12:
        fitted = np.maximum(off, 0.0)
        np.fill_diagonal(fitted, -fitted.sum(axis=1))
        return Generator(fitted, False, float(np.abs(expm(fitted) - matrix).max()))
    fitted = _adjusted(raw, adjustment)
    distance = float(np.abs(expm(fitted) - matrix).max())
    found = f"intensities down to {off.min():.4g}; after adjustment no cell is further off than {distance:.2g}"
    remedy = "nothing, if that is near enough; or estimate by durations"
    findings.add("ICM259", where, found, "a matrix with a generator", remedy)
    return Generator(fitted, True, distance)


def _logarithm(matrix: np.ndarray, where: str, findings: Findings) -> np.ndarray:
    values = np.linalg.eigvals(matrix)
    has_none = (np.abs(values.imag) < 1e-14) & (values.real <= 0)
    raw = None if has_none.any() else logm(matrix)
    if raw is None or not np.isfinite(raw).all() or np.abs(np.imag(raw)).max() > 1e-8:
        found, allowed = "no real logarithm", "a matrix in which most stay where they are"
        findings.add("ICM258", where, found, allowed, "estimate by durations, or over a shorter period")
        findings.refuse()
    return np.real(raw)


def _adjusted(raw: np.ndarray, adjustment: Adjustment) -> np.ndarray:
    off = raw - np.diag(np.diag(raw))
    kept, lost = np.maximum(off, 0.0), np.minimum(off, 0.0).sum(axis=1)
    if adjustment == "diagonal":
        return kept - np.diag(kept.sum(axis=1))
    diagonal = np.diag(raw)
    size = np.abs(diagonal) + kept.sum(axis=1)
    share = np.divide(lost, size, out=np.zeros_like(lost), where=size > 0)[:, None]
    weighted = kept + kept * share
    return weighted + np.diag(diagonal + np.abs(diagonal) * share[:, 0])
