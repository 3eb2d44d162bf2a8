"""The digest of a panel at a declared precision: the last bits of another machine do not count."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

PRECISION_BITS = 30
"""Significant binary digits that count: a relative precision of 2^-30, about nine decimal digits."""

_DROPPED_BITS = 53 - PRECISION_BITS


def digest_values(frame: pd.DataFrame) -> str:
    """Give the SHA-256 of a frame in its row and column order.

    Floats count to ``PRECISION_BITS`` significant binary digits, NaN is one value, −0 equals 0; text and dates count
    exactly. The index does not count. Whole numbers up to 2^30 are exact.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns of float64, text or datetime64.

    Examples
    --------
    >>> a = pd.DataFrame({"x": [0.1 + 0.2, -0.0]})
    >>> digest_values(a) == digest_values(pd.DataFrame({"x": [0.3, 0.0]}))
    True
    >>> digest_values(a) == digest_values(pd.DataFrame({"x": [0.3000001, 0.0]}))
    False
    """
    digest = ValueDigest()
    digest.update(frame)
    return digest.hexdigest()


class ValueDigest:
    """The same digest, taken part by part: how the rows are cut does not count.

    Examples
    --------
    >>> frame, digest = pd.DataFrame({"s": ["a", "bc"], "x": [1.0, None]}), ValueDigest()
    >>> digest.update(frame[:1]), digest.update(frame[1:])
    (None, None)
    >>> digest.hexdigest() == digest_values(frame)
    True
    """

    def __init__(self) -> None:
        self._rows = 0
        self._columns: dict[str, list[Any]] = {}

    def update(self, frame: pd.DataFrame) -> None:
        """Add rows; every part has the same columns."""
        self._rows += len(frame)
        for name, column in frame.items():
            streams = _streams(column)
            states = self._columns.setdefault(str(name), [hashlib.sha256() for _ in streams])
            for state, stream in zip(states, streams, strict=True):
                state.update(stream)

    def hexdigest(self) -> str:
        """Give the digest of all rows so far."""
        whole = hashlib.sha256(f"{self._rows}".encode())
        for name, states in self._columns.items():
            whole.update(f"\x1e{name}\x1f{' '.join(state.hexdigest() for state in states)}".encode())
        return whole.hexdigest()


def _streams(column: pd.Series) -> list[memoryview]:
    """Give the bytes of a column that do not depend on how its rows are cut."""
    if pd.api.types.is_float_dtype(column.dtype):
        return [memoryview(at_precision(column.to_numpy()))]
    if pd.api.types.is_datetime64_dtype(column.dtype):
        return [memoryview(column.to_numpy().astype("datetime64[us]").astype("<i8"))]
    text = pa.array(column, pa.string())
    text = pa.concat_arrays(text.chunks) if isinstance(text, pa.ChunkedArray) else text
    lengths = pc.binary_length(text).fill_null(-1).to_numpy(zero_copy_only=False).astype("<i4")
    return [memoryview(lengths), _letters(text.drop_null())]


def _letters(text: pa.StringArray) -> memoryview:
    """Give the UTF-8 bytes of all texts, one after the other, from where they lie."""
    if not len(text):
        return memoryview(b"")
    _, offsets, letters = text.buffers()
    ends = np.frombuffer(offsets, "<i4")[text.offset :]
    return memoryview(letters)[ends[0] : ends[len(text)]] if letters is not None else memoryview(b"")


def at_precision(values: np.ndarray) -> np.ndarray:
    """Give each value rounded to the bits that count, so that values which differ only in the last bits are equal.

    Examples
    --------
    >>> at_precision(np.array([0.1 + 0.2])) == at_precision(np.array([0.3]))
    array([ True])
    """
    rounded = np.asarray(values, dtype=np.float64) + 0.0  # −0 + 0 is 0
    bits = rounded.view("<i8")
    bits += 1 << (_DROPPED_BITS - 1)
    bits &= -1 << _DROPPED_BITS
    np.copyto(rounded, np.nan, where=np.isnan(values))
    return rounded
