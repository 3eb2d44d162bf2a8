"""Complaints, service, claims, governance, ratings."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.worlds.enterprise.conduct import complaint_rate, governance_scores
from inscredit_models.worlds.enterprise.sheets import yearly_premium
from inscredit_models.worlds.world import make_world
from tests.worlds.conftest import SEED


def test_expected_complaints_of_a_year_are_the_published_ones(insurer_world, insurers):
    by_quarter = complaint_rate(insurer_world, insurers.latents).sum(axis=0)
    by_year = by_quarter.reshape(12, 4).sum(axis=1)
    assert by_year[[0, 2, 3, 4, 5]] == pytest.approx([27_902, 31_831, 93_111, 88_454, 93_719])
    assert by_quarter[0] == pytest.approx(5_984) and by_quarter[[24, 29, 36]] == pytest.approx([16_494, 47_005, 26_188])


def test_insurers_differ_in_complaints_by_more_than_their_size(insurer_world, insurers):
    rate, premium = complaint_rate(insurer_world, insurers.latents), yearly_premium(insurer_world)
    plain = np.log(rate[:, ::4] / premium) + 0.45 * insurers.latents.conduct[:, ::4]
    assert plain[:, 0].std() == pytest.approx(0.7, abs=0.12)
    jump = (plain[:, 3] - plain[:, 2]) - (plain[:, 3] - plain[:, 2]).mean()
    assert jump.std() == pytest.approx(0.25, abs=0.05) and (plain[:, 4] - plain[:, 3]).std() < 1e-9


def test_the_definition_of_complaints_breaks_at_2017(insurer_tables):
    rows = insurer_tables.parts["complaint_quarter"].to_pandas()
    year = rows.event_date.map(lambda date: date.year)
    assert set(rows[year < 2017].definition) == {"effective"} and set(rows[year >= 2017].definition) == {"received"}
    both = rows[year.isin([2016, 2017])].groupby("subject_id").filter(lambda held: len(held) == 8)  # a full record
    after = both.definition == "received"
    assert both[after].complaints.sum() / both[~after].complaints.sum() == pytest.approx(2.93, rel=0.15)
    assert rows.withdrawn.sum() / rows.complaints.sum() == pytest.approx(0.39, abs=0.01)


def test_without_the_break_complaints_go_on_as_before(insurers):
    from inscredit_models.worlds.enterprise.conduct import is_received

    assert not is_received(make_world(SEED, subject="enterprise", variant="e_no_break")).any()


def test_own_scores_of_governance_flatter(insurer_world, insurers):
    # published 2018: 76.36 by the regulator, 89.94 by themselves; gap 13.6; correlations .77 and .31 measured
    regulator, own = governance_scores(insurer_world, insurers.latents)
    governance = insurers.latents.governance.reshape(180, 12, 4).mean(axis=2)
    assert own.mean() - regulator.mean() == pytest.approx(13.0, abs=2.0)
    assert np.corrcoef(regulator.ravel(), governance.ravel())[0, 1] == pytest.approx(0.77, abs=0.08)
    assert np.corrcoef(own.ravel(), governance.ravel())[0, 1] == pytest.approx(0.31, abs=0.1)


def test_shares_of_claims_are_in_the_published_range(insurer_tables):
    rows = insurer_tables.parts["claims_service"].to_pandas()
    assert 0.81 <= rows.closed.sum() / rows.registered.sum() <= 0.95
    assert 14 <= rows.cycle_days.sum() / rows.closed.sum() <= 39
    assert 0.97 <= rows.paid.sum() / rows.decided.sum() <= 1.0


def test_numerators_never_exceed_their_denominators(insurer_tables):
    rows = insurer_tables.parts["service_quarter"].to_pandas()
    for part, whole in (
        ("calls_answered", "calls"), ("deliveries_in_time", "deliveries_due"), ("complaints_in_time", "complaints_due"),
    ):  # fmt: skip
        assert (rows[part] <= rows[whole]).all()


def test_outside_ratings_are_inflated_and_not_for_all(insurer_tables):
    rows = insurer_tables.parts["outside_rating"].to_pandas()
    assert set(rows.grade) == {"AAA", "AA", "A", "BBB"}
    assert rows.subject_id.nunique() / 180 == pytest.approx(0.6, abs=0.12)


def test_social_responsibility_is_mostly_size(insurer_tables, insurer_world):
    rows = insurer_tables.parts["social_responsibility"].to_pandas()
    size = insurer_world.backbone.size[rows.subject_id.str[1:].astype(int) - 1]
    assert np.corrcoef(rows.score.astype(float), size)[0, 1] > 0.4


def test_labour_disputes_follow_staff(insurer_tables):
    rows = insurer_tables.parts["labour_year"].to_pandas()
    assert 0 < rows.disputes.sum() / rows.staff.sum() < 0.001
