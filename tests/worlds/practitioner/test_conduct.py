"""Complaints and awards."""

from __future__ import annotations

import pytest

from inscredit_models.worlds.practitioner.conduct import substantiated_probability
from tests.worlds.law_checks import as_frame


@pytest.fixture(scope="module")
def complaints(tables):
    return as_frame(tables.parts["complaint"]).sort_values(["record_id", "sequence"])


def test_a_third_of_the_complaints_can_be_substantiated(population, world):
    # validated mean .34 over complaints
    events = population.events["complaint"]
    chance = substantiated_probability(world, population.latents.integrity[events.person, events.half])
    assert chance.mean() == pytest.approx(0.34, abs=0.05)


def test_a_result_never_changes_and_never_goes_back(complaints):
    final = complaints[complaints.result != "received"]
    assert (final.groupby("record_id").result.nunique() == 1).all()
    step = complaints.assign(open=complaints.result == "received").groupby("record_id").open.diff()
    assert not (step.astype(float) > 0).any()


def test_a_step_of_the_procedure_is_asserted_with_its_own_day(complaints):
    previous = complaints.groupby("record_id").result.shift()
    steps = complaints[(previous == "received") & (complaints.result != "received")]
    assert len(steps) > 1000
    assert (steps.status == "asserted").all() and (steps.sequence > 1).all()


def test_a_withdrawal_by_the_complainant_is_a_result_and_not_a_status(complaints):
    withdrew = complaints[complaints.reason == "complainant_withdrew"]
    assert (withdrew.status == "asserted").all() and (withdrew.result == "withdrawn").all()
    final = complaints.groupby("record_id").result.last()
    assert (final == "withdrawn").mean() == pytest.approx(0.10, abs=0.01)


def test_kinds_of_complaint_have_the_published_shares(complaints):
    # published, life insurance 2022Q4: sales .51, surrender .27, claims .08, other .14
    shares = complaints[complaints.sequence == 1].kind.value_counts(normalize=True)
    assert shares[["sales", "surrender", "claims", "other"]].to_numpy() == pytest.approx(
        [0.51, 0.27, 0.08, 0.14], abs=0.02
    )


def test_two_fifths_of_the_awards_must_not_count(tables):
    awards = tables.parts["award"].to_pandas()
    assert awards.sales_weight_over_half.mean() == pytest.approx(0.40, abs=0.02)
    assert awards.level.value_counts(normalize=True)["city_assoc_or_prov_branch"] == pytest.approx(0.60, abs=0.02)
