"""Finishing (收尾计算): from exact whole numbers to the value of a measure, in float64, in one place.

Every function takes arrays of equal shape (n,) where NaN means that the engine returned nothing, and gives (n,) with
NaN for missing. A division is only carried out where its divisor allows it, so that nothing warns and nothing
is infinite.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from inscredit_models.indicators.declaration import Change, Constant, Operation, Ratio, Reference

DAYS_PER_YEAR = 365.25

Parts = Mapping[str, np.ndarray]
"""The statistics of one measure by role (see `statistics_of`)."""


def whole_numbers(column: pa.ChunkedArray) -> np.ndarray:
    """Give whole numbers of the engine (64 or 128 bits) as float64, each rounded once; null becomes NaN.

    Examples
    --------
    >>> import decimal
    >>> whole_numbers(pa.chunked_array([[1, None]]))
    array([ 1., nan])
    >>> wide = pa.array([decimal.Decimal(2**80 + 1)], pa.decimal128(38, 0))
    >>> float(whole_numbers(pa.chunked_array([wide]))[0]) == 2.0**80
    True
    """
    whole = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.int64())
    if not pa.types.is_decimal128(whole.type):
        return whole.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False, writable=True)
    values = _wide_numbers(whole)
    if whole.null_count:
        values[whole.is_null().to_numpy(zero_copy_only=False)] = np.nan
    return values


def _wide_numbers(whole: pa.Array) -> np.ndarray:
    """Read 128-bit numbers as two halves; only where one needs its upper half is it read the long way."""
    if not len(whole):
        return np.zeros(0)
    halves = np.frombuffer(whole.buffers()[1], "<i8").reshape(-1, 2)[whole.offset : whole.offset + len(whole)]
    low, high = halves[:, 0], halves[:, 1]
    values = low.astype(np.float64)
    long = np.flatnonzero((high != low >> 63) & whole.is_valid().to_numpy(zero_copy_only=False))
    values[long] = [float((int(high[row]) << 64) + (int(low[row]) % (1 << 64))) for row in long]
    return values


def finish_measure(measure: Any, parts: Parts, units: int) -> np.ndarray:
    """Give the value of a measure from its statistics.

    Parameters
    ----------
    measure : Measure
        Any measure kind of the declarations.
    parts : mapping of role to numpy.ndarray, each (n,)
        Its statistics.
    units : int
        Engine units in one of the field (100 for decimals).

    Notes
    -----
    average = sum / present; standard deviation = √(squares / (n (n − 1))) with squares = n Σx² − (Σx)²; slope per
    year = rise / run × 365.25. Counts, totals, distinct counts and flags of nothing are 0, all else of nothing is
    missing.

    Examples
    --------
    >>> from inscredit_models.indicators.declaration import Average
    >>> average = Average(kind="average", record="tax", field="amount")
    >>> finish_measure(average, {"sum": np.array([250.0, np.nan]), "present": np.array([2.0, np.nan])}, 100)
    array([1.25,  nan])
    """
    match measure.kind:
        case "count":
            return or_zero(parts["rows"])
        case "total":
            return or_zero(parts["sum"]) / units
        case "average":
            return divide(parts["sum"], parts["present"]) / units
        case "extreme" | "latest":
            return parts["value"] / units
        case "distinct":
            return or_zero(parts["value"])
        case "recency":
            return parts["days"].copy()
        case "share":
            return divide(parts["numerator"], parts["denominator"])
        case "flag":
            return (or_zero(parts["value"]) > 0).astype(np.float64)
        case "trend":
            return divide(parts["rise"], parts["run"]) * DAYS_PER_YEAR / units
        case _:
            return _dispersion(parts, measure.form, units)


def finish_ratio(ratio: Ratio, numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """Give numerator / denominator × scale; over zero it is missing, or 0 where declared so.

    Examples
    --------
    >>> from inscredit_models.indicators.declaration import Count
    >>> count = Count(kind="count", record="tax")
    >>> ratio = Ratio(kind="ratio", numerator=count, denominator=count, scale=100)
    >>> finish_ratio(ratio, np.array([1.0, 1.0]), np.array([4.0, 0.0]))
    array([25., nan])
    """
    value = divide(numerator, denominator) * ratio.scale
    if ratio.when_denominator_zero == "zero":
        value = np.where((denominator == 0) & ~np.isnan(numerator), 0.0, value)
    return value


def finish_change(change: Change, now: np.ndarray, before: np.ndarray) -> np.ndarray:
    """Give now − before, or (now − before) / before; missing where a part is missing or the divisor is zero."""
    difference = now - before
    return difference if change.form == "difference" else divide(difference, before)


def finish_formula(node: Operation | Reference | Constant, value_of: Callable[[str], np.ndarray]) -> np.ndarray:
    """Give the value of an expression over indicators.

    Parameters
    ----------
    node : Operation, Reference or Constant
        The expression.
    value_of : callable
        Gives the values (n,) of an indicator by its code.
    """
    if isinstance(node, Constant):
        return np.float64(node.constant)
    if isinstance(node, Reference):
        return value_of(node.indicator)
    values = [finish_formula(argument, value_of) for argument in node.args]
    result = values[0]
    for value in values[1:]:
        result = _OPERATIONS[node.op](result, value)
    return result


def or_zero(values: np.ndarray) -> np.ndarray:
    """Give the values with 0 where nothing was returned."""
    return np.where(np.isnan(values), 0.0, values)


def divide(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Give above / below, NaN where below is zero or either is NaN.

    Examples
    --------
    >>> divide(np.array([1.0, 1.0]), np.array([2.0, 0.0]))
    array([0.5, nan])
    """
    above, below = np.broadcast_arrays(np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64))
    result = np.full(above.shape, np.nan)
    np.divide(above, below, out=result, where=(below != 0) & ~np.isnan(below))
    return result


def _dispersion(parts: Parts, form: str, units: int) -> np.ndarray:
    number = parts["present"]
    deviation = np.sqrt(divide(parts["squares"], number * (number - 1)))
    if form == "standard_deviation":
        return deviation / units
    mean = divide(parts["sum"], number)
    return divide(deviation, np.where(mean > 0, mean, 0.0))


_OPERATIONS: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": divide,
    "smallest": np.minimum,
    "largest": np.maximum,
}
