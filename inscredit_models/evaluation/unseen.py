"""Categories unseen in training (训练中未见的取值): counted by column and level, on the rows that were judged."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from inscredit_models.evaluation.splits import Fold
from inscredit_models.findings import Findings
from inscredit_models.models.dataset import Dataset

UNSEEN_COLUMNS = ("column", "split", "level", "rows", "judged")


def count_unseen_levels(dataset: Dataset, folds: Sequence[Fold]) -> pd.DataFrame:
    """Count judged rows whose category does not occur in the training rows of their fold.

    Parameters
    ----------
    dataset : Dataset
        Text columns are looked at; a missing cell is no category.
    folds : sequence of Fold
        Of any splits; of repeated folds the first repeat counts, so that each row counts once.

    Returns
    -------
    pandas.DataFrame
        Columns `UNSEEN_COLUMNS`, one row per column, split and level, most rows first within a column; ``judged`` are
        all rows that were judged in the split.

    Examples
    --------
    >>> data = Dataset(pd.DataFrame({"city": ["a", "b", "a", "c", "c"]}), np.zeros(5), ())
    >>> count_unseen_levels(data, [Fold("folds", 0, 0, np.arange(2), np.arange(2, 5))]).values.tolist()
    [['city', 'folds', 'c', 2, 3]]
    """
    first: dict[str, int] = {}
    for fold in folds:
        first[fold.split] = min(fold.repeat, first.get(fold.split, fold.repeat))
    chosen = [fold for fold in folds if fold.repeat == first[fold.split]]
    judged: dict[str, int] = {}
    for fold in chosen:
        judged[fold.split] = judged.get(fold.split, 0) + len(fold.test)
    rows = []
    for place, name in enumerate(dataset.X.columns):
        column = dataset.X.iloc[:, place]
        if pd.api.types.is_numeric_dtype(column):
            continue
        codes, levels = pd.factorize(column, sort=True)
        counts = {split: np.zeros(len(levels), dtype=int) for split in judged}
        for fold in chosen:
            is_known = np.zeros(len(levels) + 1, dtype=bool)  # the last place is that of code −1, a missing cell
            is_known[codes[fold.train]] = is_known[-1] = True
            tested = codes[fold.test]
            counts[fold.split] += np.bincount(tested[~is_known[tested]], minlength=len(levels))
        for split, count in counts.items():
            order = np.argsort(-count, kind="stable")[: np.count_nonzero(count)]
            rows += [(str(name), split, str(levels[level]), int(count[level]), judged[split]) for level in order]
    return pd.DataFrame(rows, columns=list(UNSEEN_COLUMNS))


def name_unseen(counts: pd.DataFrame, where: str) -> Findings:
    """Name each column and split with unseen categories (ICM060); how many, never which."""
    findings = Findings()
    for (column, split), part in counts.groupby(["column", "split"], sort=False):
        found = (
            f"{int(part['rows'].sum())} of {int(part['judged'].iloc[0])} judged rows are of {len(part)} "
            "categories not seen in training"
        )
        place, remedy = f"{where}, column {column!r}, split {split}", "nothing: counted by category in unseen.csv"
        findings.add("ICM060", place, found, "treated as 'other'", remedy)
    return findings
