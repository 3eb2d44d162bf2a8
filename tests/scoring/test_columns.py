"""Reading columns: everything wrong with a frame is found at once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.findings import Refused
from inscredit_models.scoring.columns import read_columns
from tests.scoring.examples import leaf, system_of, total

CATEGORIES = {"kind": "categories", "points": {"x": "1"}, "other": "0"}
SYSTEM = system_of(total("sum"), *[leaf(code) for code in "abcd"], leaf("e", normalise=CATEGORIES))


def test_all_faults_of_a_frame_are_found_together() -> None:
    frame = pd.DataFrame({"b": ["text", None], "c": [np.inf, 1.0], "x": [1, 2], "y": [1, 2], "e": [1.5, 2.5]})
    frame.columns = ["b", "c", "d", "d", "e"]
    with pytest.raises(Refused) as refused:
        read_columns(SYSTEM, frame)
    assert [finding.code for finding in refused.value.findings] == ["ICM010", "ICM011", "ICM027", "ICM028", "ICM006"]


def test_messages_hold_no_cell_values() -> None:
    with pytest.raises(Refused) as refused:
        read_columns(system_of(total("sum"), leaf("a")), pd.DataFrame({"a": ["110101199003070000"]}))
    assert "110101199003070000" not in str(refused.value)


@pytest.mark.parametrize("dtype", ["int64", "Int64", "float32", "bool", "object"])
def test_numbers_of_any_type_are_read(dtype: str) -> None:
    frame = pd.DataFrame({"a": pd.Series([0, 1], dtype=dtype)})
    values, present = read_columns(system_of(total("sum"), leaf("a")), frame)["a"]
    assert values.tolist() == [0.0, 1.0] and present.all()


@pytest.mark.parametrize("missing", [pd.Series([None, None]), pd.Series([np.nan, np.nan]), pd.Series([pd.NA, pd.NA])])
def test_empty_columns_are_missing_throughout(missing: pd.Series) -> None:
    system = system_of(total("sum"), leaf("a"), leaf("e", normalise=CATEGORIES))
    columns = read_columns(system, pd.DataFrame({"a": missing, "e": missing}))
    assert not columns["a"][1].any() and not columns["e"][1].any()
