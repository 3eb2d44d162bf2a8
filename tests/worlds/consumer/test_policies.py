"""Policies: everybody always has a live one."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from inscredit_models.worlds.consumer.people import draw_people
from inscredit_models.worlds.consumer.policies import draw_policies
from inscredit_models.worlds.streams import stream
from inscredit_models.worlds.world import make_world


def test_everybody_has_a_live_policy_on_every_day(consumers, consumer_world):
    policies, horizon = consumers.policies, consumer_world.horizon
    first = policies.first
    assert (policies.start[first] <= horizon.start).all() and (policies.end[first] >= horizon.end).all()
    assert np.array_equal(policies.person[first], np.arange(25_000))


def test_motor_is_written_by_property_insurers_and_health_by_life_insurers(consumers, consumer_world):
    sector = consumer_world.backbone.sector[consumers.policies.insurer]
    assert set(sector[consumers.policies.line == 0]) == {1}
    assert set(sector[consumers.policies.line == 1]) == {0}


def test_lines_have_the_planted_shares(consumers):
    shares = np.bincount(consumers.policies.line, minlength=4) / len(consumers.policies.line)
    assert shares == pytest.approx([0.55, 0.30, 0.0, 0.15], abs=0.01)


def test_a_fifth_of_new_business_is_missing_in_the_first_half_of_2020(consumers):
    policies = consumers.policies
    further = np.ones(len(policies.person), dtype=bool)
    further[policies.first] = False
    day = policies.start[further].astype("datetime64[D]")
    halves = [
        np.datetime64(text, "D") for text in ("2019-01-01", "2019-07-01", "2020-01-01", "2020-07-01", "2021-01-01")
    ]
    before, _, slow, after = np.histogram(day.astype(np.int64), [half.astype(np.int64) for half in halves])[0]
    assert slow / (before + after) * 2 == pytest.approx(0.8, abs=0.06)


def test_without_the_shock_starts_are_spread_evenly():
    world = make_world(3, subject="consumer")
    even = world.parameters.items_by_name["shock.covid_volume"].model_copy(update={"value": 1.0})
    values = {**world.parameters.items_by_name, "shock.covid_volume": even}
    world = dataclasses.replace(world, parameters=dataclasses.replace(world.parameters, items_by_name=values))
    policies = draw_policies(world, 0, draw_people(world, 0))
    draws = stream(3, "consumer/policies")
    size = len(policies.person)
    draws.random((2, size))  # lines and channels
    uniform = draws.random(size)
    further = np.ones(size, dtype=bool)
    further[policies.first] = False
    span = 3 * 365 + world.horizon.end - world.horizon.start
    expected = world.horizon.start - 3 * 365 + np.floor(uniform * np.where(further, span, 3 * 365)).astype(np.int64)
    np.testing.assert_array_equal(policies.start, expected)


def test_surrendered_policies_end_within_a_year(consumers):
    policies = consumers.policies
    gone = policies.surrendered
    assert gone.any() and ((policies.end - policies.start)[gone] < 365).all()
    assert (policies.end[~gone] == policies.planned_end[~gone]).all()
