"""Reports of insurers become statements."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.worlds.enterprise.sheets import published, quarter_ends, report_days, seats, yearly_premium


def test_premium_of_the_industry_is_the_published_one(insurer_world):
    total = yearly_premium(insurer_world).sum(axis=0) / 1e8
    assert total[[1, 7, 10]] == pytest.approx([24282.52, 44900, 57000])  # 2015, 2021, 2024, 100 million yuan


def test_the_weak_publish_less(insurer_world, insurers):
    soundness = insurers.latents.soundness
    shown = published(insurer_world, soundness)
    assert shown[soundness < -1.5].mean() == pytest.approx(0.55, abs=0.08)
    assert shown[soundness >= -1.5].mean() == pytest.approx(0.92, abs=0.02)


def test_reports_are_known_weeks_after_the_period(insurer_world):
    quarters, years = report_days(insurer_world)
    ends = quarter_ends(insurer_world)
    assert np.median(quarters - ends) == pytest.approx(40, abs=2)
    assert np.median(years - ends[3::4]) == pytest.approx(90, abs=3)


def test_head_offices_stay_where_they_are(insurer_world):
    assert np.array_equal(seats(insurer_world), seats(insurer_world)) and seats(insurer_world).max() < 36
