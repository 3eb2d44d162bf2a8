"""Are subjects crowded into few grades? (集中度): Herfindahl indices and their change."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.stats import norm

from inscredit_models.findings import Findings


class Concentration(NamedTuple):
    """How subjects are spread over grades.

    ``herfindahl`` Σ shares², between 1/k and 1; ``variation``, the coefficient of variation of the shares;
    ``adjusted`` 1 + ln((variation² + 1) / k) / ln k, between 0 (even) and 1 (all in one grade).
    """

    herfindahl: float
    variation: float
    adjusted: float


def concentration(n: np.ndarray) -> Concentration:
    """Give the concentration of subjects over grades.

    Parameters
    ----------
    n : ndarray of shape (grades,)
        Subjects (or exposure) in each grade, defaulted ones left out.

    Notes
    -----
    (variation² + 1) / k is Σ shares², so that ``adjusted`` is 1 + ln(herfindahl) / ln k.

    Examples
    --------
    >>> found = concentration(np.array([10, 10, 10, 10]))
    >>> [round(value, 6) + 0.0 for value in found]
    [0.25, 0.0, 0.0]
    """
    n = np.asarray(n, dtype=float)
    findings = Findings()
    if len(n) < 2 or not (n >= 0).all() or n.sum() <= 0:
        found = f"{len(n)} grades with {n.sum():g} subjects"
        findings.add("ICM006", "concentration", found, "two grades or more, subjects in them", "check the counts")
    findings.refuse()
    shares, k = n / n.sum(), len(n)
    herfindahl = float((shares**2).sum())
    variation = float(np.sqrt(k * ((shares - 1 / k) ** 2).sum()))
    return Concentration(herfindahl, variation, float(1 + np.log(herfindahl) / np.log(k)))


def concentration_rise(n: np.ndarray, before: np.ndarray) -> tuple[float, float]:
    """Test whether subjects are more concentrated than before: normal statistic and one-sided p value.

    References
    ----------
    European Central Bank (2019), Instructions for reporting the validation results of internal models, section on
    stability: √(k − 1) · (variation now − variation then) / √(variation now² · (½ + variation now²)).

    Examples
    --------
    >>> z, p = concentration_rise(np.array([10, 80, 10]), np.array([30, 40, 30]))
    >>> z > 0, p < 0.2
    (True, True)
    """
    now, then = concentration(n), concentration(before)
    spread = np.sqrt(now.variation**2 * (0.5 + now.variation**2))
    if spread == 0:
        return (0.0, 0.5) if then.variation == 0 else (-np.inf, 1.0)
    z = float(np.sqrt(len(n) - 1) * (now.variation - then.variation) / spread)
    return z, float(norm.sf(z))
