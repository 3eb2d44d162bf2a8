"""Intervals and tests from an estimate and its standard error; every choice of scale is made here, once.

AUC and average precision get their interval on the logit scale (delta method), which stays inside (0, 1) and covers
better near 1; KS, mean losses and fold means get it on the plain scale, clipped to the range of the metric. At 0 or 1
no variance is left and the logit does not exist: there Wilson's interval is taken as if the clusters of the rarer class
had been so many trials. Differences are always on the plain scale.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit
from scipy.stats import norm, t

NO_SPREAD = 1e-12
"""A standard error below this is rounding noise: the two things compared are the same."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference of two estimates: value, standard error, 95 % interval and two-sided p value."""

    value: float
    error: float
    low: float
    high: float
    p_value: float


def plain_interval(
    value: float, error: float, *, df: float = np.inf, level: float = 0.95, within: tuple[float, float] | None = None
) -> tuple[float, float]:
    """Give value ± quantile · error, clipped to ``within``.

    Examples
    --------
    >>> low, high = plain_interval(0.5, 0.1)
    >>> round(low, 3), round(high, 3)
    (0.304, 0.696)
    """
    reach = float(t.ppf((1 + level) / 2, df)) * error
    low, high = value - reach, value + reach
    return (low, high) if within is None else (max(low, within[0]), min(high, within[1]))


def logit_interval(value: float, error: float, trials: float, *, level: float = 0.95) -> tuple[float, float]:
    """Give the interval of a metric in [0, 1] on the logit scale, or Wilson's for ``trials`` at 0 or 1.

    Examples
    --------
    Perfect separation of ten events is not certainty:

    >>> low, high = logit_interval(1.0, 0.0, 10)
    >>> round(low, 3), high
    (0.722, 1.0)
    """
    if value <= 0 or value >= 1:
        return wilson_interval(value, trials, level=level)
    centre = np.log(value / (1 - value))
    reach = norm.ppf((1 + level) / 2) * error / (value * (1 - value))
    return float(expit(centre - reach)), float(expit(centre + reach))


def wilson_interval(share: float, trials: float, *, level: float = 0.95) -> tuple[float, float]:
    """Give Wilson's interval of a share seen in ``trials`` trials (which may be an effective, fractional number).

    References
    ----------
    Wilson, E. B. (1927), Journal of the American Statistical Association 22, 209–212.

    Examples
    --------
    >>> low, high = wilson_interval(0.5, 10)
    >>> round(low, 4), round(high, 4)
    (0.2366, 0.7634)
    """
    z2 = float(norm.ppf((1 + level) / 2)) ** 2
    centre = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    reach = np.sqrt(z2 * share * (1 - share) / trials + z2**2 / (4 * trials**2)) / (1 + z2 / trials)
    low = 0.0 if share <= 0 else float(centre - reach)
    return low, 1.0 if share >= 1 else float(centre + reach)


def assess_difference(value: float, error: float, *, df: float = np.inf) -> Difference:
    """Give the 95 % interval and the two-sided p value of a difference.

    Without spread (two models that rank alike) a difference of zero has p = 1 and any other p = 0.
    """
    if error < NO_SPREAD:
        return Difference(value, 0.0, value, value, 1.0 if abs(value) < NO_SPREAD else 0.0)
    low, high = plain_interval(value, error, df=df)
    return Difference(value, error, low, high, float(2 * t.sf(abs(value) / error, df)))


def is_equivalent(value: float, error: float, margin: float, *, df: float = np.inf) -> bool:
    """Say whether two one-sided tests at 5 % place a difference inside ±margin (its 90 % interval lies inside).

    Examples
    --------
    90 % interval of .010 ± 1.645 · .010 is −.006 to .026.

    >>> is_equivalent(0.010, 0.010, 0.03), is_equivalent(0.010, 0.010, 0.02)
    (True, False)
    """
    low, high = plain_interval(value, error, df=df, level=0.90)
    return -margin < low and high < margin


def minimum_detectable(error: float, *, df: float = np.inf) -> float:
    """Give the smallest true difference found with 80 % power by a two-sided 5 % test: (z.975 + z.80) · error.

    Examples
    --------
    >>> round(minimum_detectable(0.01), 4)
    0.028
    """
    return float(t.ppf(0.975, df) + t.ppf(0.80, df)) * error


def holm(p_values: np.ndarray) -> np.ndarray:
    """Adjust p values for their number by Holm's step-down rule; order and shape as given.

    Examples
    --------
    Sorted .01, .03, .04 times 3, 2, 1 are .03, .06, .04; none may be smaller than the one before.

    >>> holm(np.array([0.04, 0.01, 0.03])).round(4).tolist()
    [0.06, 0.03, 0.06]
    """
    count = len(p_values)
    order = np.argsort(p_values, kind="stable")
    stepped = np.maximum.accumulate((count - np.arange(count)) * np.asarray(p_values)[order])
    adjusted = np.empty(count)
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted
