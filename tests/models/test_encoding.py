"""Encoders for linear models and boosting."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd

from inscredit_models.models.encoding import LinearEncoder, encode_for_boosting
from inscredit_models.models.features import Feature

REGION = (Feature("region", "categorical"),)


def encode(train: list, new: list, *, rare_below: int = 2) -> list[list[float]]:
    encoder = LinearEncoder.from_training(
        pd.DataFrame({"region": pd.Series(train, dtype="str")}), REGION, rare_below=rare_below
    )
    return encoder.transform(pd.DataFrame({"region": pd.Series(new, dtype="str")})).tolist()


def test_rare_unseen_and_missing_levels_have_their_own_columns():
    train = ["a", "a", "b", "b", "c", None]
    assert encode(train, ["a", "b", "c", "moon", None]) == [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, 0],
        [0, 0, 1, 0],
        [0, 0, 0, 1],
    ]


def test_without_rare_and_missing_levels_in_training_such_values_are_zero_everywhere():
    assert encode(["a", "a", "b", "b"], ["moon", None]) == [[0, 0], [0, 0]]


def test_a_number_is_standardised_and_a_gap_takes_the_median_and_an_indicator():
    frame = pd.DataFrame({"x": [1.0, 2.0, 6.0, np.nan]})
    encoder = LinearEncoder.from_training(frame, (Feature("x"),), rare_below=1)
    # filled 1 2 6 2: mean 11/4, variance (3.0625 + .5625 + 10.5625 + .5625) / 4 = 3.6875
    expected = (np.array([1, 2, 6, 2]) - 2.75) / np.sqrt(3.6875)
    matrix = encoder.transform(frame)
    np.testing.assert_allclose(matrix[:, 0], expected, rtol=1e-14)
    assert matrix[:, 1].tolist() == [0, 0, 0, 1]


def test_a_constant_column_and_an_empty_one_become_zero():
    frame = pd.DataFrame({"x": [0.1, 0.1, 0.1], "y": [np.nan] * 3})
    encoder = LinearEncoder.from_training(frame, (Feature("x"), Feature("y")), rare_below=1)
    matrix = encoder.transform(pd.DataFrame({"x": [0.1], "y": [np.nan]}))
    np.testing.assert_allclose(matrix, [[0, 0, 1]], atol=1e-15)
    assert encoder.owners() == ["x", "y", "y"]


def test_an_encoder_comes_back_from_json():
    frame = pd.DataFrame({"x": [0.1, np.nan, 0.7], "region": ["甲", "乙", None]})
    features = (Feature("x"), *REGION)
    encoder = LinearEncoder.from_training(frame, features, rare_below=1)
    assert LinearEncoder.from_plain(json.loads(json.dumps(encoder.to_plain())), features) == encoder


def test_codes_for_boosting_keep_gaps_in_numbers_and_number_levels():
    frame = pd.DataFrame({"x": [1.5, np.nan], "region": ["b", "z"]})
    matrix = encode_for_boosting(frame, (Feature("x"), *REGION), {"region": ("a", "b")})
    assert matrix[:, 1].tolist() == [1.0, 3.0]
    assert matrix[0, 0] == 1.5
    assert np.isnan(matrix[1, 0])
