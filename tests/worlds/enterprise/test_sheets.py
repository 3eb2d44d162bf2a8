"""Reports of insurers become statements."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.worlds.enterprise.sheets import published, quarter_ends, report_days, seats, yearly_premium
from inscredit_models.worlds.horizon import day_number


def test_premium_of_the_industry_is_the_published_one(insurer_world):
    total = yearly_premium(insurer_world).sum(axis=0) / 1e8
    assert total[[1, 7, 10]] == pytest.approx([24282.52, 44900, 57000])  # 2015, 2021, 2024, 100 million yuan


def test_the_weak_publish_less(insurer_world, insurers):
    soundness = insurers.latents.soundness
    shown = published(insurer_world, soundness)
    assert shown[soundness < -1.5].mean() == pytest.approx(0.55, abs=0.08)
    assert shown[soundness >= -1.5].mean() == pytest.approx(0.92, abs=0.02)


def test_reports_are_known_weeks_after_the_period(insurer_world):
    quarters, years = report_days(insurer_world, uploaded=False)
    ends = quarter_ends(insurer_world)
    assert np.median(quarters - ends) == pytest.approx(40, abs=2)
    assert np.median(years - ends[3::4]) == pytest.approx(90, abs=3)
    assert np.log(quarters - ends).std() == pytest.approx(np.hypot(0.8, 0.25), abs=0.06)
    spring = np.isin(ends, [day_number("2020-03-31"), day_number("2020-06-30")])
    assert np.median((quarters - ends)[:, spring]) == pytest.approx(60, abs=7)


def test_who_joined_late_uploads_its_past_at_once_and_what_regulators_keep_does_not_wait(insurer_world):
    join, ends = insurer_world.backbone.join_day, quarter_ends(insurer_world)
    late = np.flatnonzero(join > 0)
    assert len(late) > 0
    before = ends < join[late, None]
    assert (
        report_days(insurer_world)[0][late][before] == np.broadcast_to(join[late, None], before.shape)[before]
    ).all()
    assert (report_days(insurer_world, uploaded=False)[0][late][before] < join.max()).any()


def test_some_head_offices_report_in_batches(insurer_world):
    batch = insurer_world.backbone.batch[np.arange(180), seats(insurer_world)]
    known = report_days(insurer_world)[0][batch & (insurer_world.backbone.join_day < 0)]
    dates = known.ravel().astype("datetime64[D]").astype(str)
    assert 0.15 < batch.mean() < 0.35 and {day[5:] for day in dates} <= {"04-10", "07-10", "10-10", "01-10"}


def test_head_offices_stay_where_they_are(insurer_world):
    assert np.array_equal(seats(insurer_world), seats(insurer_world)) and seats(insurer_world).max() < 36
