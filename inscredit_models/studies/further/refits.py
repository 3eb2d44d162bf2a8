"""The additional fits that a further evaluation needs (附加拟合): ordinary units, journalled like all others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from inscredit_models.evaluation.refits import RESAMPLED, RESEEDED, resample_folds, reseed_folds
from inscredit_models.evaluation.splits import Fold, repeated_folds
from inscredit_models.models.dataset import Dataset
from inscredit_models.studies.further.declaration import Further

INNER = "inner"
"""Split of the folds inside the training rows on which calibrators learn; its repeat is the outer fold."""


@dataclass(frozen=True)
class Refit:
    """Folds that some models are fitted on besides the contest's own.

    Parameters
    ----------
    folds : tuple of Fold
        The folds.
    models : tuple of str
        Codes; empty: all.
    seeds : tuple of int
        Seed of the models on each fold, added to the contest's.
    is_stored : bool
        Whether the fitted models are kept.
    """

    folds: tuple[Fold, ...]
    models: tuple[str, ...]
    seeds: tuple[int, ...]
    is_stored: bool = False


def outer_folds(folds: Sequence[Fold], splits: Sequence[str] = ()) -> list[Fold]:
    """Give the folds of the first repeat of these splits (all, where none is named): each judged row once a split."""
    first = {}
    for fold in folds:
        first.setdefault(fold.split, fold.repeat)
    return [fold for fold in folds if fold.repeat == first[fold.split] and (not splits or fold.split in splits)]


def plan_refits(asked: Further, dataset: Dataset, folds: Sequence[Fold], *, seed: int) -> list[Refit]:
    """Say which fits a further evaluation needs besides those of the contest.

    Parameters
    ----------
    asked : Further
        What was asked.
    dataset : Dataset
        All rows.
    folds : sequence of Fold
        Of the contest; the first split is the headline.
    seed : int
        Seed of the contest.
    """
    refits = []
    if asked.calibration is not None:
        outer = outer_folds(folds, asked.calibration.splits)
        inner = inner_folds(dataset, outer, asked.calibration.folds, seed=seed)
        refits.append(Refit(tuple(inner), asked.calibration.models, (0,) * len(inner)))
    seeds, resamples, models, is_stored = 0, 0, (), False
    if asked.stability is not None:
        seeds, resamples, models = asked.stability.seeds, asked.stability.resamples, asked.stability.models
    if asked.explanation is not None and asked.explanation.seeds:
        is_stored, seeds = True, max(seeds, asked.explanation.seeds)
        models = () if not (models and asked.explanation.models) else (*models, *asked.explanation.models)
    if seeds:
        refits.append(Refit(tuple(reseed_folds(folds[0], seeds)), models, tuple(range(seeds)), is_stored))
    if resamples:
        drawn = resample_folds(dataset, folds[0], resamples, seed=seed)
        refits.append(Refit(tuple(drawn), models, (0,) * len(drawn)))
    return refits


def inner_folds(dataset: Dataset, outer: Sequence[Fold], folds: int, *, seed: int) -> list[Fold]:
    """Divide the training rows of each outer fold into folds by subject; a training set too small for that has none.

    Returns
    -------
    list of Fold
        Split ``inner``; ``repeat`` is the place of the outer fold.
    """
    made = []
    for place, fold in enumerate(outer):
        clusters = dataset.clusters[fold.train]
        if len(np.unique(clusters)) < folds:
            continue
        for inner in repeated_folds(dataset.y[fold.train], clusters, folds=folds, repeats=1, seed=seed):
            made.append(Fold(INNER, place, inner.fold, fold.train[inner.train], fold.train[inner.test]))
    return made


__all__ = ["INNER", "RESAMPLED", "RESEEDED", "Refit", "inner_folds", "outer_folds", "plan_refits"]
