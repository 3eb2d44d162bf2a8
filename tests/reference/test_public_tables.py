"""Public tables with known results: what an untuned model must reach there (公开数据表上的已知结果)."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.decisions import capture_rate
from inscredit_models.evaluation.metrics import auc
from inscredit_models.evaluation.splits import repeated_folds
from inscredit_models.models.registry import build_model

ROOT = Path(__file__).parents[2]
EXTERNAL = os.environ.get("INSCREDIT_EXTERNAL_DATA")
SPREAD = 0.010
"""What another deal of the folds may move a mean over ten or five of them."""


def out_of_fold(code, X, y, *, folds=5, repeats=1):
    """Risk of every row from models that did not see it, and the fold of each, repeat by repeat."""
    made = []
    for fold in repeated_folds(y, np.arange(len(y)), folds=folds, repeats=repeats, seed=2026):
        model = build_model(code, features=None, seed=0, threads=1).fit(X.iloc[fold.train], y[fold.train])
        made.append((fold.test, model.risk(X.iloc[fold.test])))
    return made


def mean_of(metric, made, y):
    return float(np.mean([metric(y[rows], risk) for rows, risk in made]))


@pytest.mark.slow
@pytest.mark.parametrize(("code", "area"), [("logistic", 0.7853), ("random_forest", 0.7943), ("lightgbm", 0.7914)])
def test_german_credit_is_ranked_as_well_as_by_untuned_models_of_a_plain_pipeline(code, area):
    # 5 × 5 repeated stratified folds of the 1,000 loans gave these means; Lessmann, Baesens, Seow and Thomas (2015)
    # print .784 for logistic regression (read second hand).
    table = pd.read_csv(ROOT / "data_samples" / "public" / "german_credit.csv")
    y = (table["class"] == 2).to_numpy().astype(np.int8)
    assert mean_of(auc, out_of_fold(code, table.drop(columns="class"), y, repeats=2), y) > area - SPREAD


@pytest.mark.slow
@pytest.mark.external
@pytest.mark.skipif(EXTERNAL is None, reason="needs INSCREDIT_EXTERNAL_DATA: the COIL 2000 caravan policies")
def test_caravan_policies_are_ranked_by_boosting_as_well_and_the_top_fifth_holds_more_than_twice_its_share():
    # Five stratified folds of the 5,822 training households gave .7650; the contest's winner found 121 of 238 among
    # the top 800 of 4,000 others.
    table = pd.read_csv(Path(EXTERNAL) / "coil2000_caravan" / "coil2000_train.csv.gz")
    y = (table["CARAVAN"] == "insurance").to_numpy().astype(np.int8)
    made = out_of_fold("lightgbm", table.drop(columns="CARAVAN"), y)
    assert mean_of(auc, made, y) > 0.7650 - SPREAD
    assert 0.45 < mean_of(lambda y, risk: capture_rate(y, risk, 0.2), made, y) < 121 / 238 + 0.1
