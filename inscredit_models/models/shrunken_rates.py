"""Ratios of small volumes shrunk towards the whole (小样本比率收缩): an empirical-Bayes gamma–Poisson model.

Counts are Poisson with mean exposure × rate, rates come from one gamma distribution, and its two parameters are those
that make all counts together most likely (the marginal count is negative binomial).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import gammaln
from scipy.stats import chi2, gamma

from inscredit_models.findings import Findings

FEWEST = 5
"""With fewer units nothing is known of how rates differ between units."""

_SHARPEST = 1e6
"""From this shape on all rates are one rate for every purpose."""


@dataclass(frozen=True)
class ShrunkenRates:
    """Raw and shrunken rates.

    Parameters
    ----------
    shape, rate : float
        Of the gamma distribution of rates: mean shape ÷ rate, and ``rate`` is the exposure that the prior is worth.
    raw, low, high : ndarray of shape (n,)
        Events ÷ exposure with its exact 95 % Poisson interval.
    shrunken, shrunken_low, shrunken_high : ndarray of shape (n,)
        Mean of the posterior gamma and its central 95 % interval; the two parameters count as known.
    weight : ndarray of shape (n,)
        Share of the unit's own rate in its shrunken one: exposure ÷ (exposure + rate).
    """

    shape: float
    rate: float
    raw: np.ndarray
    low: np.ndarray
    high: np.ndarray
    shrunken: np.ndarray
    shrunken_low: np.ndarray
    shrunken_high: np.ndarray
    weight: np.ndarray

    @property
    def mean(self) -> float:
        """Mean of the gamma distribution: where a unit without exposure would lie."""
        return self.shape / self.rate


def shrink_rates(events: np.ndarray, exposure: np.ndarray) -> ShrunkenRates:
    """Shrink rates towards the whole, the more the smaller the exposure.

    Parameters
    ----------
    events : ndarray of shape (n,)
        Counts.
    exposure : ndarray of shape (n,)
        What they are counts in, positive.

    Raises
    ------
    Refused
        ICM006 fewer than ``FEWEST`` units or unequal lengths, ICM079 a count that is negative, broken or not finite,
        or an exposure that is not positive.

    References
    ----------
    Clayton, D. & Kaldor, J. (1987), Empirical Bayes estimates of age-standardized relative risks for use in disease
    mapping, Biometrics 43, 671–681. Garwood, F. (1936), Fiducial limits for the Poisson distribution, Biometrika 28.

    Examples
    --------
    Six cases in a tiny book rank first; the shrunken rate knows how little that says.

    >>> found = shrink_rates(np.array([6, 120, 95, 210, 80, 150]), np.array([1.0, 100, 100, 200, 100, 120]))
    >>> round(float(found.raw[0]), 2), float(found.shrunken[0]) < 3
    (6.0, True)
    """
    events, exposure = np.asarray(events, dtype=float), np.asarray(exposure, dtype=float)
    _check(events, exposure)
    shape, rate = _most_likely(events, exposure)
    own = shape + events, 1 / (rate + exposure)
    return ShrunkenRates(
        shape,
        rate,
        events / exposure,
        np.where(events > 0, chi2.ppf(0.025, 2 * np.maximum(events, 1e-300)) / 2, 0.0) / exposure,
        chi2.ppf(0.975, 2 * events + 2) / 2 / exposure,
        own[0] * own[1],
        gamma.ppf(0.025, own[0], scale=own[1]),
        gamma.ppf(0.975, own[0], scale=own[1]),
        exposure / (exposure + rate),
    )


def marginal_log_likelihood(events: np.ndarray, exposure: np.ndarray, shape: float, rate: float) -> float:
    """Give the log-likelihood of all counts under a gamma distribution of rates (constants of the counts left in).

    Examples
    --------
    One count of 0 in exposure 1 with shape 1 and rate 1: half of the mass lies at 0.

    >>> round(float(np.exp(marginal_log_likelihood(np.array([0.0]), np.array([1.0]), 1.0, 1.0))), 9)
    0.5
    """
    terms = gammaln(shape + events) - gammaln(shape) - gammaln(events + 1)
    terms = terms + shape * np.log(rate / (rate + exposure)) + events * np.log(exposure / (rate + exposure))
    return float(terms.sum())


def _most_likely(events: np.ndarray, exposure: np.ndarray) -> tuple[float, float]:
    mean = max(events.sum(), 0.5) / exposure.sum()

    def loss(point: np.ndarray) -> float:
        # mean and shape on the log scale: both stay positive, and they are nearly independent
        shape = np.exp(min(point[1], np.log(_SHARPEST)))
        return -marginal_log_likelihood(events, exposure, shape, shape / np.exp(point[0]))

    starts = [np.array([np.log(mean), start]) for start in (-1.0, 1.0, 4.0)]
    options = {"xatol": 1e-9, "fatol": 1e-10, "maxiter": 4000, "maxfev": 4000}
    best = min((minimize(loss, start, method="Nelder-Mead", options=options) for start in starts), key=lambda f: f.fun)
    shape = float(np.exp(min(best.x[1], np.log(_SHARPEST))))
    return shape, shape / float(np.exp(best.x[0]))


def _check(events: np.ndarray, exposure: np.ndarray) -> None:
    findings = Findings()
    if events.shape != exposure.shape or len(events) < FEWEST:
        found = f"{len(events)} counts and {len(exposure)} exposures"
        findings.add("ICM006", "shrunken rates", found, f"{FEWEST} or more units, both of one length", "add units")
    if not (np.isfinite(events) & (events >= 0) & (events == np.floor(events))).all():
        findings.add("ICM079", "shrunken rates, events", "no count", "whole numbers of 0 or more", "correct the counts")
    if not (np.isfinite(exposure) & (exposure > 0)).all():
        remedy = "leave out units without exposure"
        findings.add("ICM079", "shrunken rates, exposure", "not positive", "positive numbers", remedy)
    findings.refuse()
