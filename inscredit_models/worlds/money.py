"""Money (金额): rounded once to fen, kept as whole numbers, shown as DECIMAL(18, 2) yuan."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

YUAN = pa.decimal128(18, 2)


def to_fen(yuan: np.ndarray) -> np.ndarray:
    """Round yuan to whole fen (half to even), as int64.

    Examples
    --------
    >>> to_fen(np.array([12.345, 0.01])).tolist()
    [1234, 1]
    """
    return np.rint(np.asarray(yuan) * 100).astype(np.int64)


def yuan_array(fen: np.ndarray, present: np.ndarray | None = None) -> pa.Array:
    """Give fen as an Arrow array of DECIMAL(18, 2) yuan, exactly; missing where ``present`` is false.

    Examples
    --------
    >>> yuan_array(np.array([1234, 5]), np.array([True, False])).to_pylist()
    [Decimal('12.34'), None]
    """
    words = np.empty((len(fen), 2), dtype="<i8")
    words[:, 0] = fen
    words[:, 1] = np.asarray(fen) >> 63
    validity = None
    if present is not None:
        words[~present] = 0
        validity = pa.py_buffer(np.packbits(present, bitorder="little").tobytes())
    return pa.Array.from_buffers(YUAN, len(fen), [validity, pa.py_buffer(words.tobytes())])
