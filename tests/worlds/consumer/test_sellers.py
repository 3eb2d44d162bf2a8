"""Sellers of linked worlds resolve in the practitioner world and matter; without a link nobody is named."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.worlds.consumer.chunk import draw_population, make_chunk
from inscredit_models.worlds.consumer.sellers import NOBODY, seller_ids, seller_integrity
from inscredit_models.worlds.practitioner.chunk import make_chunk as make_practitioners
from inscredit_models.worlds.world import make_world
from tests.worlds.conftest import SEED


@pytest.fixture(scope="module")
def linked():
    return make_world(SEED, subject="consumer", variant="c_linked")


@pytest.fixture(scope="module")
def drawn(linked):
    return draw_population(linked, 0)


def test_without_a_link_nobody_is_named(consumers, consumer_tables):
    assert (consumers.policies.seller == NOBODY).all()
    assert consumer_tables.parts["policy"].column("seller_id").null_count == len(consumer_tables.parts["policy"])


def test_a_link_moves_nothing_but_sellers_and_surrenders(drawn, consumers):
    for name in ("insurer", "line", "channel", "start", "planned_end", "premium", "insured"):
        np.testing.assert_array_equal(getattr(drawn.policies, name), getattr(consumers.policies, name), err_msg=name)


def test_sellers_are_agents_of_the_same_branch_who_work_in_that_half_year(linked, drawn, population):
    policies = drawn.policies
    named = np.flatnonzero(policies.seller != NOBODY)
    half = linked.horizon.half_of(policies.start[named])
    agent = policies.seller[named]
    assert len(named) > 1_000 and agent.max() < 24_000
    assert (population.latents.active[agent, half] > 0).all()
    np.testing.assert_array_equal(population.latents.insurer[agent, half], policies.insurer[named])
    np.testing.assert_array_equal(population.careers.region[agent], drawn.people.region[policies.person[named]])
    assert set(policies.channel[named]) == {0}


def test_agents_with_more_business_sell_more(linked, drawn, population):
    counts = np.bincount(drawn.policies.seller[drawn.policies.seller != NOBODY], minlength=25_000)
    volume = population.latents.volume.mean(axis=1)
    assert counts[volume > 1].mean() > 2 * counts[volume < -1].mean()


def test_sellers_of_low_integrity_have_more_early_surrenders(linked, drawn):
    policies = drawn.policies
    further = (policies.seller != NOBODY) & ~np.isin(np.arange(len(policies.person)), policies.first)
    integrity = seller_integrity(linked, policies.seller, policies.start)
    low, high = (policies.surrendered[further & chosen].mean() for chosen in (integrity < -1, integrity > 1))
    assert low > high


def test_names_resolve_in_the_practitioner_store_of_the_same_seed(linked):
    named = make_chunk(linked, 0, 500).parts["policy"].column("seller_id").drop_null().unique().to_pylist()
    practitioners = make_practitioners(make_world(SEED), 0, 24_000).identity.column("subject_id").to_pylist()
    assert named and set(named) <= set(practitioners)


def test_nobody_has_no_name_and_no_effect(linked):
    assert seller_ids(np.array([NOBODY])).to_pylist() == [None]
    np.testing.assert_array_equal(seller_integrity(linked, np.array([NOBODY]), np.array([0])), [0.0])
