"""Digests of stages."""

from __future__ import annotations

import numpy as np

from inscredit_models.models.composite.stage_digest import stage_digest

VALUES = np.array([[1.5, np.nan], [0.0, -2e-7], [9.9999999999, 1e12]])


def digest(values: np.ndarray, codes=("a", "b"), identity: str = "rows") -> str:
    return stage_digest(values, codes, identity)


def test_last_bits_do_not_count_and_nine_digits_do() -> None:
    assert digest(VALUES * (1 + 1e-14)) == digest(VALUES)
    for cell in ((0, 0), (1, 1), (2, 1)):
        other = VALUES.copy()
        other[cell] *= 1 + 1e-7
        assert digest(other) != digest(VALUES)


def test_rounding_up_to_the_next_power_is_that_power() -> None:
    ten = VALUES.copy()
    ten[2, 0] = 10.0
    assert digest(ten) == digest(VALUES)


def test_names_rows_gaps_and_signs_count() -> None:
    assert digest(VALUES, codes=("b", "a")) != digest(VALUES)
    assert digest(VALUES, identity="others") != digest(VALUES)
    assert digest(np.nan_to_num(VALUES)) != digest(VALUES)
    assert digest(-VALUES) != digest(VALUES)
    assert digest(VALUES[::-1]) != digest(VALUES)
