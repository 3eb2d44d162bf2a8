"""What all models share."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.models.columns import ColumnsRefused
from inscredit_models.models.features import Feature
from inscredit_models.models.prevalence import Prevalence
from inscredit_models.models.risk_classifier import canonical_order


def test_rows_in_any_order_have_one_canonical_order():
    random = np.random.default_rng(1)
    frame = pd.DataFrame({"x": random.choice([1.0, 2.0, np.nan], 40), "r": random.choice(["甲", "乙"], 40)})
    events = random.integers(0, 2, 40)
    shuffle = random.permutation(40)
    first = canonical_order(frame, events)
    second = canonical_order(frame.iloc[shuffle].reset_index(drop=True), events[shuffle])
    pd.testing.assert_frame_equal(
        frame.iloc[first].reset_index(drop=True), frame.iloc[shuffle].iloc[second].reset_index(drop=True)
    )
    assert events[first].tolist() == events[shuffle][second].tolist()


@pytest.mark.parametrize(("outcome", "code"), [([1, 1, 1], "ICM020"), ([0, 1, 2], "ICM021")])
def test_one_class_and_three_classes_are_refused(outcome, code):
    with pytest.raises(ColumnsRefused) as error:
        Prevalence().fit(np.zeros((3, 1)), outcome)
    assert [finding.code for finding in error.value.findings] == [code]


def test_the_larger_of_two_texts_is_the_event():
    model = Prevalence().fit(np.zeros((4, 1)), ["good", "good", "good", "late"])
    assert model.classes_.tolist() == ["good", "late"]
    assert model.p_event(np.zeros((1, 1))).tolist() == [0.25]
    assert model.predict(np.zeros((1, 1))).tolist() == ["good"]


def test_equally_likely_classes_give_no_event():
    model = Prevalence().fit(np.zeros((2, 1)), [0, 1])
    assert model.predict(np.zeros((1, 1))).tolist() == [0]


def test_a_frame_with_other_columns_than_in_training_is_refused():
    model = Prevalence().fit(pd.DataFrame({"a": [1.0, 2.0]}), [0, 1])
    with pytest.raises(ValueError, match="feature names"):
        model.p_event(pd.DataFrame({"b": [1.0]}))


def test_outcomes_of_another_length_are_refused():
    with pytest.raises(ColumnsRefused) as error:
        Prevalence().fit(np.zeros((3, 1)), [0, 1])
    assert error.value.findings[0].code == "ICM012"


@pytest.mark.parametrize("outcome", [["n", "y"], [0, 1], [False, True], np.array([0, 1], dtype=np.int8)])
def test_a_document_brings_back_classes_and_features(outcome):
    features = (Feature("年龄", "numeric", 1, "年龄", "Age", "year"),)
    model = Prevalence(features).fit(pd.DataFrame({"年龄": [1.0, 2.0]}), outcome)
    again = Prevalence.from_document(model.to_document())
    assert again.classes_.dtype == model.classes_.dtype
    assert again.classes_.tolist() == model.classes_.tolist()
    assert again.get_params() == model.get_params()
    assert again.features_ == features
    with pytest.raises(ValueError, match="feature names"):
        again.p_event(pd.DataFrame({"b": [1.0]}))


def test_an_array_with_text_is_read_where_the_column_is_declared():
    features = (Feature("region", "categorical"), Feature("cases"))
    model = Prevalence(features).fit(np.array([["n", 1], ["s", 2]], dtype=object), [0, 1])
    assert model.levels_ == {"region": ("n", "s")}
    assert model.unseen_counts(np.array([["m", 1]], dtype=object)) == {"region": 1}
