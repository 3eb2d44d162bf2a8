"""Who is trained on and who is judged (样本划分): out of time with purge, unseen subjects, repeated folds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from inscredit_models.findings import Finding, Findings, Refused
from inscredit_models.models.dataset import Dataset
from inscredit_models.records.calendar import add_months

Split = Literal["out_of_time", "out_of_time_unseen", "folds", "by_region", "by_insurer", "by_group"]


@dataclass(frozen=True)
class Fold:
    """One training set and the rows it is judged on.

    Parameters
    ----------
    split : {"out_of_time", "out_of_time_unseen", "folds", "by_region", "by_insurer", "by_group"}
        Which protocol the fold belongs to.
    repeat, fold : int
        Numbers from 0.
    train, test : ndarray of int
        Row positions in the dataset, ascending.
    """

    split: Split
    repeat: int
    fold: int
    train: np.ndarray
    test: np.ndarray


class UsableDates(NamedTuple):
    """Dates that may be trained on, dates that may be judged, and the others with the reason (ascending)."""

    train: tuple[dt.date, ...]
    test: tuple[dt.date, ...]
    excluded: tuple[tuple[dt.date, str], ...]


def usable_dates(
    dates: Iterable[dt.date],
    *,
    test_from: dt.date,
    horizon_months: int,
    maturity_months: int,
    labels_known_at: dt.date,
) -> UsableDates:
    """Sort dates into training, judged and excluded ones, before any outcome is computed.

    A date is trained on where date + horizon + maturity ≤ ``test_from``: its outcome was over, and reports of it had
    come in, when the model would have been fitted (purge). A date from ``test_from`` on is judged where
    date + horizon + maturity ≤ ``labels_known_at``. Months are added as in `add_months` (month-end stays month-end).

    Parameters
    ----------
    dates : iterable of date
        In any order; repeated dates count once.
    test_from : date
        First date that may be judged; the day the model is fitted.
    horizon_months, maturity_months : int
        Length of the outcome window, and how long reports of it may take; 0 or more.
    labels_known_at : date
        Day at which the outcomes of the judged dates are read.

    Examples
    --------
    Twelve months of outcome and six of maturity: the last training date before 2023-12-31 is 2022-06-30.

    >>> days = [dt.date(2022, 6, 30), dt.date(2022, 9, 30), dt.date(2023, 12, 31), dt.date(2025, 3, 31)]
    >>> usable = usable_dates(
    ...     days,
    ...     test_from=dt.date(2023, 12, 31),
    ...     horizon_months=12,
    ...     maturity_months=6,
    ...     labels_known_at=dt.date(2026, 6, 30),
    ... )
    >>> usable.train, usable.test
    ((datetime.date(2022, 6, 30),), (datetime.date(2023, 12, 31),))
    >>> [reason.split(" / ")[1] for _, reason in usable.excluded]
    ['outcome not mature at test_from (purged)', 'outcome not mature at labels_known_at']
    """
    train, test, excluded = [], [], []
    for day in sorted(set(dates)):
        mature = add_months(day, horizon_months + maturity_months)
        if day >= test_from:
            usable, limit, reason = (
                test,
                labels_known_at,
                "结果在标签截止日前未成熟 / outcome not mature at labels_known_at",
            )
        else:
            usable, limit, reason = (
                train,
                test_from,
                "结果在测试起点前未成熟 / outcome not mature at test_from (purged)",
            )
        if mature <= limit:
            usable.append(day)
        else:
            excluded.append((day, reason))
    return UsableDates(tuple(train), tuple(test), tuple(excluded))


def out_of_time(
    as_of: np.ndarray,
    *,
    test_from: dt.date,
    horizon_months: int,
    maturity_months: int,
    labels_known_at: dt.date,
) -> tuple[Fold, pd.DataFrame]:
    """Split rows by time with purge and maturity, and count what is left out.

    Parameters
    ----------
    as_of : ndarray of datetime64 of shape (n,)
        Day of each row.
    test_from, horizon_months, maturity_months, labels_known_at
        As in `usable_dates`.

    Returns
    -------
    fold : Fold
        Training and judged rows.
    exclusions : pandas.DataFrame
        Columns ``as_of`` (datetime64[us]), ``rows``, ``reason``; one row per excluded date, ascending.

    Raises
    ------
    Refused
        ICM026 where nothing is left to train on, ICM023 where nothing is left to judge; both at once where both.
    """
    days = np.asarray(as_of, dtype="datetime64[D]")
    present, place, counts = np.unique(days, return_inverse=True, return_counts=True)
    usable = usable_dates(
        present.tolist(),
        test_from=test_from,
        horizon_months=horizon_months,
        maturity_months=maturity_months,
        labels_known_at=labels_known_at,
    )
    _refuse_empty(usable, test_from, labels_known_at)
    rows = dict(zip(present.tolist(), counts.tolist(), strict=True))
    exclusions = pd.DataFrame(
        {
            "as_of": pd.to_datetime([day for day, _ in usable.excluded]).astype("datetime64[us]"),
            "rows": np.array([rows[day] for day, _ in usable.excluded], dtype=np.int64),
            "reason": pd.Series([reason for _, reason in usable.excluded], dtype="str"),
        }
    )
    train, test = (
        np.flatnonzero(np.isin(present, np.array(part, dtype="datetime64[D]"))[place])
        for part in (usable.train, usable.test)
    )
    return Fold("out_of_time", 0, 0, train, test), exclusions


def _refuse_empty(usable: UsableDates, test_from: dt.date, labels_known_at: dt.date) -> None:
    """Refuse a split without training or judged dates."""
    findings = Findings()
    if not usable.train:
        findings.add(
            "ICM026",
            "split, training dates",
            f"no date whose outcome is mature at {test_from}",
            "as_of + horizon + maturity ≤ test_from",
            "begin as_of earlier or set test_from later",
        )
    if not usable.test:
        findings.add(
            "ICM023",
            "split, test dates",
            f"no date from {test_from} on whose outcome is mature at {labels_known_at}",
            "as_of ≥ test_from and as_of + horizon + maturity ≤ labels_known_at",
            "set test_from earlier or labels_known_at later",
        )
    findings.refuse()


def out_of_time_unseen(dataset: Dataset, fold: Fold, *, folds: int, seed: int) -> list[Fold]:
    """Cross-fit by subject, so that every judged row is predicted by a model that never saw its subject.

    Subjects are sorted, permuted by the seed and dealt into groups; for each group the model trains on the training
    rows of the other groups and is judged on this group's test rows.

    Parameters
    ----------
    dataset : Dataset
        Its clusters are the subjects.
    fold : Fold
        The out-of-time fold.
    folds : int
        Number of groups, 2 or more.
    seed : int
        Same seed, same groups.

    Returns
    -------
    list of Fold
        ``folds`` folds (fewer where a group has no test rows); their test rows are those of ``fold``, each once.
    """
    group = _deal_subjects(dataset.clusters, folds, seed)
    made = [
        Fold(
            "out_of_time_unseen",
            0,
            number,
            fold.train[group[fold.train] != number],
            fold.test[group[fold.test] == number],
        )
        for number in range(folds)
    ]
    return [each for each in made if len(each.test)]


def by_time(moments: np.ndarray, test_from: object) -> Fold:
    """Split the rows of a table in time: trained on before ``test_from``, judged from then on.

    Raises
    ------
    Refused
        ICM026 where nothing lies before, ICM023 where nothing lies from then on.

    Examples
    --------
    >>> by_time(np.array([2018, 2019, 2020]), 2020).test.tolist()
    [2]
    """
    is_test = moments >= test_from
    findings = Findings()
    span = f"{moments.min()} to {moments.max()}"
    if is_test.all():
        findings.add("ICM026", "split", f"no row before {test_from}", span, "choose a later moment")
    if not is_test.any():
        findings.add("ICM023", "split", f"no row from {test_from} on", span, "choose an earlier moment")
    findings.refuse()
    return Fold("out_of_time", 0, 0, np.flatnonzero(~is_test), np.flatnonzero(is_test))


def _deal_subjects(clusters: np.ndarray, folds: int, seed: int) -> np.ndarray:
    """Group number of each row; all rows of a subject share it."""
    subjects, place = np.unique(clusters, return_inverse=True)
    return (np.random.default_rng(seed).permutation(len(subjects)) % folds)[place]


def repeated_folds(y: np.ndarray, clusters: np.ndarray, *, folds: int, repeats: int, seed: int) -> list[Fold]:
    """Make repeated folds, stratified by outcome where rows stand alone, whole clusters with balanced events otherwise.

    In each repeat the clusters are shuffled, sorted by number of events and of rows, and dealt out like cards, so that
    the folds have nearly equal numbers of events (equal ± 1 where rows stand alone).

    Parameters
    ----------
    y : ndarray of shape (n,)
        0 and 1.
    clusters : ndarray of shape (n,)
        Rows with one value stay together.
    folds, repeats : int
        Folds from 2 to the number of clusters; repeats from 1.
    seed : int
        Same seed, same folds.

    Raises
    ------
    Refused
        ICM006 where there are fewer clusters than folds, or fewer than two folds.
    """
    unique, place = np.unique(clusters, return_inverse=True)
    if not 2 <= folds <= len(unique):
        found = f"{folds} folds for {len(unique)} clusters"
        raise Refused([Finding("ICM006", "folds", found, "2 folds up to one per cluster", "choose another number")])
    events = np.bincount(place, weights=y).astype(int)
    sizes = np.bincount(place)
    made = []
    for repeat in range(repeats):
        group = _deal(events, sizes, folds, np.random.default_rng([seed, repeat]))[place]
        made += [
            Fold("folds", repeat, number, np.flatnonzero(group != number), np.flatnonzero(group == number))
            for number in range(folds)
        ]
    return made


def _deal(events: np.ndarray, sizes: np.ndarray, folds: int, drawn: np.random.Generator) -> np.ndarray:
    """Fold number of each cluster; clusters of unequal size are dealt back and forth, so that no fold always leads."""
    shuffled = drawn.permutation(len(events))
    order = shuffled[np.lexsort((-sizes[shuffled], -events[shuffled]))]
    turn, seat = np.divmod(np.arange(len(order)), folds)
    is_returning = (turn % 2 == 1) & (sizes.max() > 1)
    group = np.empty(len(order), dtype=int)
    group[order] = np.where(is_returning, folds - 1 - seat, seat)
    return group


def check_fold(fold: Fold, clusters: np.ndarray, *, allow_shared_groups: bool) -> Findings:
    """Check that no row, and unless allowed no group, is both trained on and judged (ICM022, an error).

    Out of time a subject may be trained on at an early date and judged at a late one, so groups may be shared there. A
    shared row is never allowed.
    """
    findings = Findings()
    where = f"split {fold.split}, repeat {fold.repeat}, fold {fold.fold}"
    rows = len(np.intersect1d(fold.train, fold.test))
    if rows:
        findings.add("ICM022", where, f"{rows} rows are trained on and judged", "none", "make the split anew")
    groups = len(np.intersect1d(clusters[fold.train], clusters[fold.test]))
    if groups and not allow_shared_groups:
        findings.add(
            "ICM022",
            where,
            f"{groups} groups are trained on and judged",
            "whole groups on one side",
            "split by group, or name another group column",
        )
    return findings
