"""Reading one column as its declared type: text becomes numbers and dates, unreadable cells become findings."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from inscredit_models.findings import Findings
from inscredit_models.records.rows import as_mask, report_rows

IDENTIFIERS = frozenset({"record_id", "subject_id"})
_TRUTH_WORDS = {"true": True, "false": False, "1": True, "0": False}


def read_cells(cells: pa.Array, name: str, target: pa.DataType, where: str, findings: Findings) -> pa.Array:
    """Read the cells of a column as a type; what cannot be read becomes null and one finding.

    Parameters
    ----------
    cells : pyarrow.Array
        Text or typed cells, from `plain_cells`. Dates as text are ISO 8601 (2024-02-29).
    name : str
        Column name, for the findings.
    target : pyarrow.DataType
        string, int32, int64, decimal128(18, 2), bool or date32.
    where : str
        File name, for the findings.
    findings : Findings
        Collector: ICM011 text in a numeric column, ICM013 identifier read as a float, ICM016 date, ICM006 the rest.

    Returns
    -------
    pyarrow.Array
        Of the target type, as long as ``cells``.
    """
    if pa.types.is_null(cells.type):
        return pa.nulls(len(cells), target)
    if pa.types.is_string(target):
        read, bad, code, allowed = _read_text(cells, name)
    elif pa.types.is_date32(target):
        read, bad, code, allowed = _read_dates(cells)
    elif pa.types.is_boolean(target):
        read, bad, code, allowed = _read_truth(cells)
    elif pa.types.is_decimal(target):
        read, bad, code, allowed = _read_decimals(cells, target)
    else:
        read, bad, code, allowed = _read_integers(cells, target)
    remedy = "correct the cells at the source"
    report_rows(bad, name, code, "that cannot be read", allowed, remedy, where=where, findings=findings)
    return read


def plain_cells(column: pa.ChunkedArray) -> pa.Array:
    """Give the cells of a column as one array of a plain type; empty text and NaN are missing.

    Examples
    --------
    >>> plain_cells(pa.chunked_array([["a", " "], [None]])).to_pylist()
    ['a', None, None]
    """
    values = column.combine_chunks()
    if isinstance(values, pa.ChunkedArray):
        values = pa.concat_arrays(values.chunks) if values.num_chunks else pa.array([], values.type)
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    if pa.types.is_large_string(values.type) or pa.types.is_string_view(values.type):
        values = values.cast(pa.string())
    if pa.types.is_float16(values.type):
        values = values.cast(pa.float64())
    if pa.types.is_string(values.type):
        return pc.if_else(pc.equal(pc.utf8_trim_whitespace(values), ""), None, values)
    if pa.types.is_floating(values.type):
        return pc.if_else(pc.is_nan(values), None, values)
    return values


def _nothing_bad(values: pa.Array) -> np.ndarray:
    return np.zeros(len(values), dtype=bool)


def _present(values: pa.Array) -> np.ndarray:
    return as_mask(pc.is_valid(values))


def _read_text(values: pa.Array, name: str) -> tuple[pa.Array, np.ndarray, str, str]:
    allowed = "text; identifiers with all their digits"
    if pa.types.is_floating(values.type):
        return pa.nulls(len(values), pa.string()), _present(values), "ICM013", allowed
    if not pa.types.is_string(values.type):
        return _text_of_other_type(values, allowed)
    if name not in IDENTIFIERS:
        return values, _nothing_bad(values), "ICM013", allowed
    damaged = as_mask(pc.match_substring_regex(values, r"^\d(\.\d+)?[eE]\+?\d+$|^\d{10,}\.0$"))
    return _without(values, damaged), damaged, "ICM013", allowed


def _text_of_other_type(values: pa.Array, allowed: str) -> tuple[pa.Array, np.ndarray, str, str]:
    """Write whole numbers, days and the like as text; lists, structures and bytes that are no text are not text."""
    try:
        return values.cast(pa.string()), _nothing_bad(values), "ICM006", allowed
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return pa.nulls(len(values), pa.string()), _present(values), "ICM006", allowed


def _read_dates(values: pa.Array) -> tuple[pa.Array, np.ndarray, str, str]:
    allowed = "a day as 2024-02-29"
    if pa.types.is_date(values.type):
        return values.cast(pa.date32()), _nothing_bad(values), "ICM016", allowed
    if pa.types.is_timestamp(values.type):
        days = values.cast(pa.date32(), safe=False)
        bad = as_mask(pc.not_equal(days.cast(values.type), values))
        return _without(days, bad), bad, "ICM016", allowed
    if not pa.types.is_string(values.type):
        return pa.nulls(len(values), pa.date32()), _present(values), "ICM016", allowed
    coded = pc.dictionary_encode(values)
    days = pa.array([_day(text) for text in coded.dictionary.to_pylist()], pa.date32()).take(coded.indices)
    return days, _present(values) & ~_present(days), "ICM016", allowed


def _day(text: str) -> dt.date | None:
    if len(text) != 10 or text[4] != "-" or text[7] != "-":  # ISO weeks have ten characters too
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _read_truth(values: pa.Array) -> tuple[pa.Array, np.ndarray, str, str]:
    allowed = "true or false (1 or 0)"
    if pa.types.is_boolean(values.type):
        return values, _nothing_bad(values), "ICM006", allowed
    coded = pc.dictionary_encode(values)
    words = [str(word).strip().lower().removesuffix(".0") for word in coded.dictionary.to_pylist()]
    truth = pa.array([_TRUTH_WORDS.get(word) for word in words], pa.bool_()).take(coded.indices)
    return truth, _present(values) & ~_present(truth), "ICM006", allowed


def _read_integers(values: pa.Array, target: pa.DataType) -> tuple[pa.Array, np.ndarray, str, str]:
    allowed = "a whole number"
    if pa.types.is_string(values.type):
        values = pc.utf8_trim_whitespace(values)
        bad = ~as_mask(pc.match_substring_regex(values, r"^[+-]?\d{1,18}$")) & _present(values)
        values = pc.utf8_ltrim(_without(values, bad), "+").cast(pa.int64())
    elif pa.types.is_integer(values.type):
        bad = _nothing_bad(values)
    elif pa.types.is_floating(values.type):
        # 2**53: beyond it a float no longer holds every whole number.
        whole = pc.and_(pc.equal(pc.floor(values), values), pc.less(pc.abs(values), 2.0**53))
        bad = ~as_mask(whole) & _present(values)
    else:
        return pa.nulls(len(values), target), _present(values), "ICM011", allowed
    if pa.types.is_uint64(values.type):
        bad = as_mask(pc.greater(values, pa.scalar(2**63 - 1, pa.uint64())))
    limits = (-(2**31), 2**31 - 1) if pa.types.is_int32(target) else (-(2**63), 2**63 - 1)
    read = _without(values, bad).cast(pa.int64())
    far = as_mask(pc.or_(pc.less(read, limits[0]), pc.greater(read, limits[1])))
    return _without(read, far).cast(target), bad | far, "ICM011", allowed


def _read_decimals(values: pa.Array, target: pa.DataType) -> tuple[pa.Array, np.ndarray, str, str]:
    allowed = "a number with at most two decimals and sixteen digits before them"
    if pa.types.is_string(values.type):
        values = pc.utf8_trim_whitespace(values)
        bad = ~as_mask(pc.match_substring_regex(values, r"^[+-]?\d{1,16}(\.\d{1,2}0*)?$")) & _present(values)
        short = pc.replace_substring_regex(pc.utf8_ltrim(_without(values, bad), "+"), r"(\.\d\d)0+$", r"\1")
        return short.cast(target), bad, "ICM011", allowed
    if pa.types.is_floating(values.type):
        hundredths = np.asarray(values.to_numpy(zero_copy_only=False), dtype=float) * 100
        with np.errstate(invalid="ignore"):
            near = np.abs(hundredths - np.rint(hundredths)) <= 1e-4
            bad = _present(values) & ~(near & (np.abs(hundredths) < 2.0**53))
        whole = pa.array(np.where(bad | ~_present(values), 0, np.nan_to_num(np.rint(hundredths))).astype(np.int64))
        read = _from_hundredths(whole, target)
        return _without(read, bad | ~_present(values)), bad, "ICM011", allowed
    if pa.types.is_integer(values.type) or pa.types.is_decimal(values.type):
        return _cast_decimals(values, target, allowed)
    return pa.nulls(len(values), target), _present(values), "ICM011", allowed


def _from_hundredths(whole: pa.Array, target: pa.DataType) -> pa.Array:
    """Read whole hundredths as decimals with two places: the stored integers are the same."""
    return pa.Array.from_buffers(target, len(whole), whole.cast(pa.decimal128(19, 0)).buffers())


def _cast_decimals(values: pa.Array, target: pa.DataType, allowed: str) -> tuple[pa.Array, np.ndarray, str, str]:
    try:
        if pa.types.is_integer(values.type):
            values = values.cast(pa.decimal128(20, 0))  # unsigned integers have up to 20 digits
        return values.cast(target), _nothing_bad(values), "ICM011", allowed
    except pa.ArrowInvalid:
        bad = np.array([_unfit(value) for value in values.to_pylist()], dtype=bool)
        return _without(values, bad).cast(target), bad, "ICM011", allowed


def _unfit(value: object) -> bool:
    if value is None:
        return False
    hundredths = value * 100  # type: ignore[operator]
    return hundredths != int(hundredths) or abs(hundredths) >= 10**18


def _without(values: pa.Array, bad: np.ndarray) -> pa.Array:
    return pc.if_else(pa.array(bad), None, values) if bad.any() else values
