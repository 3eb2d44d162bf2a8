"""Truth of a chunk: outcome, oracle, events."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.worlds.observation import Occurrence, is_collected
from inscredit_models.worlds.practitioner.chunk import make_chunk
from inscredit_models.worlds.practitioner.truth import quarter_ends
from inscredit_models.worlds.streams import CHUNK
from inscredit_models.worlds.world import make_world
from tests.worlds.law_checks import as_frame, calibration_slope


@pytest.fixture(scope="module")
def outcome(tables) -> pd.DataFrame:
    return tables.truth["outcome_true"].to_pandas()


@pytest.fixture(scope="module")
def oracle(tables) -> pd.DataFrame:
    return tables.truth["oracle_practitioner"].to_pandas()


def auc(occurred: np.ndarray, risk: np.ndarray) -> float:
    """Share of pairs in the right order, ties half (Mann and Whitney)."""
    ranks, events = pd.Series(risk).rank().to_numpy(), occurred.sum()
    return float((ranks[occurred].sum() - events * (events + 1) / 2) / (events * (len(occurred) - events)))


def test_one_row_per_person_and_date(outcome, oracle, world):
    for frame in (outcome, oracle):
        assert not frame.duplicated(["subject_id", "as_of"]).any()
    assert outcome.as_of.nunique() == 28  # those whose 12 months lie in the horizon
    assert oracle.as_of.nunique() == len(quarter_ends(world)) == 32


def test_first_event_lies_in_the_twelve_months(outcome):
    happened = outcome[outcome.occurred]
    as_of, first = pd.to_datetime(happened.as_of), pd.to_datetime(happened.first_event_date)
    assert (first > as_of).all() and (first <= as_of + pd.offsets.MonthEnd(12)).all()
    assert outcome[~outcome.occurred].first_event_date.isna().all()


def test_outcome_agrees_with_the_list_of_events(outcome, tables):
    events = tables.truth["events_all"].to_pandas()
    serious = events[events.type == "serious"]
    day = pd.Timestamp("2022-12-31")
    date = pd.to_datetime(serious.event_date)
    inside = serious[(date > day) & (date <= pd.Timestamp("2023-12-31"))]
    rows = outcome[pd.to_datetime(outcome.as_of) == day]
    assert set(rows[rows.occurred].subject_id) == set(inside.subject_id) & set(rows.subject_id)


def test_what_is_reported_is_in_the_store_and_what_is_not_has_a_reason(outcome, tables):
    seen, unseen = outcome[outcome.reported], outcome[outcome.occurred & ~outcome.reported]
    assert seen.known_date.notna().all() and seen.reason_unseen.isna().all()
    assert unseen.reason_unseen.isin(["not_collected", "not_reported", "not_yet_known", "withdrawn"]).all()
    violations = as_frame(tables.parts["violation"])
    withdrawn = set(violations[violations.status == "withdrawn"].record_id)
    events = tables.truth["events_all"].to_pandas()
    recorded = events[(events.type == "serious") & events.reported & ~events.record_id.isin(withdrawn)]
    assert set(seen.subject_id) <= set(recorded.subject_id)


def test_recorded_events_are_exactly_the_records_of_the_store(tables):
    events = tables.truth["events_all"].to_pandas()
    listed = set(events.record_id.dropna())
    stored = {
        record_id
        for record in ("violation", "complaint", "award")
        for record_id in tables.parts[record].column("record_id").to_pylist()
    }
    assert listed == stored
    assert (events.reported == events.record_id.notna()).all()


def test_oracle_sees_the_true_outcome(outcome, oracle):
    # measured .825 ± .009 at 150,000 persons, .817 ± .019 at 24,000
    rows = outcome.merge(oracle, on=["subject_id", "as_of"])
    assert len(rows) == len(outcome)
    rows = rows[rows.as_of.astype(str).str.startswith(("2022-12", "2023-12", "2024-12"))]
    assert auc(rows.occurred.to_numpy(), rows.eta_now.to_numpy()) == pytest.approx(0.82, abs=0.05)
    assert auc(rows.occurred.to_numpy(), rows.rate_next.to_numpy()) > 0.84
    # shuffled risk: nothing to see
    shuffled = np.random.default_rng(0).permutation(rows.eta_now.to_numpy())
    assert auc(rows.occurred.to_numpy(), shuffled) == pytest.approx(0.5, abs=0.06)


def test_events_of_the_next_year_are_as_many_as_expected(oracle, tables):
    events = tables.truth["events_all"].to_pandas()
    events = events[events.type == "serious"].assign(date=lambda frame: pd.to_datetime(frame.event_date))
    as_of = pd.to_datetime(oracle.as_of)
    happened, expected, variance = 0, 0.0, 0.0
    for year in range(2018, 2025):
        rows = oracle[as_of == f"{year}-12-31"]
        inside = events[(events.date.dt.year == year + 1) & events.subject_id.isin(rows.subject_id)]
        happened += len(inside)
        expected += rows.rate_next.sum()
        variance += (rows.rate_next + rows.rate_next**2 / 4).sum()  # frailty of shape 4, at most a whole year long
    assert abs(happened - expected) <= 4 * np.sqrt(variance)


def test_credit_falls_as_the_intensity_of_serious_violations_rises(tables):
    latent = tables.truth["latent_practitioner"].to_pandas()
    assert np.corrcoef(latent.credit_true, latent.integrity)[0, 1] > 0.6
    assert latent.dtypes.drop(["subject_id", "period"]).eq("float32").all()


def slope_over_twenty_groups(events: pd.DataFrame) -> float:
    """Calibration over twenty groups of equal size, by planted probability."""
    group = pd.qcut(events.report_probability.rank(method="first"), 20, labels=False)
    return calibration_slope(events.report_probability, events.reported, group)


@pytest.fixture(scope="module")
def reportable(tables, world, population) -> pd.DataFrame:
    """Events of a kind that becomes known soon, from collected cells."""
    events = tables.truth["events_all"].to_pandas()
    events = events[events.type.isin(["minor", "complaint"]).to_numpy()].reset_index(drop=True)
    drawn = [population.events[kind] for kind in ("minor", "complaint")]
    day, insurer, region = (
        np.concatenate([getattr(item, name) for item in drawn]) for name in ("day", "insurer", "region")
    )
    collected = is_collected(world, Occurrence(day, insurer, region, "violation", 1.0))
    return events[collected & (day < world.horizon.end - 365)]


def test_reported_shares_are_calibrated_to_the_planted_probability(reportable):
    assert 0.9 <= slope_over_twenty_groups(reportable) <= 1.1


def test_reporting_that_does_not_follow_its_probability_is_caught(reportable):
    shuffled = np.random.default_rng(0).permutation(reportable.reported.to_numpy())
    assert not 0.9 <= slope_over_twenty_groups(reportable.assign(reported=shuffled)) <= 1.1


@pytest.mark.slow
def test_recorded_counts_follow_integrity_by_decile_at_a_hundred_thousand():
    world = make_world(11)
    means, counts = [], {name: [] for name in ("violation", "complaint", "award")}
    for chunk in range(4):
        tables = make_chunk(world, chunk, CHUNK)
        latent = tables.truth["latent_practitioner"].to_pandas().groupby("subject_id").integrity.mean()
        means.append(latent)
        for record, parts in counts.items():
            first = tables.parts[record].to_pandas().drop_duplicates("record_id")
            parts.append(first.groupby("subject_id").size().reindex(latent.index, fill_value=0))
    decile = pd.qcut(pd.concat(means), 10, labels=False)
    for record, sign in (("violation", -1), ("complaint", -1), ("award", 1)):
        by_decile = pd.concat(counts[record]).groupby(decile).mean()
        assert by_decile.corr(pd.Series(range(10)), method="spearman") * sign >= 0.9
