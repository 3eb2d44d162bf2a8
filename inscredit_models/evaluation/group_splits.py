"""Splits by region and by insurer (按地区、按机构划分): judged on a group nobody was trained on."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from inscredit_models.evaluation.splits import Fold
from inscredit_models.findings import Findings
from inscredit_models.models.dataset import Dataset

GroupSplit = Literal["by_region", "by_insurer", "by_group"]


def leave_group_out(
    dataset: Dataset, groups: np.ndarray, *, split: GroupSplit = "by_group", within: Fold | None = None
) -> list[Fold]:
    """Judge each group by a model trained on the other groups, so that every judged row is judged once.

    A subject with rows in several groups (who moved) is trained on nowhere where it is judged.

    Parameters
    ----------
    dataset : Dataset
        Its clusters are the subjects.
    groups : ndarray of shape (n,)
        Region or insurer of each row.
    split : {"by_region", "by_insurer", "by_group"}
        Name of the split.
    within : Fold, optional
        An out-of-time fold: trained on its training rows and judged on its test rows only, so that purge and maturity
        hold as well. Without it all rows are trained on and judged.

    Returns
    -------
    list of Fold
        One per group that has rows to judge, in order of the groups' names.

    Raises
    ------
    Refused
        ICM012 for groups of another length, ICM006 for rows without a group or fewer than two groups to judge, ICM026
        where nothing is left to train on for a group.
    """
    everything = np.arange(len(dataset.y))
    train, test = (everything, everything) if within is None else (within.train, within.test)
    _check(groups, len(dataset.y), test)
    subjects = np.unique(dataset.clusters, return_inverse=True)[1]
    findings, made = Findings(), []
    for number, group in enumerate(np.unique(groups[test].astype(str))):
        judged = test[groups[test].astype(str) == group]
        is_elsewhere = (groups[train].astype(str) != group) & ~np.isin(subjects[train], subjects[judged])
        if not is_elsewhere.any():
            found = f"no training rows outside group number {number}"
            findings.add("ICM026", f"split {split}", found, "rows of other groups and subjects", "merge groups")
        made.append(Fold(split, 0, number, train[is_elsewhere], judged))
    findings.refuse()
    return made


def deal_groups(groups: np.ndarray, *, folds: int, seed: int) -> np.ndarray:
    """Give each row the fold of its group: groups stay whole, folds have nearly equal numbers of rows.

    Examples
    --------
    >>> deal_groups(np.array(["a", "a", "a", "b", "c", "d"]), folds=2, seed=0).tolist()
    ['0', '0', '0', '1', '1', '1']
    """
    names, place, sizes = np.unique(groups.astype(str), return_inverse=True, return_counts=True)
    shuffled = np.random.default_rng(seed).permutation(len(names))
    load, fold_of = np.zeros(folds), np.empty(len(names), dtype=int)
    for group in shuffled[np.argsort(-sizes[shuffled], kind="stable")]:
        fold_of[group] = int(load.argmin())
        load[fold_of[group]] += sizes[group]
    return fold_of[place].astype(str)


def _check(groups: np.ndarray, rows: int, judged: np.ndarray) -> None:
    """Refuse groups that cannot be split by."""
    findings = Findings()
    if len(groups) != rows:
        findings.add("ICM012", "groups", f"{len(groups)} values", f"{rows} values", "give one group to each row")
        findings.refuse()
    missing = int(pd.isna(groups).sum())
    if missing:
        findings.add("ICM006", "groups", f"{missing} rows without a group", "a group in each row", "name the gap")
    elif len(np.unique(groups[judged].astype(str))) < 2:
        findings.add("ICM006", "groups", "one group to judge", "two or more", "split by another column")
    findings.refuse()
