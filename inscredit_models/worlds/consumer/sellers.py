"""Who sold a policy (销售人员): where worlds are linked, an agent of the practitioner world of the same seed.

An agent is drawn inside the branch by volume of business in the half-year of the sale. Its true integrity lowers early
surrenders, so that a study across subject types has something to find.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from inscredit_models.worlds.parts import subject_ids
from inscredit_models.worlds.practitioner.chunk import draw_population
from inscredit_models.worlds.world import World, make_world

NOBODY = -1


@dataclass(frozen=True)
class Agents:
    """Agents of the practitioner world: half-year, branch, cumulative weight and integrity, sorted by cell.

    A cell is a half-year and a branch (insurer and region). ``cell`` is sorted; ``person``, ``weight`` stand beside it.
    """

    cell: np.ndarray
    person: np.ndarray
    weight: np.ndarray
    integrity: np.ndarray


def cell_number(half: np.ndarray, insurer: np.ndarray, region: np.ndarray) -> np.ndarray:
    """Number half-year and branch together."""
    return (np.asarray(half) * 1_000 + np.asarray(insurer)) * 1_000 + np.asarray(region)


@lru_cache(maxsize=2)
def agents_of(seed: int, most: int) -> Agents:
    """Give the first agents of the practitioner world of a seed, under its default variant."""
    world = make_world(seed)
    drawn = draw_population(world, 0)
    careers, latents = drawn.careers, drawn.latents
    person, half = np.nonzero(latents.active[:most] > 0)
    cell = cell_number(half, latents.insurer[person, half], careers.region[person])
    order = np.lexsort((person, cell))
    weight = (np.exp(latents.volume) * latents.active)[person, half]
    return Agents(cell[order], person[order], np.cumsum(weight[order]), latents.integrity)


def draw_sellers(
    world: World, chunk: int, insurer: np.ndarray, region: np.ndarray, start: np.ndarray, by_agent: np.ndarray
) -> np.ndarray:
    """Draw the agent that sold each policy; ``NOBODY`` for other channels, before the records, and where none is there.

    Parameters
    ----------
    world : World
        Of consumers; in one that is not linked nobody is named.
    chunk : int
        Number of the chunk.
    insurer, region, start : ndarray of int
        Branch and first day of each policy.
    by_agent : ndarray of bool
        Whether an agent sold it.
    """
    size, horizon = len(insurer), world.horizon
    uniform = world.stream("consumer/sellers", chunk).random(size)
    if not world.parameters["policy.linked"]:
        return np.full(size, NOBODY)
    agents = agents_of(world.seed, world.parameters["policy.linked_sellers"])
    inside = (start >= horizon.start) & (start < horizon.end)
    half = horizon.half_of(np.clip(start, horizon.start, horizon.end - 1))
    cell = cell_number(half, insurer, region)
    first = np.searchsorted(agents.cell, cell, side="left")
    after = np.searchsorted(agents.cell, cell, side="right")
    base = np.r_[0.0, agents.weight]
    target = base[first] + uniform * (base[after] - base[first])
    place = np.clip(np.searchsorted(agents.weight, target, side="right"), first, np.maximum(after - 1, first))
    chosen = agents.person[np.minimum(place, len(agents.person) - 1)]
    return np.where(by_agent & inside & (after > first), chosen, NOBODY)


def seller_integrity(world: World, seller: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Give the agent's integrity in the half-year of the sale; 0, the mean, where nobody is named."""
    named = seller != NOBODY
    if not named.any():
        return np.zeros(len(seller))
    agents = agents_of(world.seed, world.parameters["policy.linked_sellers"])
    half = world.horizon.half_of(np.clip(start, world.horizon.start, world.horizon.end - 1))
    return np.where(named, agents.integrity[np.maximum(seller, 0), half], 0.0)


def seller_ids(seller: np.ndarray) -> pa.Array:
    """Name sellers as their own world does; missing where nobody is named.

    Examples
    --------
    >>> seller_ids(np.array([0, -1])).to_pylist()
    ['P000000001', None]
    """
    names = subject_ids(0, np.maximum(seller, 0))
    named = pa.array(seller != NOBODY)
    return pc.if_else(named, names, pa.nulls(len(seller), pa.string()))
