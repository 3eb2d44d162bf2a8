"""Estimates of one metric for all models of a split, with the covariance that intervals and differences need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from inscredit_models.evaluation.bootstrap import bootstrap_replicates, ece_replicates
from inscredit_models.evaluation.delong import delong_covariance
from inscredit_models.evaluation.h_measure import h_bias
from inscredit_models.evaluation.intervals import Difference, assess_difference, logit_interval, plain_interval
from inscredit_models.evaluation.judged import Judged, why_no_fold_interval
from inscredit_models.evaluation.mean_loss import mean_loss_covariance
from inscredit_models.evaluation.metrics import METRICS, Metric
from inscredit_models.evaluation.obuchowski import obuchowski_covariance
from inscredit_models.evaluation.resampled import corrected_covariance

_BIASED = ("ks", "ece")


@dataclass(frozen=True)
class Estimates:
    """One metric of k models.

    Parameters
    ----------
    metric : Metric
        The metric.
    models : tuple of str
        Codes.
    values : ndarray of shape (k,)
        The estimates; NaN where they do not exist.
    covariance : ndarray of shape (k, k) or None
        Of the estimates; None where the split is not evaluable.
    method : str
        delong, obuchowski, cluster_robust, subject_bootstrap, bootstrap or nadeau_bengio; empty without covariance.
    df : float
        Degrees of freedom of Student's t; infinite where the normal distribution is taken.
    trials : float
        Clusters of the rarer class, for the interval at the very end of the range.
    scale : {"logit", "plain"}
        Scale of the interval.
    bias : ndarray of shape (k,) or None
        How much too high the estimates are on average, taken off the centre of the interval.
    """

    metric: Metric
    models: tuple[str, ...]
    values: np.ndarray
    covariance: np.ndarray | None
    method: str
    df: float = np.inf
    trials: float = 1.0
    scale: Literal["logit", "plain"] = "plain"
    bias: np.ndarray | None = None

    def interval(self, model: str) -> tuple[float, float]:
        """Give the 95 % interval of a model, NaN where there is no covariance.

        KS and H are taken at the best thresholds of these rows and ECE is a mean of absolute values, so all three are
        biased upward: their intervals are centred on the estimate less its bias, and stretched to hold the estimate.
        That of KS covers 91 to 94 % where a model has skill; for a model without skill it lies too high, and the
        interval of AUC is to be read. That of H covers 92 to 95 %, and nearly always for a model without skill.
        """
        if self.covariance is None:
            return float("nan"), float("nan")
        place = self.models.index(model)
        value, error = float(self.values[place]), float(np.sqrt(max(self.covariance[place, place], 0.0)))
        if self.scale == "logit" or (self.bias is not None and value == 1.0):
            low, width = self.metric.low, self.metric.high - self.metric.low
            ends = logit_interval((value - low) / width, error / width, self.trials)
            return low + width * ends[0], low + width * ends[1]
        centre = value if self.bias is None else value - float(self.bias[place])
        low, high = plain_interval(centre, error, df=self.df, within=(self.metric.low, self.metric.high))
        return min(low, value), max(high, value)

    def value(self, model: str) -> float:
        """Give the estimate of a model."""
        return float(self.values[self.models.index(model)])

    def difference(self, model_a: str, model_b: str) -> Difference:
        """Give a − b with its paired 95 % interval and p value, NaN where there is no covariance."""
        a, b = self.models.index(model_a), self.models.index(model_b)
        value = float(self.values[a] - self.values[b])
        if self.covariance is None:
            return Difference(value, *[float("nan")] * 4)
        variance = self.covariance[a, a] + self.covariance[b, b] - 2 * self.covariance[a, b]
        return assess_difference(value, float(np.sqrt(max(variance, 0.0))), df=self.df)


def estimate_all(
    judged: Judged, *, seed: int, evaluable: bool, metrics: Sequence[Metric] = METRICS
) -> dict[str, Estimates]:
    """Estimate every metric for the models of a split.

    Parameters
    ----------
    judged : Judged
        Lined-up predictions. Without probabilities (``truth``) only ranking metrics are estimated.
    seed : int
        Seed of the bootstrap.
    evaluable : bool
        Where false only the values are given, without variance.
    metrics : sequence of Metric
        What to estimate.

    Returns
    -------
    dict of str to Estimates
        By metric code, in the order given.
    """
    has_probability = bool(np.isfinite(judged.p_event).all())
    metrics = [metric for metric in metrics if metric.ranking or has_probability]
    if judged.split == "folds":
        return {metric.code: _over_folds(judged, metric, evaluable=evaluable) for metric in metrics}
    if not evaluable:
        return {metric.code: Estimates(metric, judged.models, _values(judged, metric), None, "") for metric in metrics}
    replicates = _replicates(judged, {metric.code for metric in metrics}, seed)
    return {metric.code: _with_variance(judged, metric, replicates, seed) for metric in metrics}


def _replicates(judged: Judged, wanted: set[str], seed: int) -> dict[str, np.ndarray]:
    """Bootstrap what has no closed form, if it is wanted."""
    made = {}
    if wanted & {"ks", "average_precision"}:
        made = bootstrap_replicates(judged.y, judged.risk, judged.clusters, seed=seed)
    if "ece" in wanted:
        made["ece"] = ece_replicates(judged.y, judged.p_event, judged.clusters, seed=seed)
    return made


def _values(judged: Judged, metric: Metric) -> np.ndarray:
    """The metric of each model over all judged rows."""
    inputs = judged.risk if metric.ranking else judged.p_event
    return np.array([metric.function(judged.y, row) for row in inputs])


def _with_variance(judged: Judged, metric: Metric, replicates: dict[str, np.ndarray], seed: int) -> Estimates:
    """Values and covariance by the route that is right for the metric and for the clusters."""
    if metric.code in ("auc", "gini"):
        return _auc(judged, metric)
    if metric.rows is None:
        return _bootstrapped(judged, metric, replicates[metric.code])
    rows = metric.rows(judged.y, judged.risk if metric.ranking else judged.p_event)
    is_biased = metric.code == "h_measure"
    return Estimates(
        metric,
        judged.models,
        *mean_loss_covariance(rows, judged.clusters),
        "cluster_robust",
        trials=_trials(judged),
        scale="logit" if metric.ranking and not is_biased else "plain",
        bias=h_bias(judged.y, judged.risk, judged.clusters, seed=seed) if is_biased else None,
    )


def _auc(judged: Judged, metric: Metric) -> Estimates:
    """AUC or Gini: DeLong where every row stands alone, Obuchowski otherwise."""
    if judged.stand_alone:
        values, covariance = delong_covariance(judged.y, judged.risk)
    else:
        values, covariance = obuchowski_covariance(judged.y, judged.risk, judged.clusters)
    method = "delong" if judged.stand_alone else "obuchowski"
    if metric.code == "gini":
        values, covariance = 2 * values - 1, 4 * covariance
    return Estimates(metric, judged.models, values, covariance, method, trials=_trials(judged), scale="logit")


def _bootstrapped(judged: Judged, metric: Metric, replicates: np.ndarray) -> Estimates:
    """Covariance of the replicates that had both classes."""
    values = _values(judged, metric)
    usable = replicates[np.isfinite(replicates).all(axis=1)]
    mean = usable.mean(axis=0)
    return Estimates(
        metric,
        judged.models,
        values,
        (usable - mean).T @ (usable - mean) / (len(usable) - 1),
        "bootstrap" if judged.stand_alone else "subject_bootstrap",
        trials=_trials(judged),
        scale="plain" if metric.code in _BIASED else "logit",
        bias=mean - values if metric.code in _BIASED else None,
    )


def _trials(judged: Judged) -> float:
    """Number of clusters that hold the rarer class."""
    return float(min(len(np.unique(judged.clusters[judged.y == value])) for value in (0, 1)))


def _over_folds(judged: Judged, metric: Metric, *, evaluable: bool) -> Estimates:
    """Mean over folds with the corrected resampled covariance, which too few folds do not have."""
    inputs = judged.risk if metric.ranking else judged.p_event
    folds = [judged.fold == number for number in range(int(judged.fold.max()) + 1)]
    per_fold = np.array([[metric.function(judged.y[fold], row[fold]) for row in inputs] for fold in folds])
    if not evaluable or why_no_fold_interval(judged):
        return Estimates(metric, judged.models, per_fold.mean(axis=0), None, "")
    tested = np.array([fold.sum() for fold in folds])
    values, covariance = corrected_covariance(per_fold, float((tested / (judged.rows - tested)).mean()))
    return Estimates(metric, judged.models, values, covariance, "nadeau_bengio", df=len(folds) - 1.0)
