"""Tests of two models over folds or tables (成对检验): Wilcoxon, 5×2 cross-validation, Bayesian with ROPE."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.stats import f, norm, rankdata, t

from inscredit_models.evaluation.resampled import corrected_covariance
from inscredit_models.findings import Findings


class SignedRank(NamedTuple):
    """Wilcoxon's signed-rank test: sums of ranks of both signs, the smaller one's z and two-sided p value."""

    positive: float
    negative: float
    z: float
    p_value: float


class FiveByTwo(NamedTuple):
    """The 5×2 cross-validated t of Dietterich (5 degrees of freedom) and F of Alpaydın (10 and 5), with p values."""

    t: float
    t_p_value: float
    f: float
    f_p_value: float


class Practical(NamedTuple):
    """Posterior probabilities that b is practically better, that both are equivalent, that a is (sum 1)."""

    worse: float
    equivalent: float
    better: float


def signed_rank(differences: np.ndarray) -> SignedRank:
    """Test whether differences over tables are centred on zero.

    Zero differences are shared between both signs (one is left out where their number is odd), as Demšar (2006)
    describes; the p value is from the normal approximation, good from about 25 tables on.

    Parameters
    ----------
    differences : ndarray of shape (N,)
        a − b on each table, in units where larger is better for a.

    Examples
    --------
    >>> signed_rank(np.array([1.0, 2.0, 3.0, -0.5]))[:2]
    (9.0, 1.0)
    """
    values = _finite(differences, 2)
    zeros = np.flatnonzero(values == 0)
    if len(zeros) % 2:
        values = np.delete(values, zeros[0])
    ranks = rankdata(np.abs(values))
    shared = ranks[values == 0].sum() / 2
    positive, negative = (float(ranks[side].sum() + shared) for side in (values > 0, values < 0))
    count = len(values)
    if not count:
        return SignedRank(0.0, 0.0, 0.0, 1.0)
    spread = np.sqrt(count * (count + 1) * (2 * count + 1) / 24)
    z = float((min(positive, negative) - count * (count + 1) / 4) / spread)
    return SignedRank(positive, negative, z, float(2 * norm.cdf(z)))


def five_by_two(differences: np.ndarray) -> FiveByTwo:
    """Test two models by five repeats of two-fold cross-validation.

    Parameters
    ----------
    differences : ndarray of shape (5, 2)
        a − b on the two folds of each repeat; t hangs on the very first one, F does not hang on their order.

    References
    ----------
    Dietterich, T. G. (1998), Neural Computation 10, 1895–1923; Alpaydın, E. (1999), Neural Computation 11, 1885–1892.
    """
    values = _finite(differences, 10)
    findings = Findings()
    if values.shape != (5, 2):
        findings.add("ICM006", "differences", f"shape {values.shape}", "(5, 2)", "repeat two folds five times")
    findings.refuse()
    variances = ((values - values.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    if variances.sum() == 0:
        p_value = 1.0 if not values.any() else 0.0
        return FiveByTwo(*(value for _ in range(2) for value in (np.inf if not p_value else 0.0, p_value)))
    statistic = float(values[0, 0] / np.sqrt(variances.mean()))
    ratio = float((values**2).sum() / (2 * variances.sum()))
    return FiveByTwo(statistic, float(2 * t.sf(abs(statistic), 5)), ratio, float(f.sf(ratio, 10, 5)))


def corrected_t(differences: np.ndarray, test_to_train: float) -> tuple[float, float]:
    """Give Nadeau and Bengio's t of differences over folds and its two-sided p value.

    Parameters
    ----------
    differences : ndarray of shape (J,)
        a − b on each fold of each repeat.
    test_to_train : float
        Rows of a test fold over rows of its training folds: 1/9 for ten folds.
    """
    centre, scale, df = _posterior(differences, test_to_train)
    if scale == 0:
        return (0.0, 1.0) if centre == 0 else (float(np.copysign(np.inf, centre)), 0.0)
    return centre / scale, float(2 * t.sf(abs(centre) / scale, df))


def practical_probabilities(differences: np.ndarray, test_to_train: float, rope: float) -> Practical:
    """Give the posterior probabilities of the Bayesian correlated t test.

    The posterior of the mean difference is Student's t around the mean with the corrected variance; ``rope`` is the
    region of practical equivalence, the difference that does not matter.

    Parameters
    ----------
    differences : ndarray of shape (J,)
        a − b on each fold, in units where larger is better for a.
    test_to_train : float
        As in `corrected_t`.
    rope : float
        Half the width of the region, 0 or more.

    References
    ----------
    Benavoli, A. et al. (2017), Journal of Machine Learning Research 18(77), 1–36.
    """
    centre, scale, df = _posterior(differences, test_to_train)
    if scale == 0:
        return Practical(float(centre < -rope), float(abs(centre) <= rope), float(centre > rope))
    below, above = t.cdf((-rope - centre) / scale, df), t.sf((rope - centre) / scale, df)
    return Practical(float(below), float(1 - below - above), float(above))


def _posterior(differences: np.ndarray, test_to_train: float) -> tuple[float, float, int]:
    """Mean, corrected standard error and degrees of freedom."""
    values = _finite(differences, 2)
    mean, covariance = corrected_covariance(values[:, None], test_to_train)
    return float(mean[0]), float(np.sqrt(covariance[0, 0])), len(values) - 1


def _finite(differences: np.ndarray, fewest: int) -> np.ndarray:
    """Refuse differences that are too few or not finite."""
    values = np.asarray(differences, dtype=float)
    findings = Findings()
    if values.size < fewest:
        found = f"{values.size} differences"
        findings.add("ICM006", "differences", found, f"{fewest} or more", "judge on more folds or tables")
    missing = int((~np.isfinite(values)).sum())
    if missing:
        found = f"{missing} values are not finite"
        findings.add("ICM027", "differences", found, "finite values", "leave those folds or tables out, by name")
    findings.refuse()
    return values
