"""Who the consumers are (消费者): honesty, stress, households, rings, and how many policies each takes out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inscredit_models.worlds.horizon import day_number
from inscredit_models.worlds.practitioner.latents import autoregression
from inscredit_models.worlds.streams import CHUNK
from inscredit_models.worlds.world import World

_RING_ROOM = 400
"""Ring sizes drawn for a chunk, more than there ever are rings."""


@dataclass(frozen=True)
class People:
    """Arrays over the persons of a chunk (n = 25,000).

    Parameters
    ----------
    region, birth_day : ndarray of int (n,)
        Where they live; birth.
    is_female : ndarray of bool (n,)
        Without effect on anything.
    honesty, stress : ndarray (n, years)
        Standard normal but for the members of rings; stress is bad.
    proneness : ndarray (n,)
        Log factor of the number of claims.
    policies : ndarray of int (n,)
        Number of policies, 1 or more.
    ring, household : ndarray of int (n,)
        Number in the chunk; −1 for none.
    """

    region: np.ndarray
    birth_day: np.ndarray
    is_female: np.ndarray
    honesty: np.ndarray
    stress: np.ndarray
    proneness: np.ndarray
    policies: np.ndarray
    ring: np.ndarray
    household: np.ndarray


def draw_people(world: World, chunk: int) -> People:
    """Draw the persons of a chunk."""
    parameters, years = world.parameters, world.horizon.years
    rng = world.stream("consumer/person", chunk)
    place, female, born, prone = rng.random(CHUNK), rng.random(CHUNK), rng.random(CHUNK), rng.standard_normal(CHUNK)
    shape, chance = parameters["policy.extra_shape"], parameters["policy.extra_p"]
    policies = 1 + rng.negative_binomial(shape, chance, CHUNK)
    share = np.cumsum(world.backbone.region_weight)
    first, last = day_number(parameters["person.birth_first"]), day_number(parameters["person.birth_last"])
    ring, household = draw_rings(world, chunk), draw_households(world, chunk)
    noise = world.stream("consumer/honesty", chunk).standard_normal((CHUNK, years))
    honesty = autoregression(noise, parameters["honesty.ar"]) + parameters["rings.honesty"] * (ring >= 0)[:, None]
    strain = world.stream("consumer/stress", chunk).standard_normal((CHUNK, years))
    stress = autoregression(strain, parameters["stress.ar"])
    return People(
        region=np.minimum(np.searchsorted(share, place, side="right"), len(share) - 1),
        birth_day=first + np.floor(born * (last - first + 1)).astype(np.int64),
        is_female=female < parameters["person.female_share"],
        honesty=honesty,
        stress=stress,
        proneness=parameters["proneness.own"] * prone + parameters["proneness.stress"] * stress[:, 0],
        policies=policies,
        ring=ring,
        household=household,
    )


def draw_rings(world: World, chunk: int) -> np.ndarray:
    """Draw the rings of a chunk: the number of each member's ring, −1 for the many who are in none."""
    rng, weight = world.stream("consumer/rings", chunk), world.parameters.table("rings")
    order, sizes = rng.permutation(CHUNK), weight["smallest"] + rng.geometric(weight["size_p"], _RING_ROOM)
    number = min(int(rng.poisson(CHUNK / weight["per"])), _RING_ROOM) if weight["per"] else 0
    ring = np.full(CHUNK, -1, dtype=np.int64)
    members = np.repeat(np.arange(number), sizes[:number])
    ring[order[: len(members)]] = members
    return ring


def draw_households(world: World, chunk: int) -> np.ndarray:
    """Draw the households whose members share phone and address; −1 for those who share with nobody."""
    rng, weight = world.stream("consumer/households", chunk), world.parameters.table("household")
    order, room = rng.permutation(CHUNK), int(weight["share"] * CHUNK)
    household = np.full(CHUNK, -1, dtype=np.int64)
    household[order[:room]] = np.repeat(np.arange(room), rng.choice(weight["sizes"], room))[:room]
    return household


def fraud_climate(world: World) -> np.ndarray:
    """Give the effect of each region on the logit of fraud."""
    draws = world.stream("consumer/fraud_climate").standard_normal(world.backbone.regions)
    return world.parameters["fraud_climate.sd"] * draws


def diligence(world: World) -> np.ndarray:
    """Give how diligent each insurer is in proving fraud, standard normal."""
    return world.stream("consumer/diligence").standard_normal(world.backbone.insurers)


def draw_consent(world: World, chunk: int, people: People) -> np.ndarray:
    """Draw who has agreed in writing that policies and claims are kept, shape (n, 2)."""
    weight = world.parameters.table("consent")
    logit = weight["intercept"] + weight["honesty"] * people.honesty[:, :1]
    return world.stream("consumer/consent", chunk).random((CHUNK, 2)) < 1 / (1 + np.exp(-logit))
