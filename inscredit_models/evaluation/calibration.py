"""Calibration (校准): does an event happen as often as the probabilities say?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import expit

from inscredit_models.evaluation.intervals import wilson_interval
from inscredit_models.evaluation.judged import Judged
from inscredit_models.evaluation.mean_loss import mean_loss_covariance
from inscredit_models.evaluation.metrics import BINS, quantile_bins

CALIBRATION_COLUMNS = ("model", "split", "bin", "n", "events", "mean_predicted", "observed", "low", "high")
SUMMARY_COLUMNS = ("model", "split", "intercept", "slope", "ece", "n", "events")
_LOGIT_CLIP = 1e-6
_LEAST_SPREAD = 0.05
_MOST_STEPS = 50
_ROUNDING = 1e-10


def bin_numbers(p_event: np.ndarray, bins: int = BINS) -> np.ndarray:
    """Give each row its quantile bin, from 1; equal probabilities share a bin, so there may be fewer bins.

    Examples
    --------
    >>> bin_numbers(np.array([0.1, 0.2, 0.3, 0.4]), bins=2).tolist(), bin_numbers(np.array([0.2, 0.2]), bins=2).tolist()
    ([1, 1, 2, 2], [1, 1])
    """
    return quantile_bins(p_event, bins) + 1


def calibration_bins(y: np.ndarray, p_event: np.ndarray, clusters: np.ndarray, *, bins: int = BINS) -> pd.DataFrame:
    """Compare mean probability and share of events in quantile bins.

    The interval of the observed share is Wilson's. Where clusters have several rows its number of trials is divided by
    the design effect of the bin (cluster-robust over binomial variance, at least 1); where no variance is to be seen
    (no event, or only events) the trials are the clusters.

    Returns
    -------
    pandas.DataFrame
        Columns bin (from 1), n, events, mean_predicted, observed, low, high; one row per bin that is not empty.
    """
    number = bin_numbers(p_event, bins)
    rows = []
    for each in range(1, int(number.max()) + 1):
        chosen = number == each
        share, trials = float(y[chosen].mean()), _effective_trials(y[chosen], clusters[chosen])
        low, high = wilson_interval(share, trials)
        rows.append((each, int(chosen.sum()), int(y[chosen].sum()), float(p_event[chosen].mean()), share, low, high))
    return pd.DataFrame(rows, columns=list(CALIBRATION_COLUMNS[2:]))


def _effective_trials(y: np.ndarray, clusters: np.ndarray) -> float:
    """How many independent rows these clustered rows are worth."""
    numbers = np.unique(clusters, return_inverse=True)[1]
    count, total, share = len(y), int(numbers.max()) + 1, float(y.mean())
    if total == count or total < 2 or share in (0.0, 1.0):
        return float(total)
    robust = float(mean_loss_covariance(y[None, :].astype(float), numbers)[1][0, 0])
    return count / max(1.0, robust * count / (share * (1 - share)))


def recalibrate(y: np.ndarray, p_event: np.ndarray) -> tuple[float, float]:
    """Give calibration intercept and slope by logistic recalibration.

    The slope b is that of logit P(event) = a + b · logit(p): below 1 the probabilities are too extreme. The intercept
    is that of the same model with b fixed at 1 (calibration in the large): above 0 the probabilities are too low.
    Perfect are 0 and 1. Probabilities are clipped at 1e-6.

    Returns
    -------
    tuple of float
        Intercept and slope. The slope is NaN where the probabilities are all but equal (standard deviation of their
        logits below .05) or where it has no finite maximum (perfect separation). Both are NaN where ``y`` has one
        class.

    References
    ----------
    Cox, D. R. (1958), Biometrika 45, 562–565; Van Calster, B. et al. (2016), J. Clinical Epidemiology 74, 167–176.

    Examples
    --------
    Half of the rows have an event but .2 was promised: ln(.5/.5) − ln(.2/.8) = 1.386.

    >>> intercept, slope = recalibrate(np.array([0, 1]), np.array([0.2, 0.2]))
    >>> round(intercept, 3), slope
    (1.386, nan)
    """
    p = np.clip(p_event, _LOGIT_CLIP, 1 - _LOGIT_CLIP)
    logit = np.log(p / (1 - p))
    if y.min() == y.max():
        return float("nan"), float("nan")
    ones = np.ones((len(y), 1))
    intercept = float(_newton(ones, y, offset=logit)[0])
    if logit.std() < _LEAST_SPREAD:
        return intercept, float("nan")
    return intercept, float(_newton(np.column_stack([ones, logit]), y, offset=np.zeros(len(y)))[1])


def _newton(design: np.ndarray, y: np.ndarray, *, offset: np.ndarray) -> np.ndarray:
    """Maximise the logistic likelihood by Newton's method with halved steps; NaN without a finite maximum."""
    weights = np.zeros(design.shape[1])
    loss = _negative_log_likelihood(offset, y)
    for _ in range(_MOST_STEPS):
        p = expit(offset + design @ weights)
        gradient = design.T @ (y - p)
        curvature = design.T @ (design * (p * (1 - p))[:, None])
        if np.linalg.cond(curvature) > 1e14:
            break
        step = np.linalg.solve(curvature, gradient)
        if np.abs(step).max() < 1e-9:
            return weights
        allowed = loss + _ROUNDING * (1 + loss)
        while (tried := _negative_log_likelihood(offset + design @ (weights + step), y)) > allowed:
            step = step / 2
        weights, loss = weights + step, tried
    return np.full(design.shape[1], np.nan)


def _negative_log_likelihood(linear: np.ndarray, y: np.ndarray) -> float:
    """Minus the logistic log-likelihood, without overflow."""
    return float((np.logaddexp(0.0, linear) - y * linear).sum())


def expected_calibration_error(bins: pd.DataFrame) -> float:
    """Give the mean absolute gap between probability and share of events, weighted by rows; depends on the bins.

    Examples
    --------
    >>> bins = pd.DataFrame({"n": [1, 3], "mean_predicted": [0.1, 0.5], "observed": [0.0, 0.7]})
    >>> round(expected_calibration_error(bins), 3)
    0.175
    """
    gaps = (bins["mean_predicted"] - bins["observed"]).abs()
    return float((gaps * bins["n"]).sum() / bins["n"].sum())


def compute_calibration(judged: Judged) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the calibration frame and its summary for the models of one split, of the first repeat.

    Returns
    -------
    bins : pandas.DataFrame
        Columns `CALIBRATION_COLUMNS`.
    summary : pandas.DataFrame
        Columns `SUMMARY_COLUMNS`; intercept and slope as in `recalibrate`, ``ece`` over the bins.
    """
    once = judged.once()
    parts, rows = [], []
    for model, p_event in zip(once.models, once.p_event, strict=True):
        bins = calibration_bins(once.y, p_event, once.clusters)
        parts.append(bins.assign(model=model, split=judged.split)[list(CALIBRATION_COLUMNS)])
        intercept, slope = recalibrate(once.y, p_event)
        ece = expected_calibration_error(bins)
        rows.append((model, judged.split, intercept, slope, ece, once.rows, once.events))
    return pd.concat(parts, ignore_index=True), pd.DataFrame(rows, columns=list(SUMMARY_COLUMNS))
