"""Insurers that polish what they report: records move, soundness does not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from inscredit_models.worlds.enterprise.chunk import make_chunk
from inscredit_models.worlds.enterprise.finance import solvency_ratios
from inscredit_models.worlds.enterprise.gaming import draw_gamers, lift_capital, polish_score
from inscredit_models.worlds.enterprise.latents import draw_latents
from inscredit_models.worlds.world import make_world

SEED = 20150116


@pytest.fixture(scope="module")
def strong():
    return make_world(SEED, subject="enterprise", variant="gaming_on")


@pytest.fixture(scope="module")
def latents(strong):
    return draw_latents(strong)


@pytest.fixture(scope="module")
def gamers(strong, latents):
    return draw_gamers(strong, latents)


@pytest.fixture(scope="module")
def made(strong):
    return make_chunk(strong, 0, 180)


@pytest.fixture(scope="module")
def plain():
    return make_chunk(make_world(SEED, subject="enterprise"), 0, 180)


def test_without_gaming_nobody_games_and_nothing_is_listed(plain, latents):
    world = make_world(SEED, subject="enterprise")
    assert not draw_gamers(world, latents).active.any()
    assert len(plain.truth["gaming"]) == 0


def test_those_with_something_to_hide_game_more_and_only_from_the_first_day(strong, latents, gamers):
    begun = gamers.active[:, 32:]  # 2022Q1 is quarter 32 of 2014
    weak = latents.governance[:, 32:] < -0.5
    assert begun[weak].mean() > 2 * begun[~weak].mean() > 0
    assert not gamers.active[:, :32].any()


def test_mild_gaming_leaves_capital_alone(latents):
    world = make_world(SEED, subject="enterprise", variant="gaming_mild")
    mild = draw_gamers(world, latents)
    ratios = solvency_ratios(world, latents)
    assert mild.active.any() and not mild.is_strong
    np.testing.assert_array_equal(lift_capital(world, mild, *ratios)[0], ratios[0])


def test_ratios_below_a_line_end_just_above_it(strong, latents, gamers):
    comprehensive, core = solvency_ratios(strong, latents)
    told, told_core, lifted = lift_capital(strong, gamers, comprehensive, core)
    near = gamers.active & (comprehensive > 0.95) & (comprehensive < 1.0)
    kept = near.copy()
    kept[:, 1:] &= lifted[:, :-1] == 0  # what is given back for the quarter before is taken off again
    assert kept.any() and ((told[kept] >= 1.0) & (told[kept] <= 1.006)).all()
    assert (told >= told_core - 1e-12).all()
    untouched = (lifted == 0) & ~np.roll(lifted > 0, 1, axis=1)
    np.testing.assert_allclose(told_core[untouched], core[untouched])


def test_a_score_is_raised_by_eight_and_never_above_99(strong, gamers):
    own = np.array([[50.0] * 12, [95.0] * 12])
    both = type(gamers)(np.ones((2, 48), dtype=bool), True)
    np.testing.assert_array_equal(polish_score(strong, both, own), [[58.0] * 12, [99.0] * 12])


def test_penalties_suits_ratings_and_outcomes_are_those_of_the_world_without_gaming(made, plain):
    for record in ("enterprise_penalty", "enterprise_litigation", "outside_rating", "solvency_risk_rating", "exposure"):
        assert made.parts[record].equals(plain.parts[record]), record
    assert made.truth["outcome_true"].equals(plain.truth["outcome_true"])
    for record in ("solvency", "governance_score", "complaint_quarter", "claims_service"):
        assert not made.parts[record].equals(plain.parts[record]), record


def test_every_change_of_a_record_is_listed_and_nothing_else(made, plain):
    listed = made.truth["gaming"].to_pandas()
    assert set(listed["lever"]) == {
        "capital_lifted", "claim_days_shortened", "complaints_withdrawn", "self_assessment_raised",
    }  # fmt: skip
    assert (listed["size"] > 0).all() and (listed["from"] >= pd.Timestamp("2022-01-01").date()).all()
    now, before = (tables.parts["complaint_quarter"].to_pandas().set_index("record_id") for tables in (made, plain))
    assert now.index.equals(before.index)  # who reports does not depend on gaming
    quarter = pd.PeriodIndex(pd.to_datetime(now.event_date), freq="Q").start_time.date
    changed = pd.Series((now.withdrawn - before.withdrawn).to_numpy(), index=[now.subject_id, quarter])
    bought = listed[listed["lever"] == "complaints_withdrawn"].set_index(["subject_id", "from"])["size"]
    assert changed.sum() > 0 and (bought.reindex(changed.index, fill_value=0).to_numpy() == changed.to_numpy()).all()


def test_more_insurers_stand_just_above_the_line_than_just_below(made, plain):
    def heap(tables):
        rows = tables.parts["solvency"].to_pandas()
        ratio = rows.actual_capital.astype(float) / rows.minimum_capital.astype(float)
        return ((ratio >= 1.0) & (ratio < 1.006)).sum(), ((ratio > 0.994) & (ratio < 1.0)).sum()

    assert heap(made)[0] > heap(plain)[0] and heap(made)[1] <= heap(plain)[1]


def test_an_insurer_does_not_depend_on_how_many_are_kept(strong, made):
    few = make_chunk(strong, 0, 36)
    gaming = made.truth["gaming"].to_pandas()
    kept = gaming[gaming.subject_id <= "E000000036"].reset_index(drop=True)
    pd.testing.assert_frame_equal(few.truth["gaming"].to_pandas(), kept)
