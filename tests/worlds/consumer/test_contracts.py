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
    later = policies[(policies.sequence == 2) & (policies.status == "asserted")]
    assert (later.result != "in_force").all()


@pytest.mark.parametrize("code", ["policy", "premium_payment", "premium_overdue", "consumer_litigation", "fraud_case"])
def test_three_in_a_hundred_amounts_are_corrected(consumer_tables, code):
    frame = consumer_tables.parts[code].to_pandas()
    records = frame.record_id.nunique()
    share = (frame.status == "corrected").sum() / records
    assert share == pytest.approx(0.03, abs=0.004 + 3 * (0.03 / records) ** 0.5)


def test_what_is_overdue_is_objected_to_like_other_adverse_records(consumer_tables):
    owing = consumer_tables.parts["premium_overdue"].to_pandas()
    records = owing.record_id.nunique()
    assert (owing.status == "disputed").sum() / records == pytest.approx(0.04, abs=0.01)
    assert 0.1 < (owing.status == "withdrawn").sum() / (owing.status == "disputed").sum() < 0.6


def test_disclosures_are_corrected_to_another_day(consumer_tables):
    said = as_frame(consumer_tables.parts["disclosure_correction"]).sort_values(["record_id", "sequence"])
    moved = said.groupby("record_id").event_date.diff().abs()[said.status == "corrected"]
    assert len(moved) > 50 and moved.between(1, 30).all()


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
    assert consumer_tables.parts["disclosure_correction"].column("sequence").to_pylist().count(
        1
    ) / 25_000 == pytest.approx(0.2, abs=0.02)


def test_policies_are_named_by_fourteen_digits():
    assert policy_tokens(2, np.array([0])).to_pylist() == ["SIMP00000002000001"]
