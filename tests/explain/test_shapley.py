"""Shapley contributions agree with their definition, with shap, and with the model's own number on every row."""

import lightgbm
import numpy as np
import pytest

from inscredit_models.explain.additive import NotAdditive
from inscredit_models.explain.shapley import shapley_contributions, witness_contributions
from inscredit_models.models.boosting import Boosting
from inscredit_models.models.features import Feature


def test_contributions_add_up_to_the_log_odds_on_every_row(boosted, rows):
    given = shapley_contributions(boosted.booster_, rows.to_numpy(), list(rows), "lightgbm")
    raw = boosted.booster_.predict(rows.to_numpy(), raw_score=True)
    np.testing.assert_allclose(given.total(), raw, rtol=1e-9, atol=1e-9)
    assert (given.unit, given.higher_is) == ("log_odds", "more_risk")


def test_contributions_equal_those_of_shap(boosted, rows):
    given = shapley_contributions(boosted.booster_, rows.to_numpy(), list(rows), "lightgbm")
    witness, base = witness_contributions(boosted.booster_, rows.to_numpy())
    np.testing.assert_allclose(given.values, witness, rtol=1e-6, atol=1e-9)
    assert given.base == pytest.approx(base, rel=1e-6)


def test_contributions_of_one_split_equal_the_hand_calculation():
    """One tree, one split: f = a left (60 rows), b right (40 rows); base = .6a + .4b, contribution = f − base."""
    x = np.repeat([0.0, 1.0], [60, 40])
    y = np.concatenate([np.repeat([1, 0], [6, 54]), np.repeat([1, 0], [30, 10])])
    parameters = {"objective": "binary", "num_leaves": 2, "num_threads": 1, "verbosity": -1, "min_data_in_leaf": 5}
    booster = lightgbm.train(parameters, lightgbm.Dataset(x[:, None], y), num_boost_round=1)
    left, right = booster.predict(np.array([[0.0], [1.0]]), raw_score=True)
    given = shapley_contributions(booster, np.array([[0.0], [1.0]]), ["x"], "one split")
    base = 0.6 * left + 0.4 * right
    assert given.base == pytest.approx(base, rel=1e-9)
    np.testing.assert_allclose(given.values["x"], [left - base, right - base], rtol=1e-9)


def test_contributions_of_a_model_with_categories_equal_those_of_shap(rows):
    X = rows.assign(region=np.where(rows["late"] > 1, "south", "north"))
    features = tuple(Feature(name, "categorical" if name == "region" else "numeric") for name in X)
    y = (rows["late"] + rows["tenure"] % 3 > 2).astype(int)
    model = Boosting(features=features, threads=1).fit(X, y)
    matrix = model.encoded(X)
    given = shapley_contributions(model.booster_, matrix, list(X), "lightgbm")
    witness, base = witness_contributions(model.booster_, matrix)
    np.testing.assert_allclose(given.values, witness, rtol=1e-6, atol=1e-9)
    assert given.base == pytest.approx(base, rel=1e-6)


def test_a_booster_whose_contributions_do_not_add_up_is_refused_by_name(rows):
    class Wrong:
        def predict(self, matrix, *, raw_score=False, pred_contrib=False, num_threads):
            return np.ones(len(matrix)) if raw_score else np.ones((len(matrix), 2))

    with pytest.raises(NotAdditive, match="model lightgbm_monotone: contributions of 300 of 300 rows"):
        shapley_contributions(Wrong(), rows[["late"]].to_numpy(), ["late"], "lightgbm_monotone")
