"""What is first written down wrong stays possible, and is corrected to what is true."""

from __future__ import annotations

import numpy as np

from inscredit_models.worlds.backbone import NEVER
from inscredit_models.worlds.history import STATUSES
from inscredit_models.worlds.slips import Dated, misdate, misstate, stated_amounts

SIZE = 20_000


def test_a_wrong_day_stays_in_quarter_and_career_and_before_it_is_known(population, world):
    events, careers = population.events["complaint"], population.careers
    first, after = careers.start_day[events.person], careers.exit_day[events.person]
    known = events.day + 3
    wrong = np.arange(len(events)) % 2 == 0
    things = Dated(events.day, events.insurer, first, after)
    stated = misdate(np.random.default_rng(0), world, things, known, wrong)
    assert np.array_equal(stated[~wrong], events.day[~wrong])
    assert (stated != events.day).sum() > 0.4 * len(events)
    assert (np.abs(stated - events.day) <= 30).all() and (stated < known).all()
    assert np.array_equal(world.horizon.quarter_of(stated), world.horizon.quarter_of(events.day))
    assert (stated >= first).all() and (stated < after).all()


def test_three_in_a_hundred_amounts_are_wrong_by_about_a_fifth(world):
    known, fen = np.full(SIZE, 18_000), np.full(SIZE, 100_000)
    first, corrected = misstate(np.random.default_rng(0), world, known, fen)
    wrong = corrected < NEVER
    assert abs(wrong.mean() - 0.03) < 0.005 and np.array_equal(wrong, first != fen)
    assert abs(np.log(first[wrong] / fen[wrong]).std() - 0.2) < 0.03
    assert (corrected[wrong] > known[wrong]).all()


def test_no_amount_and_no_fen_are_never_wrong(world):
    for fen in (np.full(SIZE, -1), np.zeros(SIZE, dtype=np.int64)):
        first, corrected = misstate(np.random.default_rng(0), world, np.full(SIZE, 18_000), fen)
        assert np.array_equal(first, fen) and (corrected == NEVER).all()


def test_a_correction_states_what_is_true_and_nothing_before_it_does(world):
    days, fen = {"asserted": np.full(SIZE, 18_000)}, np.full(SIZE, 100_000)
    wanted = np.arange(SIZE) < SIZE // 2
    said, stated = stated_amounts(np.random.default_rng(0), world, days, fen, wanted)
    is_correction = said.status == STATUSES.index("corrected")
    assert is_correction.any() and (stated[is_correction] == 100_000).all()
    corrected = np.isin(said.record, said.record[is_correction])
    assert (stated[corrected & ~is_correction] != 100_000).all() and (stated[~corrected] == 100_000).mean() > 0.99
    assert said.record.max() < SIZE // 2
