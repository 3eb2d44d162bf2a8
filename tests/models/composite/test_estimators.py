"""The steps of an index as scikit-learn pieces."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import parametrize_with_checks

from inscredit_models.findings import Refused
from inscredit_models.models.composite.estimators import GapFiller, IndexAggregator, Normaliser, OutlierTreater

ROWS = np.array([[1.0, 10.0, 5.0], [2.0, np.nan, 5.0], [3.0, 30.0, 5.0], [9.0, 20.0, 5.0]])


@parametrize_with_checks(
    [
        GapFiller(),
        OutlierTreater(),
        Normaliser(),
        IndexAggregator(),
        IndexAggregator("entropy"),
        IndexAggregator("critic"),
        IndexAggregator("pca"),
    ]
)
def test_scikit_learn_accepts_the_steps(estimator, check) -> None:
    check(estimator)


def test_steps_make_a_pipeline() -> None:
    chain = make_pipeline(GapFiller(), OutlierTreater(), Normaliser(directions=(1, -1, 1)), IndexAggregator())
    score = chain.fit_transform(ROWS)[:, 0]
    # column 1: 0, 12.5, 25, 100; column 2 turned: 100, 50 (mean 20), 0, 50; column 3 is constant and has no weight
    np.testing.assert_allclose(score, [50.0, 31.25, 12.5, 75.0])


def test_a_constant_column_gets_no_weight() -> None:
    for weighting in ("equal", "entropy", "critic", "pca"):
        weights = IndexAggregator(weighting).fit(Normaliser().fit_transform(ROWS)).weights_
        assert weights[2] == 0 and weights.sum() == pytest.approx(1, abs=1e-12)


def test_given_weights_are_shares() -> None:
    step = IndexAggregator("given", weights=(3.0, 1.0)).fit(ROWS[:, :2])
    assert step.weights_.tolist() == [0.75, 0.25]
    assert step.get_feature_names_out().tolist() == ["index"]


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (GapFiller("mode"), "ICM006"),
        (Normaliser("rank"), "ICM006"),
        (Normaliser(directions=(1,)), "ICM006"),
        (IndexAggregator("expert"), "ICM006"),
        (IndexAggregator(aggregation="topsis"), "ICM006"),
        (IndexAggregator("given", weights=(1.0, -1.0, 1.0)), "ICM006"),
    ],
)
def test_unknown_parameters_are_refused(step, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        step.fit(ROWS)
    assert [finding.code for finding in refusal.value.findings] == [code]
