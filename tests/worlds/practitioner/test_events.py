"""Events: planted numbers, inside careers, more often at quarter ends."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from inscredit_models.worlds.streams import CHUNK, EVENT_TYPES
from tests.worlds.law_checks import rate_breaches


def years_off(events) -> list[int]:
    """Give the years (from 0) whose events are not as many as planted."""
    happened = np.bincount(events.half, minlength=len(events.expected)).reshape(-1, 2).sum(axis=1)
    expected = events.expected.reshape(-1, 2).sum(axis=1)
    return rate_breaches(happened, expected)


@pytest.mark.parametrize("kind", EVENT_TYPES)
def test_realised_events_agree_with_the_planted_intensity_in_every_year(population, kind):
    assert years_off(population.events[kind]) == []


def test_events_lost_in_one_year_are_caught(population):
    events = population.events["complaint"]
    kept = (events.half // 2 != 3) | (np.arange(len(events)) % 4 > 0)
    assert years_off(dataclasses.replace(events, half=events.half[kept])) == [3]


@pytest.mark.parametrize("kind", EVENT_TYPES)
def test_events_lie_in_the_career_and_their_half_year(population, world, kind):
    events, careers = population.events[kind], population.careers
    assert (events.day >= careers.start_day[events.person]).all()
    assert (events.day < careers.exit_day[events.person]).all()
    assert np.array_equal(world.horizon.half_of(events.day), events.half)
    assert np.array_equal(events.insurer, careers.insurer_on(events.person, events.day))


def test_events_are_sorted_by_person_and_day(population):
    events = population.events["minor"]
    assert np.array_equal(np.lexsort((events.day, events.person)), np.arange(len(events)))


def test_quarter_end_months_have_more_events_and_february_fewer(population):
    days = np.concatenate([population.events[kind].day for kind in EVENT_TYPES]).astype("datetime64[D]")
    months = np.bincount(days.astype("datetime64[M]").astype(int) % 12, minlength=12)
    ends = months[[2, 5, 8, 11]].mean()
    assert ends / months[[3, 4, 6, 7, 9, 10]].mean() == pytest.approx(1.25, abs=0.06)
    assert months[1] / months[0] == pytest.approx(0.7 * 28.25 / 31, abs=0.06)


def test_a_tenth_of_the_persons_is_not_most_of_the_awards(population):
    # awards have no frailty: their spread is that of the intensity alone
    counts = np.bincount(population.events["award"].person, minlength=CHUNK)
    assert np.sort(counts)[-CHUNK // 10 :].sum() < 0.75 * counts.sum()


def decile_trend(population, events, person) -> float:
    """Spearman correlation of the deciles of integrity with their events per active time."""
    integrity, active = population.latents.integrity, population.latents.active
    edges = np.quantile(integrity[active > 0], np.linspace(0.1, 0.9, 9))
    happened = np.bincount(np.searchsorted(edges, integrity[person, events.half]), minlength=10)
    exposed = np.bincount(np.searchsorted(edges, integrity.ravel()), active.ravel(), minlength=10)
    ranks = np.argsort(np.argsort(happened / exposed))
    return float(np.corrcoef(ranks, np.arange(10))[0, 1])


@pytest.mark.parametrize(
    ("kind", "sign"), [("serious", -1), ("general", -1), ("minor", -1), ("complaint", -1), ("award", 1)]
)
def test_events_follow_integrity_by_decile(population, kind, sign):
    events = population.events[kind]
    assert decile_trend(population, events, events.person) * sign >= 0.9


def test_events_given_to_the_wrong_persons_are_caught(population):
    events = population.events["serious"]
    anybody = np.random.default_rng(0).integers(0, CHUNK, len(events))
    assert abs(decile_trend(population, events, anybody)) < 0.9
