"""The digest of a panel at a declared precision: the last bits of another machine do not count."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import pyarrow as pa

from inscredit_models.records.content_digest import digest_table

PRECISION_BITS = 30
"""Significant binary digits that count: a relative precision of 2^-30, about nine decimal digits."""


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
    state = hashlib.sha256(f"{len(frame)}".encode())
    for name, column in frame.items():
        state.update(f"\x1e{name}\x1f".encode())
        if pd.api.types.is_float_dtype(column.dtype):
            state.update(_rounded(column.to_numpy()).tobytes())
        elif pd.api.types.is_datetime64_dtype(column.dtype):
            state.update(column.to_numpy().astype("datetime64[us]").astype("<i8").tobytes())
        else:
            state.update(digest_table(pa.table({"text": pa.array(column, pa.string())})).encode())
    return state.hexdigest()


def _rounded(values: np.ndarray) -> np.ndarray:
    """Give mantissa and exponent of each value as whole numbers, shape (2, n)."""
    finite = np.isfinite(values)
    mantissa, exponent = np.frexp(np.where(finite, values, 0.0))
    whole = np.rint(np.ldexp(mantissa, PRECISION_BITS)).astype("<i8")
    full = np.abs(whole) == 2**PRECISION_BITS
    whole, exponent = np.where(full, whole // 2, whole), exponent.astype("<i8") + full
    special = np.select([np.isnan(values), values == np.inf, values == -np.inf], [1, 2, 3], 0)
    return np.stack([np.where(finite, whole, special), np.where(finite, exponent, 1 << 40)]).astype("<i8")
