"""Consumers that hide in the records: claims, garages, phones and insurers move, conduct does not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.worlds.consumer.chunk import draw_population, make_chunk
from inscredit_models.worlds.consumer.gaming import draw_gamers, hand_in
from inscredit_models.worlds.streams import CHUNK
from inscredit_models.worlds.world import make_world
from tests.worlds.conftest import SEED

LIMIT = 500_000  # 5,000 yuan in fen


@pytest.fixture(scope="module")
def strong():
    return make_world(SEED, subject="consumer", variant="gaming_on")


@pytest.fixture(scope="module")
def drawn(strong):
    return draw_population(strong, 0)


@pytest.fixture(scope="module")
def made(strong):
    return make_chunk(strong, 0, CHUNK)


def frame(tables, record):
    return tables.parts[record].to_pandas()


def test_without_gaming_nobody_games_and_nothing_is_listed(consumer_world, consumers, consumer_tables):
    assert not draw_gamers(consumer_world, 0, consumers.people).active.any()
    assert len(consumer_tables.truth["gaming"]) == 0
    told = hand_in(consumer_world, 0, consumers.gamers, consumers.claims)
    assert len(told.split) == 0 and not told.fresh.any()
    np.testing.assert_array_equal(told.claims.fen, consumers.claims.fen)


def test_the_dishonest_under_stress_game_more_and_only_from_the_first_day(drawn):
    active, people = drawn.gamers.active, drawn.people
    hiding = (people.honesty < -1) & (people.stress > 1)
    assert active[:, 4:][hiding[:, 4:]].mean() > 2 * active[:, 4:][~hiding[:, 4:]].mean() > 0
    assert not active[:, :4].any()  # 2018 to 2021


def test_a_claim_just_above_the_line_becomes_two_below_it_of_the_same_sum(strong, drawn):
    told = hand_in(strong, 0, drawn.gamers, drawn.claims)
    size = len(drawn.claims)
    first, second = told.claims.fen[told.split], told.claims.fen[size:]
    np.testing.assert_array_equal(first + second, drawn.claims.fen[told.split])
    assert (first <= LIMIT).all() and (second <= LIMIT).all() and (drawn.claims.fen[told.split] > LIMIT).all()
    rest = np.setdiff1d(np.arange(size), told.split)
    np.testing.assert_array_equal(told.claims.fen[rest], drawn.claims.fen[rest])


def test_conduct_is_that_of_the_world_without_gaming(drawn, consumers):
    for name in ("person", "day", "fen", "is_fraud", "in_ring", "fraud_type"):
        np.testing.assert_array_equal(getattr(drawn.claims, name), getattr(consumers.claims, name), err_msg=name)


def test_other_claims_keep_their_record_and_only_those_of_gamers_change(made, consumer_tables):
    now, before = frame(made, "claim"), frame(consumer_tables, "claim")
    gamers = set(made.truth["gaming"].to_pandas()["subject_id"])
    quiet_now = now[~now.subject_id.isin(gamers)].reset_index(drop=True)
    quiet_before = before[~before.subject_id.isin(gamers)].reset_index(drop=True)
    pd.testing.assert_frame_equal(quiet_now, quiet_before)
    assert now.record_id.nunique() > before.record_id.nunique()


def test_rings_lose_their_common_garage_and_phone(made, consumer_tables, drawn):
    def shared(tables):
        sites = frame(tables, "claim").drop_duplicates("record_id")
        sites = sites[sites.event_date >= pd.Timestamp("2022-01-01").date()]
        members = [f"C{person + 1:09d}" for person in np.flatnonzero(drawn.people.ring >= 0)]
        return sites[sites.subject_id.isin(members)].groupby("site_token").subject_id.nunique().gt(2).sum()

    assert shared(made) < 0.8 * shared(consumer_tables)


def test_every_claim_of_a_gamer_brings_a_phone_that_leads_nowhere(made, consumer_tables, drawn, strong):
    now, before = frame(made, "shared_link"), frame(consumer_tables, "shared_link")
    fresh = now[~now.record_id.isin(before.record_id)]
    told = hand_in(strong, 0, drawn.gamers, drawn.claims)
    claims = set(zip(drawn.claims.person[told.fresh[: len(drawn.claims)]] + 1, strict=True))
    assert len(fresh) > 0.9 * told.fresh[: len(drawn.claims)].sum() > 100
    assert set(fresh.kind) == {"phone"} and fresh.token.is_unique and not fresh.token.isin(before.token).any()
    assert set(zip(fresh.subject_id.str[1:].astype(int), strict=True)) <= claims
    kept = now[now.record_id.isin(before.record_id)].set_index("record_id")
    assert kept.known_date.equals(before.set_index("record_id").known_date)


def test_policies_are_spread_only_where_gaming_is_strong(strong, drawn, consumers):
    mild = draw_population(make_world(SEED, subject="consumer", variant="gaming_mild"), 0)
    assert drawn.moved.any() and not mild.moved.any()
    kept = ~drawn.moved
    np.testing.assert_array_equal(drawn.policies.insurer[kept], consumers.policies.insurer[kept])


def test_every_manipulation_is_listed(made, drawn, strong):
    listed = made.truth["gaming"].to_pandas()
    told = hand_in(strong, 0, drawn.gamers, drawn.claims)
    counts = listed.lever.value_counts().to_dict()
    assert counts["new_phone"] == counts["new_site"] == told.fresh[: len(drawn.claims)].sum()
    assert counts["claim_split"] == len(told.split) and counts["policy_spread"] == drawn.moved.sum()
    assert listed["from"].min() >= pd.Timestamp("2022-01-01").date()


def test_a_person_does_not_depend_on_how_many_are_kept(strong, made):
    few = make_chunk(strong, 0, 100)
    for record in ("claim", "shared_link", "policy"):
        whole = frame(made, record)
        kept = whole[whole.subject_id <= "C000000100"].reset_index(drop=True)
        pd.testing.assert_frame_equal(frame(few, record).reset_index(drop=True), kept)
