"""The metrics (评价指标): one declaration each, in one list, so that the laws can be tested for all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
from scipy.stats import rankdata

from inscredit_models.evaluation.decisions import (
    COST_RATIO,
    TOP_SHARE,
    capture_rate,
    capture_rows,
    cost_losses,
    expected_cost,
)
from inscredit_models.evaluation.h_measure import h_measure, h_rows
from inscredit_models.evaluation.steps import cumulative_counts
from inscredit_models.findings import Finding, Refused, near_names

BINS = 10
"""Quantile bins of the calibration."""
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
    rows : callable, optional
        ``(y, values of shape (k, n)) -> (k, n)``: one value per row whose mean is the metric and whose spread carries
        its uncertainty (losses, or the metric plus the influence of the row). The interval comes from sums of them by
        cluster. Metrics without it, but AUC, are bootstrapped.
    """

    code: str
    zh: str
    en: str
    better: Literal["higher", "lower"]
    ranking: bool
    low: float
    high: float
    function: Callable[[np.ndarray, np.ndarray], float]
    rows: Callable[[np.ndarray, np.ndarray], np.ndarray] | None = None

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


def gini(y: np.ndarray, risk: np.ndarray) -> float:
    """Give the Gini coefficient or accuracy ratio: 2 · AUC − 1, AUC on another scale.

    Examples
    --------
    >>> gini(np.array([0, 1, 0, 1]), np.array([0.1, 0.5, 0.5, 0.9]))
    0.75
    """
    return 2 * auc(y, risk) - 1


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


def quantile_bins(p_event: np.ndarray, bins: int = BINS) -> np.ndarray:
    """Give each row its quantile bin, from 0; equal probabilities share a bin, so there may be fewer bins.

    Examples
    --------
    >>> quantile_bins(np.array([0.1, 0.2, 0.3, 0.4]), bins=2).tolist(), quantile_bins(np.array([0.2, 0.2])).tolist()
    ([0, 0, 1, 1], [0, 0])
    """
    edges = np.quantile(p_event, np.arange(1, bins) / bins, method="inverted_cdf")
    return np.unique(np.searchsorted(edges, p_event, side="left"), return_inverse=True)[1]


def ece(y: np.ndarray, p_event: np.ndarray) -> float:
    """Give the expected calibration error: the mean gap between probability and share of events in quantile bins.

    It is a mean of absolute values and so never 0 in a sample, however well calibrated; it depends on the bins.

    Examples
    --------
    >>> round(ece(np.array([0, 0, 1, 1]), np.array([0.1, 0.1, 0.7, 0.7])), 3)
    0.2
    """
    gaps = np.bincount(quantile_bins(p_event), weights=np.asarray(p_event, dtype=float) - y)
    return float(np.abs(gaps).sum() / len(y))


METRICS: tuple[Metric, ...] = (
    Metric("auc", "AUC（ROC曲线下面积）", "AUC", "higher", True, 0.0, 1.0, auc),
    Metric("ks", "KS值", "KS", "higher", True, 0.0, 1.0, ks),
    Metric("average_precision", "平均精确率", "average precision", "higher", True, 0.0, 1.0, average_precision),
    Metric("brier", "Brier评分", "Brier score", "lower", False, 0.0, 1.0, brier, brier_losses),
    Metric(
        "log_loss", "对数损失", "log loss", "lower", False, 0.0, float(-np.log(LOG_LOSS_CLIP)), log_loss, log_losses
    ),
    Metric("h_measure", "H测度", "H-measure", "higher", True, 0.0, 1.0, h_measure, h_rows),
)
"""The metrics of a league unless others are asked for."""


def cost_metric(ratio: float, code: str = "expected_cost") -> Metric:
    """Give the expected cost at another cost ratio (a missed event in false alarms) as a metric."""
    zh, en = f"期望成本（漏报:误报={ratio:g}:1）", f"expected cost ({ratio:g} : 1)"
    return Metric(
        code, zh, en, "lower", False, 0.0, 1.0, partial(expected_cost, ratio=ratio), partial(cost_losses, ratio=ratio)
    )


def capture_metric(top: float, code: str = "capture") -> Metric:
    """Give the share of events captured in another top share of the rows as a metric."""
    zh, en = f"前{top:.0%}捕获率", f"capture in the top {top:.0%}"
    return Metric(
        code, zh, en, "higher", True, 0.0, 1.0, partial(capture_rate, top=top), partial(capture_rows, top=top)
    )


FURTHER_METRICS: tuple[Metric, ...] = (
    Metric("gini", "Gini系数（AR）", "Gini (accuracy ratio)", "higher", True, -1.0, 1.0, gini),
    Metric("ece", "期望校准误差", "expected calibration error", "lower", False, 0.0, 1.0, ece),
    cost_metric(COST_RATIO),
    capture_metric(TOP_SHARE),
)
"""Metrics that a league has on request: a view of AUC, one that hangs on bins, and two that hang on a declaration."""

ALL_METRICS: tuple[Metric, ...] = (*METRICS, *FURTHER_METRICS)


def find_metric(code: str) -> Metric:
    """Give the metric with this code.

    Raises
    ------
    Refused
        ICM008 with near names where there is none.
    """
    for metric in ALL_METRICS:
        if metric.code == code:
            return metric
    known = [metric.code for metric in ALL_METRICS]
    raise Refused([Finding("ICM008", "metric", repr(code), "one of " + ", ".join(known), near_names(code, known))])
