"""Most prudent default probabilities for grades with few or no defaults (最审慎违约率估计, Pluto–Tasche)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import brentq
from scipy.special import betaincinv, ndtr, ndtri
from scipy.stats import qmc

from inscredit_models.findings import Findings
from inscredit_models.models.ratings.grades import GradeTable
from inscredit_models.models.ratings.single_factor import binomial_at_most, check_correlation, probability_at_most

DRAWS = 2**13
"""Paths of the factor in several years: a scrambled Sobol sequence of one seed, so that the result repeats."""

_SMALLEST = 1e-12


def most_prudent(
    table: GradeTable,
    confidence: float,
    *,
    correlation: float = 0.0,
    years: int = 1,
    persistence: float = 0.0,
    seed: int = 20150116,
) -> np.ndarray:
    """Give an upper bound of the probability of default of each grade.

    Grade i is pooled with all worse grades: the most prudent case that the order of the grades leaves is that all of
    them are as good as i. The bound is the p at which so few defaults still have probability 1 − confidence.

    Parameters
    ----------
    table : GradeTable
        Counts, best grade first. The grades come from the rating; never use it on grades sorted by their defaults.
    confidence : float
        γ between 0 and 1; the bound rises with it. Choosing it is a policy, not a statistic.
    correlation : float
        Asset correlation ρ of the single factor; 0: independent defaults.
    years : int
        Years over which the subjects that were there at the start were watched; the bound is then for one year.
    persistence : float
        θ: the factor of years s and t has correlation θ^|s − t|.
    seed : int
        Of the factor paths where ``years`` is above 1 and the correlation above 0.

    Returns
    -------
    ndarray of shape (grades,)
        Best grade first; never falls from better to worse where defaults do not oppose the order. NaN where nobody is
        in the grade or any worse one.

    Raises
    ------
    Refused
        ICM079 for a confidence, correlation, persistence or number of years out of range.

    References
    ----------
    Pluto, K. & Tasche, D. (2005), Thinking positively, Risk 18(8), 72–78; arXiv cond-mat/0411699.

    Examples
    --------
    Three grades of 100, 400 and 300 subjects, no default (their first example).

    >>> from inscredit_models.models.ratings.grades import grade_table
    >>> table = grade_table("ABC", [100, 400, 300], [0, 0, 0], order="best_first")
    >>> (100 * most_prudent(table, 0.5)).round(4).tolist()
    [0.0866, 0.099, 0.2308]
    """
    findings = Findings()
    if not 0 < confidence < 1:
        findings.add("ICM079", "confidence", f"{confidence:g}", "0 < confidence < 1", "correct the confidence")
    check_correlation(correlation, "correlation", findings)
    if years < 1 or not 0 <= persistence < 1:
        found = f"{years} years, persistence {persistence:g}"
        findings.add("ICM079", "years, persistence", found, "1 year or more, 0 ≤ persistence < 1", "correct them")
    findings.refuse()
    pooled_n, pooled_k = (np.cumsum(part[::-1])[::-1] for part in (table.n, table.events))
    if correlation == 0:
        with np.errstate(invalid="ignore"):
            bound = betaincinv(pooled_k + 1, np.maximum(pooled_n - pooled_k, 1e-300), confidence)
        bound = np.where(pooled_k < pooled_n, bound, 1.0)
        return np.where(pooled_n > 0, 1 - (1 - bound) ** (1 / years), np.nan)
    at_most = _one_year(correlation) if years == 1 else _many_years(correlation, years, persistence, seed)
    pairs = zip(pooled_n, pooled_k, strict=True)
    return np.array([_bound(at_most, int(n), int(k), confidence) for n, k in pairs])


def scale_to_mean(table: GradeTable, pd: np.ndarray, mean: float) -> np.ndarray:
    """Scale probabilities so that their mean over all subjects is the central tendency, none above 1.

    Examples
    --------
    >>> from inscredit_models.models.ratings.grades import grade_table
    >>> table = grade_table("AB", [50, 50], [0, 0], order="best_first")
    >>> scale_to_mean(table, np.array([0.01, 0.03]), 0.01).round(6).tolist()
    [0.005, 0.015]
    """
    findings = Findings()
    if not 0 < mean < 1:
        findings.add("ICM079", "central tendency", f"{mean:g}", "0 < mean < 1", "correct the mean")
    findings.refuse()
    known = np.isfinite(pd)
    return np.minimum(pd * mean / np.average(pd[known], weights=table.n[known]), 1.0)


def _one_year(correlation: float) -> Callable[[int, int, float], float]:
    return lambda k, n, p: float(probability_at_most(k, n, p, correlation))


def _many_years(correlation: float, years: int, persistence: float, seed: int) -> Callable[[int, int, float], float]:
    """Defaults within the years: independent given the whole path of the factor."""
    lags = np.abs(np.subtract.outer(np.arange(years), np.arange(years)))
    root = np.linalg.cholesky(persistence**lags) if persistence else np.eye(years)
    uniform = qmc.Sobol(years, seed=seed).random(DRAWS).clip(1e-12, 1 - 1e-12)
    factor = np.sqrt(correlation) * (ndtri(uniform) @ root.T)

    def at_most(k: int, n: int, p: float) -> float:
        yearly = ndtr((ndtri(p) - factor) / np.sqrt(1 - correlation))
        return float(binomial_at_most(np.float64(k), np.float64(n), 1 - (1 - yearly).prod(axis=1)).mean())

    return at_most


def _bound(at_most: Callable[[int, int, float], float], n: int, k: int, confidence: float) -> float:
    if n == 0:
        return float("nan")
    if k == n:
        return 1.0
    return float(brentq(lambda p: at_most(k, n, p) - (1 - confidence), _SMALLEST, 1 - _SMALLEST, xtol=1e-12))
