"""Consumers: traits, rings, households."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.worlds.consumer.people import diligence, draw_consent, draw_people, draw_rings, fraud_climate
from inscredit_models.worlds.streams import CHUNK
from inscredit_models.worlds.world import make_world
from tests.worlds.conftest import SEED


def test_a_person_has_two_point_two_policies_on_average(consumers):
    assert consumers.people.policies.min() == 1
    assert consumers.people.policies.mean() == pytest.approx(2.2, abs=0.05)


def test_honesty_is_a_trait_unless_it_drifts(consumers):
    people = consumers.people
    assert (people.honesty == people.honesty[:, :1]).all()
    drift = draw_people(make_world(SEED, subject="consumer", variant="f_honesty_drift"), 0)
    yearly = np.corrcoef(drift.honesty[:, 0], drift.honesty[:, 1])[0, 1]
    assert yearly == pytest.approx(0.9, abs=0.02) and np.array_equal(drift.honesty[:, 0], people.honesty[:, 0])


def test_ring_members_are_less_honest_by_the_planted_shift(consumers):
    people = consumers.people
    member = people.ring >= 0
    difference = people.honesty[member, 0].mean() - people.honesty[~member, 0].mean()
    assert difference == pytest.approx(-1.2, abs=4 / np.sqrt(member.sum()))


def test_rings_have_seven_members_on_average():
    many = make_world(SEED, subject="consumer", variant="f_rings")
    sizes = np.concatenate([np.bincount(ring[ring >= 0]) for ring in (draw_rings(many, chunk) for chunk in range(8))])
    assert sizes.min() >= 4 and sizes.mean() == pytest.approx(7, abs=0.7)
    assert len(sizes) == pytest.approx(8 * CHUNK / 700, abs=4 * np.sqrt(8 * CHUNK / 700))


def test_without_rings_nobody_is_in_one():
    assert (draw_rings(make_world(SEED, subject="consumer", variant="f_no_rings"), 0) == -1).all()


def test_thirty_per_cent_live_in_households_of_two_to_four(consumers):
    household = consumers.people.household
    assert (household >= 0).mean() == pytest.approx(0.3)
    sizes = np.bincount(household[household >= 0])
    assert set(sizes[:-1]) == {2, 3, 4}


def test_the_honest_consent_more_often_where_consent_is_informative(consumers):
    informative = make_world(SEED, subject="consumer", variant="consent_informative")
    consent = draw_consent(informative, 0, consumers.people)[:, 0]
    honest = consumers.people.honesty[:, 0] > 0
    assert consent[honest].mean() > consent[~honest].mean() + 0.15


def test_default_consent_is_near_the_planted_share(consumer_world, consumers):
    assert draw_consent(consumer_world, 0, consumers.people).mean() == pytest.approx(0.87, abs=0.02)


def test_effects_of_regions_and_insurers_are_drawn_once_per_world(consumer_world):
    assert fraud_climate(consumer_world).shape == (36,) and diligence(consumer_world).shape == (180,)
    assert np.array_equal(diligence(consumer_world), diligence(consumer_world))
