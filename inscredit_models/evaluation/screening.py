"""Coded checks on a dataset before anything is trained (训练前检查): each looks for one kind of trap."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pandas as pd

from inscredit_models.evaluation.judged import FEWEST
from inscredit_models.evaluation.leakage import (
    check_duplicates,
    check_encoded_outcome,
    check_future_dates,
    check_imputed_by_class,
    check_missing_by_class,
)
from inscredit_models.evaluation.metrics import auc
from inscredit_models.evaluation.splits import Fold
from inscredit_models.evaluation.unseen import count_unseen_levels, name_unseen
from inscredit_models.findings import Finding, Findings
from inscredit_models.models.columns import LARGEST
from inscredit_models.models.dataset import Dataset

LEAK_AUC = 0.99
FEWEST_ROWS = 20
"""With fewer rows a column may separate the outcome, or have no value twice, by chance."""
FEWEST_OF_A_CLASS = 3
DISTINCT_TEXT_SHARE = 0.5

Check = Callable[[Dataset, str], Iterator[Finding]]


def screen(dataset: Dataset, *, where: str = "dataset", folds: Sequence[Fold] = ()) -> Findings:
    """Run all checks and give everything they found.

    Parameters
    ----------
    dataset : Dataset
        ``y`` may still be raw (any values), so that an outcome that is not two-valued is found here.
    where : str
        Name of the table, for the findings.
    folds : sequence of Fold
        Who is trained on and judged, where that is known already; of repeated folds the first repeat is looked at.

    Returns
    -------
    Findings
        Errors ICM020 (one class), ICM021 (more than two values), ICM027 (infinite or missing where a number is needed),
        ICM006 (beyond what can be squared); warnings ICM050 (gives the outcome away), ICM051 (constant), ICM052 (all
        missing), ICM053 (identifier-like), ICM054 (fewer than ten events), ICM120 (missing by class), ICM121 (imputed
        by class), ICM123 (dates after as_of), ICM124 (encoded with the outcome); with folds ICM122 (copies across
        folds), ICM060 (categories unseen in training), and ICM020 or ICM211 (training rows of one class). Call
        ``.refuse()`` to stop on errors.
    """
    findings = Findings()
    for check in CHECKS:
        findings.extend(check(dataset, where))
    first = [fold for fold in folds if fold.repeat == min(each.repeat for each in folds if each.split == fold.split)]
    findings.extend(check_training_classes(dataset, folds))
    findings.extend(check_duplicates(dataset, first, where))
    findings.extend(name_unseen(count_unseen_levels(dataset, first), where))
    return findings


def check_outcome_values(dataset: Dataset, where: str) -> Iterator[Finding]:
    """ICM020, ICM021: the outcome has exactly two values; ICM027: none is missing."""
    values = pd.Series(dataset.y)
    missing, distinct = int(values.isna().sum()), values.nunique()
    place = f"{where}, outcome"
    if missing:
        yield Finding("ICM027", place, f"{missing} missing values", "an outcome in each row", "leave those rows out")
    if distinct < 2:
        yield Finding(
            "ICM020", place, f"{distinct} distinct value", "two values", "check the column and its positive value"
        )
    if distinct > 2:
        yield Finding("ICM021", place, f"{distinct} distinct values", "two values", "name a two-valued column")


def check_training_classes(dataset: Dataset, folds: Sequence[Fold]) -> Iterator[Finding]:
    """Look for training rows of one class: ICM020, an error, in the headline split; ICM211 where another split has it.

    The first such fold of a split is named.
    """
    if not _is_binary(dataset.y):
        return
    told: set[str] = set()
    for fold in folds:
        events = int(dataset.y[fold.train].sum())
        if 0 < events < len(fold.train) or fold.split in told:
            continue
        told.add(fold.split)
        code = "ICM020" if fold.split == folds[0].split else "ICM211"
        place = f"split {fold.split}, repeat {fold.repeat}, fold {fold.fold}"
        remedy = "choose another split, use fewer folds, or merge groups"
        yield Finding(code, place, f"{events} events in {len(fold.train)} training rows", "both classes", remedy)


def check_events(dataset: Dataset, where: str) -> Iterator[Finding]:
    """ICM054: at least ten events."""
    if _is_binary(dataset.y) and 0 < np.count_nonzero(dataset.y) < FEWEST:
        found = f"{np.count_nonzero(dataset.y)} events in {len(dataset.y)} rows"
        remedy = "read no model as better or worse; add rows, dates or a longer horizon"
        yield Finding("ICM054", f"{where}, outcome", found, f"{FEWEST} or more", remedy)


def check_infinite(dataset: Dataset, where: str) -> Iterator[Finding]:
    """ICM027: numeric columns hold finite numbers or missing values."""
    for name, column in _columns(dataset):
        if pd.api.types.is_numeric_dtype(column):
            count = int(np.isinf(column.to_numpy(dtype=float, na_value=np.nan)).sum())
            if count:
                remedy = "leave the cell empty where the value is not known"
                yield Finding(
                    "ICM027", f"{where}, column {name!r}", f"{count} infinite values", "finite or missing", remedy
                )


def check_too_large(dataset: Dataset, where: str) -> Iterator[Finding]:
    """ICM006: numbers are not so large that their squares leave the range of a float."""
    for name, column in _columns(dataset):
        if pd.api.types.is_numeric_dtype(column):
            size = np.abs(column.to_numpy(dtype=float, na_value=np.nan))
            count = int(((size > LARGEST) & np.isfinite(size)).sum())
            if count:
                found, allowed = f"{count} values beyond {LARGEST:g}", "numbers whose squares can be added"
                yield Finding("ICM006", f"{where}, column {name!r}", found, allowed, "choose another unit")


def check_all_missing(dataset: Dataset, where: str) -> Iterator[Finding]:
    """ICM052: a column has at least one value."""
    for name, column in _columns(dataset):
        if column.isna().all():
            yield Finding(
                "ICM052", f"{where}, column {name!r}", "no value", "at least one value", "leave the column out"
            )


def check_constant(dataset: Dataset, where: str) -> Iterator[Finding]:
    """ICM051: a column has two values, or one value and missing cells (then absence may tell something)."""
    for name, column in _columns(dataset):
        if column.nunique() == 1 and not column.isna().any():
            yield Finding("ICM051", f"{where}, column {name!r}", "one value", "two or more", "leave the column out")


def check_identifier(dataset: Dataset, where: str) -> Iterator[Finding]:
    """ICM053: a column says something about rows, it does not number them."""
    for name, column in _columns(dataset):
        values = column.dropna()
        if len(values) < FEWEST_ROWS:
            continue
        distinct = values.nunique()
        if pd.api.types.is_numeric_dtype(values):
            numbers = values.to_numpy(dtype=float)
            is_identifier = distinct == len(values) and bool((np.trunc(numbers) == numbers).all())
        else:
            is_identifier = distinct > DISTINCT_TEXT_SHARE * len(values)
        if is_identifier:
            found = f"{distinct} different values in {len(values)} rows"
            yield Finding(
                "ICM053", f"{where}, column {name!r}", found, "values that repeat", "name it with --id or leave it out"
            )


def check_gives_away(dataset: Dataset, where: str) -> Iterator[Finding]:
    """ICM050: no single column, and no pattern of missing cells, ranks the outcome almost perfectly."""
    if not _is_binary(dataset.y) or len(dataset.y) < FEWEST_ROWS:
        return
    y = np.asarray(dataset.y).astype(int)
    for name, column in _columns(dataset):
        separation = _separation(y, column)
        if separation >= LEAK_AUC:
            found = f"alone it ranks the outcome with AUC {separation:.3f}"
            remedy = "make sure it was known before the outcome; else leave it out"
            yield Finding("ICM050", f"{where}, column {name!r}", found, f"below {LEAK_AUC}", remedy)


def _separation(y: np.ndarray, column: pd.Series) -> float:
    """Best AUC, in either direction, of the column's values and of its missing cells."""
    missing = column.isna().to_numpy()
    known, values = y[~missing], column[~missing]
    of_gaps = _either_way(y, missing.astype(float)) if _has_enough_of_both(y) else 0.0
    if not _has_enough_of_both(known):
        return of_gaps
    is_numeric = pd.api.types.is_numeric_dtype(column)
    ranked = values.to_numpy(dtype=float) if is_numeric else _held_out_rates(known, values)
    return max(of_gaps, _either_way(known, ranked))


def _has_enough_of_both(y: np.ndarray) -> bool:
    """Whether there are enough of each class for a near-perfect ranking to mean something."""
    return min(np.count_nonzero(y), np.count_nonzero(y == 0)) >= FEWEST_OF_A_CLASS


def _either_way(y: np.ndarray, values: np.ndarray) -> float:
    """AUC of values or of minus values, whichever is larger."""
    area = auc(y, values)
    return max(area, 1 - area)


def _held_out_rates(y: np.ndarray, column: pd.Series) -> np.ndarray:
    """Rate of events of each row's category, counted in the other half of the rows.

    Every second row of each class forms a half. A rate from the row's own half would make any column of all-different
    texts look perfect.
    """
    order = np.argsort(y, kind="stable")
    half = np.empty(len(y), dtype=int)
    half[order] = np.arange(len(y)) % 2
    codes = np.unique(column.astype("str").to_numpy(dtype=str), return_inverse=True)[1]
    rates = np.empty(len(y))
    for side in (0, 1):
        other = half != side
        count = np.bincount(codes[other], minlength=codes.max() + 1)
        events = np.bincount(codes[other], weights=y[other], minlength=codes.max() + 1)
        rate = np.where(count > 0, events / np.maximum(count, 1), y.mean())
        rates[half == side] = rate[codes[half == side]]
    return rates


def _is_binary(y: np.ndarray) -> bool:
    """Whether the outcome is already 0 and 1."""
    return bool(np.isin(pd.unique(pd.Series(y)), (0, 1)).all())


def _columns(dataset: Dataset) -> Iterator[tuple[str, pd.Series]]:
    """Columns with their names, also where a name is there twice."""
    for place, name in enumerate(dataset.X.columns):
        yield str(name), dataset.X.iloc[:, place]


CHECKS: tuple[Check, ...] = (
    check_outcome_values,
    check_events,
    check_infinite,
    check_too_large,
    check_all_missing,
    check_constant,
    check_identifier,
    check_gives_away,
    check_missing_by_class,
    check_imputed_by_class,
    check_future_dates,
    check_encoded_outcome,
)
