"""Reading tables into columns."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.models.columns import (
    ColumnsRefused,
    count_unseen,
    derive_features,
    levels_of,
    read_frame,
)
from inscredit_models.models.features import Feature


def codes(error: pytest.ExceptionInfo[ColumnsRefused]) -> list[str]:
    return sorted(finding.code for finding in error.value.findings)


def test_numbers_and_truth_values_are_numeric_and_the_rest_is_text():
    frame = pd.DataFrame({"a": [1], "b": [True], "c": ["x"], "d": pd.Series(["x"], dtype="category")})
    assert [f.kind for f in derive_features(frame)] == ["numeric", "numeric", "categorical", "categorical"]


def test_objects_are_numeric_only_where_all_present_values_are_numbers():
    frame = pd.DataFrame({"a": [1, None, 2.5], "b": [1, "x", None]}, dtype=object)
    assert [f.kind for f in derive_features(frame)] == ["numeric", "categorical"]


def test_text_is_stripped_and_empty_text_is_missing():
    frame, features = read_frame(pd.DataFrame({" region ": [" north", "", None]}), None)
    assert features[0].code == "region"
    assert frame["region"].tolist()[0] == "north"
    assert frame["region"].isna().tolist() == [False, True, True]


def test_whole_numbers_of_a_categorical_column_lose_their_point():
    features = (Feature("code", "categorical"),)
    whole, _ = read_frame(pd.DataFrame({"code": [1, 2]}), features)
    float_, _ = read_frame(pd.DataFrame({"code": [1.0, np.nan]}), features)
    assert whole["code"].tolist() == ["1", "2"]
    assert float_["code"].tolist()[0] == "1"


def test_an_array_takes_the_declared_names_or_numbers():
    assert list(read_frame(np.zeros((2, 2)), None)[0]) == ["x0", "x1"]
    assert list(read_frame(np.zeros((2, 1)), (Feature("年龄"),))[0]) == ["年龄"]


def test_the_callers_frame_is_not_changed():
    frame = pd.DataFrame({"a": [1, 2]}, index=[5, 6])
    read, _ = read_frame(frame, None)
    read.loc[0, "a"] = 9.0
    assert frame["a"].tolist() == [1, 2]


def test_missing_and_undeclared_columns_are_refused_together_with_near_names():
    with pytest.raises(ColumnsRefused) as error:
        read_frame(pd.DataFrame({"complaint": [1.0], "z": [1.0]}), (Feature("complaints"),))
    assert codes(error) == ["ICM008", "ICM008", "ICM010"]
    assert "did you mean 'complaint'?" in str(error.value)


def test_a_column_that_occurs_twice_is_refused():
    with pytest.raises(ColumnsRefused) as error:
        read_frame(pd.DataFrame([[1.0, 2.0]], columns=["a", "a"]), None)
    assert codes(error) == ["ICM028"]


def test_another_column_order_than_declared_is_refused():
    with pytest.raises(ColumnsRefused) as error:
        read_frame(pd.DataFrame({"b": [1.0], "a": [1.0]}), (Feature("a"), Feature("b")))
    assert codes(error) == ["ICM006"]


def test_text_infinity_and_dates_are_refused_at_once_and_without_the_values():
    frame = pd.DataFrame({"a": ["13 secret", "5"], "b": [np.inf, 1.0], "c": pd.to_datetime(["2020-01-01"] * 2)})
    with pytest.raises(ColumnsRefused) as error:
        read_frame(frame, (Feature("a"), Feature("b"), Feature("c")))
    assert codes(error) == ["ICM006", "ICM011", "ICM027"]
    assert "secret" not in str(error.value)
    assert isinstance(error.value, ValueError)


def test_numbers_too_large_to_be_squared_are_refused():
    with pytest.raises(ColumnsRefused) as error:
        read_frame(pd.DataFrame({"a": [1e101, -1e101, 1e99]}), None)
    assert [finding.found for finding in error.value.findings] == ["2 values beyond 1e+100"]


def test_an_all_missing_text_column_declared_numeric_is_missing_numbers():
    frame, _ = read_frame(pd.DataFrame({"a": pd.Series([None, None], dtype="str")}), (Feature("a"),))
    assert frame["a"].isna().all()
    assert frame["a"].dtype == float


def test_unseen_categories_are_counted_by_column_and_gaps_are_none():
    features = (Feature("region", "categorical"),)
    levels = levels_of(pd.DataFrame({"region": ["south", "north", None]}), features)
    assert levels == {"region": ("north", "south")}
    new = pd.DataFrame({"region": ["moon", "mars", None, "north"]})
    assert count_unseen(new, levels) == {"region": 2}
