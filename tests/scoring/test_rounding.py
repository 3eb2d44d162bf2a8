"""Exact decimals: rounding half away from zero, weights as whole numbers."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from inscredit_models.findings import Refused
from inscredit_models.scoring.rounding import decimal_of, divide, refuse_large, scaled, scaled_array, whole_weights


@pytest.mark.parametrize(("number", "units"), [(2.675, 268), (-2.675, -268), (1.005, 101), (2.674, 267), (0.0, 0)])
def test_written_decimals_decide_a_tie(number: float, units: int) -> None:
    """2.675 and 1.005 are below their ties in binary; as written they are ties, and go away from zero."""
    assert scaled(number, 2) == units
    exact = lambda _: Fraction(decimal_of(number))  # noqa: E731
    assert scaled_array(np.array([number]), 2, exact).tolist() == [units]


def test_the_exact_value_is_asked_only_near_ties() -> None:
    asked = []
    scaled_array(np.array([1.234, 1.235, 1.2361]), 2, lambda at: asked.append(at) or Fraction(1235, 1000))
    assert asked == [1]


def test_division_of_whole_numbers_rounds_half_away_from_zero() -> None:
    numerator, denominator = np.array([7, -7, 5, 1, -1, 0]), np.array([2, 2, 3, 3, 3, 3])
    assert divide(numerator, denominator).tolist() == [4, -4, 2, 0, 0, 0]


def test_weights_keep_their_proportions_as_whole_numbers() -> None:
    assert whole_weights([0.22, 0.18, 0.05]) == [22, 18, 5]
    assert whole_weights([22.0, 14.0, 1e-3]) == [22000, 14000, 1]


def test_points_too_large_for_whole_numbers_are_refused() -> None:
    refuse_large(2.0**61)
    with pytest.raises(Refused, match="ICM006"):
        refuse_large(2.0**62)
