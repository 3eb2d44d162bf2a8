"""Variance over seeds and resamples (重训稳定性): how far do scores move when only chance in the training changes?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from inscredit_models.evaluation.estimates import estimate_all
from inscredit_models.evaluation.judged import Judged
from inscredit_models.evaluation.metrics import Metric
from inscredit_models.evaluation.splits import Fold
from inscredit_models.findings import Findings
from inscredit_models.models.dataset import Dataset

RESEEDED, RESAMPLED = "reseeded", "resampled"
"""Splits of the fits whose spread is measured."""


@dataclass(frozen=True)
class RefitSpread:
    """What refitting does to a model judged on the same rows.

    Parameters
    ----------
    values : ndarray of shape (runs,)
        The metric of each run.
    deviation : float
        Standard deviation of the values over runs.
    sampling_error : float
        Mean standard error of a value from the judged rows: the yardstick for ``deviation``.
    lowest_agreement : float
        Lowest Spearman correlation of the scores of two runs; NaN where a run has one score for everybody.
    crossing : float
        Mean share of rows that are in the top share in one run and not in another, over the rows of the top.
    """

    values: np.ndarray
    deviation: float
    sampling_error: float
    lowest_agreement: float
    crossing: float


def reseed_folds(fold: Fold, runs: int) -> list[Fold]:
    """Give one fold per run with the same rows, as split ``reseeded``; each is to be fitted with another seed.

    Parameters
    ----------
    fold : Fold
        Rows to train on and to judge.
    runs : int
        Number of fits.

    Examples
    --------
    >>> [each.repeat for each in reseed_folds(Fold("out_of_time", 0, 0, np.arange(2), np.arange(2, 4)), 3)]
    [0, 1, 2]
    """
    return [Fold(RESEEDED, number, 0, fold.train, fold.test) for number in range(runs)]


def resample_folds(dataset: Dataset, fold: Fold, runs: int, *, seed: int) -> list[Fold]:
    """Give one fold per run whose training subjects are drawn with replacement, whole subjects, as split ``resampled``.

    The judged rows stay; the model is to be fitted with one seed in all runs.

    Parameters
    ----------
    dataset, fold : Dataset, Fold
        Its clusters are the subjects; rows to train on and to judge.
    runs : int
        Number of fits.
    seed : int
        Same seed, same draws.
    """
    subject = np.unique(dataset.clusters[fold.train], return_inverse=True)[1]
    order = np.argsort(subject, kind="stable")
    rows_of = np.split(fold.train[order], np.cumsum(np.bincount(subject))[:-1])
    drawn = np.random.default_rng(seed).integers(len(rows_of), size=(runs, len(rows_of)))
    return [
        Fold(RESAMPLED, number, 0, np.concatenate([rows_of[each] for each in draw]), fold.test)
        for number, draw in enumerate(drawn)
    ]


def measure_spread(
    p_event: np.ndarray, dataset: Dataset, fold: Fold, metric: Metric, *, top: float = 0.10, seed: int = 0
) -> RefitSpread:
    """Measure how far runs lie apart.

    Parameters
    ----------
    p_event : ndarray of shape (runs, judged rows)
        Probabilities by fits on `reseed_folds` or `resample_folds`, two runs or more.
    dataset, fold : Dataset, Fold
        The judged rows are ``fold.test``.
    metric : Metric
        What is compared.
    top : float
        Share of the rows that a decision would pick.
    seed : int
        Of the bootstrap, for metrics without a closed form.

    Raises
    ------
    Refused
        ICM006 for fewer than two runs or another number of rows, ICM027 for probabilities that are not finite.
    """
    _check(p_event, len(fold.test))
    runs, rows = p_event.shape
    judged = Judged(
        split="out_of_time",  # one test set that all runs share, whatever the split was
        models=tuple(f"run {number}" for number in range(runs)),
        y=np.asarray(dataset.y)[fold.test],
        clusters=np.unique(dataset.clusters[fold.test], return_inverse=True)[1],
        p_event=p_event,
        risk=p_event,
        row=fold.test,
        fold=np.zeros(rows, dtype=int),
        first_repeat=np.ones(rows, dtype=bool),
    )
    estimates = estimate_all(judged, seed=seed, evaluable=True, metrics=[metric])[metric.code]
    errors = np.sqrt(np.clip(np.diag(estimates.covariance), 0.0, None))
    return RefitSpread(
        values=estimates.values,
        deviation=float(estimates.values.std(ddof=1)),
        sampling_error=float(errors.mean()),
        lowest_agreement=_lowest_agreement(p_event),
        crossing=_crossing(p_event, top),
    )


def _lowest_agreement(p_event: np.ndarray) -> float:
    """Lowest Spearman correlation of two runs."""
    ranks = rankdata(p_event, axis=1)
    if (ranks.std(axis=1) == 0).any():
        return float("nan")
    return float(np.corrcoef(ranks).min())


def _crossing(p_event: np.ndarray, top: float) -> float:
    """Mean share of one run's top that another run leaves out; ties at the cut go by position."""
    count = max(1, round(top * p_event.shape[1]))
    picked = np.zeros(p_event.shape, dtype=bool)
    for run, row in enumerate(p_event):
        picked[run, np.argsort(-row, kind="stable")[:count]] = True
    shared = picked.astype(float) @ picked.T
    pairs = np.triu_indices(len(p_event), 1)
    return float(1 - shared[pairs].mean() / count)


def _check(p_event: np.ndarray, rows: int) -> None:
    """Refuse runs that cannot be compared."""
    findings = Findings()
    if p_event.ndim != 2 or p_event.shape[0] < 2 or p_event.shape[1] != rows:
        found = f"probabilities of shape {p_event.shape}"
        findings.add("ICM006", "runs", found, f"two runs or more of {rows} rows", "refit on the same fold")
    elif not np.isfinite(p_event).all():
        found = f"{int((~np.isfinite(p_event)).sum())} values are not finite"
        findings.add("ICM027", "runs", found, "finite values", "mend the model's predictions")
    findings.refuse()
