"""The work of one unit."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.splits import Fold
from inscredit_models.models.dataset import Dataset
from inscredit_models.models.features import Feature
from inscredit_models.models.logistic import Logistic
from inscredit_models.models.stored import load_model
from inscredit_models.run.fitting import FitWork
from inscredit_models.run.units import Unit

UNIT = Unit("logistic", "folds", 0, 0, 3, "0" * 32)


@dataclass
class Listening:
    """Writes down what it is given beside the rows, and predicts the base rate."""

    heard: dict = field(default_factory=dict)

    def fit(self, X, y, groups=None):
        self.heard["groups"] = groups
        return self

    def predict_proba(self, X):
        return np.full((len(X), 2), 0.5)

    def risk(self, X):
        return np.full(len(X), 0.5)


def dataset(subjects: list[str] | None) -> Dataset:
    x = np.arange(12.0)
    return Dataset(
        pd.DataFrame({"x": x}),
        (x % 3 == 0).astype(np.int8),
        (Feature("x"),),
        subject_id=None if subjects is None else np.array(subjects),
    )


def work(data: Dataset, make, kept: frozenset[str] = frozenset()) -> FitWork:
    fold = Fold("folds", 0, 0, np.arange(8), np.arange(8, 12))
    return FitWork(data, {("folds", 0, 0): fold}, make, kept)


def test_predictions_are_of_the_test_rows():
    result = work(dataset(None), lambda code, seed: Logistic())(UNIT)
    assert result.predictions["row"].tolist() == [8, 9, 10, 11]
    assert result.predictions["p_event"].between(0, 1).all()
    assert result.write_model is None


def test_a_kept_model_can_be_written(tmp_path):
    result = work(dataset(None), lambda code, seed: Logistic(), frozenset({"folds"}))(UNIT)
    result.write_model(tmp_path)
    assert np.isfinite(load_model(tmp_path).p_event(pd.DataFrame({"x": [1.0]}))).all()


@pytest.mark.parametrize(
    ("subjects", "expected"),
    [([f"s{row // 2}" for row in range(12)], ["s0", "s0", "s1", "s1", "s2", "s2", "s3", "s3"])],
)
def test_a_model_that_cuts_inner_folds_gets_the_subjects_of_its_rows(subjects, expected):
    model = Listening()
    work(dataset(subjects), lambda code, seed: model)(UNIT)
    assert model.heard["groups"].tolist() == expected


def test_rows_that_stand_alone_are_no_groups():
    for subjects in (None, [f"s{row}" for row in range(12)]):
        model = Listening()
        work(dataset(subjects), lambda code, seed, model=model: model)(UNIT)
        assert model.heard["groups"] is None
