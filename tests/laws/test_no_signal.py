"""A law over the list of models: where there is nothing to find, none of them finds anything."""

import numpy as np
import pandas as pd
import pytest

from inscredit_models.evaluation.no_signal import check_no_signal, estimator_pipeline
from inscredit_models.models.dataset import Dataset
from inscredit_models.models.features import Feature
from inscredit_models.models.registry import build_model, unmet_needs
from inscredit_models.models.roster import MODELS
from inscredit_models.models.tuning import TUNABLE, Tuned
from tests.models.samples import FEATURES, make_table
from tests.scoring.examples import leaf, system_of, total

SLOW = ("ebm", "logistic_tuned", "lightgbm_tuned", "random_forest")
EXPERT = system_of(
    total(),
    leaf("complaints", weight=2, indicator=FEATURES[0].code, normalise={"kind": "linear", "worst": 6, "best": 0}),
    leaf("persistency", weight=1, indicator=FEATURES[1].code, missing={"rule": "redistribute"},
         normalise={"kind": "linear", "worst": 0, "best": 1}),
)  # fmt: skip
"""An expert's index over two columns of the sample table."""

KEY = (Feature("key", "numeric", -1),)
KEY_EXPERT = system_of(total(), leaf("key", weight=1, normalise={"kind": "linear", "worst": 1, "best": 0}))


def every_model(features, system):
    """Code and maker of every model of the registry, and of every tuned one; what is not installed is skipped by name.

    The law covers the registry: a model added to it is covered without a word here.
    """
    for spec in MODELS:
        reason = unmet_needs(spec, features, system)
        marks = [pytest.mark.slow] if spec.code in SLOW else []
        marks += [pytest.mark.skip(reason=f"{spec.code}: {reason}")] if reason else []
        yield pytest.param(
            lambda code=spec.code: build_model(code, features=features, scoring_system=system, threads=1),
            id=spec.code,
            marks=marks,
        )
    for code in TUNABLE:
        yield pytest.param(
            lambda code=code: Tuned(code, features, budget=13, inner_folds=3),
            id=f"tuned {code}",
            marks=pytest.mark.slow,
        )


def panel(rows, seed):
    """The sample table as a panel of subjects with three rows each."""
    frame, y = make_table(rows, seed)
    return Dataset(frame, y, FEATURES, subject_id=np.array([f"p{row // 3}" for row in range(rows)]))


@pytest.mark.parametrize("outcomes", ["shuffled", "noise"])
@pytest.mark.parametrize("build", list(every_model(FEATURES, EXPERT)))
def test_interval_holds_one_half_where_there_is_no_signal(build, outcomes):
    found = check_no_signal(estimator_pipeline(build, folds=3), panel(450, 11), seed=5, outcomes=outcomes)
    assert found.low <= 0.5 <= found.high, found
    assert not list(found.findings)


def encoded_before_the_folds(build):
    """The planted leak: a key of many values becomes its mean outcome over all rows, then the folds begin."""

    def run(dataset):
        means = pd.Series(dataset.y).groupby(dataset.X["key"].to_numpy()).transform("mean").to_frame("key")
        return estimator_pipeline(build, folds=3)(Dataset(means, dataset.y, KEY))

    return run


@pytest.mark.parametrize("build", [each for each in every_model(KEY, KEY_EXPERT) if each.id != "prevalence"])
def test_leaky_encoder_is_caught_before_every_model_that_looks_at_columns(build):
    drawn = np.random.default_rng(3)
    y = (drawn.random(1500) < 0.5).astype(np.int8)
    dataset = Dataset(pd.DataFrame({"key": drawn.integers(700, size=1500).astype(float)}), y, KEY)
    leaky = check_no_signal(encoded_before_the_folds(build), dataset, seed=0)
    assert leaky.low > 0.6
    assert [finding.code for finding in leaky.findings] == ["ICM125"]
    honest = check_no_signal(estimator_pipeline(build, folds=3), dataset, seed=0)
    assert not list(honest.findings), "the key itself says nothing"
