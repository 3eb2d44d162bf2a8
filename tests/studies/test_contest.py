"""What all studies share: names, identity of a run, which fit is kept, what is explained."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from inscredit_models.evaluation.splits import Fold, repeated_folds
from inscredit_models.models.dataset import Dataset
from inscredit_models.models.features import Feature
from inscredit_models.models.prevalence import Prevalence
from inscredit_models.models.single_best import SingleBest
from inscredit_models.result import StudyResult
from inscredit_models.studies.contest import Contest, _why_unexplained

DATASET = Dataset(pd.DataFrame({"x": np.arange(8.0)}), np.array([0, 1] * 4), (Feature("x"),))
CONTEST = Contest(
    name="c",
    dataset=DATASET,
    folds=tuple(repeated_folds(DATASET.y, DATASET.clusters, folds=2, repeats=1, seed=0)),
    models=("prevalence", "logistic"),
    reference="logistic",
    metric="auc",
    margin=0.02,
    seed=0,
    document={"question": "?"},
    data_digest="d",
)


def test_run_is_named_by_what_is_compared() -> None:
    assert CONTEST.run_id == replace(CONTEST, explain_rows=5).run_id
    others = [replace(CONTEST, seed=1), replace(CONTEST, data_digest="e"), replace(CONTEST, document={"question": "!"})]
    assert len({CONTEST.run_id, *(other.run_id for other in others)}) == 4


def test_headline_is_the_first_split() -> None:
    rows = np.arange(4)
    later = Fold("out_of_time", 0, 0, rows, rows + 4)
    assert CONTEST.headline == "folds"
    assert replace(CONTEST, folds=(later, *CONTEST.folds)).headline == "out_of_time"


def test_every_model_has_names_in_both_languages() -> None:
    names = replace(CONTEST, custom={"mine": object()}).names
    assert names["truth"] == ("植入真值", "Planted truth") and names["mine"] == ("mine", "mine")
    assert all(zh and en for zh, en in names.values())


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
