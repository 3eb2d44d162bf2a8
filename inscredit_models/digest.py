"""Content digests: the same content gives the same SHA-256 on any machine."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd


def digest_bytes(data: bytes) -> str:
    """Give the SHA-256 of bytes as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def digest_file(path: Path) -> str:
    """Give the SHA-256 of a file's bytes, read in blocks."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def canonical_json(value: Any) -> bytes:
    """Write plain values as JSON with sorted keys and no white space (UTF-8); dates and decimals as text.

    Examples
    --------
    >>> canonical_json({"b": 1, "a": [True, None]})
    b'{"a":[true,null],"b":1}'
    """
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=str)
    return text.encode()


def digest_value(value: Any) -> str:
    """Give the digest of plain values (through `canonical_json`)."""
    return digest_bytes(canonical_json(value))


def digest_frame(frame: pd.DataFrame, *, digits: int = 9) -> str:
    """Give the digest of a frame's values at a declared precision.

    Parameters
    ----------
    frame : pandas.DataFrame
        Column order counts and row order counts; the index does not. Sort before if order has no meaning.
    digits : int
        Floats are rounded to this many significant digits, so that the last bits of another machine seldom count: two
        values on either side of a rounding border still give two digests.

    Examples
    --------
    >>> a = pd.DataFrame({"x": [0.1 + 0.2, None]})
    >>> digest_frame(a) == digest_frame(pd.DataFrame({"x": [0.3, float("nan")]}))
    True
    """
    state = hashlib.sha256()
    for name, column in frame.items():
        state.update(f"\x1e{name}\x1f".encode())
        if pd.api.types.is_float_dtype(column.dtype):
            values = column.to_numpy(dtype=float, na_value=np.nan)
            cells = [f"{value:.{digits - 1}e}" if value else "0" for value in values.tolist()]
        else:
            cells = ["" if missing else str(value) for value, missing in zip(column, column.isna(), strict=True)]
        state.update("\x1f".join(cells).encode())
    return state.hexdigest()
