"""Who the practitioners are and how long they stay (从业经历): region, insurer, entry, exit, one move."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inscredit_models.worlds.backbone import NEVER
from inscredit_models.worlds.horizon import DAYS_PER_MONTH, day_number, days_of_months
from inscredit_models.worlds.parameters import Parameters
from inscredit_models.worlds.streams import CHUNK
from inscredit_models.worlds.world import World

_ADULT_AGE = 18
_BIRTH_RANGE = ("1950-01-01", "2004-12-31")


@dataclass(frozen=True)
class Careers:
    """Arrays over the persons of a chunk (n = 25,000); days are day numbers.

    Parameters
    ----------
    region, first_insurer, next_insurer : ndarray of int
        Where they work; ``next_insurer`` is the one after the move.
    is_senior, is_female, has_college, is_mover : ndarray of bool
        Facts of the person. A mover changes insurer once, maybe outside the horizon.
    birth_day, start_day : ndarray of int
        Birth and first day in the career (before the horizon for the initial stock).
    exit_day : ndarray of int
        First day no longer in the career; after the horizon for most of the active.
    move_day : ndarray of int
        First day at the next insurer; ``NEVER`` for those who do not move.
    own : ndarray
        The person's own part of integrity, standard normal.
    """

    region: np.ndarray
    first_insurer: np.ndarray
    next_insurer: np.ndarray
    is_senior: np.ndarray
    is_female: np.ndarray
    has_college: np.ndarray
    is_mover: np.ndarray
    birth_day: np.ndarray
    start_day: np.ndarray
    exit_day: np.ndarray
    move_day: np.ndarray
    own: np.ndarray

    def insurer_on(self, person: np.ndarray, day: np.ndarray) -> np.ndarray:
        """Give the insurer of persons on days (arrays of one shape, or that broadcast)."""
        return np.where(day >= self.move_day[person], self.next_insurer[person], self.first_insurer[person])


def draw_careers(world: World, chunk: int) -> Careers:
    """Draw the careers of a chunk."""
    parameters, backbone = world.parameters, world.backbone
    own = world.stream("practitioner/trait", chunk).standard_normal(CHUNK)
    start, tenure = _draw_spans(world.stream("practitioner/career", chunk), parameters)
    origin = world.horizon.origin
    start_day = days_of_months(start, origin)
    exit_day = np.maximum(days_of_months(np.minimum(start + tenure, 12_000.0), origin), start_day + 1)
    person = _draw_persons(world.stream("practitioner/person", chunk), world, start_day)
    move = _draw_moves(world.stream("practitioner/mover", chunk), world, own, start_day, exit_day)
    region = person["region"]
    served = backbone.served_by
    return Careers(
        **person | {"first_insurer": served[person["first_insurer"], region]},
        **move | {"next_insurer": served[move["next_insurer"], region]},
        start_day=start_day,
        exit_day=exit_day,
        own=own,
    )


def _draw_spans(rng: np.random.Generator, parameters: Parameters) -> tuple[np.ndarray, np.ndarray]:
    """Draw entry (months since the horizon's start) and length (months), the stock conditional on surviving to it."""
    is_stock = rng.random(CHUNK) < parameters["career.before_share"]
    before = rng.gamma(parameters["career.stock_shape"], parameters["career.stock_scale_months"], CHUNK)
    weights = np.asarray(parameters["career.year_weights"])
    edges = np.concatenate([[0.0], np.cumsum(weights) / weights.sum()])
    entry = np.interp(rng.random(CHUNK), edges, 12.0 * np.arange(len(edges)))
    start = np.where(is_stock, -before, entry)
    survived = np.where(is_stock, before, 0.0)
    return start, tenure_at(hazard_at(survived, parameters) + rng.exponential(size=CHUNK), parameters)


def hazard_at(tenure: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Give the exit hazard summed up to a tenure in months."""
    edges = np.concatenate([[0.0], parameters["career.exit_months"]])
    rates = np.asarray(parameters["career.exit_hazards"])
    spent = np.clip(tenure[:, None] - edges, 0.0, np.append(np.diff(edges), np.inf))
    return (spent * rates).sum(axis=1)


def tenure_at(hazard: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Give the tenure in months at which the summed hazard is reached; infinite where it never is.

    Examples
    --------
    >>> from inscredit_models.worlds.parameters import load_parameters
    >>> parameters = load_parameters("practitioner")
    >>> tenure_at(hazard_at(np.array([5.0, 13.0, 50.0]), parameters), parameters).round(6).tolist()
    [5.0, 13.0, 50.0]
    """
    edges = np.concatenate([[0.0], parameters["career.exit_months"]])
    rates = np.asarray(parameters["career.exit_hazards"])
    reached = np.concatenate([[0.0], np.cumsum(np.diff(edges) * rates[:-1])])
    band = np.searchsorted(reached, hazard, side="right") - 1
    rate = rates[band]
    over = hazard - reached[band]
    return edges[band] + np.divide(over, rate, out=np.full(len(hazard), np.inf), where=rate > 0)


def _draw_persons(rng: np.random.Generator, world: World, start_day: np.ndarray) -> dict[str, np.ndarray]:
    parameters, backbone = world.parameters, world.backbone
    insurer = _choose(rng.random(CHUNK), backbone.agent_share)
    region = _choose(rng.random(CHUNK), backbone.region_weight)
    senior, female, college = rng.random((3, CHUNK))
    years = rng.gamma(parameters["person.entry_age_shape"], parameters["person.entry_age_scale_years"], CHUNK)
    low, high = (day_number(day) for day in _BIRTH_RANGE)
    adult = start_day - np.ceil(_ADULT_AGE * 365.25).astype(np.int64)
    birth = np.minimum(adult - np.floor(years * 12 * DAYS_PER_MONTH).astype(np.int64), high)
    return {
        "region": region,
        "first_insurer": insurer,
        "is_senior": senior < parameters["person.senior_share"],
        "is_female": female < parameters["person.female_share"],
        "has_college": college < parameters["person.college_share"],
        "birth_day": np.minimum(np.maximum(birth, low), adult),
    }


def _draw_moves(
    rng: np.random.Generator, world: World, own: np.ndarray, start_day: np.ndarray, exit_day: np.ndarray
) -> dict[str, np.ndarray]:
    parameters = world.parameters
    chance = 1 / (1 + np.exp(-parameters["career.mover_intercept"] - parameters["career.mover_own"] * own))
    moves, place, kept = rng.random((3, CHUNK))
    insurer = _choose(rng.random(CHUNK), world.backbone.agent_share)
    last = np.minimum(exit_day, world.horizon.end + 36_500)
    day = start_day + 1 + np.floor(place * (last - start_day - 1)).astype(np.int64)
    stopped = (day >= day_number(parameters["shock.order_from"])) & (kept >= parameters["shock.order_moves"])
    is_mover = (moves < chance) & (day < exit_day) & ~stopped
    return {"is_mover": is_mover, "next_insurer": insurer, "move_day": np.where(is_mover, day, NEVER)}


def _choose(uniform: np.ndarray, share: np.ndarray) -> np.ndarray:
    return np.minimum(np.searchsorted(np.cumsum(share), uniform, side="right"), len(share) - 1)
