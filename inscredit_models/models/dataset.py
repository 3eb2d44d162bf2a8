"""The rows a study learns from and is judged on: one frozen object from the indicators to the report."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from inscredit_models.models.features import Feature


@dataclass(frozen=True)
class Dataset:
    """One row per observation.

    Parameters
    ----------
    X : pandas.DataFrame of shape (n, n_features)
        Columns are feature codes; numeric columns are float64 with NaN for missing, categorical ones text.
    y : ndarray of shape (n,)
        1 where the event happened, else 0.
    features : tuple of Feature
        One per column of ``X``, in order.
    adverse : bool
        Whether the event is a bad thing; only then has a score (higher is better) a meaning.
    subject_id : ndarray of shape (n,) or None
        Whose row it is; rows of one subject are one cluster. None: every row stands alone.
    as_of : ndarray of datetime64[D] of shape (n,) or None
        Day of the row, where there is one.
    """

    X: pd.DataFrame
    y: np.ndarray
    features: tuple[Feature, ...]
    adverse: bool = True
    subject_id: np.ndarray | None = None
    as_of: np.ndarray | None = None

    @property
    def clusters(self) -> np.ndarray:
        """The cluster of each row: the subject where there is one, else the row itself."""
        return np.arange(len(self.y)) if self.subject_id is None else self.subject_id

    @property
    def has_repeated_subjects(self) -> bool:
        """Whether some subject has more than one row (then plain intervals would be too narrow)."""
        return self.subject_id is not None and len(np.unique(self.subject_id)) < len(self.subject_id)
