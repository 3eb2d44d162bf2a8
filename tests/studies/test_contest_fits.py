"""The fits of a contest: which units there are, what failed where, what is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression

from inscredit_models.evaluation.splits import Fold, repeated_folds
from inscredit_models.findings import Findings
from inscredit_models.models.custom import CustomClassifier
from inscredit_models.models.dataset import Dataset
from inscredit_models.models.features import Feature
from inscredit_models.studies.contest import Contest
from inscredit_models.studies.contest_fits import (
    MakeModel,
    carry_out,
    kept_split,
    pass_on_findings,
    plan,
    without_failed,
)
from inscredit_models.studies.further.declaration import Further
from inscredit_models.studies.start import Start

ROWS = 60
DATASET = Dataset(pd.DataFrame({"x": np.arange(float(ROWS))}), np.arange(ROWS) % 2, (Feature("x"),))
LATE = Fold("out_of_time", 0, 0, np.arange(40), np.arange(40, ROWS))
REGION = Fold("by_region", 0, 0, np.arange(20), np.arange(40, ROWS))


class FailsOnFewRows(ClassifierMixin, BaseEstimator):
    """Fails where it has fewer than thirty rows to learn from."""

    def fit(self, X, y):
        if len(y) < 30:
            raise RuntimeError("too few rows")
        self.classes_ = np.array([0, 1])
        self.model_ = LogisticRegression().fit(X, y)
        return self

    def predict_proba(self, X):
        return self.model_.predict_proba(X)


CONTEST = Contest(
    name="c",
    dataset=DATASET,
    folds=(LATE, REGION),
    models=("prevalence", "mine"),
    custom={"mine": FailsOnFewRows()},
    reference="prevalence",
    metric="auc",
    margin=0.02,
    seed=3,
    document={},
    data_digest="d",
)


def fits_of(contest: Contest, folder: Path):
    return carry_out(contest, contest.models, contest.splits, folder, Findings(), Start())


def test_one_failed_fit_takes_a_model_out_of_its_split_and_of_no_other(tmp_path: Path) -> None:
    fits = fits_of(CONTEST, tmp_path)
    findings = Findings()
    failed = pass_on_findings(CONTEST, fits.all, findings)
    assert set(failed) == {("mine", "by_region")} and "too few rows" in failed["mine", "by_region"]
    (finding,) = [finding for finding in findings if finding.code == "ICM058"]
    assert (finding.code, finding.where) == ("ICM058", "model 'mine', split by_region")
    left = without_failed(fits.predictions("out_of_time", "by_region"), failed)
    kept = set(zip(left["model"], left["split"], strict=True))
    assert kept == {("prevalence", "out_of_time"), ("prevalence", "by_region"), ("mine", "out_of_time")}


def test_many_failed_folds_are_one_finding_with_their_number(tmp_path: Path) -> None:
    few = replace(DATASET, X=DATASET.X.iloc[:30], y=DATASET.y[:30])
    folds = tuple(repeated_folds(few.y, few.clusters, folds=3, repeats=2, seed=0))
    contest = replace(CONTEST, dataset=few, folds=folds)
    findings = Findings()
    pass_on_findings(contest, fits_of(contest, tmp_path).own, findings)
    (finding,) = [finding for finding in findings if finding.code == "ICM058"]
    assert finding.found.startswith("6 of 6 fits: ")


def test_further_fits_are_units_of_the_journal_with_their_own_seeds(tmp_path: Path) -> None:
    asked = Further.model_validate({"stability": {"seeds": 2, "resamples": 2}, "explanation": {"seeds": 2}})
    contest = replace(CONTEST, asked=asked, models=("prevalence",), custom={})
    fits = fits_of(contest, tmp_path)
    assert [(each.unit.split, each.unit.repeat, each.unit.seed) for each in fits.further] == [
        ("reseeded", 0, 3),
        ("reseeded", 1, 4),
        ("resampled", 0, 3),
        ("resampled", 1, 3),
    ]
    assert [each.model_folder is not None for each in fits.further] == [True, True, False, False]
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("unit.json")}
    fits_of(contest, tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("unit.json")} == before, "nothing is done twice"


def test_what_is_kept_is_the_headline_or_a_fit_on_all_rows() -> None:
    folds = tuple(repeated_folds(DATASET.y, DATASET.clusters, folds=2, repeats=1, seed=0))
    assert kept_split(CONTEST) == "out_of_time"
    assert kept_split(replace(CONTEST, folds=folds)) == "final"


def test_models_are_built_from_what_a_worker_is_sent() -> None:
    make = MakeModel.of(CONTEST)
    assert isinstance(make("mine", 0), CustomClassifier)
    assert make("logistic", 0).features == DATASET.features


def test_options_make_another_unit_of_their_model_only_and_reach_it():
    asked = Further(options={"logistic": {"strength": 0.01}})
    plain, set_ = (replace(CONTEST, asked=each, custom={}) for each in (Further(), asked))
    keys = [[unit.key for unit in plan(c, ("prevalence", "logistic"), (LATE,), 0, DATASET.y)] for c in (plain, set_)]
    assert keys[0][0] == keys[1][0] and keys[0][1] != keys[1][1]
    assert MakeModel.of(set_)("logistic", 0).strength == 0.01 and MakeModel.of(plain)("logistic", 0).strength == 1.0
