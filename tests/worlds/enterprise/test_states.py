"""Weak states and classes."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.worlds.enterprise.chunk import draw_population
from inscredit_models.worlds.enterprise.states import GRADES, draw_states, enters_weak
from inscredit_models.worlds.world import make_world
from tests.worlds.conftest import SEED
from tests.worlds.practitioner.test_truth import auc


def test_an_insurer_recovers_only_well_above_the_line(insurer_world):
    weight = insurer_world.parameters.table("weak")
    falling = np.full((1, 48), 10.0)
    falling[0, 2:] = -10.0
    assert draw_states(insurer_world, falling).weak[0].tolist() == [False] * 2 + [True] * 46
    between = np.full((200, 48), weight["scale"] * (weight["line"] + 0.25))
    between[:, 0] = -10.0
    stayed = draw_states(insurer_world, between).weak
    assert stayed[:, 1].mean() > stayed[:, 30].mean() > 0.2


def test_only_the_weak_are_in_class_c_or_d(insurers):
    states = insurers.states
    names = np.array(GRADES)[states.grade]
    assert np.isin(names[states.weak], ["C", "D"]).all() and not np.isin(names[~states.weak], ["C", "D"]).any()
    assert set(names[:, :32][~states.weak[:, :32]]) == {"A", "B"}
    assert set(names[:, 32:][~states.weak[:, 32:]]) == {"A", "BBB", "BB", "B"}


def test_shares_of_class_a_are_the_published_ones(insurers):
    is_a = insurers.states.grade == 0
    rest = ~insurers.states.weak
    assert is_a[:, :32].sum() / rest[:, :32].sum() == pytest.approx(0.53, abs=0.01)
    assert is_a[:, 32:].sum() / rest[:, 32:].sum() == pytest.approx(0.27, abs=0.01)


def test_without_the_break_the_line_stays(insurers):
    steady = draw_population(make_world(SEED, subject="enterprise", variant="e_no_break")).states
    assert np.array_equal(steady.weak[:, :32], insurers.states.weak[:, :32])
    assert steady.weak[:, 32:].sum() < insurers.states.weak[:, 32:].sum()


def test_entries_and_oracle_are_those_of_the_trial_runs():
    # twenty seeds: yearly entry 6.3 ± 1.0 %, oracle .912 ± .019, more events with contagion
    entry, oracle, calm = [], [], []
    for seed in range(11, 17):
        drawn = draw_population(make_world(seed, subject="enterprise"))
        weak, soundness = drawn.states.weak, drawn.latents.soundness[:, :44]
        enters, fit = enters_weak(weak), ~weak[:, :44]
        entry.append(enters[:, 3::4][fit[:, 3::4]].mean())
        oracle.append(auc(enters[:, 32:][fit[:, 32:]], -soundness[:, 32:][fit[:, 32:]]))
        none = draw_population(make_world(seed, subject="enterprise", variant="e_no_contagion")).states.weak
        calm.append(enters_weak(none)[:, 3::4][~none[:, 3:44:4]].mean())
    assert np.mean(entry) == pytest.approx(0.063, abs=0.02)
    assert np.mean(oracle) == pytest.approx(0.912, abs=0.02)
    assert np.mean(calm) < np.mean(entry)
