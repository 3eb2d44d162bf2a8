"""A user's own classifier."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder
from sklearn.svm import LinearSVC
from sklearn.utils.estimator_checks import parametrize_with_checks

from inscredit_models.digest import canonical_json, digest_value
from inscredit_models.findings import Refused
from inscredit_models.models.custom import CustomClassifier, ModelFailed, NotStorable
from inscredit_models.models.stored import load_model, save_model
from tests.models.samples import FEATURES, make_table


class Misbehaving(ClassifierMixin, BaseEstimator):
    """A classifier that answers what it is told to."""

    def __init__(self, answer="nan"):
        self.answer = answer

    def fit(self, X, y):
        if self.answer == "raises":
            raise RuntimeError("no luck\nsecond line")
        self.classes_ = np.array([0, 1, 2] if self.answer == "classes" else [0, 1])
        return self

    def predict_proba(self, X):
        proba = np.full((len(X), 2), 0.5)
        if self.answer == "nan":
            proba[0, 1] = np.nan
        return {"shape": proba[:, 1], "range": proba + 1}.get(self.answer, proba)


@parametrize_with_checks([CustomClassifier(LogisticRegression())])
def test_scikit_learn_accepts_the_wrapper(estimator, check):
    check(estimator)


@pytest.mark.parametrize("estimator", [LogisticRegression(), RandomForestClassifier(10, random_state=0)])
def test_categories_gaps_and_unseen_levels_are_prepared(estimator):
    frame, events = make_table()
    model = CustomClassifier(estimator, FEATURES).fit(frame, events)
    new = pd.DataFrame({f.code: [np.nan] if f.kind == "numeric" else ["火星"] for f in FEATURES})
    assert 0 <= model.p_event(new)[0] <= 1
    assert not hasattr(estimator, "classes_")


def test_a_pipeline_may_ask_for_the_frame_itself():
    frame, events = make_table()
    prepare = make_column_transformer(
        (OneHotEncoder(handle_unknown="ignore"), [FEATURES[3].code]), remainder="passthrough"
    )
    pipeline = make_pipeline(prepare, HistGradientBoostingClassifier(max_iter=5))
    p_event = CustomClassifier(pipeline, FEATURES, accepts_frames=True).fit(frame, events).p_event(frame)
    assert p_event[events == 1].mean() > p_event[events == 0].mean()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("nan", "1 probabilities are not finite"),
        ("shape", r"shape \(300,\), not \(300, 2\)"),
        ("range", "outside 0 to 1"),
        ("classes", r"classes_ is \[0, 1, 2\]"),
        ("raises", "fit raised RuntimeError: no luck$"),
    ],
)
def test_a_broken_contract_is_a_plain_reason(answer, reason):
    frame, events = make_table()
    with pytest.raises(ModelFailed, match=reason):
        CustomClassifier(Misbehaving(answer), FEATURES).fit(frame, events).p_event(frame)


def test_a_classifier_without_probabilities_fails_before_it_is_fitted():
    with pytest.raises(ModelFailed, match="LinearSVC has no predict_proba"):
        CustomClassifier(LinearSVC(), FEATURES).fit(*make_table())


@pytest.mark.parametrize(
    "estimator",
    [
        LogisticRegression(C=0.5),
        RandomForestClassifier(5, random_state=0),
        HistGradientBoostingClassifier(max_iter=5),
        KNeighborsClassifier(),
    ],
)
def test_scikit_learns_own_models_are_stored_and_come_back(estimator, tmp_path):
    frame, events = make_table()
    model = CustomClassifier(estimator, FEATURES).fit(frame, events)
    save_model(model, tmp_path, "mine")
    again = load_model(tmp_path)
    assert again.p_event(frame).tolist() == model.p_event(frame).tolist()
    assert str(again.estimator) == str(estimator)


def test_an_unknown_type_is_not_stored_and_leaves_no_file(tmp_path):
    model = CustomClassifier(Misbehaving("fine"), FEATURES).fit(*make_table())
    with pytest.raises(NotStorable, match=r"not on the allow-list: .*Misbehaving"):
        save_model(model, tmp_path / "m", "mine")
    assert not (tmp_path / "m").exists()


def test_an_unknown_type_in_a_file_is_refused_before_it_is_built(monkeypatch, tmp_path):
    model = CustomClassifier(RandomForestClassifier(2, random_state=0), FEATURES).fit(*make_table())
    save_model(model, tmp_path, "mine")
    monkeypatch.setattr("inscredit_models.models.archive.ALLOWED_TYPES", ())
    with pytest.raises(Refused, match=r"sklearn\.tree\._tree\.Tree"):
        load_model(tmp_path)


def test_a_damaged_archive_with_a_right_digest_is_refused(tmp_path):
    save_model(CustomClassifier(LogisticRegression(), FEATURES).fit(*make_table()), tmp_path, "mine")
    head = json.loads((tmp_path / "model.json").read_bytes())
    head["document"]["state"]["skops"] = "bm8gemlw"
    head["digest"] = digest_value({key: value for key, value in head.items() if key != "digest"})
    (tmp_path / "model.json").write_bytes(canonical_json(head))
    with pytest.raises(Refused) as error:
        load_model(tmp_path)
    assert error.value.findings[0].code == "ICM005"


def test_model_of_the_workbench_joins_the_league_as_it_is():
    from inscredit_models.models.custom import join_league
    from inscredit_models.models.scorecard import Scorecard

    card = Scorecard(max_bins=3)
    joined = join_league(card, FEATURES)
    assert type(joined) is Scorecard and joined is not card
    assert joined.max_bins == 3 and joined.features == FEATURES and card.features is None
    assert type(join_league(LogisticRegression(), FEATURES)) is CustomClassifier
