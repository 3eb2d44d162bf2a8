"""Strategic behaviour (策略行为): who polishes records, and how. It changes records, never conduct.

Those with something to hide game more. Cheap levers come first, costlier ones only where gaming is strong, and what a
regulator decides or a career shows is out of reach. Every manipulation is listed in the truth.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from inscredit_models.worlds.backbone import NEVER
from inscredit_models.worlds.horizon import day_number
from inscredit_models.worlds.observation import Observation, Occurrence, observe
from inscredit_models.worlds.parts import code_column, date_column, subject_ids
from inscredit_models.worlds.practitioner.business import Business
from inscredit_models.worlds.practitioner.careers import Careers
from inscredit_models.worlds.practitioner.events import Events, draw_days
from inscredit_models.worlds.practitioner.latents import Latents
from inscredit_models.worlds.practitioner.violations import Violations
from inscredit_models.worlds.streams import CHUNK, poisson_events
from inscredit_models.worlds.world import World


@dataclass(frozen=True)
class Manipulation:
    """Manipulations by one lever: whose, from which day, and how much (policies, or 1 for a record)."""

    lever: str
    person: np.ndarray
    day: np.ndarray
    size: np.ndarray


@dataclass(frozen=True)
class Gamers:
    """Who games in which half-year, shape (n, h), and whether the costlier levers are used too."""

    active: np.ndarray
    is_strong: bool

    def at(self, events: Events) -> np.ndarray:
        """Say for each event whether its person gamed in that half-year."""
        return self.active[events.person, events.half]


def draw_gamers(world: World, chunk: int, latents: Latents) -> Gamers:
    """Draw who games: one number per person, compared with a chance that falls with integrity and rises with strain."""
    weight = world.parameters.table("gaming")
    uniform = world.stream("practitioner/gaming/person", chunk).random(CHUNK)
    logit = weight["intercept"] + weight["integrity"] * latents.integrity + weight["strain"] * latents.strain
    chance = weight["strength"] / (1 + np.exp(-logit))
    begun = world.horizon.half_starts[:-1] >= day_number(weight["from"])
    return Gamers((uniform[:, None] < chance) & begun, weight["strength"] > weight["medium_above"])


def polish_business(
    world: World, chunk: int, latents: Latents, gamers: Gamers, business: Business
) -> tuple[Business, list[Manipulation]]:
    """Keep lapsing policies alive, and split policies where gaming is strong.

    A lapsing policy is kept with the chance that lifts the expected persistency p to min(.97, p + .65 (1 − p)): what
    was kept anyway stays, so that a polished record can be set against the same record unpolished.
    """
    rng, weight = world.stream("practitioner/gaming/portfolio", chunk), world.parameters.table("gaming")
    games = np.repeat(gamers.active, 2, axis=1) & (latents.active_days > 0)
    rate = business.kept / np.maximum(business.sold, 1)
    lifted = np.minimum(weight["kept_limit"], rate + weight["kept_share"] * (1 - rate))
    chance = np.where(games, np.clip((lifted - rate) / np.maximum(1 - rate, 1e-12), 0, 1), 0.0)
    bought = rng.binomial(business.sold - business.kept, chance)
    splits = weight["split_factor"] - 1 if gamers.is_strong else 0.0
    extra = rng.binomial(business.sold, np.where(games, splits, 0.0))
    kept = business.kept + bought
    share = extra / np.maximum(business.sold, 1)
    polished = dataclasses.replace(
        business,
        sold=business.sold + extra,
        kept=kept + np.rint(share * kept).astype(np.int64),
        passed=business.passed + np.rint(share * business.passed).astype(np.int64),
    )
    starts = world.horizon.quarter_starts
    done = [
        Manipulation(lever, *np.nonzero(count), count[count > 0])
        for lever, count in (("persistency", bought), ("policies_split", extra))
    ]
    return polished, [dataclasses.replace(item, day=starts[item.day]) for item in done]


def buy_off(world: World, chunk: int, gamers: Gamers, events: Events, seen: Observation) -> np.ndarray:
    """Give the day on which each complaint is withdrawn for money; ``NEVER`` for most."""
    rng, weight = world.stream("practitioner/gaming/complaint", chunk), world.parameters.table("gaming")
    chosen = rng.random(len(events)) < weight["complaint_share"]
    after = rng.integers(1, weight["complaint_days"] + 1, len(events))
    return np.where(chosen & gamers.at(events) & seen.is_recorded, seen.known + after, NEVER)


def settle_minor(world: World, chunk: int, gamers: Gamers, minor: Violations) -> tuple[Violations, list[Manipulation]]:
    """Withdraw minor violations that are settled inside the insurer, where gaming is strong."""
    rng, weight = world.stream("practitioner/gaming/minor", chunk), world.parameters.table("gaming")
    chosen = rng.random(len(minor.events)) < weight["minor_share"]
    day = minor.observation.known + rng.integers(1, weight["complaint_days"] + 1, len(chosen))
    settled = chosen & gamers.at(minor.events) & minor.observation.is_recorded & gamers.is_strong
    days = dict(minor.days)
    for kind in ("disputed", "rejected"):
        days[kind] = np.where(settled, NEVER, days[kind])
    days["upheld"] = np.where(settled, day, days["upheld"])
    listed = Manipulation("minor_settled", minor.events.person[settled], day[settled], np.ones(int(settled.sum())))
    return dataclasses.replace(minor, days=days), [listed]


def draw_sales_awards(
    world: World, chunk: int, careers: Careers, latents: Latents, gamers: Gamers
) -> tuple[Events, np.ndarray]:
    """Draw the further sales awards of those who game, and the days on which they become known."""
    rng = world.stream("practitioner/gaming/award", chunk)
    intensity = world.parameters["gaming.awards"] * gamers.active * latents.active
    person, half = np.divmod(poisson_events(rng, intensity), world.horizon.halves)
    day = draw_days(rng, world, careers, person, half)
    order = np.lexsort((day, person))
    person, half, day = person[order], half[order], day[order]
    insurer, region = careers.insurer_on(person, day), careers.region[person]
    awards = Events(person, half, day, intensity[person, half], insurer, region, intensity.sum(axis=0))
    things = Occurrence(day, insurer, region, "award", world.parameters["award.lag_months"],
                        report=world.parameters["award.report"])  # fmt: skip
    return awards, observe(rng, world, things).known


def as_manipulation(lever: str, events: Events, day: np.ndarray) -> Manipulation:
    """List records that exist, or end, through a lever; those with day ``NEVER`` are none."""
    done = day < NEVER
    return Manipulation(lever, events.person[done], day[done], np.ones(int(done.sum())))


def gaming_table(chunk: int, done: list[Manipulation], keep: int) -> pa.Table:
    """Give the manipulations of the kept persons: subject, from which day, lever, size."""
    levers = sorted(item.lever for item in done)
    lever = np.concatenate([np.full(len(item.person), levers.index(item.lever)) for item in done])
    person, day, size = (np.concatenate([getattr(item, name) for item in done]) for name in ("person", "day", "size"))
    order = np.lexsort((lever, day, person))
    order = order[person[order] < keep]
    return pa.table(
        {
            "subject_id": subject_ids(chunk, person[order]),
            "from": date_column(day[order]),
            "lever": code_column(lever[order].astype(np.int64), levers),
            "size": pa.array(size[order].astype(float)),
        }
    )
