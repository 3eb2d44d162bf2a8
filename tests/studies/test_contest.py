"""A contest: its names, its splits, the identity of its run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from inscredit_models.evaluation.splits import Fold, repeated_folds
from inscredit_models.models.dataset import Dataset
from inscredit_models.models.features import Feature
from inscredit_models.studies.contest import Contest

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
