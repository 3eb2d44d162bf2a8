"""Penalties and suits."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.worlds.enterprise.compliance import lawsuit_rate, penalty_rate
from tests.worlds.law_checks import as_frame, rate_breaches


def test_expected_penalties_of_a_year_are_the_published_ones(insurer_world, insurers):
    by_year = penalty_rate(insurer_world, insurers.latents).sum(axis=0).reshape(12, 4).sum(axis=1)
    assert by_year[[2, 3, 9, 10]] == pytest.approx([906, 910, 2807, 3082])  # 2016, 2017, 2023, 2024


def test_the_badly_governed_are_punished_more(insurer_world, insurers):
    rate = penalty_rate(insurer_world, insurers.latents)
    weak = insurers.latents.governance < -1
    assert rate[weak].mean() > 1.5 * rate[~weak].mean()


def years_off(events: pd.DataFrame, rate: np.ndarray) -> list[int]:
    """Give the years (from 0) whose events are not as many as planted."""
    counts = np.bincount(events.event_date.map(lambda date: date.year) - 2014, minlength=12)
    return rate_breaches(counts, rate.reshape(len(rate), 12, 4).sum(axis=(0, 2)))


@pytest.mark.parametrize(
    ("record", "rate"), [("enterprise_penalty", penalty_rate), ("enterprise_litigation", lawsuit_rate)]
)
def test_events_of_each_year_are_as_many_as_planted(insurer_tables, insurer_world, insurers, record, rate):
    events = insurer_tables.truth["events_all"].to_pandas().query("type == @record")
    planted = rate(insurer_world, insurers.latents)
    assert years_off(events, planted) == []
    year = events.event_date.map(lambda date: date.year)
    half = events[(year != 2020) | (np.arange(len(events)) % 2 == 0)]
    assert years_off(half, planted) == [6]


def test_penalties_of_each_insurer_are_reported_as_planted(insurer_tables):
    rows = insurer_tables.truth["events_all"].to_pandas().query("type == 'enterprise_penalty'")
    late = rows.event_date >= pd.Timestamp("2025-07-01").date()
    reported, planted = rows.reported[~late].sum(), rows.report_probability[~late].sum()
    assert abs(reported - planted) < 4 * np.sqrt(planted * 0.03)
    assert rows.report_probability.groupby(rows.subject_id).first().std() > 0.01


def test_days_follow_the_weights_of_the_months(insurer_tables):
    month = insurer_tables.truth["events_all"].to_pandas().query("type == 'enterprise_penalty'")
    month = month.event_date.map(lambda date: date.month).value_counts()
    assert month[[3, 6, 9, 12]].mean() / month[[1, 4, 7, 10]].mean() == pytest.approx(1.25, abs=0.06)
    assert month[2] / month[1] == pytest.approx(0.7 * 28.25 / 31, abs=0.06)


def test_serious_penalties_are_repaired_less_often_and_last_longer(insurer_tables):
    rows = insurer_tables.parts["enterprise_penalty"].to_pandas()
    rows = rows[rows.event_date < pd.Timestamp("2024-01-01").date()]
    last = rows.sort_values("sequence").groupby("record_id").last()
    repaired = last.status.eq("repaired").groupby(last.severity).mean()
    assert repaired["general"] == pytest.approx(0.6, abs=0.08) and repaired["serious"] == pytest.approx(0.35, abs=0.08)
    lasts = (pd.to_datetime(last.act_ended) - pd.to_datetime(last.event_date)).dt.days.groupby(last.severity).median()
    assert lasts["serious"] > lasts["general"]


def test_a_correction_changes_severity_fine_or_day(insurer_tables):
    rows = insurer_tables.parts["enterprise_penalty"].to_pandas().sort_values(["record_id", "sequence"])
    before, is_corrected = rows.groupby("record_id").shift(), rows.status == "corrected"
    changed = [(rows[name] != before[name])[is_corrected] for name in ("severity", "fine", "event_date")]
    assert is_corrected.sum() / rows.record_id.nunique() == pytest.approx(0.03, abs=0.006)
    assert all(0.2 < flags.mean() < 0.45 for flags in changed) and sum(changed).max() == 1


def test_few_lost_judgments_are_not_performed(insurer_tables):
    rows = insurer_tables.parts["enterprise_litigation"].to_pandas()
    unpaid = rows.judgment_unpaid
    assert unpaid[rows.result != "lost"].isna().all() and unpaid[rows.result == "lost"].notna().all()
    assert 0 < unpaid.dropna().astype(bool).mean() < 0.05


def test_nothing_follows_a_withdrawn_penalty(insurer_tables):
    rows = as_frame(insurer_tables.parts["enterprise_penalty"]).sort_values(["record_id", "sequence"])
    before = rows.groupby("record_id").status.shift()
    assert (rows.status == "withdrawn").any() and not (before == "withdrawn").any()


def test_suits_are_filed_before_they_end(insurer_tables):
    rows = insurer_tables.parts["enterprise_litigation"].to_pandas().sort_values(["record_id", "sequence"])
    assert set(rows[rows.sequence == 1].result) == {"filed"} and set(rows.result) == {"filed", "won", "lost"}
    before = rows.groupby("record_id").result.shift()
    assert not (before.isin(["won", "lost"]) & (before != rows.result)).any()
