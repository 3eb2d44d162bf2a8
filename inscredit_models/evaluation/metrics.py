"""The metrics (评价指标): one declaration each, in one list, so that the laws can be tested for all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import rankdata

from inscredit_models.findings import Finding, Refused, near_names

LOG_LOSS_CLIP = 1e-12
"""Probabilities are moved this far away from 0 and 1 before a logarithm is taken: one certain error costs 27.6."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric.

    Parameters
    ----------
    code, zh, en : str
        Code as in the league, Chinese and English name.
    better : {"higher", "lower"}
        The good end.
    ranking : bool
        Ranking metrics are taken of ``risk`` (any increasing transform gives the same value), others of ``p_event``.
    low, high : float
        Range of the values.
    function : callable
        ``(y, values) -> float``; ``y`` of 0 and 1 of shape (n,), ``values`` finite of shape (n,). Ranking metrics are
        NaN where ``y`` has one class only; `evaluate` names the cause then.
    """

    code: str
    zh: str
    en: str
    better: Literal["higher", "lower"]
    ranking: bool
    low: float
    high: float
    function: Callable[[np.ndarray, np.ndarray], float]

    @property
    def sign(self) -> int:
        """+1 where higher is better, −1 where lower is better."""
        return 1 if self.better == "higher" else -1


def auc(y: np.ndarray, risk: np.ndarray) -> float:
    """Give the area under the ROC curve: P(risk of an event > risk of a non-event) + ½ P(equal).

    Examples
    --------
    Of the four pairs three are in order, one is tied: 3.5 / 4.

    >>> auc(np.array([0, 1, 0, 1]), np.array([0.1, 0.5, 0.5, 0.9]))
    0.875
    """
    events = int(np.count_nonzero(y))
    others = len(y) - events
    if not events or not others:
        return float("nan")
    rank_sum = rankdata(risk)[np.asarray(y) == 1].sum()
    return float((rank_sum - events * (events + 1) / 2) / (events * others))


def ks(y: np.ndarray, risk: np.ndarray) -> float:
    """Give the Kolmogorov–Smirnov distance: the largest gap between the two distributions of risk.

    Examples
    --------
    >>> ks(np.array([0, 0, 1, 1]), np.array([0.1, 0.6, 0.5, 0.9]))
    0.5
    """
    true_positives, false_positives = cumulative_counts(y, risk)
    if not true_positives[-1] or not false_positives[-1]:
        return float("nan")
    return float(np.abs(true_positives / true_positives[-1] - false_positives / false_positives[-1]).max())


def average_precision(y: np.ndarray, risk: np.ndarray) -> float:
    """Give the average precision: precision summed over the steps of recall, tied risks being one step.

    Its worth without skill is the share of events, which must be shown beside it.

    Examples
    --------
    Recall steps: first event at precision 1/1, second at 2/3.

    >>> round(average_precision(np.array([1, 0, 1, 0]), np.array([0.9, 0.8, 0.7, 0.1])), 4)
    0.8333
    """
    true_positives, false_positives = cumulative_counts(y, risk)
    if not true_positives[-1] or not false_positives[-1]:
        return float("nan")
    gained = np.diff(true_positives, prepend=0)
    return float((gained * true_positives / (true_positives + false_positives)).sum() / true_positives[-1])


def brier_losses(y: np.ndarray, p_event: np.ndarray) -> np.ndarray:
    """Give the squared error of each probability; shape as ``p_event``."""
    return (np.asarray(p_event, dtype=float) - y) ** 2


def log_losses(y: np.ndarray, p_event: np.ndarray) -> np.ndarray:
    """Give minus the logarithm of the probability given to what happened, clipped by `LOG_LOSS_CLIP`."""
    given = np.where(np.asarray(y) == 1, p_event, 1 - np.asarray(p_event, dtype=float))
    return -np.log(np.clip(given, LOG_LOSS_CLIP, 1 - LOG_LOSS_CLIP))


def brier(y: np.ndarray, p_event: np.ndarray) -> float:
    """Give the Brier score: the mean squared error of the probabilities.

    Examples
    --------
    >>> brier(np.array([0, 1]), np.array([0.5, 1.0]))
    0.125
    """
    return float(brier_losses(y, p_event).mean())


def log_loss(y: np.ndarray, p_event: np.ndarray) -> float:
    """Give the mean log loss (natural logarithm) with probabilities clipped by `LOG_LOSS_CLIP`.

    Examples
    --------
    >>> round(log_loss(np.array([0, 1]), np.array([0.5, 0.5])), 4)
    0.6931
    """
    return float(log_losses(y, p_event).mean())


def cumulative_counts(y: np.ndarray, risk: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Count events and non-events at or above each distinct risk, from the highest risk down.

    Returns
    -------
    tuple of ndarray of shape (n_distinct,)
        True positives and false positives; the last entries are the totals.
    """
    order = np.argsort(-np.asarray(risk, dtype=float), kind="stable")
    ranked = np.asarray(risk)[order]
    step_ends = np.append(np.flatnonzero(ranked[1:] != ranked[:-1]), len(ranked) - 1)
    true_positives = np.cumsum(np.asarray(y)[order] == 1)[step_ends]
    return true_positives, step_ends + 1 - true_positives


METRICS: tuple[Metric, ...] = (
    Metric("auc", "AUC（ROC曲线下面积）", "AUC", "higher", True, 0.0, 1.0, auc),
    Metric("ks", "KS值", "KS", "higher", True, 0.0, 1.0, ks),
    Metric("average_precision", "平均精确率", "average precision", "higher", True, 0.0, 1.0, average_precision),
    Metric("brier", "Brier评分", "Brier score", "lower", False, 0.0, 1.0, brier),
    Metric("log_loss", "对数损失", "log loss", "lower", False, 0.0, float(-np.log(LOG_LOSS_CLIP)), log_loss),
)


def find_metric(code: str) -> Metric:
    """Give the metric with this code.

    Raises
    ------
    Refused
        ICM008 with near names where there is none.
    """
    for metric in METRICS:
        if metric.code == code:
            return metric
    known = [metric.code for metric in METRICS]
    raise Refused([Finding("ICM008", "metric", repr(code), "one of " + ", ".join(known), near_names(code, known))])
