"""Finishing: float64, no warnings, missing where the divisor does not allow a value."""

from __future__ import annotations

import decimal

import numpy as np
import pyarrow as pa
import pytest

from inscredit_models.indicators.declaration import (
    Change,
    Constant,
    Count,
    Dispersion,
    Operation,
    Ratio,
    Reference,
    Window,
)
from inscredit_models.indicators.finish import (
    divide,
    finish_change,
    finish_formula,
    finish_measure,
    finish_ratio,
    or_zero,
    whole_numbers,
)

NAN = np.nan
COUNT = Count(kind="count", record="tax", window=Window(months=12))


def array(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float64)


def test_whole_numbers_beyond_64_bits_are_rounded_once() -> None:
    number = 2**100 + 2**47 + 1  # above the middle between two floats: rounding twice would give the lower one
    column = pa.chunked_array([pa.array([decimal.Decimal(number), None], pa.decimal128(38, 0))])
    values = whole_numbers(column)
    assert values[0] == float(number) > 2.0**100
    assert np.isnan(values[1])


def test_a_ratio_over_zero_is_missing_or_zero_as_declared() -> None:
    above, below = array(1, 1, 0, NAN), array(2, 0, 0, 0)
    plain = Ratio(kind="ratio", numerator=COUNT, denominator=COUNT, scale=10)
    np.testing.assert_array_equal(finish_ratio(plain, above, below), array(5, NAN, NAN, NAN))
    zero = plain.model_copy(update={"when_denominator_zero": "zero"})
    np.testing.assert_array_equal(finish_ratio(zero, above, below), array(5, 0, 0, NAN))


def test_a_relative_change_against_zero_is_missing() -> None:
    change = Change(kind="change", of=COUNT, form="relative")
    np.testing.assert_array_equal(finish_change(change, array(3, 3, NAN), array(2, 0, 1)), array(0.5, NAN, NAN))
    np.testing.assert_array_equal(finish_change(Change(kind="change", of=COUNT), array(3), array(0)), array(3))


@pytest.mark.parametrize(
    ("op", "expected"),
    [("add", 8), ("subtract", 4), ("multiply", 12), ("divide", 3), ("smallest", 2), ("largest", 6)],
)
def test_each_operation_of_a_formula(op: str, expected: float) -> None:
    node = Operation(op=op, args=(Reference(indicator="a"), Constant(constant=2)))
    values = finish_formula(node, {"a": array(6, NAN)}.__getitem__)
    np.testing.assert_array_equal(values, array(expected, NAN))


def test_a_formula_nests_and_takes_more_than_two_arguments() -> None:
    inner = Operation(op="divide", args=(Reference(indicator="a"), Reference(indicator="b")))
    node = Operation(op="add", args=(inner, Constant(constant=1), Constant(constant=2)))
    values = finish_formula(node, {"a": array(6, 1), "b": array(2, 0)}.__getitem__)
    np.testing.assert_array_equal(values, array(6, NAN))


def test_coefficient_of_variation_needs_a_mean_above_zero() -> None:
    cv = Dispersion(kind="dispersion", record="tax", field="amount", form="coefficient_of_variation")
    parts = {"present": array(2, 2, 2), "squares": array(4, 4, 4), "sum": array(2, 0, -2)}
    np.testing.assert_allclose(finish_measure(cv, parts, 100), array(np.sqrt(2), NAN, NAN), rtol=1e-15)


def test_standard_deviation_under_two_values_is_missing() -> None:
    deviation = Dispersion(kind="dispersion", record="tax", field="amount")
    parts = {"present": array(1, 0, NAN, 2), "squares": array(0, NAN, NAN, 4), "sum": array(1, NAN, NAN, 2)}
    np.testing.assert_allclose(finish_measure(deviation, parts, 1), array(NAN, NAN, NAN, np.sqrt(2)), rtol=1e-15)


def test_divide_and_or_zero_never_warn() -> None:
    with np.errstate(all="raise"):
        np.testing.assert_array_equal(divide(array(1, NAN, 1), array(0, 1, NAN)), array(NAN, NAN, NAN))
        np.testing.assert_array_equal(or_zero(array(NAN, 2)), array(0, 2))
