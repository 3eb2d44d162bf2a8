"""Points of ROC curves (ROC曲线), thinned for drawing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from inscredit_models.evaluation.judged import Judged
from inscredit_models.evaluation.metrics import cumulative_counts

MOST_POINTS = 200


def roc_points(y: np.ndarray, risk: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give false- and true-positive rates from (0, 0) to (1, 1), at most `MOST_POINTS` of them.

    Points are kept evenly along the length of the curve; all of them are points of the full curve.

    Examples
    --------
    >>> fpr, tpr = roc_points(np.array([0, 1, 0, 1]), np.array([0.1, 0.5, 0.5, 0.9]))
    >>> fpr.tolist(), tpr.tolist()
    ([0.0, 0.0, 0.5, 1.0], [0.0, 0.5, 1.0, 1.0])
    """
    true_positives, false_positives = cumulative_counts(y, risk)
    tpr = np.append(0.0, true_positives / true_positives[-1])
    fpr = np.append(0.0, false_positives / false_positives[-1])
    if len(fpr) > MOST_POINTS:
        wanted = np.linspace(0, 2, MOST_POINTS)
        kept = np.unique(np.searchsorted(fpr + tpr, wanted).clip(0, len(fpr) - 1))
        fpr, tpr = fpr[kept], tpr[kept]
    return fpr, tpr


def compute_roc(judged: Judged) -> pd.DataFrame:
    """Give the ROC frame of a split (model, split, fpr, tpr), of the first repeat; empty where one class is missing."""
    once = judged.once()
    parts = [_empty()]
    if 0 < once.events < once.rows:
        for model, risk in zip(once.models, once.risk, strict=True):
            fpr, tpr = roc_points(once.y, risk)
            parts.append(pd.DataFrame({"model": model, "split": judged.split, "fpr": fpr, "tpr": tpr}))
    return pd.concat(parts[1:] or parts, ignore_index=True)


def _empty() -> pd.DataFrame:
    """A ROC frame without rows."""
    return pd.DataFrame({"model": pd.Series(dtype="str"), "split": pd.Series(dtype="str"), "fpr": [], "tpr": []})
