"""Percentiles among peers: ties, missing values, small groups, last bits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inscredit_models.indicators.peers import peer_percentile

ONE = np.zeros(4, dtype=np.int64)
NAN = float("nan")


def test_the_lowest_is_zero_the_highest_one_and_equals_share_the_middle() -> None:
    assert peer_percentile(np.array([3.0, 1.0, 2.0, 9.0]), ONE, 1).percentile.tolist() == [2 / 3, 0, 1 / 3, 1]
    assert peer_percentile(np.array([5.0, 5.0, 5.0, 5.0]), ONE, 1).percentile.tolist() == [0.5] * 4


def test_who_has_no_value_has_no_standing_and_is_nobodys_peer() -> None:
    standing = peer_percentile(np.array([3.0, NAN, 1.0, NAN]), ONE, 1)
    np.testing.assert_array_equal(standing.percentile, [1, NAN, 0, NAN])
    assert not standing.too_few.any()


def test_too_few_others_are_missing_and_said_so() -> None:
    standing = peer_percentile(np.array([3.0, 4.0, 1.0, NAN]), ONE, 3)
    assert np.isnan(standing.percentile).all()
    assert standing.too_few.tolist() == [True, True, True, False]


def test_one_alone_has_no_peers() -> None:
    assert np.isnan(peer_percentile(np.array([3.0]), ONE[:1], 1).percentile).all()
    assert peer_percentile(np.zeros(0), ONE[:0], 1).percentile.shape == (0,)


def test_groups_do_not_see_each_other_and_no_group_sees_nobody() -> None:
    values, group = np.array([1.0, 2.0, 100.0, 200.0, 3.0]), np.array([7, 7, 2, 2, -1])
    np.testing.assert_array_equal(peer_percentile(values, group, 1).percentile, [0, 1, 0, 1, NAN])


def test_infinite_values_stand_at_the_ends() -> None:
    values = np.array([np.inf, 1.0, -np.inf, np.inf])
    assert peer_percentile(values, ONE, 1).percentile.tolist() == [5 / 6, 1 / 3, 0, 5 / 6]


def test_the_last_bits_make_no_order() -> None:
    values = np.array([0.1 + 0.2, 0.3, np.nextafter(0.3, 1), 0.3000001])
    assert peer_percentile(values, ONE, 1).percentile.tolist() == [1 / 3, 1 / 3, 1 / 3, 1]


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(
    st.lists(st.tuples(st.sampled_from([0.0, 1.0, 1.5, 2.0, NAN]), st.integers(-1, 2)), max_size=12),
    st.integers(1, 4),
)
def test_every_standing_is_what_counting_one_by_one_gives(rows: list[tuple[float, int]], least: int) -> None:
    values = np.array([value for value, _ in rows], dtype=float)
    group = np.array([number for _, number in rows], dtype=np.int64)
    found = peer_percentile(values, group, least).percentile
    for place, (mine, number) in enumerate(rows):
        others = [v for other, (v, g) in enumerate(rows) if other != place and g == number and v == v]
        if number < 0 or mine != mine or len(others) < least:
            assert np.isnan(found[place])
        else:
            points = sum(v < mine for v in others) + sum(v == mine for v in others) / 2
            assert found[place] == pytest.approx(points / len(others))
