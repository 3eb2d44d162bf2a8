"""No signal, no score (无信号检验): a whole pipeline is run on outcomes that nothing can foretell.

Where it still ranks better (or worse) than chance, the outcome reaches its predictions by a way that is not the model.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from inscredit_models.evaluation.intervals import plain_interval
from inscredit_models.evaluation.obuchowski import obuchowski_covariance
from inscredit_models.evaluation.splits import repeated_folds
from inscredit_models.findings import Finding, Findings
from inscredit_models.models.dataset import Dataset

Pipeline = Callable[[Dataset], pd.DataFrame]
"""From a dataset to out-of-fold predictions: columns ``fold``, ``row`` (position) and ``risk``, each row once."""

LEVEL = 0.999


@dataclass(frozen=True)
class NoSignal:
    """What a pipeline reached where there was nothing to find.

    Parameters
    ----------
    auc, low, high : float
        Mean AUC over the folds with its 99.9 % interval.
    findings : Findings
        ICM125 (an error) where the interval does not hold .5.
    """

    auc: float
    low: float
    high: float
    findings: Findings


def shuffle_outcomes(dataset: Dataset, *, seed: int) -> Dataset:
    """Permute outcomes by subject: each subject gets the whole row of outcomes of another with as many rows.

    The share of events and the likeness of a subject's outcomes stay, so what is left of a signal is none. A subject
    whose number of rows nobody shares keeps its own.

    Examples
    --------
    >>> data = Dataset(pd.DataFrame({"x": [1.0, 2.0, 3.0]}), np.array([1, 0, 0]), ())
    >>> shuffle_outcomes(data, seed=3).y.tolist()
    [0, 0, 1]
    """
    subject = np.unique(dataset.clusters, return_inverse=True)[1]
    order = np.argsort(subject, kind="stable")
    sizes = np.bincount(subject)
    starts = np.cumsum(sizes) - sizes
    receivers = np.argsort(sizes, kind="stable")
    shuffled = np.random.default_rng(seed).permutation(len(sizes))
    givers = shuffled[np.argsort(sizes[shuffled], kind="stable")]
    y = np.empty_like(dataset.y)
    for receiver, giver in zip(receivers, givers, strict=True):
        span = np.arange(sizes[receiver])
        y[order[starts[receiver] + span]] = dataset.y[order[starts[giver] + span]]
    return replace(dataset, y=y)


def noise_outcomes(dataset: Dataset, *, seed: int) -> Dataset:
    """Draw outcomes by the toss of a coin, row by row, with the dataset's share of events."""
    drawn = np.random.default_rng(seed).random(len(dataset.y)) < np.mean(dataset.y)
    return replace(dataset, y=drawn.astype(np.int8))


def estimator_pipeline(build: Callable[[], Any], *, folds: int = 5, seed: int = 0) -> Pipeline:
    """Give the pipeline that fits an estimator anew in each fold, subjects kept whole.

    Parameters
    ----------
    build : callable
        Gives an unfitted classifier (ours, with ``risk``, or any with ``predict_proba``).
    folds, seed : int
        As in `repeated_folds`.
    """

    def run(dataset: Dataset) -> pd.DataFrame:
        parts = []
        for fold in repeated_folds(dataset.y, dataset.clusters, folds=folds, repeats=1, seed=seed):
            model = build().fit(dataset.X.iloc[fold.train], dataset.y[fold.train])
            test = dataset.X.iloc[fold.test]
            risk = model.risk(test) if hasattr(model, "risk") else model.predict_proba(test)[:, 1]
            parts.append(pd.DataFrame({"fold": fold.fold, "row": fold.test, "risk": risk}))
        return pd.concat(parts, ignore_index=True)

    return run


def check_no_signal(
    pipeline: Pipeline,
    dataset: Dataset,
    *,
    seed: int,
    outcomes: Literal["shuffled", "noise"] = "shuffled",
    where: str = "pipeline",
    level: float = LEVEL,
) -> NoSignal:
    """Run a pipeline on outcomes without signal and see whether its AUC is .5.

    Parameters
    ----------
    pipeline : callable
        The whole way from the dataset to out-of-fold predictions, encoders and selection included.
    dataset : Dataset
        Columns, subjects and the share of events are taken from it.
    seed : int
        Same seed, same outcomes: the check passes or fails for good.
    outcomes : {"shuffled", "noise"}
        Permuted by subject, or drawn by row.
    where : str
        Name of the pipeline, for the finding.
    level : float
        Of the interval.

    Raises
    ------
    Refused
        ICM006 where the predictions are not those of the dataset's rows, each once, or a fold has one class only;
        ICM027 where a risk is not finite.
    """
    make = shuffle_outcomes if outcomes == "shuffled" else noise_outcomes
    blind = make(dataset, seed=seed)
    predictions = pipeline(blind)
    _check(predictions, blind, where)
    subject = np.unique(blind.clusters, return_inverse=True)[1]
    areas, variances = [], []
    for _, fold in predictions.groupby("fold"):
        rows = fold["row"].to_numpy()
        clusters = np.unique(subject[rows], return_inverse=True)[1]
        area, variance = obuchowski_covariance(blind.y[rows], fold["risk"].to_numpy(dtype=float)[None], clusters)
        areas.append(area[0])
        variances.append(variance[0, 0])
    value, error = float(np.mean(areas)), float(np.sqrt(max(np.sum(variances), 0.0))) / len(areas)
    low, high = plain_interval(value, error, level=level, within=(0.0, 1.0))
    findings = Findings()
    if not low - 1e-12 <= 0.5 <= high + 1e-12:
        found = f"AUC {value:.3f} ({level:.1%} interval {low:.3f} to {high:.3f}) on {outcomes} outcomes"
        remedy = "fit every step within the training rows of a fold: encoders, imputation, selection, tuning"
        findings.add("ICM125", where, found, "an interval that holds 0.5", remedy)
    return NoSignal(value, low, high, findings)


def _check(predictions: pd.DataFrame, dataset: Dataset, where: str) -> None:
    """Refuse predictions that cannot be judged."""
    findings = Findings()
    rows = predictions["row"].to_numpy()
    if len(rows) != len(dataset.y) or len(np.unique(rows)) < len(rows):
        found = f"{len(rows)} predictions of {len(np.unique(rows))} rows for {len(dataset.y)} rows"
        findings.add("ICM006", where, found, "each row once", "predict each row in one fold")
    else:
        counts = pd.Series(dataset.y[rows]).groupby(predictions["fold"].to_numpy()).agg(["min", "max"])
        if (counts["min"] == counts["max"]).any():
            findings.add("ICM006", where, "a fold of one class", "both classes in each fold", "use fewer folds")
    missing = int((~np.isfinite(predictions["risk"].to_numpy(dtype=float))).sum())
    if missing:
        remedy = "mend the model's predictions"
        findings.extend([Finding("ICM027", f"{where}, risk", f"{missing} values not finite", "finite", remedy)])
    findings.refuse()
