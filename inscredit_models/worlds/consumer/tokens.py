"""Opaque tokens (不透明标识): what stands for phones, addresses, garages; it belongs to no one."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

_SCRAMBLE = 2_654_435_761
"""Odd, so that different numbers below 2³² give different tokens."""

RING_ROOM, HOUSEHOLD_ROOM = 1_000, 10_000
"""Rings and households that a chunk may number."""

_RINGS_FROM, _HOUSEHOLDS_FROM = 3_900_000_000, 3_000_000_000


def tokens(kind: str, numbers: np.ndarray) -> pa.Array:
    """Give the tokens of numbers below 2³²: ``T-<kind>-<8 hex digits>``.

    Examples
    --------
    >>> tokens("phone", np.array([0, 1])).to_pylist()
    ['T-phone-00000000', 'T-phone-9e3779b1']
    """
    mixed = (np.asarray(numbers, dtype=np.uint64) * np.uint64(_SCRAMBLE)) % np.uint64(2**32)
    shifts = np.uint64(4) * np.arange(7, -1, -1, dtype=np.uint64)
    digits = ((mixed[:, None] >> shifts) & np.uint64(15)).astype(np.int64)
    hexes = np.array(list("0123456789abcdef"))[digits]
    texts = hexes.view("U8").ravel() if len(hexes) else np.array([], dtype="U8")
    return pa.array([f"T-{kind}-{text}" for text in texts.tolist()], pa.string())


def ring_numbers(chunk: int, ring: np.ndarray) -> np.ndarray:
    """Number the rings of a chunk apart from persons, households and sites."""
    return _RINGS_FROM + chunk * RING_ROOM + ring


def household_numbers(chunk: int, household: np.ndarray) -> np.ndarray:
    """Number the households of a chunk apart from persons, rings and sites."""
    return _HOUSEHOLDS_FROM + chunk * HOUSEHOLD_ROOM + household
