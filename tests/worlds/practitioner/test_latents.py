"""Latents and intensities."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.worlds.practitioner.careers import draw_careers
from inscredit_models.worlds.practitioner.chunk import draw_population
from inscredit_models.worlds.practitioner.latents import (
    autoregression,
    draw_latents,
    log_intensity,
    terms,
    yearly_rate,
)
from inscredit_models.worlds.streams import CHUNK, EVENT_TYPES
from inscredit_models.worlds.world import make_world


def test_autoregression_is_stationary_with_unit_variance():
    series = autoregression(np.random.default_rng(0).standard_normal((20_000, 8)), 0.7)
    assert series.std(axis=0) == pytest.approx(np.ones(8), abs=0.02)
    assert np.corrcoef(series[:, 3], series[:, 5])[0, 1] == pytest.approx(0.49, abs=0.02)


def test_integrity_varies_inside_insurers_as_planted(population):
    # own .55 and current .25 of the variance are personal
    latents, careers = population.latents, population.careers
    common = np.sqrt(0.55) * careers.own
    assert np.corrcoef(latents.integrity[:, 0], common)[0, 1] == pytest.approx(np.sqrt(0.55), abs=0.06)


def test_competence_has_unit_variance_and_shares_a_third_with_integrity(population):
    assert population.latents.competence.std() == pytest.approx(1.0, abs=0.015)
    assert np.corrcoef(population.latents.competence, population.careers.own)[0, 1] == pytest.approx(0.30, abs=0.02)


def test_frailty_has_mean_one_and_the_planted_spread(population):
    assert population.latents.frailty.mean() == pytest.approx(1.0, abs=0.005)
    assert population.latents.frailty.var() == pytest.approx(0.25, abs=0.01)  # gamma of shape 4


def test_there_is_no_growth_in_the_first_half_year(population):
    latents = population.latents
    first = np.argmax(latents.active > 0, axis=1)
    assert (latents.growth[np.arange(CHUNK), first] == 0).all()


def test_log_intensity_is_the_written_sum(population, world):
    person, half = np.argwhere((population.latents.active > 0) & (population.latents.tenure > 40))[5]
    latents, careers = population.latents, population.careers
    integrity, strain, volume = (x[person, half] for x in (latents.integrity, latents.strain, latents.volume))
    by_hand = (
        -1.10 * integrity + 0.40 * strain + 0.50 * max(-integrity, 0) * max(strain, 0) - 0.45 * volume
        + 0.50 * latents.growth[person, half] + 0.50 * (careers.is_mover[person] - 0.1)
    )  # fmt: skip
    assert log_intensity(world, "serious", population.parts)[person, half] == pytest.approx(by_hand)


def test_a_term_can_be_left_out(population, world):
    full = log_intensity(world, "serious", population.parts)
    without = log_intensity(world, "serious", population.parts, without=("growth",))
    assert np.allclose(full - without, 0.5 * population.latents.growth)


def test_the_regime_break_weakens_integrity_from_its_day_on():
    world = make_world(1, variant="regime_break")
    people = draw_population(world, 0)
    before = log_intensity(make_world(1), "serious", people.parts)
    after = log_intensity(world, "serious", people.parts)
    assert np.array_equal(before[:, :11], after[:, :11])  # 2018H1 to 2023H1
    assert np.allclose(after[:, 11:] - before[:, 11:], 0.66 * people.latents.integrity[:, 11:])


def test_in_the_null_world_everybody_has_the_same_rate():
    world = make_world(1, variant="null")
    population = draw_population(world, 0)
    for kind in EVENT_TYPES:
        rate = yearly_rate(world, kind, log_intensity(world, kind, population.parts))
        assert np.allclose(rate, world.parameters[f"{kind}.rate"], rtol=1e-12)
    assert (population.latents.frailty == 1).all()


@pytest.mark.slow
@pytest.mark.parametrize("kind", EVENT_TYPES)
def test_mean_rates_over_worlds_are_the_planted_ones(kind):
    seeds, expected, active = range(2000, 2040), 0.0, 0.0
    for seed in seeds:
        world = make_world(seed)
        careers = draw_careers(world, 0)
        latents = draw_latents(world, 0, careers)
        rate = yearly_rate(world, kind, log_intensity(world, kind, terms(world, careers, latents)))
        expected, active = expected + (rate * latents.active).sum(), active + latents.active.sum()
    # sd between worlds .22 for serious: standard error over 40 worlds .035
    assert expected / active == pytest.approx(make_world(1).parameters[f"{kind}.rate"], rel=0.10)
