"""Truth of insurers."""

from __future__ import annotations

import tomllib

import pandas as pd

from inscredit_models.worlds.enterprise.truth import world_truth
from inscredit_models.worlds.world import make_world
from tests.worlds.conftest import SEED
from tests.worlds.practitioner.test_truth import auc


def test_outcome_agrees_with_the_states(insurer_tables, insurers):
    rows = insurer_tables.truth["outcome_true"].to_pandas()
    row = rows[rows.occurred].iloc[0]
    quarter = (row.as_of.year - 2014) * 4 + (row.as_of.month - 1) // 3
    weak = insurers.states.weak[int(row.subject_id[1:]) - 1]
    assert not weak[quarter] and weak[quarter + 1 : quarter + 5].any()


def test_a_weak_quarter_is_dated_and_known_with_its_rating(insurer_tables):
    rows = insurer_tables.truth["outcome_true"].to_pandas()
    happened = rows[rows.occurred]
    first, as_of = pd.to_datetime(happened.first_event_date), pd.to_datetime(happened.as_of)
    assert (first > as_of).all() and (first <= as_of + pd.offsets.MonthEnd(12)).all()
    lag = pd.to_datetime(happened.known_date) - first
    assert happened.reported.mean() > 0.9 and (lag == pd.Timedelta(days=60)).mean() > 0.9
    assert (lag.dropna() >= pd.Timedelta(days=60)).all() and (happened.known_date.isna() == ~happened.reported).all()
    assert rows[~rows.occurred].first_event_date.isna().all() and rows[~rows.occurred].reason_unseen.isna().all()
    assert (happened.reason_unseen.isna() == happened.reported).all()
    rating = insurer_tables.parts["solvency_risk_rating"].to_pandas().set_index(["subject_id", "event_date"]).grade
    seen, unseen = happened[lag == pd.Timedelta(days=60)].iloc[0], happened[~happened.reported].iloc[0]
    assert rating[(seen.subject_id, seen.first_event_date)] in ("C", "D")
    assert unseen.reason_unseen == "not_reported" and (unseen.subject_id, unseen.first_event_date) not in rating.index


def test_the_intensity_of_the_year_ahead_sees_more_than_the_soundness_of_the_day(insurer_tables):
    rows = insurer_tables.truth["outcome_true"].to_pandas()
    oracle = insurer_tables.truth["oracle_enterprise"].to_pandas()
    joined = rows.merge(oracle, on=["subject_id", "as_of"])
    assert joined.rate_next.notna().all() and (joined.rate_next > 0).all()
    assert oracle.rate_next.isna().sum() == 4 * oracle.subject_id.nunique()
    occurred = joined.occurred.to_numpy()
    assert auc(occurred, joined.rate_next.to_numpy()) > auc(occurred, joined.eta_now.to_numpy()) > 0.8


def test_becoming_weak_is_a_downgrade(insurer_tables):
    rows = insurer_tables.truth["outcome_true"].to_pandas()
    assert rows[rows.occurred].downgraded.all() and rows.downgraded.mean() > rows.occurred.mean()


def test_oracle_is_the_soundness_turned_round(insurer_tables):
    oracle = insurer_tables.truth["oracle_enterprise"].to_pandas()
    latent = insurer_tables.truth["latent_enterprise"].to_pandas()
    names = latent.subject_id + latent.period
    dates = pd.to_datetime(oracle.as_of)
    quarter = oracle.subject_id + dates.dt.year.astype(str) + "Q" + dates.dt.quarter.astype(str)
    joined = pd.Series(oracle.eta_now.to_numpy(), index=quarter)[names.to_numpy()].to_numpy()
    assert abs(joined + latent.credit_true.to_numpy()).max() < 1e-5


def test_the_truth_holds_more_edges_than_are_reported(insurer_tables):
    true = len(insurer_tables.truth["exposure_true"])
    reported = insurer_tables.parts["exposure"].to_pandas().groupby(["subject_id", "counterparty", "kind"]).ngroups
    assert 0.65 < reported / true < 0.72


def test_failures_are_listed(insurer_tables, insurers):
    assert len(insurer_tables.truth["debtor_failures"]) == insurers.latents.failures.sum()


def test_breaks_are_listed_only_where_they_are_at_work(insurer_world):
    assert world_truth(insurer_world)["shocks.parquet"].column("name").to_pylist() == [
        "complaint_definition", "lags_2020", "solvency_rules",
    ]  # fmt: skip
    steady = world_truth(make_world(SEED, subject="enterprise", variant="e_no_break"))["shocks.parquet"]
    assert steady.column("name").to_pylist() == ["lags_2020"]
    weights = tomllib.loads(world_truth(insurer_world)["weights_true.toml"])
    assert weights["soundness"]["cap"] == 0.55 and weights["contagion"]["kappa"] == 1.0
    assert weights["penalty"]["gov"] == -0.5 and weights["complaints"]["cond"] == -0.45


def test_every_event_is_listed_and_those_in_the_store_name_their_record(insurer_tables):
    events = insurer_tables.truth["events_all"].to_pandas()
    assert set(events.type) == set(insurer_tables.parts)
    for record, part in insurer_tables.parts.items():
        listed = events[(events.type == record) & events.reported].set_index("record_id")
        first = part.to_pandas().query("sequence == 1").set_index("record_id")
        assert set(listed.index) == set(first.index) and (listed.subject_id == first.subject_id[listed.index]).all()
    assert events[~events.reported].record_id.isna().all() and (~events.reported).any()
