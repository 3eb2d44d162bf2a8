"""The index as a classifier."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.utils.estimator_checks import parametrize_with_checks

from inscredit_models.findings import Refused
from inscredit_models.models.features import Feature
from inscredit_models.models.index import IndexClassifier
from inscredit_models.scoring.evaluate import evaluate
from inscredit_models.scoring.hierarchy import leaves
from inscredit_models.scoring.shipped import load_shipped
from tests.scoring.examples import leaf, random_rows, system_of, total

FEATURES = (
    Feature("cases", direction=-1),
    Feature("ratio", direction=1),
    Feature("age"),
    Feature("region", kind="categorical"),
)


def table(rows: int = 400, seed: int = 1) -> tuple[pd.DataFrame, np.ndarray]:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "cases": rng.poisson(0.5, rows).astype(float),
            "ratio": rng.uniform(0.5, 1, rows),
            "age": rng.normal(40, 9, rows),
            "region": rng.choice(["north", "south"], rows),
        }
    )
    frame.loc[rng.random(rows) < 0.1, "ratio"] = np.nan
    log_odds = -1 + frame["cases"] - 3 * (frame["ratio"].fillna(0.75) - 0.75)
    return frame, (rng.random(rows) < 1 / (1 + np.exp(-log_odds))).astype(np.int8)


def every_model() -> list[IndexClassifier]:
    system = system_of(
        total(),
        leaf("harm", indicator="cases", weight=2, normalise={"kind": "linear", "worst": 3, "best": 0}),
        leaf("keep", indicator="ratio", weight=1, normalise={"kind": "linear", "worst": 0.5, "best": 1},
             missing={"rule": "points", "points": 50}),
        places=2,
    )  # fmt: skip
    return [
        IndexClassifier("equal", features=FEATURES),
        IndexClassifier("entropy", features=FEATURES),
        IndexClassifier("expert", features=FEATURES, scoring_system=system),
    ]


each_model = pytest.mark.parametrize("model", every_model(), ids=lambda model: model.weighting)


@parametrize_with_checks([IndexClassifier("equal"), IndexClassifier("entropy")])
def test_scikit_learn_accepts_it(estimator, check) -> None:
    check(estimator)


@each_model
def test_prediction_is_the_evaluation_of_its_scoring_system(model: IndexClassifier) -> None:
    X, y = table()
    model.fit(X, y)
    score = evaluate(model.scoring_system_, X).score
    np.testing.assert_array_equal(model.credit_score(X), score)
    np.testing.assert_array_equal(model.risk(X), -score)
    assert np.corrcoef(model.predict_proba(X)[:, 1], -score)[0, 1] > 0.9


@each_model
def test_only_directed_numeric_columns_go_in(model: IndexClassifier) -> None:
    X, y = table()
    assert [node.column for node in leaves(model.fit(X, y).scoring_system_)] == ["cases", "ratio"]


@each_model
def test_contributions_add_up_to_the_credit_score(model: IndexClassifier) -> None:
    X, y = table()
    terms = model.fit(X, y).contributions(X)
    assert (terms.unit, terms.higher_is) == ("points", "better")
    assert set(terms.values.columns) - {"rounding"} == {"cases", "ratio"}
    np.testing.assert_allclose(terms.total(), model.credit_score(X), rtol=0, atol=1e-9)


@each_model
def test_a_stored_model_gives_the_same_bits(model: IndexClassifier) -> None:
    X, y = table()
    model.fit(X, y)
    again = IndexClassifier.from_document(json.loads(json.dumps(model.to_document(), allow_nan=False)))
    np.testing.assert_array_equal(again.predict_proba(X), model.predict_proba(X))
    np.testing.assert_array_equal(again.credit_score(X), model.credit_score(X))
    assert again.get_params() == model.get_params() and again.findings_ == model.findings_


@each_model
def test_order_of_training_rows_changes_no_bit(model: IndexClassifier) -> None:
    X, y = table()
    order = np.random.default_rng(3).permutation(len(X))
    turned = clone(model).fit(X.iloc[order], y[order])
    np.testing.assert_array_equal(turned.predict_proba(X), clone(model).fit(X, y).predict_proba(X))


def test_the_outcome_moves_no_weight_and_no_goalpost() -> None:
    X, y = table()
    one, other = IndexClassifier("entropy", features=FEATURES), IndexClassifier("entropy", features=FEATURES)
    assert one.fit(X, y).scoring_system_ == other.fit(X, 1 - y).scoring_system_


def test_data_that_oppose_the_directions_are_reported_and_ranking_stays() -> None:
    X, y = table()
    model = IndexClassifier("equal", features=FEATURES).fit(X, 1 - y)
    assert [finding.code for finding in model.findings_] == ["ICM056"]
    assert np.ptp(model.predict_proba(X)[:, 1]) == 0 and np.ptp(model.risk(X)) > 0


def test_without_declared_directions_it_is_refused() -> None:
    X, y = table()
    undirected = (Feature("cases"), Feature("ratio"), *FEATURES[2:])
    with pytest.raises(Refused, match="no numeric column with a declared direction"):
        IndexClassifier("equal", features=undirected).fit(X, y)


def test_default_direction_turns_every_column() -> None:
    X, y = np.random.default_rng(0).random((50, 2)), np.arange(50) % 2
    up = IndexClassifier().fit(X, y).credit_score(X)
    down = IndexClassifier(default_direction="lower_is_better").fit(X, y).credit_score(X)
    np.testing.assert_allclose(up + down, 100, atol=1e-12)


def test_expert_weights_need_a_system_and_its_columns() -> None:
    X, y = table()
    with pytest.raises(Refused, match="scoring_system"):
        IndexClassifier("expert", features=FEATURES).fit(X, y)
    with pytest.raises(Refused, match="ICM010"):
        IndexClassifier("expert", scoring_system=system_of(total("sum"), leaf("absent"))).fit(X, y)


def test_a_score_that_is_refused_is_an_error_with_its_reason() -> None:
    X, y = table()
    with pytest.raises(Refused, match="missing: ratio"):
        IndexClassifier("expert", scoring_system=system_of(total("sum"), leaf("ratio"))).fit(X, y)


def test_parameters_out_of_range_are_found_together() -> None:
    X, y = table()
    model = IndexClassifier("equa", default_direction="up", tail=0.5, shift=1.0)
    with pytest.raises(Refused) as refused:
        model.fit(X, y)
    assert len(refused.value.findings) == 4


def test_the_shipped_expert_system_ranks_as_it_scores() -> None:
    system = load_shipped("practitioner_conduct")
    X = random_rows(system, 200, seed=2)
    y = (np.random.default_rng(3).random(200) < 0.3).astype(int)
    model = IndexClassifier("expert", scoring_system=system).fit(X, y)
    assert model.scoring_system_ is model.scoring_system
    np.testing.assert_array_equal(model.credit_score(X), evaluate(system, X).score)
