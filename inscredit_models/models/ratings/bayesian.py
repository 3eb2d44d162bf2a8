"""Bayesian default probabilities for few or no defaults (低违约贝叶斯估计), without a confidence level."""

from __future__ import annotations

from typing import Literal

import numpy as np
from scipy.special import expit, xlog1py, xlogy

from inscredit_models.findings import Findings
from inscredit_models.models.ratings.grades import GradeTable
from inscredit_models.models.ratings.single_factor import FACTOR, WEIGHT, check_correlation, conditional_pd

Prior = Literal["uniform", "conservative"]
PRIORS: tuple[Prior, ...] = ("uniform", "conservative")

_POINTS = 801
_REACH = 24.0


def bayesian_pd(
    table: GradeTable, *, prior: Prior = "uniform", correlation: float = 0.0, most: float = 1.0
) -> np.ndarray:
    """Give the posterior mean of the probability of default of each grade, pooled with all worse grades.

    Parameters
    ----------
    table : GradeTable
        Counts, best grade first.
    prior : {"uniform", "conservative"}
        ``uniform`` on (0, most): knows nothing. ``conservative``, density ∝ 1 / (1 − p): its posterior has the
        upper confidence bounds of the classical method as its quantiles; only with ``most`` = 1.
    correlation : float
        Asset correlation ρ of the single factor.
    most : float
        Upper end of the prior.

    Returns
    -------
    ndarray of shape (grades,)
        Best grade first; NaN where nobody is in the grade or any worse one.

    References
    ----------
    Tasche, D. (2013), Bayesian estimation of probabilities of default for low default portfolios, Journal of Risk
    Management in Financial Institutions 6(3), 302–326.

    Examples
    --------
    One pool of 800 subjects without a default: (0 + 1) / (800 + 2).

    >>> from inscredit_models.models.ratings.grades import grade_table
    >>> table = grade_table("AB", [800, 0], [0, 0], order="best_first")
    >>> float(bayesian_pd(table)[0].round(8))
    0.00124688
    """
    findings = Findings()
    if prior not in PRIORS:
        findings.add("ICM008", "prior", repr(prior), ", ".join(PRIORS), "name one of them")
    if not 0 < most <= 1 or (prior == "conservative" and most < 1):
        findings.add("ICM079", "most", f"{most:g}", "0 < most ≤ 1; 1 with the conservative prior", "correct it")
    check_correlation(correlation, "correlation", findings)
    findings.refuse()
    pooled_n, pooled_k = (np.cumsum(part[::-1])[::-1].astype(float) for part in (table.n, table.events))
    if correlation == 0 and most == 1:
        below = 2 if prior == "uniform" else 1
        return np.where(pooled_n > 0, (pooled_k + 1) / (pooled_n + below), np.nan)
    pairs = zip(pooled_n, pooled_k, strict=True)
    return np.array([_mean(n, k, prior, correlation, most) if n else np.nan for n, k in pairs])


def _mean(n: float, k: float, prior: Prior, correlation: float, most: float) -> float:
    """The posterior mean by the trapezoidal rule in the logit of p, where likelihood × prior × p(1 − p) is smooth."""
    p = most * expit(np.linspace(-_REACH, _REACH, _POINTS))
    at = p[:, None] if correlation == 0 else conditional_pd(p[:, None], correlation, FACTOR)
    logs = xlogy(k, at) + xlog1py(n - k, -at)
    likelihood = np.exp(logs - logs.max()) @ (np.ones(1) if correlation == 0 else WEIGHT)
    density = likelihood * p * ((1 - p / most) if prior == "uniform" else 1.0)
    return float((density * p).sum() / density.sum())
