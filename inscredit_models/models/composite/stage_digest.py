"""Digests of the stages of an index (阶段摘要): nine significant digits, made on whole arrays."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

DIGITS = 9
_MISSING = np.iinfo(np.int64).max
_BLOCK = 65_536


def stage_digest(values: np.ndarray, codes: Sequence[str], identity: str) -> str:
    """Give the digest of a matrix at nine significant digits, so that the last bits of another machine do not count.

    Parameters
    ----------
    values : ndarray of shape (n, k)
        NaN where missing.
    codes : sequence of str of length k
        Names of the columns; their order counts.
    identity : str
        Digest of what the rows are; their order counts.

    Examples
    --------
    >>> stage_digest(np.array([[0.1 + 0.2]]), ["a"], "") == stage_digest(np.array([[0.3]]), ["a"], "")
    True
    """
    state = hashlib.sha256(f"{identity}\x1e{chr(31).join(codes)}".encode())
    for start in range(0, len(values), _BLOCK):
        block = values[start : start + _BLOCK]
        present = np.isfinite(block) & (block != 0)
        exponent = np.zeros(block.shape, dtype=np.int64)
        exponent[present] = np.floor(np.log10(np.abs(block[present]))).astype(np.int64)
        mantissa = np.where(np.isnan(block), _MISSING, 0)
        scaled = np.rint(block[present] * np.power(10.0, DIGITS - 1 - exponent[present]))
        mantissa[present] = scaled.astype(np.int64)
        # a mantissa that was rounded up to ten units of the first digit is one of the next exponent
        over = np.abs(mantissa) == 10**DIGITS
        mantissa[over] //= 10
        exponent[over] += 1
        state.update(np.ascontiguousarray(mantissa).astype("<i8").tobytes())
        state.update(np.ascontiguousarray(exponent).astype("<i8").tobytes())
    return state.hexdigest()
