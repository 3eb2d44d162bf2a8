"""The work of one unit: the model sees the training rows only, and what it cannot store is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin

from inscredit_models.evaluation.splits import Fold
from inscredit_models.models.custom import CustomClassifier
from inscredit_models.models.dataset import Dataset
from inscredit_models.models.features import Feature
from inscredit_models.models.registry import build_model
from inscredit_models.models.stored import load_model
from inscredit_models.run.fitting import FitWork
from inscredit_models.run.result import PREDICTION_COLUMNS
from inscredit_models.run.units import Unit

ROWS = np.arange(60)
FOLD = Fold("out_of_time", 0, 0, ROWS[:40], ROWS[40:])
UNIT = Unit("logistic", "out_of_time", 0, 0, 3, "key")


def _dataset(x: np.ndarray) -> Dataset:
    y = (np.arange(60) % 3 == 0).astype(np.int8)
    return Dataset(pd.DataFrame({"x": x}), y, (Feature("x"),))


def _work(dataset: Dataset, make_model=None) -> FitWork:
    make = make_model or (lambda code, seed: build_model(code, features=dataset.features, seed=seed))
    return FitWork(dataset, {("out_of_time", 0, 0): FOLD}, make, frozenset({"out_of_time"}))


def test_predictions_are_of_the_test_rows_in_order(tmp_path: Path) -> None:
    result = _work(_dataset(ROWS / 60))(UNIT)
    assert tuple(result.predictions.columns) == PREDICTION_COLUMNS
    assert result.predictions["row"].tolist() == FOLD.test.tolist()
    result.write_model(tmp_path)
    stored = load_model(tmp_path).p_event(pd.DataFrame({"x": ROWS[40:] / 60}))
    assert stored.tolist() == result.predictions["p_event"].tolist()


def test_test_rows_do_not_reach_the_fit() -> None:
    x = ROWS / 60
    changed = np.where(ROWS >= 40, 9.0, x)
    probe = pd.DataFrame({"x": [0.1, 0.5]})
    fitted = []
    for values in (x, changed):
        models = []
        dataset = _dataset(values)

        def make(code: str, seed: int, dataset: Dataset = dataset, models: list = models):
            models.append(build_model(code, features=dataset.features, seed=seed))
            return models[-1]

        _work(dataset, make)(UNIT)
        fitted.append(models[0].p_event(probe).tolist())
    assert fitted[0] == fitted[1]


class Listening:
    """Writes down the groups it is given, and predicts one half."""

    heard: object = None

    def to_document(self) -> dict:
        return {}

    def fit(self, X, y, groups=None):
        self.heard = groups
        return self

    def predict_proba(self, X):
        return np.full((len(X), 2), 0.5)

    def risk(self, X):
        return np.full(len(X), 0.5)


def test_a_model_that_cuts_inner_folds_gets_the_subjects_of_its_rows() -> None:
    model, subjects = Listening(), np.array([f"s{row // 2}" for row in ROWS])
    _work(replace(_dataset(ROWS / 60), subject_id=subjects), lambda code, seed: model)(UNIT)
    assert model.heard.tolist() == subjects[:40].tolist()


def test_rows_that_stand_alone_are_no_groups() -> None:
    for subjects in (None, np.array([f"s{row}" for row in ROWS])):
        model = Listening()
        _work(replace(_dataset(ROWS / 60), subject_id=subjects), lambda code, seed, model=model: model)(
            Unit("logistic", "out_of_time", 0, 0, 3, "other")
        )
        assert model.heard is None


class Unknown(ClassifierMixin, BaseEstimator):
    """A classifier of a type that no allow-list knows."""

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        return self

    def predict_proba(self, X):
        return np.full((len(X), 2), 0.5)


def test_model_that_cannot_be_stored_is_a_finding_not_a_failure() -> None:
    dataset = _dataset(ROWS / 60)
    result = _work(dataset, lambda code, seed: CustomClassifier(Unknown(), dataset.features))(UNIT)
    assert not result.is_failed and result.write_model is None
    assert [finding["code"] for finding in result.details["findings"]] == ["ICM062"]


def test_models_of_other_splits_are_not_kept() -> None:
    dataset = _dataset(ROWS / 60)
    work = FitWork(dataset, {("folds", 0, 0): FOLD}, _work(dataset).make_model, frozenset({"final"}))
    assert work(Unit("logistic", "folds", 0, 0, 3, "key")).write_model is None


def test_an_exception_of_the_model_is_not_swallowed() -> None:
    with pytest.raises(KeyError):
        _work(_dataset(ROWS / 60))(Unit("logistic", "folds", 0, 0, 3, "key"))


@pytest.mark.parametrize(("length", "asks"), [("year", True), (None, False)])
def test_a_card_that_must_be_stable_gets_the_days_of_its_rows(length, asks) -> None:
    """Low: 9 of 10 events in 2023, 2 of 10 in 2024; high: 2 and 5. The order of 2024 is turned, by 1.4 errors."""
    year = np.where(ROWS % 2 == 0, 2023, 2024)
    low, dice = ROWS < 20, ROWS % 20 / 2
    y = np.where(year == 2023, np.where(low, dice < 9, dice < 2), np.where(low, dice < 2, dice < 5)).astype(np.int8)
    days = (np.array([f"{each}-06-30" for each in year])).astype("datetime64[D]")
    dataset = replace(_dataset(low.astype(float)), y=y, as_of=days)
    cards = []

    def make(code: str, seed: int):
        cards.append(build_model("scorecard", features=dataset.features).set_params(stable_over=length))
        return cards[-1]

    result = _work(dataset, make)(UNIT)
    assert bool(len(cards[0].joins_)) == asks
    assert [finding["code"] for finding in result.details["findings"]] == (["ICM266"] if asks else [])
