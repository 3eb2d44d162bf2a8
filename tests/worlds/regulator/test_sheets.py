"""Counts that bureaus report."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from inscredit_models.evaluation.planted_order import rank_correlation
from inscredit_models.evaluation.validation.bureaus import bureau_indicators, measure_bureaus
from inscredit_models.worlds.regulator.chunk import make_chunk
from inscredit_models.worlds.world import make_world
from tests.worlds.conftest import SEED
from tests.worlds.law_checks import moved_parts


def test_equal_weights_recover_what_the_trial_runs_recovered():
    # 200 seeds: .839 ± .054 by default, .671 with strong gaming, mean single indicator .500
    found = {
        variant: np.mean([measure_bureaus(Path("none"), variant, 36, seed)["equal"] for seed in range(12)])
        for variant in ("default", "gaming_on")
    }
    assert found["default"] == pytest.approx(0.839, abs=0.06)
    assert found["gaming_on"] < found["default"] - 0.08


def test_numerators_never_exceed_their_denominators(bureau_tables):
    for record, part, whole in (
        ("hotline_quarter", "calls_answered", "calls"), ("hotline_quarter", "satisfied", "rated"),
        ("complaint_handling_quarter", "closed", "received"),
        ("complaint_handling_quarter", "closed_in_time", "closed"),
        ("penalty_review_quarter", "overturned", "challenged"), ("commitment_year", "kept", "made"),
        ("bureau_complaint_quarter", "substantiated", "complaints"),
    ):  # fmt: skip
        rows = bureau_tables.parts[record].to_pandas()
        assert (rows[part] <= rows[whole]).all()


def test_shares_are_near_the_published_ones(bureau_tables):
    hotline = bureau_tables.parts["hotline_quarter"].to_pandas()
    handled = bureau_tables.parts["complaint_handling_quarter"].to_pandas()
    assert 0.88 <= hotline.calls_answered.sum() / hotline.calls.sum() <= 0.975
    assert 0.965 <= hotline.satisfied.sum() / hotline.rated.sum() <= 0.992
    assert 0.955 <= handled.closed.sum() / handled.received.sum() <= 0.99


def test_complaints_break_at_2017(bureau_tables):
    rows = bureau_tables.parts["complaint_handling_quarter"].to_pandas()
    year = rows.event_date.map(lambda date: date.year)
    by_year = rows.groupby(year).received.sum()
    assert by_year[2017] / by_year[2016] == pytest.approx(2.93, rel=0.05)
    assert set(rows[year < 2017].definition) == {"effective"}


def test_inspections_follow_workload_and_meetings_nothing(bureau_tables, bureaus):
    rows = bureau_tables.parts["workload_quarter"].to_pandas().groupby("subject_id").sum(numeric_only=True)
    busy = np.log(rows.inspections) - np.log(bureaus.size)
    assert np.corrcoef(busy, bureaus.workload)[0, 1] > 0.95
    assert abs(np.corrcoef(rows.meetings, bureaus.theta.mean(axis=(0, 2)))[0, 1]) < 0.5


JUDGED_BY_OTHERS = ("transparency_year", "penalty_review_quarter", "bureau_complaint_quarter")


def test_a_gaming_bureau_polishes_closing_but_not_what_others_judge():
    plain, gamed = (
        make_chunk(make_world(SEED, subject="regulator", variant=variant), 0, 36, truth=False).parts
        for variant in ("default", "gaming_on")
    )
    assert moved_parts(plain, gamed, JUDGED_BY_OTHERS) == []
    shares = []
    for parts in (plain, gamed):
        rows = parts["complaint_handling_quarter"].to_pandas()
        late = rows[rows.event_date.map(lambda date: date.year) >= 2022]
        shares.append(late.closed.sum() / late.received.sum())
    assert shares[1] > shares[0]


def test_a_stage_that_follows_the_variant_is_caught(bureau_tables, follow_the_variant):
    follow_the_variant("regulator/penalties")
    gamed = make_chunk(make_world(SEED, subject="regulator", variant="gaming_on"), 0, 36, truth=False).parts
    assert moved_parts(bureau_tables.parts, gamed, JUDGED_BY_OTHERS) == ["penalty_review_quarter"]


def indicators_against_credit(seeds):
    """Mean rank correlation with the planted credit of each of eight indicators, higher is better."""
    found = []
    for seed in seeds:
        values, truth = bureau_indicators(make_chunk(make_world(seed, subject="regulator"), 0, 36))
        found.append([rank_correlation(column, truth) for column in values.T])
    return np.mean(found, axis=0)


def test_every_indicator_rises_with_credit():
    found = indicators_against_credit(range(20))
    assert (found > 0.2).all()
    assert not (-found > 0.2).any()  # one that points the wrong way is caught


@pytest.mark.slow
def test_every_indicator_rises_with_credit_over_fifty_worlds():
    assert (indicators_against_credit(range(50)) > 0.25).all()
