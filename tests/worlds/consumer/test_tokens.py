"""Tokens: different numbers, different tokens."""

from __future__ import annotations

import numpy as np

from inscredit_models.worlds.consumer.tokens import household_numbers, ring_numbers, tokens


def test_different_numbers_have_different_tokens():
    numbers = np.arange(20_000) * 211_111
    assert len(set(tokens("phone", numbers).to_pylist())) == 20_000


def test_rings_households_and_persons_never_share_a_number():
    last_person = 495 * 25_000
    assert last_person < household_numbers(0, np.array([0]))[0]
    assert household_numbers(494, np.array([7_500]))[0] < ring_numbers(0, np.array([0]))[0]
    assert ring_numbers(494, np.array([399]))[0] < 2**32


def test_no_numbers_no_tokens():
    assert tokens("phone", np.array([], dtype=np.int64)).to_pylist() == []
