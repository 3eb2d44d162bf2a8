"""A chunk of consumers: admitted, lawful in time, nested, the same for any number of workers, with consent."""

from __future__ import annotations

import pandas as pd
import pyarrow.parquet as pq
import pytest

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Findings
from inscredit_models.records.statements import check_statements
from inscredit_models.worlds.consumer.chunk import CATEGORIES, make_chunk
from inscredit_models.worlds.simulate import simulate
from inscredit_models.worlds.streams import CHUNK
from inscredit_models.worlds.world import make_world
from tests.worlds.conftest import SEED, changed
from tests.worlds.law_checks import as_frame, gained_records, moved_parts, time_breaches

RECORDS = [record for record in load_catalogue().records_of("consumer") if record.channel == "industry"]
CODES = [record.code for record in RECORDS]


def test_a_chunk_gives_every_record_type_of_the_industry(consumer_tables):
    assert set(consumer_tables.parts) == set(CODES)
    assert set(CATEGORIES) == {record.category for record in RECORDS}


@pytest.mark.parametrize("code", CODES)
def test_a_part_is_admitted_by_the_check_of_the_store(consumer_tables, code):
    findings, catalogue = Findings(), load_catalogue()
    check_statements(consumer_tables.parts[code], catalogue.record_type(code), catalogue, code, findings)
    assert [str(finding) for finding in findings] == []


@pytest.mark.parametrize("code", CODES)
def test_days_are_in_order(consumer_world, consumer_tables, code):
    frame = as_frame(consumer_tables.parts[code])
    start = pd.Series(-(10**6), index=frame.subject_id.unique())
    assert {law: n for law, n in time_breaches(consumer_world, code, frame, start).items() if n} == {}


def test_a_statement_before_its_event_is_caught(consumer_world, consumer_tables):
    frame = as_frame(consumer_tables.parts["claim"])
    frame.loc[0, "known_date"] = frame.event_date[0] - 3
    start = pd.Series(-(10**6), index=frame.subject_id.unique())
    assert time_breaches(consumer_world, "claim", frame, start)["known at least a day after the event"] == 1


def test_a_credit_agency_holds_nothing_that_was_refused(consumer_tables):
    few = 500
    agency = make_chunk(make_world(SEED, subject="consumer", operator_class="credit_agency"), 0, few, truth=False)
    consent = agency.consent.to_pandas()
    for category, codes in (("policy", ("policy", "premium_payment", "premium_overdue")), ("claim", ("claim",))):
        refused = set(consent[consent.category == category].subject_id)
        for code in codes:
            held = set(agency.parts[code].column("subject_id").to_pylist())
            everyone = set(consumer_tables.parts[code].column("subject_id").to_pylist())
            assert refused and not held & refused
            assert everyone & refused  # a regulator or industry body holds them
    assert set(agency.parts["claim"].column("operator_class").to_pylist()) == {"credit_agency"}


def test_two_workers_give_what_one_gives_and_worlds_are_nested(consumer_world, consumer_tables, tmp_path):
    size = CHUNK + 30
    path = simulate(
        tmp_path / "two", subject="consumer", subjects=size, seed=SEED, workers=2, progress=False, truth=False
    )
    second = make_chunk(consumer_world, 1, 30, truth=False)
    for code in CODES:
        parts = [pq.read_table(path / "records" / code / f"part-{chunk:05d}.parquet") for chunk in (0, 1)]
        assert parts[0].equals(consumer_tables.parts[code]) and parts[1].equals(second.parts[code])
    few = make_chunk(consumer_world, 0, 30, truth=False)
    many = consumer_tables.parts["claim"].to_pandas()
    expected = many[many.subject_id <= "C000000030"].reset_index(drop=True)
    pd.testing.assert_frame_equal(few.parts["claim"].to_pandas(), expected)


FEW = 2_000
TOUCHED_BY_PROOF = ("fraud_case", "consumer_violation")
UNTOUCHED = [code for code in CODES if code not in TOUCHED_BY_PROOF]


@pytest.fixture(scope="module")
def few_parts(consumer_world):
    return make_chunk(consumer_world, 0, FEW, truth=False).parts


def _parts_of_low_detection():
    return make_chunk(make_world(SEED, subject="consumer", variant="f_low_detection"), 0, FEW, truth=False).parts


def test_a_variant_of_proof_leaves_the_parts_it_does_not_touch(few_parts):
    low = _parts_of_low_detection()
    assert moved_parts(few_parts, low, UNTOUCHED) == []
    assert moved_parts(few_parts, low, TOUCHED_BY_PROOF) == list(TOUCHED_BY_PROOF)
    assert moved_parts(few_parts, low | {"policy": low["policy"].slice(1)}, UNTOUCHED) == ["policy"]


def test_a_stage_that_follows_the_variant_is_caught(few_parts, follow_the_variant):
    follow_the_variant("consumer/observe/claim")
    assert moved_parts(few_parts, _parts_of_low_detection(), UNTOUCHED) == ["claim"]


def _parts_with_less_reporting(world):
    return make_chunk(changed(world, {"reporting.large_shift": -1.2}), 0, FEW, truth=False).parts


def test_less_reporting_of_large_insurers_leaves_a_true_subset_of_the_records(consumer_world, few_parts):
    less = _parts_with_less_reporting(consumer_world)
    assert gained_records(few_parts, less) == []
    assert {"claim", "policy", "fraud_case"} <= set(gained_records(less, few_parts))


def test_reporting_that_is_drawn_anew_is_caught(consumer_world, few_parts, follow_the_variant):
    follow_the_variant("consumer/observe/claim")
    assert gained_records(few_parts, _parts_with_less_reporting(consumer_world)) == ["claim"]


def test_money_is_never_negative(consumer_tables):
    for code, name in (("claim", "amount"), ("claim", "paid"), ("policy", "premium"), ("fraud_case", "amount")):
        assert min(value for value in consumer_tables.parts[code].column(name).to_pylist() if value is not None) >= 0
