"""Careers: retention, movers, branches."""

from __future__ import annotations

import numpy as np
import pytest

from inscredit_models.worlds.backbone import NEVER
from inscredit_models.worlds.practitioner.careers import draw_careers, hazard_at, tenure_at
from inscredit_models.worlds.world import make_world


def test_thirteen_month_retention_is_the_published_one(population, world):
    # published: 30.2 % in 2023; exp(-13 x .092) = .302; only entrants whose 13 months lie in the horizon
    careers = population.careers
    months = (careers.exit_day - careers.start_day) / 30.4375
    entered = (careers.start_day >= world.horizon.start) & (careers.start_day < world.horizon.end - 400)
    # 11,000 entrants: standard error .0044
    assert (months[entered] >= 13).mean() == pytest.approx(0.302, abs=0.0135)
    exact = tenure_at(np.random.default_rng(0).exponential(size=400_000), world.parameters)
    assert (exact >= 13).mean() == pytest.approx(0.302, abs=0.01)


def test_hazard_is_piecewise_linear(world):
    # 13 x .092 + 23 x .030 + 14 x .007
    assert hazard_at(np.array([50.0]), world.parameters)[0] == pytest.approx(1.196 + 0.69 + 0.098)


def test_initial_stock_has_survived_to_the_horizon(population, world):
    careers = population.careers
    stock = careers.start_day < world.horizon.start
    assert stock.mean() == pytest.approx(0.55, abs=0.01)
    assert (careers.exit_day[stock] >= world.horizon.start).all()


def test_shares_of_persons_are_the_planted_ones(population):
    careers = population.careers
    assert careers.is_female.mean() == pytest.approx(0.77, abs=0.01)
    assert careers.has_college.mean() == pytest.approx(0.7234, abs=0.01)
    assert careers.is_senior.mean() == pytest.approx(0.03, abs=0.005)


def test_a_mover_changes_insurer_inside_the_career(population):
    careers = population.careers
    movers = np.flatnonzero(careers.is_mover)
    # planted mean .112, less the moves stopped after 2021
    assert 0.085 < len(movers) / len(careers.own) < 0.115
    assert (careers.move_day[movers] > careers.start_day[movers]).all()
    assert (careers.move_day[movers] < careers.exit_day[movers]).all()
    assert (careers.move_day[~careers.is_mover] == NEVER).all()
    before = careers.insurer_on(movers, careers.move_day[movers] - 1)
    assert np.array_equal(before, careers.first_insurer[movers])
    assert np.array_equal(careers.insurer_on(movers, careers.move_day[movers]), careers.next_insurer[movers])


def test_everybody_works_where_there_is_a_branch(population, world):
    careers = population.careers
    for insurer in (careers.first_insurer, careers.next_insurer):
        assert np.array_equal(world.backbone.served_by[insurer, careers.region], insurer)


def test_without_exits_nobody_leaves():
    world = make_world(1, variant="null")
    assert (draw_careers(world, 0).exit_day > world.horizon.end).all()


def test_a_retention_that_is_not_the_published_one_is_caught():
    parameters = {**make_world(1).parameters, "career.exit_hazards": (0.085, 0.03, 0.007)}
    exact = tenure_at(np.random.default_rng(0).exponential(size=400_000), parameters)
    assert (exact >= 13).mean() != pytest.approx(0.302, abs=0.01)
