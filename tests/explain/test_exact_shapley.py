"""Enumeration of coalitions, and the other routes against it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import logit

from inscredit_models.explain.additive import centred
from inscredit_models.explain.exact_shapley import enumerate_contributions, shapley_values
from inscredit_models.findings import Refused
from inscredit_models.models.boosting import Boosting
from inscredit_models.models.index import IndexClassifier
from inscredit_models.models.logistic import Logistic
from inscredit_models.models.scorecard import Scorecard
from tests.models.samples import FEATURES, make_table


def test_the_glove_game_has_its_published_values():
    # two left gloves and one right: Shapley (1953) gives 1/6, 1/6, 2/3
    values = shapley_values(lambda s: float(2 in s and len(s & {0, 1}) > 0), 3)
    np.testing.assert_allclose(values, [1 / 6, 1 / 6, 2 / 3], atol=1e-15)


def test_a_product_is_shared_equally():
    # f = x1 x2 + x3 at (2, 3, 1) against 0: 3, 3, 1
    row, zero = pd.DataFrame([[2.0, 3.0, 1.0]], columns=list("abc")), pd.DataFrame([[0.0] * 3], columns=list("abc"))
    found, base = enumerate_contributions(lambda X: (X["a"] * X["b"] + X["c"]).to_numpy(), row, zero)
    assert found.to_numpy().tolist() == [[3.0, 3.0, 1.0]]
    assert base == 0


@pytest.mark.parametrize(
    ("model", "number"),
    [
        (Scorecard(FEATURES, min_iv=0), lambda m, X: m.credit_score(X)),
        (IndexClassifier("equal", features=FEATURES[:2]), lambda m, X: m.credit_score(X)),
        (Logistic(FEATURES), lambda m, X: logit(m.p_event(X))),
    ],
)
def test_contributions_of_additive_models_are_the_enumerated_ones(model, number):
    frame, events = make_table(120)
    frame = frame[[feature.code for feature in model.features]].ffill().bfill()
    model = model.fit(frame, events)
    background, rows = frame.iloc[:25], frame.iloc[30:36]
    expected, base = enumerate_contributions(lambda X: number(model, X), rows, background)
    mean = model.contributions(background).values.mean().to_numpy(dtype=float)
    own = centred(model.contributions(rows), mean)
    assert own.base == pytest.approx(base, abs=1e-9)
    for name in own.values:
        np.testing.assert_allclose(own.values[name], expected[name], atol=1e-9)


def test_enumerated_contributions_of_any_model_add_up():
    frame, events = make_table(120)
    model = Boosting(FEATURES, rounds=10).fit(frame, events)

    def number(X: pd.DataFrame) -> np.ndarray:
        return model.booster_.predict(model.encoded(X), raw_score=True)

    found, base = enumerate_contributions(number, frame.iloc[:5], frame.iloc[:20])
    np.testing.assert_allclose(found.sum(axis=1) + base, number(frame.iloc[:5]), atol=1e-9)


def test_too_many_columns_are_refused():
    with pytest.raises(Refused, match="1 to 14"):
        shapley_values(lambda s: 0.0, 15)
