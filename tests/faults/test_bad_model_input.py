"""Bad input of every model of the league: handled by a declared rule, or refused by name; never a silent NaN."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin

from inscredit_models.findings import Refused
from inscredit_models.models.columns import ColumnsRefused
from inscredit_models.models.custom import CustomClassifier, ModelFailed
from inscredit_models.models.registry import build_model
from inscredit_models.models.risk_classifier import RiskClassifier
from inscredit_models.models.roster import MODELS
from inscredit_models.scoring.system import ScoringSystem
from tests.models.samples import FEATURES, make_table

CODES = [spec.code for spec in MODELS if not {"interpret", "scoring_system"} & set(spec.needs)]
FAST = {"random_forest": {"trees": 10}, "logistic_tuned": {"budget": 4}, "lightgbm_tuned": {"budget": 4}}


def make(code: str, features=FEATURES) -> RiskClassifier:
    return build_model(code, features=features).set_params(**FAST.get(code, {}))


@pytest.mark.parametrize("code", CODES)
def test_an_all_missing_column_leaves_a_working_model(code):
    frame, events = make_table()
    frame[FEATURES[2].code] = np.nan
    model = make(code).fit(frame, events)
    assert np.isfinite(model.p_event(frame)).all()
    assert np.isfinite(model.p_event(frame.assign(**{FEATURES[2].code: 5.0}))).all()


@pytest.mark.parametrize("value", [np.inf, -np.inf])
@pytest.mark.parametrize("code", CODES)
def test_an_infinite_value_is_refused_by_column_in_training_and_prediction(code, value):
    frame, events = make_table()
    bad = frame.copy()
    bad.loc[7, FEATURES[1].code] = value
    with pytest.raises(ColumnsRefused, match=FEATURES[1].code) as error:
        make(code).fit(bad, events)
    assert [finding.code for finding in error.value.findings] == ["ICM027"]
    if code == "prevalence":
        return
    with pytest.raises(ColumnsRefused, match=FEATURES[1].code):
        make(code).fit(frame, events).p_event(bad)


@pytest.mark.parametrize("code", CODES)
def test_a_category_unseen_in_training_is_counted_and_gets_a_probability(code):
    frame, events = make_table()
    model = make(code).fit(frame, events)
    fresh = frame.iloc[:5].assign(**{FEATURES[3].code: ["火星", "北京", None, "", "月球"]})
    assert model.unseen_counts(fresh) == {FEATURES[3].code: 2}
    p_event = model.p_event(fresh)
    assert np.isfinite(p_event).all()
    assert ((p_event >= 0) & (p_event <= 1)).all()


@pytest.mark.slow
@pytest.mark.parametrize("code", [code for code in CODES if not code.endswith("_tuned")])
def test_a_hundred_thousand_categories_are_read_in_seconds(code):
    random = np.random.default_rng(0)
    x = random.normal(size=100_000)
    names = pd.Series([f"n{place}" for place in random.permutation(100_000)], dtype="str")
    frame = pd.DataFrame({FEATURES[0].code: x, FEATURES[3].code: names})
    events = (random.random(100_000) < 1 / (1 + np.exp(2 - x))).astype(int)
    model = make(code, (FEATURES[0], FEATURES[3])).fit(frame, events)
    assert np.isfinite(model.p_event(frame.iloc[:1000])).all()


def test_a_negative_weight_is_refused_by_node():
    node = {"normalise": {"kind": "linear", "worst": 4, "best": 0}, "missing": {"rule": "redistribute"}}
    system = ScoringSystem.model_validate(
        {
            "code": "conduct",
            "zh": "指数",
            "en": "Index",
            "source": "made for this test",
            "status": "expert",
            "node": [
                {"code": "total", "aggregate": "weighted_mean"},
                {"code": "complaints", "parent": "total", "indicator": FEATURES[0].code, "weight": -1, **node},
                {"code": "tenure", "parent": "total", "indicator": FEATURES[2].code, "weight": 2, **node},
            ],
        }
    )
    with pytest.raises(Refused, match=r"complaints.*\n.*weight -1"):
        build_model("index_expert", features=FEATURES, scoring_system=system).fit(*make_table())


class Broken(ClassifierMixin, BaseEstimator):
    """A classifier that breaks its contract in one way."""

    def __init__(self, how: str = "") -> None:
        self.how = how

    def fit(self, X, y):
        if self.how == "refuses":
            raise RuntimeError("out of luck\nmore")
        self.classes_ = np.array(["no", "yes"] if self.how == "classes" else [0, 1])
        return None if self.how == "returns nothing" else self

    def predict_proba(self, X):
        proba = np.full((len(X), 2), 0.5)
        if self.how in ("nan", "inf"):
            proba[0, 1] = float(self.how)
        if self.how == "sum":
            proba[:, 1] = 0.9
        return {"rows": proba[1:], "wide": np.hstack([proba, proba]), "range": proba * 3, "text": "no"}.get(
            self.how, proba
        )


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("refuses", "fit raised RuntimeError: out of luck"),
        ("returns nothing", "fit returned NoneType, not the fitted classifier"),
        ("classes", "the event cannot be told"),
        ("nan", "1 probabilities are not finite"),
        ("inf", "1 probabilities are not finite"),
        ("rows", "shape"),
        ("wide", "shape"),
        ("range", "outside 0 to 1"),
        ("sum", "do not add up to 1"),
        ("text", "predict_proba raised ValueError"),
    ],
)
def test_an_estimator_that_breaks_the_contract_fails_with_a_plain_reason(how, reason):
    frame, events = make_table()
    with pytest.raises(ModelFailed, match=reason):
        CustomClassifier(Broken(how), FEATURES).fit(frame, events).p_event(frame)


@pytest.mark.parametrize("what", [object(), "logistic", None, CustomClassifier])
def test_what_is_no_classifier_at_all_fails_with_a_plain_reason(what):
    with pytest.raises(ModelFailed):
        CustomClassifier(what, FEATURES).fit(*make_table())


def test_a_sound_estimator_passes():
    frame, events = make_table()
    assert CustomClassifier(Broken(), FEATURES).fit(frame, events).p_event(frame).tolist() == [0.5] * len(frame)
