"""Contributions of additive models are checked against the model's own number and stay exact when centred."""

import numpy as np
import pandas as pd
import pytest

from inscredit_models.explain.additive import NotAdditive, additive_contributions, centred, check_additivity
from inscredit_models.models.contributions import Contributions


def test_terms_add_up_to_the_score(additive, rows):
    given = additive_contributions(additive, rows, "index_expert")
    np.testing.assert_allclose(given.total(), 600 - 20 * rows["late"] + 2 * rows["tenure"], rtol=0, atol=1e-9)
    assert list(given.values.columns) == ["late", "tenure"]


def test_terms_in_log_odds_are_checked_by_the_probability():
    class Logistic:
        def contributions(self, X):
            return Contributions(pd.DataFrame({"x": X["x"] * 0.5}), -1.0, "log_odds", "more_risk")

        def p_event(self, X):
            return 1 / (1 + np.exp(1.0 - 0.5 * X["x"].to_numpy()))

    X = pd.DataFrame({"x": [0.0, 2.0, 40.0]})
    assert additive_contributions(Logistic(), X, "logistic").total().tolist() == [-1.0, 0.0, 19.0]


def test_a_model_whose_terms_do_not_add_up_is_refused_by_name(additive, rows):
    additive.credit_score = lambda X: np.full(len(X), 600.0)
    with pytest.raises(NotAdditive, match="model index_expert"):
        additive_contributions(additive, rows, "index_expert")


def test_the_number_of_wrong_rows_is_named():
    with pytest.raises(NotAdditive, match="of 1 of 2 rows"):
        check_additivity(np.array([1.0, 1.0]), np.array([1.0, 1.0 + 3e-6]), "m")


def test_a_total_that_is_missing_where_the_number_is_not_is_refused():
    with pytest.raises(NotAdditive):
        check_additivity(np.array([float("nan")]), np.array([1.0]), "m")


def test_a_refused_score_without_total_is_no_error():
    check_additivity(np.array([float("nan"), 1.0]), np.array([float("nan"), 1.0]), "m")


def test_centring_moves_the_mean_into_the_base_and_keeps_the_total(additive, rows):
    raw = additive.contributions(rows)
    shifted = centred(raw, raw.values.mean().to_numpy())
    np.testing.assert_allclose(shifted.values.mean(), 0, atol=1e-9)
    np.testing.assert_allclose(shifted.total(), raw.total(), rtol=0, atol=1e-9)
    assert shifted.base == raw.base + raw.values.mean().sum()
