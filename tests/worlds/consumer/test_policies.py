"""Policies: everybody always has a live one."""

from __future__ import annotations

import numpy as np
import pytest


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


def test_surrendered_policies_end_within_a_year(consumers):
    policies = consumers.policies
    gone = policies.surrendered
    assert gone.any() and ((policies.end - policies.start)[gone] < 365).all()
    assert (policies.end[~gone] == policies.planned_end[~gone]).all()
