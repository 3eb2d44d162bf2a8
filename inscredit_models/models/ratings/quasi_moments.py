"""A curve of default probabilities from two numbers (准矩匹配): the mean of all and the accuracy ratio.

Where defaults are too few to fit a curve, its level (central tendency) and steepness (accuracy ratio) may still be
known from elsewhere. The curve is logit pd = a + b·z, z the normal score of the grade's middle rank.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, logit, ndtri

from inscredit_models.findings import Findings, Refused
from inscredit_models.models.ratings.grades import GradeTable

_STEEPEST = 60.0


class Curve(NamedTuple):
    """Probabilities of the grades (best first), intercept a and slope b of their logit."""

    pd: np.ndarray
    intercept: float
    slope: float


def implied_accuracy_ratio(n: np.ndarray, pd: np.ndarray) -> float:
    """Give the accuracy ratio that a portfolio has where each grade defaults as its probability says.

    P(a defaulter is graded worse than a survivor) − P(it is graded better).

    Examples
    --------
    >>> round(implied_accuracy_ratio(np.array([50, 50]), np.array([0.1, 0.3])), 9)
    0.3125
    """
    defaults, survivors = n * pd / (n * pd).sum(), n * (1 - pd) / (n * (1 - pd)).sum()
    before = np.cumsum(survivors) - survivors
    after = 1 - np.cumsum(survivors)
    return float((defaults * (before - after)).sum())


def quasi_moments(table: GradeTable, *, mean: float, accuracy_ratio: float) -> Curve:
    """Find the curve whose mean and implied accuracy ratio are the two given numbers.

    Parameters
    ----------
    table : GradeTable
        Only its subjects count, best grade first; its defaults are not looked at.
    mean : float
        Central tendency: long-run share of defaults.
    accuracy_ratio : float
        Accuracy ratio the rating is believed to have.

    Raises
    ------
    Refused
        ICM079 for numbers out of range, ICM006 where the grades cannot have such an accuracy ratio.

    References
    ----------
    Tasche, D. (2013), The art of probability-of-default curve calibration, Journal of Credit Risk 9(4), 63–103 (quasi
    moment matching on a robust logit curve; here ranks are those of all subjects, not of survivors alone).

    Examples
    --------
    >>> from inscredit_models.models.ratings.grades import grade_table
    >>> table = grade_table("ABC", [100, 400, 300], [0, 0, 0], order="best_first")
    >>> curve = quasi_moments(table, mean=0.01, accuracy_ratio=0.5)
    >>> round(float(np.average(curve.pd, weights=table.n)), 9), round(implied_accuracy_ratio(table.n, curve.pd), 9)
    (0.01, 0.5)
    """
    findings = Findings()
    if not 0 < mean < 1:
        findings.add("ICM079", "mean", f"{mean:g}", "0 < mean < 1", "correct the central tendency")
    if not 0 <= accuracy_ratio < 1:
        findings.add("ICM079", "accuracy ratio", f"{accuracy_ratio:g}", "0 ≤ accuracy ratio < 1", "correct it")
    findings.refuse()
    weight = table.shares
    scores = _normal_scores(weight)
    highest = implied_accuracy_ratio(weight, _level(weight, scores, _STEEPEST, mean)[0])
    if accuracy_ratio > highest:
        found = f"an accuracy ratio of {accuracy_ratio:g}"
        allowed = f"up to {highest:.3f} with these grades and this mean"
        findings.add("ICM006", "accuracy ratio", found, allowed, "split the worst grade, or lower the accuracy ratio")
        raise Refused(findings)

    def missing(slope: float) -> float:
        return implied_accuracy_ratio(weight, _level(weight, scores, slope, mean)[0]) - accuracy_ratio

    slope = float(brentq(missing, 0.0, _STEEPEST, xtol=1e-13)) if accuracy_ratio else 0.0
    pd, intercept = _level(weight, scores, slope, mean)
    return Curve(pd, intercept, slope)


def _normal_scores(weight: np.ndarray) -> np.ndarray:
    """Normal score of the middle rank of each grade; an empty grade stands between its neighbours."""
    middle = np.cumsum(weight) - weight / 2
    return ndtri(np.clip(middle, 1e-9, 1 - 1e-9))


def _level(weight: np.ndarray, scores: np.ndarray, slope: float, mean: float) -> tuple[np.ndarray, float]:
    """The curve of this slope with the given mean."""
    reach = slope * float(np.abs(scores).max()) + 1.0
    centre = float(logit(mean))

    def missing(intercept: float) -> float:
        return float(weight @ expit(intercept + slope * scores)) - mean

    intercept = float(brentq(missing, centre - reach, centre + reach, xtol=1e-14))
    return expit(intercept + slope * scores), intercept
