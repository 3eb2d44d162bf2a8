"""What happens to a column, in words that carry its counts."""

import numpy as np
import pandas as pd
import pytest

from inscredit_models.models.column_policy import column_policy
from inscredit_models.models.features import Feature


@pytest.mark.parametrize("language", ["zh", "en"])
def test_missing_cells_and_levels_are_counted(language: str) -> None:
    numbers = column_policy(pd.Series([1.0, np.nan, np.nan]), Feature("x"), language)
    text = column_policy(pd.Series(["a", "b", "b", None], dtype="str"), Feature("c", kind="categorical"), language)
    assert "2" in numbers and "2" in text and "1" in text


def test_a_full_column_says_so() -> None:
    assert column_policy(pd.Series([1.0]), Feature("x"), "zh") == "数值列；无缺失。"
    full = column_policy(pd.Series(["a"], dtype="str"), Feature("c", kind="categorical"), "en")
    assert "no missing cell" in full
