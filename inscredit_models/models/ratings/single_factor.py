"""Defaults that move together (单因子相关违约): one Gaussian factor behind all subjects (Vasicek).

A subject defaults where √ρ·Y + √(1−ρ)·own noise falls below Φ⁻¹(pd); given the factor Y defaults are independent.
"""

from __future__ import annotations

import numpy as np
from scipy.special import betaincc, ndtr, ndtri

from inscredit_models.findings import Findings

NODES = 801
"""Points of the trapezoidal rule over the factor on ±8.5: for a smooth integrand exact to rounding."""

FACTOR = np.linspace(-8.5, 8.5, NODES)
WEIGHT = np.exp(-(FACTOR**2) / 2)
WEIGHT = WEIGHT / WEIGHT.sum()
"""Density of the factor at its points, summing to 1."""


def check_correlation(correlation: float, where: str, findings: Findings) -> None:
    """Check that an asset correlation lies in [0, 1)."""
    if not 0 <= correlation < 1:
        findings.add("ICM079", where, f"{correlation:g}", "0 ≤ correlation < 1", "correct the correlation")


def conditional_pd(pd: np.ndarray | float, correlation: float, factor: np.ndarray | float) -> np.ndarray:
    """Give the probability of default at a value of the factor (low factor: bad times).

    Examples
    --------
    At the median of the factor the probability is below its mean over all times.

    >>> float(conditional_pd(0.02, 0.12, 0.0).round(6))
    0.014287
    """
    return ndtr((ndtri(pd) - np.sqrt(correlation) * np.asarray(factor)) / np.sqrt(1 - correlation))


def critical_rate(pd: np.ndarray | float, correlation: float, level: float) -> np.ndarray:
    """Give the default rate that an endless grade exceeds with probability 1 − level.

    References
    ----------
    Vasicek, O. (2002), Loan portfolio value, Risk 15(12), 160–162.

    Examples
    --------
    >>> float(critical_rate(0.01, 0.12, 0.99).round(7))
    0.0525266
    """
    return conditional_pd(pd, correlation, -ndtri(level))


def probability_at_most(
    events: np.ndarray | float, n: np.ndarray | float, pd: np.ndarray | float, correlation: float = 0.0
) -> np.ndarray:
    """Give P(defaults ≤ events) of n subjects; the binomial one where the correlation is 0.

    Parameters
    ----------
    events, n, pd : array-like, broadcast against each other
        Counts, and the probability of each subject.
    correlation : float
        Asset correlation ρ.

    Examples
    --------
    >>> float(probability_at_most(0, 2, 0.1).round(12)), bool(probability_at_most(0, 2, 0.1, 0.3) > 0.81)
    (0.81, True)
    """
    events, n, pd = np.broadcast_arrays(*(np.asarray(part, dtype=float) for part in (events, n, pd)))
    if correlation == 0:
        return binomial_at_most(events, n, pd)
    at = conditional_pd(pd[..., None], correlation, FACTOR)
    return binomial_at_most(events[..., None], n[..., None], at) @ WEIGHT


def binomial_at_most(events: np.ndarray, n: np.ndarray, p: np.ndarray) -> np.ndarray:
    """Give the binomial distribution function by the incomplete beta function; −1 events: 0, n or more: 1."""
    inside = (events >= 0) & (events < n)
    k = np.where(inside, events, 0.0)
    value = betaincc(k + 1, np.where(inside, n - k, 1.0), p)
    return np.where(inside, value, np.where(events < 0, 0.0, 1.0))
