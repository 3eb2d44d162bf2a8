"""Is the stated probability of default too low? (违约概率回测): one test a line, for each grade by itself.

All p values are one-sided and small where there are **more defaults than the probability allows**. A grade without
subjects has none (NaN).
"""

from __future__ import annotations

import numpy as np
from scipy.special import betainc, ndtr
from scipy.stats import binom

from inscredit_models.evaluation.intervals import NO_SPREAD
from inscredit_models.findings import Findings
from inscredit_models.models.ratings.single_factor import check_correlation, probability_at_most


def jeffreys_p_value(n: np.ndarray, events: np.ndarray, pd: np.ndarray) -> np.ndarray:
    """Give the posterior probability that the true rate is at or below pd, after Jeffreys' prior.

    The distribution function of Beta(events + ½, n − events + ½) at pd.

    References
    ----------
    European Central Bank (2019), Instructions for reporting the validation results of internal models, section on
    predictive ability; Kazianka, H. (2016), Objective Bayesian estimation of the probability of default, Applied
    Statistics 65, 1–27.

    Examples
    --------
    >>> jeffreys_p_value(np.array([1000]), np.array([15]), np.array([0.01])).round(7).tolist()
    [0.0632284]
    """
    n, events, pd = _checked(n, events, pd)
    return np.where(n > 0, betainc(events + 0.5, n - events + 0.5, pd), np.nan)


def binomial_p_value(n: np.ndarray, events: np.ndarray, pd: np.ndarray) -> np.ndarray:
    """Give P(defaults ≥ events) where defaults are independent: exact, and discrete in small grades.

    Examples
    --------
    >>> binomial_p_value(np.array([1000]), np.array([15]), np.array([0.01])).round(7).tolist()
    [0.0824123]
    """
    return correlated_p_value(n, events, pd, 0.0)


def correlated_p_value(n: np.ndarray, events: np.ndarray, pd: np.ndarray, correlation: float) -> np.ndarray:
    """Give P(defaults ≥ events) where one factor moves all subjects: a bad year is no proof against the rating.

    References
    ----------
    Vasicek, O. (2002), Loan portfolio value, Risk 15(12), 160–162.
    """
    n, events, pd = _checked(n, events, pd)
    findings = Findings()
    check_correlation(correlation, "correlation", findings)
    findings.refuse()
    return np.where(n > 0, 1 - probability_at_most(events - 1, n, pd, correlation), np.nan)


def critical_count(n: np.ndarray, pd: np.ndarray, level: float = 0.99) -> np.ndarray:
    """Give the smallest number of defaults that independent subjects reach with probability 1 − level at most.

    Examples
    --------
    >>> critical_count(np.array([1000, 1000, 1000]), np.array([0.01, 0.02, 0.05])).tolist()
    [19, 32, 68]
    """
    n, _, pd = _checked(n, np.zeros(np.shape(n)), pd)
    return binom.ppf(level, n, pd).astype(int) + 1


def normal_p_value(rates: np.ndarray, pd: np.ndarray) -> np.ndarray:
    """Test the mean default rate of several years against pd, its spread taken from the years themselves.

    Parameters
    ----------
    rates : ndarray of shape (years, grades)
        Default rate of each year; years are taken as independent. NaN where nobody was in the grade.
    pd : ndarray of shape (years, grades) or (grades,)
        Stated probabilities.

    Returns
    -------
    ndarray of shape (grades,)
        NaN where a year is missing, with fewer than three years, or without spread.

    References
    ----------
    Basel Committee on Banking Supervision (2005), Studies on the validation of internal rating systems, Working Paper
    14, part III: the normal test. It allows for correlation within a year.

    Examples
    --------
    >>> normal_p_value(np.array([[0.01], [0.03], [0.02]]), np.array([0.02])).tolist()
    [0.5]
    """
    excess = np.asarray(rates, dtype=float) - np.asarray(pd, dtype=float)
    years = len(excess)
    if years < 3:
        return np.full(excess.shape[1], np.nan)
    spread = excess.std(axis=0, ddof=1)
    with np.errstate(invalid="ignore"):
        z = np.divide(
            np.sqrt(years) * excess.mean(axis=0), spread, out=np.full_like(spread, np.nan), where=spread > NO_SPREAD
        )
    return ndtr(-z)


def _checked(n: np.ndarray, events: np.ndarray, pd: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    n, events, pd = (np.asarray(part, dtype=float) for part in (n, events, pd))
    findings = Findings()
    if not ((n >= 0) & (events >= 0) & (events <= n)).all():
        findings.add("ICM079", "grades", "more defaults than subjects", "0 ≤ events ≤ n", "correct the counts")
    if not ((pd > 0) & (pd < 1)).all():
        findings.add("ICM079", "pd", "a probability of 0, 1 or beyond", "0 < pd < 1", "correct the probabilities")
    findings.refuse()
    return n, events, pd
