"""Traces of a leak (泄露痕迹): what a column can only show if somebody looked at the outcome while making it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from scipy.stats import norm

from inscredit_models.evaluation.clustered_rates import clustered_rates
from inscredit_models.evaluation.intervals import holm
from inscredit_models.evaluation.splits import Fold
from inscredit_models.findings import Finding
from inscredit_models.models.dataset import Dataset

GAP = 0.10
"""Difference in the share of missing cells between events and others that is worth a warning."""
CERTAIN = 1e-3
FEWEST_MISSING = 20
FEWEST_REPEATS = 20
LEAST_SHARE = 0.02
BY_CHANCE = 1e-6
FEWEST_CODES = 5
DATE_SHARE = 0.9
DISTINCT_SHARE = 0.2
"""A row is told from others by a column whose values differ in at least this share of the rows."""
DUPLICATE_SHARE = 0.01
FEW_HOLDERS = 5


def check_missing_by_class(dataset: Dataset, where: str) -> Iterator[Finding]:
    """ICM120: cells are missing as often where the event happens as where it does not (cluster-robust, Holm)."""
    y = _outcome(dataset)
    if y is None:
        return
    clusters = np.unique(dataset.clusters, return_inverse=True)[1]
    found = []
    for name, column in _columns(dataset):
        missing = column.isna().to_numpy().astype(float)
        if min(missing.sum(), (1 - missing).sum()) >= FEWEST_MISSING:
            by_class = np.array([y, 1 - y], dtype=float)
            shares, covariance = clustered_rates(by_class * missing, by_class, clusters)
            error = float(np.sqrt(max(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1], 1e-18)))
            found.append((name, shares, 2 * norm.sf(abs(shares[0] - shares[1]) / error)))
    adjusted = holm(np.array([p_value for *_, p_value in found])) if found else []
    for (name, shares, _), p_adjusted in zip(found, adjusted, strict=True):
        if abs(shares[0] - shares[1]) >= GAP and p_adjusted < CERTAIN:
            seen = f"missing in {shares[0]:.1%} of the events and {shares[1]:.1%} of the other rows"
            allowed = f"a difference below {GAP:.0%}, or one that chance explains"
            remedy = "make sure that cells were not filled in once the outcome was known"
            yield Finding("ICM120", f"{where}, column {name!r}", seen, allowed, remedy)


def check_imputed_by_class(dataset: Dataset, where: str) -> Iterator[Finding]:
    """ICM121: no single value of a fine-grained number repeats over and over within one class only.

    A gap filled with the mean of its class leaves such a value. Columns of few values are not looked at: there a value
    may well belong to one class.
    """
    y = _outcome(dataset)
    if y is None:
        return
    for name, column in _numeric(dataset):
        values = column.to_numpy(dtype=float, na_value=np.nan)
        known = np.isfinite(values)
        distinct, place, counts = np.unique(values[known], return_inverse=True, return_counts=True)
        if not len(distinct) or len(distinct) < DISTINCT_SHARE * known.sum():
            continue
        events = np.bincount(place, weights=y[known])
        rate = y[known].mean()
        least = max(FEWEST_REPEATS, LEAST_SHARE * known.sum())
        by_chance = np.where(events == 0, (1 - rate) ** counts, rate**counts)
        suspect = (counts >= least) & ((events == 0) | (events == counts)) & (by_chance < BY_CHANCE)
        for number in np.flatnonzero(suspect):
            side = "events" if events[number] else "non-events"
            seen = f"one value repeats in {counts[number]} rows, all of them {side}"
            remedy = "impute within the folds and without the outcome"
            yield Finding("ICM121", f"{where}, column {name!r}", seen, "values that both classes share", remedy)


def check_encoded_outcome(dataset: Dataset, where: str) -> Iterator[Finding]:
    """ICM124: no column's value is, value for value, the share of events among the rows that have it.

    That is what a category leaves when it is replaced by its mean outcome over all rows. Encoders that smooth or leave
    one out do not show here; a run on shuffled outcomes finds them (`check_no_signal`).
    """
    y = _outcome(dataset)
    if y is None:
        return
    for name, column in _numeric(dataset):
        values = column.to_numpy(dtype=float, na_value=np.nan)
        inner = (values > 0) & (values < 1)
        if not inner.any():
            continue
        distinct, place, counts = np.unique(values[inner], return_inverse=True, return_counts=True)
        is_share = np.abs(np.bincount(place, weights=y[inner]) / counts - distinct) < 1e-9
        if is_share.sum() >= FEWEST_CODES and counts[is_share].sum() >= 0.9 * counts.sum():
            seen = f"{int(is_share.sum())} values equal the share of events among their rows"
            remedy = "encode within the folds, from training rows only"
            yield Finding("ICM124", f"{where}, column {name!r}", seen, "values made without the outcome", remedy)


def check_future_dates(dataset: Dataset, where: str) -> Iterator[Finding]:
    """ICM123: dates in a column lie at or before the as_of of their row.

    Dates are text as 2024-05-31 or 2024/05/31, numbers as 20240531, or dates proper. Some may rightly lie ahead (the
    end of a licence), so this is a warning.
    """
    if dataset.as_of is None:
        return
    as_of = np.asarray(dataset.as_of, dtype="datetime64[D]")
    for name, column in _columns(dataset):
        days = _days(column)
        later = int((days > as_of).sum())  # NaT is never later
        if later:
            seen = f"{later} dates after the as_of of their row"
            remedy = "make sure the date was known at as_of; else leave the column out"
            yield Finding("ICM123", f"{where}, column {name!r}", seen, "dates up to as_of", remedy)


def check_duplicates(dataset: Dataset, folds: Sequence[Fold], where: str) -> Iterator[Finding]:
    """ICM122: rows that are judged are not copies of rows of another subject that were trained on.

    Copies are rows equal in every column, among them a value that tells rows apart: of a column with many different
    values, held by few rows. Rows equal in coarse columns alone are no copies. One finding names the worst fold of a
    split.
    """
    is_told = np.zeros(len(dataset.y), dtype=bool)
    for _, column in _columns(dataset):
        if column.nunique() >= DISTINCT_SHARE * len(column):
            held_by = column.map(column.value_counts()).fillna(len(column)).to_numpy()
            is_told |= held_by <= max(FEW_HOLDERS, DUPLICATE_SHARE * len(column))
    if not is_told.any():
        return
    codes = np.column_stack([pd.factorize(column, use_na_sentinel=False)[0] for _, column in _columns(dataset)])
    row = np.unique(codes, axis=0, return_inverse=True)[1].ravel()
    subject = np.unique(dataset.clusters, return_inverse=True)[1]
    for split in dict.fromkeys(fold.split for fold in folds):
        own = [fold for fold in folds if fold.split == split]
        counts = [_count_copies(row, subject, is_told, fold) for fold in own]
        worst = int(np.argmax([count / max(1, len(fold.test)) for count, fold in zip(counts, own, strict=True)]))
        copies, fold = counts[worst], own[worst]
        if copies > DUPLICATE_SHARE * len(fold.test):
            place = f"{where}, split {split}, repeat {fold.repeat}, fold {fold.fold}"
            seen = f"{copies} of {len(fold.test)} judged rows equal a training row of another subject in every column"
            remedy = "drop the copies, or give copies one subject"
            yield Finding("ICM122", place, seen, f"at most {DUPLICATE_SHARE:.0%}", remedy)


def _count_copies(row: np.ndarray, subject: np.ndarray, is_told: np.ndarray, fold: Fold) -> int:
    """Number of judged rows of a fold that equal a training row of another subject."""
    trained = pd.DataFrame({"row": row[fold.train], "subject": subject[fold.train]}).drop_duplicates()
    owners = trained.groupby("row")["subject"].agg(["size", "first"])
    judged = pd.DataFrame({"row": row[fold.test], "subject": subject[fold.test]}).join(owners, on="row")
    judged = judged[is_told[fold.test]]
    return int(((judged["size"] > 1) | (judged["size"].eq(1) & judged["first"].ne(judged["subject"]))).sum())


def _days(column: pd.Series) -> np.ndarray:
    """The column as days, all NaT where it does not hold dates."""
    nothing = np.full(len(column), np.datetime64("NaT"), dtype="datetime64[D]")
    known = column.dropna()
    if not len(known):
        return nothing
    if pd.api.types.is_datetime64_any_dtype(column):
        return column.to_numpy().astype("datetime64[D]")
    if pd.api.types.is_numeric_dtype(column):
        numbers = known.to_numpy(dtype=float)
        if not ((numbers >= 19000101) & (numbers <= 22001231) & (numbers == np.trunc(numbers))).all():
            return nothing
        text = known.astype("int64").astype("str")
        parsed = pd.to_datetime(text, format="%Y%m%d", errors="coerce")
    else:
        text = known.astype("str").str.strip().str.replace("/", "-").str.slice(0, 10)
        parsed = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
    if parsed.notna().mean() < DATE_SHARE:
        return nothing
    nothing[column.notna().to_numpy()] = parsed.to_numpy().astype("datetime64[D]")
    return nothing


def _outcome(dataset: Dataset) -> np.ndarray | None:
    """The outcome as 0 and 1, or None where it is not two-valued (other checks name that)."""
    y = np.asarray(dataset.y)
    if y.dtype.kind not in "biuf" or not np.isin(y, (0, 1)).all() or len(np.unique(y)) < 2:
        return None
    return y.astype(int)


def _columns(dataset: Dataset) -> Iterator[tuple[str, pd.Series]]:
    """Columns with their names, also where a name is there twice."""
    for place, name in enumerate(dataset.X.columns):
        yield str(name), dataset.X.iloc[:, place]


def _numeric(dataset: Dataset) -> Iterator[tuple[str, pd.Series]]:
    """Columns of numbers."""
    for name, column in _columns(dataset):
        if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
            yield name, column
