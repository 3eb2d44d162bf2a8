"""Shares of links: weights, oneself, those without a value, large groups."""

from __future__ import annotations

import numpy as np

from inscredit_models.indicators.network import named_share, shared_share

NAN = float("nan")
VALUE = np.array([0.0, 2.0, 0.0, NAN])


def named(links: list[tuple[int, int, float]], *, above: float = 0, least: int = 1) -> list[float]:
    source, target, weight = (np.array(column) for column in zip(*links, strict=True))
    return named_share(source, target, weight.astype(float), VALUE, above=above, minimum_links=least).tolist()


def test_a_share_is_weighted() -> None:
    assert named([(0, 1, 30), (0, 2, 70)])[0] == 0.3


def test_oneself_the_unknown_and_those_without_a_value_do_not_count() -> None:
    shares = named([(1, 1, 5), (1, 2, 5), (0, -1, 5), (2, 3, 5)])
    assert shares[1] == 0 and np.isnan([shares[0], shares[2], shares[3]]).all()


def test_affected_is_above_the_limit_and_not_on_it() -> None:
    assert named([(0, 1, 1)], above=2)[0] == 0
    assert named([(0, 1, 1)], above=1.9)[0] == 1


def test_too_few_links_are_missing() -> None:
    assert np.isnan(named([(0, 1, 1)], least=2)[0])
    assert named([(0, 1, 1), (0, 2, 1)], least=2)[0] == 0.5


def shared(pairs: list[tuple[int, int]], **limits: int) -> list[float]:
    holder, thing = (np.array(column) for column in zip(*pairs, strict=True))
    return shared_share(holder, thing, VALUE, above=0, **({"minimum_links": 1} | limits)).tolist()


def test_who_shares_two_things_is_linked_twice() -> None:
    assert shared([(0, 5), (1, 5), (2, 5), (0, 9), (1, 9)])[0] == 2 / 3


def test_a_thing_of_ones_own_links_nobody() -> None:
    assert np.isnan(shared([(0, 5), (1, 9)])).all()


def test_holders_without_a_value_link_nobody_but_have_links_themselves() -> None:
    shares = shared([(0, 5), (3, 5), (1, 5)])
    assert shares[0] == 1 and shares[1] == 0 and shares[3] == 0.5


def test_a_thing_with_too_many_holders_links_nobody() -> None:
    pairs = [(0, 5), (1, 5), (2, 5)]
    assert shared(pairs, largest_group=3)[0] == 0.5
    assert np.isnan(shared(pairs, largest_group=2)).all()


def test_nothing_gives_nothing() -> None:
    empty = np.zeros(0, dtype=np.int64)
    assert np.isnan(shared_share(empty, empty, VALUE, above=0, minimum_links=1)).all()
    assert np.isnan(named_share(empty, empty, np.zeros(0), VALUE, above=0, minimum_links=1)).all()
