"""From a score to a probability (概率校准): a logistic in one variable whose side is fixed beforehand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, log_expit, logit

from inscredit_models.findings import Finding

RIDGE = 1e-6
"""Penalty on the standardised slope (ridge/2 · slope²): far below the data's weight, but it keeps separation finite."""

_STEPS = 100
_TOLERANCE = 1e-12


@dataclass(frozen=True)
class ScoreLink:
    """P(event) = 1 / (1 + exp(−(intercept − slope·score))), with slope ≥ 0: a better score is never likelier.

    Parameters
    ----------
    intercept, slope : float
        On the scale of the score.
    findings : tuple of Finding
        What was found when it was estimated.
    """

    intercept: float
    slope: float
    findings: tuple[Finding, ...] = ()

    def p_event(self, score: np.ndarray) -> np.ndarray:
        """Give the probability of the event for scores of shape (n,).

        Examples
        --------
        >>> ScoreLink(intercept=0.0, slope=1.0).p_event(np.array([0.0, 2.0])).round(4).tolist()
        [0.5, 0.1192]
        """
        return expit(self.intercept - self.slope * score)


def estimate_link(score: np.ndarray, events: np.ndarray, *, ridge: float = RIDGE) -> ScoreLink:
    """Estimate the probability of the event from a score by maximum likelihood.

    Parameters
    ----------
    score : ndarray of shape (n,)
        Finite; higher is better.
    events : ndarray of shape (n,)
        1 where the event happened, else 0; both occur.
    ridge : float
        Penalty on the slope over the standardised score; not on the intercept.

    Returns
    -------
    ScoreLink
        Where the data oppose the declared direction (the likelihood wants a negative slope) the slope is 0, the
        probability the base rate, and ICM056 says so; where the score is constant the same, with ICM051.

    Notes
    -----
    Newton's method on the standardised score with halved steps; sums are numpy's own, so the result does not depend
    on threads.
    """
    base = ScoreLink(float(logit(events.mean())), 0.0)
    deviation = float(score.std())
    if deviation <= 1e-12 * max(1.0, float(np.abs(score).max())):
        found = "the same score for every training row"
        return ScoreLink(base.intercept, 0.0, (_finding("ICM051", found, "scores that differ"),))
    centre = float(score.mean())
    intercept, slope = _newton((centre - score) / deviation, events.astype(float), ridge, base.intercept)
    if slope <= 0:
        found = "higher scores go with more events in the training rows"
        return ScoreLink(base.intercept, 0.0, (_finding("ICM056", found, "fewer events at higher scores"),))
    return ScoreLink(intercept + slope * centre / deviation, slope / deviation)


def _newton(x: np.ndarray, events: np.ndarray, ridge: float, start: float) -> tuple[float, float]:
    """Climb from the base rate; ``x`` is standardised and turned so that a positive slope is the declared side."""
    at = np.array([start, 0.0])
    for _ in range(_STEPS):
        step = _halved(at, _newton_step(at, x, events, ridge), x, events, ridge)
        at = at + step
        if np.abs(step).max() <= _TOLERANCE * max(1.0, np.abs(at).max()):
            break
    return float(at[0]), float(at[1])


def _newton_step(at: np.ndarray, x: np.ndarray, events: np.ndarray, ridge: float) -> np.ndarray:
    p = expit(at[0] + at[1] * x)
    g, h = (events - p).sum(), ((events - p) * x).sum() - ridge * at[1]
    spread = p * (1 - p)
    a, b, c = spread.sum(), (spread * x).sum(), (spread * x * x).sum() + ridge
    return np.array([c * g - b * h, a * h - b * g]) / (a * c - b * b)


def _halved(at: np.ndarray, step: np.ndarray, x: np.ndarray, events: np.ndarray, ridge: float) -> np.ndarray:
    """Halve a step until it does not lose likelihood; no step at all where none is left to gain."""
    value = _log_likelihood(at, x, events, ridge)
    for _ in range(_STEPS):
        if _log_likelihood(at + step, x, events, ridge) >= value:
            return step
        step = step / 2
    return np.zeros(2)


def _log_likelihood(at: np.ndarray, x: np.ndarray, events: np.ndarray, ridge: float) -> float:
    linear = at[0] + at[1] * x
    return float((events * log_expit(linear) + (1 - events) * log_expit(-linear)).sum() - ridge * at[1] ** 2 / 2)


def _finding(code: str, found: str, allowed: str) -> Finding:
    return Finding(code, "probability from score", found, allowed, "p_event is the base rate; look at the directions")
