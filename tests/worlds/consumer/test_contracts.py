"""Records of persons and contracts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.worlds.consumer.contracts import policy_tokens
from tests.worlds.law_checks import as_frame, identity_breaches


def test_identity_numbers_are_valid_simulated_and_unique(consumer_tables, consumers):
    people = consumers.people
    numbers = consumer_tables.identity.column("id_number").to_pandas()
    birth = pd.Series(people.birth_day.astype("datetime64[D]").astype("datetime64[s]"))
    assert set(identity_breaches(numbers, ~people.is_female, birth).values()) == {0}


def test_households_share_a_phone_and_an_address(consumer_tables, consumers):
    links = consumer_tables.parts["shared_link"].to_pandas()
    household = consumers.people.household[links.subject_id.str[1:].astype(int) - 1]
    own = links[links.event_date == links.event_date.min()]
    shared = own[household[own.index] >= 0].assign(household=household[own.index][household[own.index] >= 0])
    assert (shared.groupby(["kind", "household"]).token.nunique() == 1).all()
    alone = own[household[own.index] < 0]
    assert not alone.duplicated(["kind", "token"]).any()


def test_ring_members_take_up_the_phone_of_the_ring(consumer_tables, consumers):
    links = consumer_tables.parts["shared_link"].to_pandas()
    later = links[links.event_date > links.event_date.min()]
    ring = consumers.people.ring[later.subject_id.str[1:].astype(int) - 1]
    assert len(later) > 10 and (ring >= 0).all()
    assert (later.groupby(ring).token.nunique() == 1).all()


def test_ended_policies_say_so_later(consumer_tables, consumer_world):
    policies = as_frame(consumer_tables.parts["policy"])
    over = policies[policies.result.isin(["expired", "surrendered"])]
    assert len(over) > 1000 and (over.sequence == 2).mean() > 0.9
    assert (policies[policies.sequence == 2].result != "in_force").all()


def test_the_honest_pay_in_time(consumer_tables, consumers):
    paid = consumer_tables.parts["premium_payment"].to_pandas()
    honesty = consumers.people.honesty[paid.subject_id.str[1:].astype(int) - 1, 0]
    late = paid.result != "on_time"
    assert honesty[late].mean() < honesty[~late].mean() - 0.2


def test_the_stressed_are_overdue(consumer_tables, consumers):
    owing = consumer_tables.parts["premium_overdue"].to_pandas()
    year = owing.event_date.map(lambda date: date.year) - 2018
    stress = consumers.people.stress[owing.subject_id.str[1:].astype(int) - 1, year]
    assert stress.mean() > 0.7
    assert (owing.act_ended.notna()).all()


def test_disclosures_are_about_a_fifth_per_person(consumer_tables):
    assert len(consumer_tables.parts["disclosure_correction"]) / 25_000 == pytest.approx(0.2, abs=0.02)


def test_policies_are_named_by_fourteen_digits():
    assert policy_tokens(2, np.array([0])).to_pylist() == ["SIMP00000002000001"]
