"""When things happen (事件): misconduct, complaints and awards of the persons of a chunk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inscredit_models.worlds.practitioner.careers import Careers
from inscredit_models.worlds.practitioner.latents import ADVERSE_TYPES, Latents, yearly_rate
from inscredit_models.worlds.streams import poisson_events
from inscredit_models.worlds.world import World


@dataclass(frozen=True)
class Events:
    """Events of one type, sorted by person and day.

    Parameters
    ----------
    person, half, day : ndarray of int
        Who, in which half-year, on which day.
    intensity : ndarray
        Expected events of that person in that half-year, with frailty.
    insurer, region : ndarray of int
        Where the person worked on that day.
    expected : ndarray (h,)
        Expected events of the whole chunk by half-year.
    """

    person: np.ndarray
    half: np.ndarray
    day: np.ndarray
    intensity: np.ndarray
    insurer: np.ndarray
    region: np.ndarray
    expected: np.ndarray

    def __len__(self) -> int:
        return len(self.person)


def draw_events(world: World, chunk: int, kind: str, careers: Careers, latents: Latents, eta: np.ndarray) -> Events:
    """Draw all events of a type, reported or not."""
    intensity = 0.5 * yearly_rate(world, kind, eta) * latents.active
    if kind in ADVERSE_TYPES:
        intensity = intensity * latents.frailty
    rng = world.stream(f"practitioner/events/{kind}", chunk)
    person, half = np.divmod(poisson_events(rng, intensity), world.horizon.halves)
    day = draw_days(rng, world, careers, person, half)
    order = np.lexsort((day, person))
    person, half, day = person[order], half[order], day[order]
    return Events(
        person=person,
        half=half,
        day=day,
        intensity=intensity[person, half],
        insurer=careers.insurer_on(person, day),
        region=careers.region[person],
        expected=intensity.sum(axis=0),
    )


def draw_days(
    rng: np.random.Generator, world: World, careers: Careers, person: np.ndarray, half: np.ndarray
) -> np.ndarray:
    """Draw a day of the active part of each half-year by the weights of the months."""
    horizon = world.horizon
    upto = horizon.day_weights(np.asarray(world.parameters["time.month_weights"]))
    first = np.maximum(careers.start_day[person], horizon.half_starts[half])
    after = np.minimum(careers.exit_day[person], horizon.half_starts[half + 1])
    low, high = upto[first - horizon.start], upto[after - horizon.start]
    place = low + rng.random(len(person)) * (high - low)
    day = horizon.start + np.searchsorted(upto, place, side="right") - 1
    return np.clip(day, first, after - 1)
