"""Capital for an exposure by the internal-ratings formula (内部评级法资本公式) for corporates."""

from __future__ import annotations

import numpy as np

from inscredit_models.findings import Findings
from inscredit_models.models.ratings.single_factor import critical_rate

LEVEL = 0.999


def asset_correlation(pd: np.ndarray | float) -> np.ndarray:
    """Give the asset correlation the formula assumes: from 0.24 for the safest to 0.12 for the riskiest.

    Examples
    --------
    >>> float(asset_correlation(0.01).round(6))
    0.192784
    """
    share = (1 - np.exp(-50 * np.asarray(pd, dtype=float))) / (1 - np.exp(-50.0))
    return 0.12 * share + 0.24 * (1 - share)


def capital_requirement(pd: np.ndarray | float, *, lgd: float = 0.45, maturity: float = 2.5) -> np.ndarray:
    """Give the capital K per unit of exposure: loss in a year of the 99.9th percentile, less the expected loss.

    Parameters
    ----------
    pd : float or ndarray
        Probability of default within a year.
    lgd : float
        Share lost where a default happens.
    maturity : float
        Years, 1 to 5.

    Raises
    ------
    Refused
        ICM079 for numbers out of range.

    References
    ----------
    Basel Committee on Banking Supervision (2006), International Convergence of Capital Measurement and Capital
    Standards, paragraph 272. A banking rule: it says how grades are used, and is no rule for insurers.

    Examples
    --------
    >>> float((12.5 * 100 * capital_requirement(0.01)).round(2))
    92.32
    """
    pd = np.asarray(pd, dtype=float)
    findings = Findings()
    if not ((pd > 0) & (pd < 1)).all():
        findings.add("ICM079", "pd", "a probability of 0, 1 or beyond", "0 < pd < 1", "correct the probabilities")
    if not 0 <= lgd <= 1 or not 1 <= maturity <= 5:
        found = f"lgd {lgd:g}, maturity {maturity:g}"
        findings.add("ICM079", "lgd, maturity", found, "0 ≤ lgd ≤ 1, 1 to 5 years", "correct them")
    findings.refuse()
    stressed = critical_rate(pd, asset_correlation(pd), LEVEL)
    slope = (0.11852 - 0.05478 * np.log(pd)) ** 2
    return lgd * (stressed - pd) * (1 + (maturity - 2.5) * slope) / (1 - 1.5 * slope)
