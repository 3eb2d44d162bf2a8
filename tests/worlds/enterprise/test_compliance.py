"""Penalties and suits."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.worlds.enterprise.compliance import penalty_rate
from tests.worlds.law_checks import as_frame


def test_expected_penalties_of_a_year_are_the_published_ones(insurer_world, insurers):
    by_year = penalty_rate(insurer_world, insurers.latents).sum(axis=0).reshape(12, 4).sum(axis=1)
    assert by_year[[2, 3, 9, 10]] == pytest.approx([906, 910, 2807, 3082])  # 2016, 2017, 2023, 2024


def test_the_badly_governed_are_punished_more(insurer_world, insurers):
    rate = penalty_rate(insurer_world, insurers.latents)
    weak = insurers.latents.governance < -1
    assert rate[weak].mean() > 1.5 * rate[~weak].mean()


def test_penalties_are_as_many_as_reported_ones_should_be(insurer_tables, insurer_world, insurers):
    rows = as_frame(insurer_tables.parts["enterprise_penalty"])
    expected = 0.98 * penalty_rate(insurer_world, insurers.latents).sum()
    assert abs(rows.record_id.nunique() - expected) <= 4 * np.sqrt(expected) + 100  # a few are known after the extract


def test_nothing_follows_a_withdrawn_penalty(insurer_tables):
    rows = as_frame(insurer_tables.parts["enterprise_penalty"]).sort_values(["record_id", "sequence"])
    before = rows.groupby("record_id").status.shift()
    assert (rows.status == "withdrawn").any() and not (before == "withdrawn").any()


def test_suits_are_filed_before_they_end(insurer_tables):
    rows = insurer_tables.parts["enterprise_litigation"].to_pandas()
    assert set(rows[rows.sequence == 1].result) == {"filed"} and set(rows[rows.sequence == 2].result) == {"won", "lost"}
