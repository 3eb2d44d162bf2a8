"""Rows and the clusters they belong to."""

import numpy as np
import pandas as pd

from inscredit_models.models.dataset import Dataset
from inscredit_models.models.features import Feature


def _dataset(subjects: list[str] | None) -> Dataset:
    frame = pd.DataFrame({"x": [1.0, 2.0, 3.0]})
    return Dataset(
        frame, np.array([0, 1, 0]), (Feature("x"),), subject_id=None if subjects is None else np.array(subjects)
    )


def test_without_subjects_every_row_is_its_own_cluster() -> None:
    assert _dataset(None).clusters.tolist() == [0, 1, 2]
    assert not _dataset(None).has_repeated_subjects


def test_rows_of_one_subject_are_one_cluster() -> None:
    assert _dataset(["a", "b", "a"]).clusters.tolist() == ["a", "b", "a"]
    assert _dataset(["a", "b", "a"]).has_repeated_subjects
    assert not _dataset(["a", "b", "c"]).has_repeated_subjects
