"""Complaints about sellers: as planted, about live policies, a ladder of one step, worse sellers have more."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from inscredit_models.worlds.consumer.chunk import draw_population, make_chunk
from inscredit_models.worlds.consumer.complaints import complaint_intensity
from inscredit_models.worlds.consumer.sellers import NOBODY, seller_integrity
from inscredit_models.worlds.streams import CHUNK
from inscredit_models.worlds.world import make_world
from tests.worlds.conftest import SEED
from tests.worlds.law_checks import as_frame, rate_breaches


@pytest.fixture(scope="module")
def linked():
    return make_world(SEED, subject="consumer", variant="c_linked")


@pytest.fixture(scope="module")
def drawn(linked):
    return draw_population(linked, 0)


def test_as_many_in_each_year_as_planted(consumers, consumer_world):
    expected = complaint_intensity(consumer_world, consumers.people, consumers.policies).sum(axis=0)
    year = consumer_world.horizon.quarter_of(consumers.complaints.day) // 4
    assert rate_breaches(np.bincount(year, minlength=8), expected) == []
    lost = (year != 5) | (np.arange(len(year)) % 4 > 0)
    assert rate_breaches(np.bincount(year[lost], minlength=8), expected) == [5]


def test_a_live_policy_has_two_in_a_hundred_a_year_times_the_effect_of_its_region(consumers, consumer_world):
    people, policies = consumers.people, consumers.policies
    rate = complaint_intensity(consumer_world, people, policies)[policies.first]
    effect = consumer_world.backbone.region_complaint[people.region]
    np.testing.assert_allclose(rate, np.repeat(0.02 * np.exp(effect)[:, None], rate.shape[1], axis=1))


def test_complaints_are_about_live_policies_of_the_person(consumers):
    complaints, policies = consumers.complaints, consumers.policies
    at = complaints.policy
    assert (complaints.day >= policies.start[at]).all() and (complaints.day <= policies.end[at]).all()
    np.testing.assert_array_equal(policies.person[at], complaints.person)


def test_a_complaint_has_one_result_after_it_was_received(consumer_tables):
    said = as_frame(consumer_tables.parts["consumer_complaint"]).sort_values(["record_id", "sequence"])
    over = said.result != "received"
    assert (over.groupby(said.record_id).diff().dropna() >= 0).all(), "no result is taken back"
    assert said[over].groupby("record_id").result.nunique().eq(1).all()
    assert (said.days_to_result.notna() == over).all() and said.days_to_result.max() <= 60
    left = said.result.eq("withdrawn") & said.status.eq("asserted") & said.sequence.gt(1)
    assert set(said[left].reason) == {"complainant_withdrew"}


def test_a_quarter_is_found_true_and_a_tenth_withdrawn(consumer_tables):
    last = consumer_tables.parts["consumer_complaint"].to_pandas().drop_duplicates("record_id", keep="last")
    shares = last.result.value_counts(normalize=True)
    assert shares["substantiated"] == pytest.approx(0.9 / (1 + np.exp(1.1)), abs=0.03)
    assert shares["withdrawn"] == pytest.approx(0.1, abs=0.02)


def test_sellers_of_low_integrity_have_more_complaints_by_the_planted_slope(linked, drawn, consumers):
    policies = drawn.policies
    named = policies.seller != NOBODY
    integrity = seller_integrity(linked, policies.seller, policies.start)
    rate = complaint_intensity(linked, drawn.people, policies)[named].sum(axis=1)
    unlinked = complaint_intensity(linked, drawn.people, consumers.policies)[named].sum(axis=1)
    kept = (unlinked > 0) & (policies.end == consumers.policies.end)[named]
    np.testing.assert_allclose(np.log(rate[kept] / unlinked[kept]), -0.2 * integrity[named][kept], atol=1e-9)


def test_the_slope_is_found_in_what_happens_and_not_where_nobody_is_named(linked, drawn):
    policies, complaints = drawn.policies, drawn.complaints
    named = policies.seller != NOBODY
    integrity = seller_integrity(linked, policies.seller, policies.start)
    exposure = complaint_intensity(linked, drawn.people, policies).sum(axis=1) * np.exp(0.2 * integrity)
    number = np.bincount(complaints.policy, minlength=len(named))
    bad, good = named & (integrity < 0), named & (integrity > 0)
    low, high = (number[chosen].sum() / exposure[chosen].sum() for chosen in (bad, good))
    assert low > high
    assert (complaints.integrity[~named[complaints.policy]] == 0).all()


def test_a_complaint_names_the_seller_of_its_policy(linked):
    parts = make_chunk(linked, 0, 4_000, truth=False).parts
    columns = (parts["policy"].column(name).to_pylist() for name in ("policy_token", "seller_id"))
    seller_of = dict(zip(*columns, strict=True))
    frame = parts["consumer_complaint"].to_pandas()
    named = frame[frame.seller_id.notna()]
    assert len(named) > 20
    for token, seller in zip(named.policy_token, named.seller_id, strict=True):
        assert seller_of.get(token, seller) == seller  # a policy may go unreported while the complaint does not


def test_other_stages_are_the_same_without_complaints(consumer_world):
    few, parameters = 300, consumer_world.parameters
    none = parameters.items_by_name["complaint.rate"].model_copy(update={"value": 0.0})
    silent = dataclasses.replace(parameters, items_by_name={**parameters.items_by_name, "complaint.rate": none})
    without = make_chunk(dataclasses.replace(consumer_world, parameters=silent), 0, few, truth=False).parts
    with_them = make_chunk(consumer_world, 0, few, truth=False).parts
    assert len(without["consumer_complaint"]) == 0 < len(with_them["consumer_complaint"])
    for code in set(with_them) - {"consumer_complaint"}:
        assert with_them[code].equals(without[code]), code


def test_the_size_of_a_chunk_does_not_matter(consumers, consumer_tables, consumer_world):
    assert consumers.complaints.person.max() < CHUNK
    few = make_chunk(consumer_world, 0, 50, truth=False).parts["consumer_complaint"].to_pandas()
    many = consumer_tables.parts["consumer_complaint"].to_pandas()
    assert few.equals(many[many.subject_id <= "C000000050"].reset_index(drop=True))
