"""From a contest to what is said of it: splits that cannot be fitted, what is explained, reasons."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.splits import Fold
from inscredit_models.findings import Findings, Refused
from inscredit_models.models.dataset import Dataset
from inscredit_models.models.features import Feature
from inscredit_models.models.prevalence import Prevalence
from inscredit_models.models.single_best import SingleBest
from inscredit_models.result import StudyResult
from inscredit_models.studies.contest import Contest
from inscredit_models.studies.further.declaration import Further
from inscredit_models.studies.play import _one_class_splits, _why_unexplained, play
from inscredit_models.studies.start import Start

ROWS = 60
DATASET = Dataset(pd.DataFrame({"x": np.arange(float(ROWS))}), np.arange(ROWS) % 2, (Feature("x"),))
LATE = Fold("out_of_time", 0, 0, np.arange(40), np.arange(40, ROWS))
CONTEST = Contest(
    name="c",
    dataset=DATASET,
    folds=(LATE,),
    models=("prevalence", "logistic"),
    reference="prevalence",
    metric="auc",
    margin=0.02,
    seed=3,
    document={},
    data_digest="d",
)


def test_training_rows_of_one_class_are_told_by_split(tmp_path: Path) -> None:
    one_class = Fold("by_region", 0, 0, np.arange(0, 40, 2), np.arange(40, ROWS))
    contest = replace(CONTEST, folds=(LATE, one_class))
    assert list(_one_class_splits(contest)) == ["by_region"]
    assert _one_class_splits(CONTEST) == {}
    played = play(contest, tmp_path, Findings(), Start())
    league = played.evaluation.league.set_index(["split", "model"])
    assert league.loc["by_region", "cause"].str.contains("20 training rows of a fold are of one class").all()
    assert league.loc[("out_of_time", "prevalence"), "cause"].eq("").all()


def test_models_that_can_be_explained_are_explained_on_the_same_rows(small_result: StudyResult) -> None:
    content = small_result.content
    explained = {explanation.model: explanation for explanation in content.explanations}
    assert {"index_expert", "logistic", "scorecard", "lightgbm"} <= set(explained)
    assert set(content.unexplained) == {"prevalence"}
    assert {len(explanation.values) for explanation in explained.values()} == {len(content.feature_values)}
    assert len(content.feature_values) <= 2000


def test_a_model_of_one_column_names_it() -> None:
    features = (Feature("x", zh="执业天数", en="Days in practice"),)
    contest = replace(CONTEST, dataset=replace(DATASET, features=features))
    model = SingleBest().fit(DATASET.X, DATASET.y)
    assert _why_unexplained(model, "single_best", contest) == (
        "只使用一列：执业天数",
        "it uses one column only: Days in practice",
    )
    assert "nothing to attribute" in _why_unexplained(Prevalence().fit(DATASET.X, DATASET.y), "prevalence", contest)[1]


def test_reasons_are_given_in_both_languages_for_the_worst_rows(small_result: StudyResult) -> None:
    reasons = small_result.frame("reasons")
    assert 1 <= reasons["row"].nunique() <= 3 and reasons.groupby("row").size().max() <= 4
    assert (reasons["zh"] != "").all() and (reasons["en"] != "").all()
    assert small_result.content.reasons_model == "scorecard"


def test_options_that_the_rows_cannot_honour_are_refused_before_anything_is_fitted(tmp_path: Path) -> None:
    options = {"scorecard": {"trends": {"y": "peak"}, "stable_over": "year"}}
    contest = replace(CONTEST, models=("prevalence", "scorecard"), asked=Further(options=options))
    with pytest.raises(Refused) as refusal:
        play(contest, tmp_path, Findings(), Start())
    assert sorted(finding.code for finding in refusal.value.findings) == ["ICM007", "ICM008"]
    assert list(tmp_path.iterdir()) == []
