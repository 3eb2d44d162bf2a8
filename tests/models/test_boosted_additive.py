"""Explainable boosting as tables; what learns is skipped without the extra."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from scipy.special import logit
from sklearn.utils.estimator_checks import parametrize_with_checks

from inscredit_models.digest import canonical_json
from inscredit_models.models import boosted_additive
from inscredit_models.models.boosted_additive import BoostedAdditive, TermTable, is_installed
from inscredit_models.models.columns import ColumnsRefused
from inscredit_models.models.encoding import encode_for_boosting
from inscredit_models.models.risk_classifier import canonical_order
from tests.models.samples import FEATURES, make_table

needs_interpret = pytest.mark.skipif(not is_installed(), reason="the extra 'ebm' (interpret-core) is not installed")

BY_HAND = {
    "parameters": BoostedAdditive().get_params() | {"features": None},
    "classes": {"dtype": "<i8", "values": [0, 1]},
    "features": [
        {"code": "x", "kind": "numeric", "direction": 0, "zh": "", "en": "", "unit": ""},
        {"code": "region", "kind": "categorical", "direction": 0, "zh": "", "en": "", "unit": ""},
    ],
    "names": ["x", "region"],
    "levels": {"region": ["north", "south"]},
    "state": {
        "intercept": -1.0,
        "terms": {
            "x": {"cuts": [2.0, 4.0], "values": [0.5, 0.0, -0.5], "missing": 0.25, "mean": 0.1},
            "region": {"cuts": [], "values": [0.3, -0.3, 0.1, 0.0], "missing": 0.0, "mean": 0.05},
        },
    },
}


def changed(term: str, **values) -> dict:
    document = json.loads(json.dumps(BY_HAND))
    document["state"]["terms"][term] |= values
    return document


def test_a_stored_model_scores_without_the_package():
    model = BoostedAdditive.from_document(BY_HAND)
    frame = pd.DataFrame({"x": [1.0, 2.0, 9.0, np.nan], "region": ["north", "south", "moon", None]})
    expected = [-1 + 0.5 + 0.3, -1 + 0 - 0.3, -1 - 0.5 + 0.0, -1 + 0.25 + 0.1]
    np.testing.assert_allclose(logit(model.p_event(frame)), expected, atol=1e-12)
    parts = model.contributions(frame)
    np.testing.assert_allclose(parts.total(), expected, atol=1e-12)
    assert (parts.unit, parts.higher_is) == ("log_odds", "more_risk")
    assert parts.values["x"].tolist() == pytest.approx([0.4, -0.1, -0.6, 0.15])


@pytest.mark.parametrize(
    "document",
    [
        changed("x", values=[0.1]),
        changed("x", cuts=[4.0, 2.0]),
        changed("x", missing=float("inf")),
        changed("region", values=[0.0]),
    ],
)
def test_tables_that_are_not_in_order_are_refused(document):
    with pytest.raises(ValueError, match="not in order"):
        BoostedAdditive.from_document(document)


def test_without_the_package_learning_is_refused_in_a_plain_sentence(monkeypatch):
    monkeypatch.setattr(boosted_additive, "PACKAGE", "a_package_that_nobody_has")
    with pytest.raises(ColumnsRefused, match="interpret-core is not installed"):
        BoostedAdditive(FEATURES).fit(*make_table())


def test_a_band_holds_its_lower_border():
    term = TermTable((2.0,), (1.0, -1.0), 0.0, 0.0)
    assert term.of(np.array([1.9, 2.0, np.nan]), is_numeric=True).tolist() == [1.0, -1.0, 0.0]


@needs_interpret
@parametrize_with_checks([BoostedAdditive(bags=2)])
def test_scikit_learn_accepts_the_estimator(estimator, check):
    check(estimator)


@needs_interpret
def test_the_tables_say_what_the_learner_says():
    frame, events = make_table()
    model = BoostedAdditive(FEATURES, bags=2).fit(frame, events)
    read = model._read_fitted(frame)
    rows = canonical_order(read, events)
    learned = model._learner().fit(encode_for_boosting(read, model.features_, model.levels_)[rows], events[rows])
    fresh, _ = make_table(200, seed=5)
    matrix = encode_for_boosting(model._read_fitted(fresh), model.features_, model.levels_)
    np.testing.assert_allclose(model.p_event(fresh), learned.predict_proba(matrix)[:, 1], atol=1e-12)


@needs_interpret
def test_the_model_comes_back_from_plain_values():
    frame, events = make_table()
    model = BoostedAdditive(FEATURES, bags=2).fit(frame, events)
    again = BoostedAdditive.from_document(json.loads(canonical_json(model.to_document())))
    assert again.p_event(frame).tolist() == model.p_event(frame).tolist()


@needs_interpret
def test_declared_directions_bind():
    frame, events = make_table()
    model = BoostedAdditive(FEATURES, monotone=True, bags=2).fit(frame, events)
    for feature in FEATURES[:2]:
        assert (np.diff(model.terms_[feature.code].values) * -feature.direction >= -1e-12).all()
