"""What every vector of weights must be (权重守则): finite, not negative, adding up to 1 within 1e-9."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from inscredit_models.findings import Finding, Refused

TOLERANCE = 1e-9


def shares_of(weights: Sequence[float] | np.ndarray, where: str) -> np.ndarray:
    """Give weights that may have any sum as shares of 1; refused are negative, missing and all-zero weights.

    Examples
    --------
    >>> shares_of([1, 3], "total").tolist()
    [0.25, 0.75]
    """
    values = np.asarray(weights, dtype=float)
    findings = []
    if np.isnan(values).any() or np.isinf(values).any():
        count = int((~np.isfinite(values)).sum())
        findings.append(Finding("ICM007", where, f"{count} weights without a number", "a weight each", "complete them"))
    elif (values < 0).any():
        remedy = "turn the direction of the indicator instead of its weight"
        found = f"{int((values < 0).sum())} negative weights"
        findings.append(Finding("ICM006", where, found, "weights that are not negative", remedy))
    elif not values.sum() > 0:
        findings.append(Finding("ICM006", where, "all weights are 0", "a sum above 0", "give a weight to one child"))
    if findings:
        raise Refused(findings)
    return values / values.sum()


def refuse_unfit(weights: np.ndarray, where: str) -> np.ndarray:
    """Give weights back unchanged where they add up to 1 within 1e-9; all others are refused (ICM006, ICM007).

    Examples
    --------
    >>> refuse_unfit(np.array([0.5, 0.5]), "total").tolist()
    [0.5, 0.5]
    """
    shares_of(weights, where)
    total = float(np.sum(weights))
    if abs(total - 1) > TOLERANCE:
        found = f"weights add up to {total:.12g}"
        raise Refused([Finding("ICM006", where, found, "1 within 1e-9", "correct a weight")])
    return weights


def varying(values: np.ndarray) -> np.ndarray:
    """Say which columns hold more than one present value, shape (k,)."""
    low = np.where(np.isnan(values), np.inf, values).min(axis=0)
    high = np.where(np.isnan(values), -np.inf, values).max(axis=0)
    return low < high


def spread_over(raw: np.ndarray, usable: np.ndarray) -> np.ndarray:
    """Give shares of the raw weights of usable columns, 0 to the others; equal where nothing is left to share by.

    Examples
    --------
    >>> spread_over(np.array([3.0, 9.0, 1.0]), np.array([True, False, True])).tolist()
    [0.75, 0.0, 0.25]
    """
    kept = np.where(usable, raw, 0.0)
    if kept.sum() > 0:
        return kept / kept.sum()
    even = usable if usable.any() else np.ones(len(raw), dtype=bool)
    return even / even.sum()
