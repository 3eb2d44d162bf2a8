"""Money: fen and yuan agree exactly."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pyarrow.compute as pc

from inscredit_models.worlds.money import to_fen, yuan_array


def test_sum_of_yuan_is_exactly_the_sum_of_fen():
    fen = to_fen(np.exp(np.random.default_rng(0).normal(8, 2, 10_000)))
    assert pc.sum(yuan_array(fen)).as_py() == Decimal(int(fen.sum())) / 100


def test_missing_amounts_are_missing_and_not_zero():
    assert yuan_array(np.array([0, 7]), np.array([True, False])).to_pylist() == [Decimal("0.00"), None]


def test_negative_fen_keep_their_sign():
    assert yuan_array(np.array([-5])).to_pylist() == [Decimal("-0.05")]
