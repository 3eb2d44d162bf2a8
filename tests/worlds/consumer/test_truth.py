"""Truth of consumers: outcome, oracle, labels of claims."""

from __future__ import annotations

import tomllib

import numpy as np
import pandas as pd
import pytest

from inscredit_models.worlds.consumer.truth import world_truth
from inscredit_models.worlds.observation import Occurrence, is_collected
from tests.worlds.law_checks import as_frame, calibration_slope, rate_breaches
from tests.worlds.practitioner.test_truth import auc


@pytest.fixture(scope="module")
def rows(consumer_tables) -> pd.DataFrame:
    outcome, oracle = (consumer_tables.truth[name].to_pandas() for name in ("outcome_true", "oracle_consumer"))
    return outcome.merge(oracle, on=["subject_id", "as_of"])


def test_oracle_sees_true_fraud(rows):
    # measured .854 ± .004 against the truth, .849 ± .013 against proof, at 100,000 persons
    year = rows[rows.as_of.astype(str) == "2023-12-31"]
    assert auc(year.occurred.to_numpy(), year.eta_now.to_numpy()) == pytest.approx(0.854, abs=0.04)
    assert auc(year.reported.to_numpy(), year.eta_now.to_numpy()) > 0.75
    shuffled = np.random.default_rng(0).permutation(year.eta_now.to_numpy())
    assert auc(year.occurred.to_numpy(), shuffled) == pytest.approx(0.5, abs=0.06)


def test_yearly_fraud_is_as_frequent_as_in_the_trial_runs(rows):
    assert rows.occurred.mean() == pytest.approx(0.0277, abs=0.005)  # measured 2.77 ± .12 %


def test_every_unseen_fraud_has_a_reason(rows):
    unseen = rows[rows.occurred & ~rows.reported]
    assert unseen.reason_unseen.notna().all() and (unseen.reason_unseen == "not_proven").mean() > 0.8
    assert rows[rows.reported].reason_unseen.isna().all()


def test_recorded_claims_are_exactly_those_of_the_store(consumer_tables):
    labels = set(consumer_tables.truth["claims_true"].column("record_id").drop_null().to_pylist())
    assert labels == set(consumer_tables.parts["claim"].column("record_id").to_pylist())


def test_reported_suspicions_are_exactly_the_cases_of_the_store(consumer_tables):
    events = consumer_tables.truth["events_all"].to_pandas()
    listed = set(events[events.type == "suspicion"].record_id.dropna())
    assert listed == set(consumer_tables.parts["fraud_case"].column("record_id").to_pylist())


@pytest.mark.parametrize(
    ("kind", "record"),
    [
        ("complaint", "consumer_complaint"),
        ("litigation", "consumer_litigation"),
        ("disclosure", "disclosure_correction"),
    ],
)
def test_reported_events_are_exactly_the_records_of_the_store(consumer_tables, kind, record):
    events = consumer_tables.truth["events_all"].to_pandas()
    events = events[events.type == kind]
    assert set(events.record_id.dropna()) == set(consumer_tables.parts[record].column("record_id").to_pylist())
    assert 0 < (~events.reported).sum() < len(events)
    expected, variance = (
        events.report_probability.sum(),
        (events.report_probability * (1 - events.report_probability)).sum(),
    )
    assert events.reported.sum() < expected + 4 * variance**0.5, "gaps come on top of what is not reported"


def planted_rate(world, latent, kind) -> np.ndarray:
    """Give the planted number of suits or of corrections of disclosures of each person and year."""
    weight = world.parameters.table(kind)
    if kind == "disclosure":
        return weight["rate"] / world.horizon.years * np.exp(weight["honesty"] * latent.honesty)
    return weight["rate"] * np.exp(weight["honesty"] * latent.honesty + weight["stress"] * latent.stress)


@pytest.mark.parametrize("kind", ["litigation", "disclosure"])
def test_suits_and_disclosures_of_each_year_are_as_many_as_planted(consumer_tables, consumer_world, kind):
    latent = consumer_tables.truth["latent_consumer"].to_pandas().set_index(["subject_id", "period"]).astype(float)
    events = consumer_tables.truth["events_all"].to_pandas().query("type == @kind")
    rate, year = planted_rate(consumer_world, latent, kind), events.event_date.map(lambda date: str(date.year))
    cell = pd.MultiIndex.from_arrays([events.subject_id, year])
    np.testing.assert_allclose(events.intensity, rate.reindex(cell), rtol=1e-5)
    expected = rate.groupby("period").sum()
    assert rate_breaches(year.value_counts().reindex(expected.index), expected) == []
    half = year[(year != expected.index[3]) | (np.arange(len(year)) % 2 == 0)]
    assert rate_breaches(half.value_counts().reindex(expected.index), expected) == [3]


@pytest.fixture(scope="module")
def reportable(consumer_tables, consumers, consumer_world) -> pd.DataFrame:
    """Events with their insurer, from collected cells, so long ago that they are known if they are reported."""
    events = as_frame(consumer_tables.truth["events_all"])
    person, policies, claims = events.subject_id.str[1:].astype(int) - 1, consumers.policies, consumers.claims
    insurer = policies.insurer[policies.first[person]]
    at = {
        "claim": claims.policy,
        "suspicion": claims.policy[claims.is_suspected],
        "complaint": consumers.complaints.policy,
    }
    for kind, policy in at.items():
        insurer[events.type == kind] = policies.insurer[policy]
    things = Occurrence(events.event_date.to_numpy(), insurer, consumers.people.region[person], "claim", 1.0)
    kept = is_collected(consumer_world, things) & (things.day < consumer_world.horizon.end - 365)
    return events.assign(insurer=insurer)[kept]


def test_what_is_reported_of_each_insurer_is_its_planted_share(reportable):
    slope = calibration_slope(reportable.report_probability, reportable.reported, reportable.insurer)
    assert 0.9 <= slope <= 1.1


def test_reporting_that_does_not_feel_the_insurer_is_caught(reportable):
    rng = np.random.default_rng(0)
    anywhere = reportable.groupby("type").reported.transform(rng.permutation)
    assert not 0.9 <= calibration_slope(reportable.report_probability, anywhere, reportable.insurer) <= 1.1


def test_only_the_added_part_of_an_inflated_claim_is_not_owed(consumer_tables, consumers):
    claims = consumer_tables.truth["claims_true"].to_pandas()
    fen = pd.Series(consumers.claims.fen)
    share = claims.not_owed.astype(float) * 100 / fen
    assert (share[~claims.is_fraud] == 0).all()
    inflated = claims.fraud_type == "fr_inflated"
    assert np.allclose(share[claims.is_fraud & ~inflated], 1, rtol=1e-12)
    large = inflated & (fen > 100_000)
    assert large.sum() > 100 and share[large].sub(1 - np.exp(-0.35)).abs().max() < 1e-4


def test_credit_falls_as_fraud_rises(consumer_tables):
    latent = consumer_tables.truth["latent_consumer"].to_pandas()
    assert np.corrcoef(latent.credit_true, latent.honesty)[0, 1] > 0.5
    assert latent.dtypes.drop(["subject_id", "period"]).eq("float32").all()


def test_fraud_falls_with_honesty_by_decile(consumer_tables):
    honesty = consumer_tables.truth["latent_consumer"].to_pandas().groupby("subject_id").honesty.mean()
    claims = consumer_tables.truth["claims_true"].to_pandas()
    count = claims[claims.is_fraud].groupby("subject_id").size().reindex(honesty.index, fill_value=0)
    by_decile = count.groupby(pd.qcut(honesty, 10, labels=False)).mean()
    assert by_decile.corr(pd.Series(range(10)), method="spearman") <= -0.9


def test_rings_are_listed_with_their_members(consumer_tables, consumers):
    rings = consumer_tables.truth["rings"].to_pandas()
    assert len(rings) == (consumers.people.ring >= 0).sum() and not rings.subject_id.duplicated().any()
    assert len(consumer_tables.truth["links_true"]) == 7_500


def test_planted_coefficients_and_effects_are_there(consumer_world):
    truth = world_truth(consumer_world)
    weights = tomllib.loads(truth["weights_true.toml"])
    assert weights["fraud"]["honesty"] == -0.9 and weights["sign"]["punctuality"] == -1
    assert weights["complaint"] == {"region": 1.0, "seller": -0.2} and weights["surrender"]["seller"] == -0.2
    assert "complaint" in weights["distractors"]["topics"]
    assert truth["shocks.parquet"].column("name").to_pylist()[:2] == ["new_business_2020", "lags_2020"]
    assert {"fraud_climate", "diligence"} <= set(truth["effects.parquet"].column("effect").to_pylist())
