"""One vote down (一票否决): a cap on a score where one condition holds, with the score before it kept."""

from __future__ import annotations

from typing import Literal

import numpy as np


def vetoed(values: np.ndarray, side: Literal["below", "above"], limit: float) -> np.ndarray:
    """Say where a condition holds: strictly below or strictly above a limit; a missing value never vetoes.

    Examples
    --------
    >>> vetoed(np.array([99.0, 100.0, np.nan]), "below", 100.0).tolist()
    [True, False, False]
    """
    return values < limit if side == "below" else values > limit


def capped(points: np.ndarray, where: np.ndarray, cap: float) -> np.ndarray:
    """Give points that are at most ``cap`` where the veto holds; others and missing ones stay.

    Examples
    --------
    >>> capped(np.array([80.0, 30.0, 80.0]), np.array([True, True, False]), 59.0).tolist()
    [59.0, 30.0, 80.0]
    """
    return np.where(where & (points > cap), cap, points)
