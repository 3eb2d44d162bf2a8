"""Claims and fraud: the planted rates, and proof that is selective."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from inscredit_models.worlds.consumer.chunk import draw_population
from inscredit_models.worlds.consumer.claims import claim_intensity, draw_claims
from inscredit_models.worlds.world import make_world
from tests.worlds.conftest import SEED
from tests.worlds.law_checks import rate_breaches


@pytest.fixture(scope="module")
def claims(consumers):
    return consumers.claims


def test_claims_are_as_many_as_expected(claims, consumers, consumer_world):
    expected = claim_intensity(consumer_world, consumers.people).sum(axis=0)
    assert rate_breaches(np.bincount(claims.year, minlength=8), expected) == []


def test_a_rate_that_is_off_by_a_tenth_is_caught(claims, consumers, consumer_world):
    expected = 1.1 * claim_intensity(consumer_world, consumers.people).sum(axis=0)
    assert rate_breaches(np.bincount(claims.year, minlength=8), expected) == list(range(8))


def test_fraud_is_as_frequent_as_its_chances_say(claims):
    expected = claims.fraud_chance.sum()
    spread = np.sqrt((claims.fraud_chance * (1 - claims.fraud_chance)).sum())
    assert abs(claims.is_fraud.sum() - expected) <= 4 * spread


def test_rates_are_those_of_the_trial_runs(claims):
    # 100,000 persons, eight seeds: .718 claims a year, 4.58 ± .19 % fraud, proof rate .243 ± .031
    assert len(claims) / (25_000 * 8) == pytest.approx(0.718, abs=0.03)
    assert claims.is_fraud.mean() == pytest.approx(0.0458, abs=0.008)
    assert claims.is_proven[claims.is_fraud].mean() == pytest.approx(0.243, abs=0.1)


ANCHORS = {"paid": (0.985, 0.995), "motor": (0.9 * 7306, 1.1 * 7306), "cases of leads": (0.04, 0.14)}
"""Limits around what is published: 98.97 % of claims paid, a mean motor claim of 7,306 yuan, cases proven of leads."""


def anchor_breaches(claims) -> list[str]:
    """Name the published figures that claims do not keep to."""
    found = {
        "paid": 1 - claims.is_refused.mean(),
        "motor": claims.fen[claims.is_motor].mean() / 100,
        "cases of leads": claims.is_proven.sum() / claims.is_suspected.sum(),
    }
    return [name for name, (low, high) in ANCHORS.items() if not low <= found[name] <= high]


def test_published_figures_are_kept(claims):
    assert anchor_breaches(claims) == []


@pytest.mark.parametrize(
    ("name", "plant"),
    [
        ("paid", lambda claims: {"is_refused": claims.is_refused | (np.arange(len(claims)) % 100 == 0)}),
        ("motor", lambda claims: {"fen": claims.fen * 5 // 4}),
        ("cases of leads", lambda claims: {"is_suspected": claims.is_proven | (np.arange(len(claims)) % 50 == 0)}),
    ],
)
def test_a_published_figure_that_is_not_kept_is_caught(claims, name, plant):
    assert anchor_breaches(dataclasses.replace(claims, **plant(claims))) == [name]


def test_everything_proven_was_suspected(claims):
    assert not (claims.is_proven & ~claims.is_suspected).any()


def test_proof_prefers_large_amounts(claims):
    fraud = claims.is_fraud
    large = claims.fen > np.median(claims.fen[fraud])
    assert claims.proof_chance[fraud & large].mean() > 1.3 * claims.proof_chance[fraud & ~large].mean()


def test_losses_lie_under_a_live_policy(claims, consumers):
    policies = consumers.policies
    assert (policies.start[claims.policy] <= claims.day).all() and (policies.end[claims.policy] >= claims.day).all()
    assert np.array_equal(policies.person[claims.policy], claims.person)


@pytest.mark.parametrize("variant", ["f_low_detection", "f_false_accusation", "f_selected_audit"])
def test_variants_of_proof_leave_claims_and_fraud_alone(claims, variant):
    other = draw_population(make_world(SEED, subject="consumer", variant=variant), 0).claims
    for name in ("person", "day", "fen", "is_fraud", "is_night"):
        assert np.array_equal(getattr(other, name), getattr(claims, name))
    assert not np.array_equal(other.is_proven, claims.is_proven)


def test_low_detection_proves_a_third_as_much(claims):
    # measured proof rate .079 against .243
    low = draw_population(make_world(SEED, subject="consumer", variant="f_low_detection"), 0).claims
    assert (low.is_proven & ~claims.is_proven).sum() == 0
    assert low.is_proven[low.is_fraud].mean() / claims.is_proven[claims.is_fraud].mean() == pytest.approx(0.33, abs=0.1)


def test_the_dishonest_defraud_more(consumers, consumer_world):
    people = consumers.people
    worse = dataclasses.replace(people, honesty=people.honesty - 1)
    more = draw_claims(consumer_world, 0, worse, consumers.policies)
    assert more.is_fraud.mean() > 1.8 * consumers.claims.is_fraud.mean()
