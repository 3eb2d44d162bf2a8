"""Days of further statements."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.worlds.backbone import NEVER
from inscredit_models.worlds.later_days import (
    correction_day,
    end_days,
    objection_days,
    repair_day,
    revocation_day,
    spread_days,
)
from inscredit_models.worlds.world import make_world
from tests.worlds.law_checks import day

SIZE = 20_000


@pytest.fixture
def rng():
    return np.random.default_rng(5)


def test_spread_days_have_the_given_median_and_are_never_zero(rng):
    days = spread_days(rng, 18.0, 0.3, SIZE)
    assert np.median(days) == pytest.approx(18.5, abs=0.6)  # rounded up
    assert spread_days(rng, 0.01, 0.1, 100).min() == 1


def test_objections_are_decided_within_twenty_days(rng, world):
    # 征信业管理条例 Art. 25: 20 days
    days = objection_days(rng, world, np.full(SIZE, 100), np.zeros(SIZE, dtype=np.int64))
    objected = days["disputed"] < NEVER
    assert objected.mean() == pytest.approx(0.04, abs=0.005)
    decided = np.minimum(days["rejected"], days["upheld"])
    assert ((decided - days["disputed"])[objected] <= 20).all() and (decided[~objected] == NEVER).all()
    assert (days["upheld"][objected] < NEVER).mean() == pytest.approx(0.35, abs=0.06)


def test_objections_are_many_only_where_the_variant_says_so(rng):
    world = make_world(2, variant="objection_heavy")
    for heavy, share in ((True, 0.15), (False, 0.04)):
        insurer = int(np.flatnonzero((world.backbone.insurer_reporting > 1.0) == heavy)[0])
        days = objection_days(rng, world, np.full(SIZE, 100), np.full(SIZE, insurer))
        assert (days["disputed"] < NEVER).mean() == pytest.approx(share, abs=0.012)


def test_three_per_cent_are_corrected(rng, world):
    days = correction_day(rng, world.parameters, np.full(SIZE, 100))
    assert (days < NEVER).mean() == pytest.approx(0.03, abs=0.005)
    assert (days > 100).all()


def test_the_end_of_an_act_is_censored_to_the_day_it_is_known(rng, world):
    event, known = np.full(SIZE, 100), np.full(SIZE, 160)
    act_ended, ended = end_days(rng, world.parameters, event, known, serious=True)
    over = ended == NEVER
    assert (act_ended[over] <= 160).all() and (act_ended >= 100).all()
    assert (act_ended[~over] > 160).all() and (ended[~over] > act_ended[~over]).all()


@pytest.mark.parametrize(
    ("kind", "decided", "months"),
    [
        ("serious", "2020-01-01", 6),
        ("serious", "2024-01-01", 3),
        ("general", "2024-01-01", 3),
        ("serious", "2026-05-01", 12),
    ],
)
def test_repair_waits_for_the_minimum_window_of_the_regime(rng, world, kind, decided, months):
    # 发改办财金〔2019〕527号, NDRC order 58 of 2023, NDRC order 36 in force from 2026-04-01
    known = np.full(SIZE, day(decided))
    days = repair_day(rng, world.parameters, kind, known, np.full(SIZE, NEVER))
    repaired = days[days < NEVER] - known[0]
    assert repaired.min() >= months * 30
    assert len(repaired) / SIZE == pytest.approx({"serious": 0.35, "general": 0.60}[kind], abs=0.015)


def test_minor_violations_are_not_repaired_and_repair_waits_for_the_end(rng, world):
    known = np.full(100, day("2020-01-01"))
    assert (repair_day(rng, world.parameters, "minor", known, np.full(100, NEVER)) == NEVER).all()
    late = np.full(100, day("2025-01-01"))
    assert repair_day(rng, world.parameters, "serious", known, late).min() > late[0]


def test_only_penalties_are_revoked(rng, world):
    is_penalty = np.arange(SIZE) % 2 == 0
    days = revocation_day(rng, world.parameters, np.full(SIZE, 100), is_penalty)
    assert (days[~is_penalty] == NEVER).all()
    lifted = days[days < NEVER] - 100
    assert len(lifted) / is_penalty.sum() == pytest.approx(0.01, abs=0.004)
    assert lifted.min() >= 30 and lifted.max() <= 540
