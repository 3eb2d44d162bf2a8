"""The predictions of several models on the same rows of one split, checked and lined up (对齐的预测)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from inscredit_models.findings import Finding, Findings
from inscredit_models.models.dataset import Dataset

FEWEST = 10
"""Fewer events (or non-events) than this in the test rows: not evaluable."""
FEWEST_FOLDS = 5
"""Fewer folds × repeats than this have no interval: their spread is too often small by luck. By the χ² of the spread it
comes out below a third of its true value once in four with two folds, once in ten with three, once in fifty with five.
"""


@dataclass(frozen=True)
class Judged:
    """What k models said about the same n judged rows (in split ``folds``: test rows × repeats).

    Parameters
    ----------
    split : str
        out_of_time, out_of_time_unseen, folds, by_region, by_insurer or by_group.
    models : tuple of str
        Codes, in the order of the axes below.
    y : ndarray of shape (n,)
        1 where the event happened.
    clusters : ndarray of shape (n,)
        Cluster numbers 0 … G−1.
    p_event, risk : ndarray of shape (k, n)
        Probability and ranking value.
    row, fold : ndarray of shape (n,)
        Position in the dataset; number of the (repeat, fold) the row was judged in.
    first_repeat : ndarray of bool of shape (n,)
        Rows of the first repeat: each row once.
    """

    split: str
    models: tuple[str, ...]
    y: np.ndarray
    clusters: np.ndarray
    p_event: np.ndarray
    risk: np.ndarray
    row: np.ndarray
    fold: np.ndarray
    first_repeat: np.ndarray

    @property
    def rows(self) -> int:
        """Number of different rows."""
        return int(self.first_repeat.sum())

    @property
    def events(self) -> int:
        """Number of different rows with an event."""
        return int(self.y[self.first_repeat].sum())

    @property
    def stand_alone(self) -> bool:
        """Whether every row is its own cluster."""
        return int(self.clusters.max()) + 1 == self.rows

    def pick(self, models: Sequence[str]) -> Judged:
        """Keep these models, in this order."""
        places = [self.models.index(model) for model in models]
        return replace(self, models=tuple(models), p_event=self.p_event[places], risk=self.risk[places])

    def once(self) -> Judged:
        """Keep the first repeat, so that each row counts once."""
        kept = self.first_repeat
        per_row = {name: getattr(self, name)[kept] for name in ("y", "row", "fold", "first_repeat")}
        clusters = np.unique(self.clusters[kept], return_inverse=True)[1]
        return replace(self, clusters=clusters, p_event=self.p_event[:, kept], risk=self.risk[:, kept], **per_row)


def line_up(predictions: pd.DataFrame, dataset: Dataset, split: str, models: Sequence[str]) -> Judged | None:
    """Line up the predictions of one split.

    Parameters
    ----------
    predictions : pandas.DataFrame
        Predictions frame: model, split, repeat, fold, row, y, p_event, risk; further models are left aside.
    dataset : Dataset
        Gives the outcome and the cluster of each row.
    split : str
        The split.
    models : sequence of str
        Models wanted; those without any row in this split are left out.

    Returns
    -------
    Judged or None
        None where no wanted model has a row in this split.

    Raises
    ------
    Refused
        ICM006 where the models were judged on different rows, twice on the same row, or on outcomes that are not the
        dataset's; ICM027 for a risk or probability that is not finite (the probability of ``truth`` may be missing).
    """
    part = predictions[predictions["split"] == split]
    frames = {model: frame for model, frame in part.groupby("model", sort=False) if model in models}
    present = [model for model in models if model in frames]
    if not present:
        return None
    ordered = {model: frames[model].sort_values(["repeat", "row"], kind="stable") for model in present}
    first = ordered[present[0]]
    _check(ordered, first, dataset, split)
    row, repeat = first["row"].to_numpy(), first["repeat"].to_numpy()
    return Judged(
        split=split,
        models=tuple(present),
        y=first["y"].to_numpy().astype(np.int8),
        clusters=np.unique(dataset.clusters[row], return_inverse=True)[1],
        p_event=np.array([ordered[model]["p_event"].to_numpy(dtype=float) for model in present]),
        risk=np.array([ordered[model]["risk"].to_numpy(dtype=float) for model in present]),
        row=row,
        fold=np.asarray(first.groupby(["repeat", "fold"]).ngroup()),
        first_repeat=repeat == repeat.min(),
    )


def _check(ordered: dict[str, pd.DataFrame], first: pd.DataFrame, dataset: Dataset, split: str) -> None:
    """Refuse predictions that cannot be compared, with all findings."""
    findings = Findings()
    key = first[["repeat", "fold", "row"]].to_numpy()
    if first.duplicated(["repeat", "row"]).any():
        found = f"{int(first.duplicated(['repeat', 'row']).sum())} rows judged twice in one repeat"
        findings.add("ICM006", f"split {split}", found, "each row once a repeat", "make the folds anew")
    for model, frame in ordered.items():
        where = f"split {split}, model {model}"
        if not np.array_equal(frame[["repeat", "fold", "row"]].to_numpy(), key):
            found = f"{len(frame)} judged rows that are not those of {next(iter(ordered))} ({len(key)} rows)"
            findings.add("ICM006", where, found, "the same test rows for all models", "run the models on one split")
        elif not np.array_equal(frame["y"].to_numpy(), dataset.y[key[:, 2]]):
            findings.add("ICM006", where, "outcomes unlike the dataset's", "the dataset's", "run the model anew")
        findings.extend(_not_finite(frame, where, needs_probability=model != "truth"))
    findings.refuse()


def _not_finite(frame: pd.DataFrame, where: str, *, needs_probability: bool) -> list[Finding]:
    """ICM027 for each column with values that cannot be judged."""
    findings = []
    for column in ("risk", "p_event") if needs_probability else ("risk",):
        bad = int((~np.isfinite(frame[column].to_numpy(dtype=float))).sum())
        if bad:
            found = f"{bad} of {len(frame)} values of {column} are not finite"
            findings.append(Finding("ICM027", where, found, "finite values", "mend the model's predictions"))
    return findings


def why_not_evaluable(judged: Judged) -> str:
    """Say why a split cannot be judged, in Chinese and English, or give an empty text.

    Fewer than ten events or non-events, or either of them in one cluster only (then there is no variance to see).
    """
    once = judged.once()
    for value, zh, en in ((1, "事件", "events"), (0, "非事件", "non-events")):
        chosen = once.y == value
        count, clusters = int(chosen.sum()), len(np.unique(once.clusters[chosen]))
        if count < FEWEST:
            return f"测试集中{zh}仅{count}个，少于{FEWEST}个 / {count} {en} in the test rows, fewer than {FEWEST}"
        if clusters < 2:
            return f"测试集中{zh}只来自{clusters}个主体 / {en} in the test rows come from {clusters} subject"
    if judged.split == "folds" and _has_one_class_fold(judged):
        return "某一折只有一个类别 / some fold has one class only"
    return ""


def why_no_fold_interval(judged: Judged) -> str:
    """Say why repeated folds give estimates but no interval, in Chinese and English, or give an empty text."""
    count = int(judged.fold.max()) + 1
    if judged.split != "folds" or count >= FEWEST_FOLDS:
        return ""
    return (
        f"折数×重复数仅{count}，少于{FEWEST_FOLDS}，不给区间 / "
        f"only {count} folds × repeats, fewer than {FEWEST_FOLDS}: no interval"
    )


def _has_one_class_fold(judged: Judged) -> bool:
    """Whether some fold lacks events or non-events."""
    share = np.bincount(judged.fold, weights=judged.y) / np.bincount(judged.fold)
    return bool(((share == 0) | (share == 1)).any())
