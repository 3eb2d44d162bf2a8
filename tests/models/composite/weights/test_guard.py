"""What weights must be."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.findings import Refused
from inscredit_models.models.composite.weights.guard import refuse_unfit, shares_of, spread_over, varying


@pytest.mark.parametrize(
    ("weights", "code"), [([1, -1], "ICM006"), ([np.nan, 1], "ICM007"), ([0, 0], "ICM006"), ([np.inf, 1], "ICM007")]
)
def test_negative_missing_and_zero_weights_are_refused(weights, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        shares_of(weights, "total")
    assert [finding.code for finding in refusal.value.findings] == [code]


def test_a_sum_that_is_off_by_more_than_a_billionth_is_refused() -> None:
    refuse_unfit(np.array([0.5, 0.5 + 5e-10]), "total")
    with pytest.raises(Refused, match="1 within 1e-9"):
        refuse_unfit(np.array([0.5, 0.5 + 2e-9]), "total")


def test_gaps_do_not_make_a_column_vary() -> None:
    assert varying(np.array([[1.0, 1.0, np.nan], [np.nan, 2.0, np.nan]])).tolist() == [False, True, False]


def test_where_nothing_is_left_to_share_by_weights_are_equal() -> None:
    assert spread_over(np.zeros(3), np.array([True, True, False])).tolist() == [0.5, 0.5, 0]
    assert spread_over(np.ones(2), np.zeros(2, dtype=bool)).tolist() == [0.5, 0.5]
