"""Strategic behaviour of consumers (策略行为): who hides what in the records, and how. It changes records, not conduct.

Cheap levers come first: a claim just above the line of the fast track is handed in as two, and every claim brings a new
garage or hospital and a new phone. Where gaming is strong, policies are spread over insurers. Proven cases are out of
reach. Every manipulation is listed in the truth.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from inscredit_models.worlds.consumer.claims import Claims
from inscredit_models.worlds.consumer.people import People
from inscredit_models.worlds.consumer.policies import Policies, choose_insurer
from inscredit_models.worlds.horizon import day_number
from inscredit_models.worlds.later_days import spread_days
from inscredit_models.worlds.money import to_fen
from inscredit_models.worlds.parts import code_column, date_column, subject_ids
from inscredit_models.worlds.streams import CHUNK
from inscredit_models.worlds.world import World

_LETTER = "C"
_SITES_FROM, _PHONES_FROM, _CLAIM_PHONES_FROM, _ROOM = 3_500_000_000, 3_700_000_000, 3_750_000_000, 200_000
"""Numbers of tokens that nobody else uses."""


@dataclass(frozen=True)
class Gamers:
    """Who games in which year, shape (n, years), and whether the costlier lever is used too."""

    active: np.ndarray
    is_strong: bool


@dataclass(frozen=True)
class Told:
    """Claims as they are handed in.

    Parameters
    ----------
    claims : Claims
        First the claims of the world, in their order, then the second halves of those that were split.
    source : ndarray of int
        Which claim of the world each of them comes from.
    fresh : ndarray of bool
        Whether it brings a garage or hospital of its own.
    split : ndarray of int
        Claims of the world that were split.
    """

    claims: Claims
    source: np.ndarray
    fresh: np.ndarray
    split: np.ndarray


def draw_gamers(world: World, chunk: int, people: People) -> Gamers:
    """Draw who games: one number per person, compared with a chance that falls with honesty and rises with stress."""
    weight = world.parameters.table("gaming")
    uniform = world.stream("consumer/gaming/person", chunk).random(CHUNK)
    logit = weight["intercept"] + weight["honesty"] * people.honesty + weight["stress"] * people.stress
    begun = world.horizon.quarter_starts[:-1:4] >= day_number(weight["from"])
    active = (uniform[:, None] < weight["strength"] / (1 + np.exp(-logit))) & begun
    return Gamers(active, weight["strength"] > weight["medium_above"])


def spread_policies(
    world: World, chunk: int, people: People, policies: Policies, gamers: Gamers
) -> tuple[Policies, np.ndarray]:
    """Take out policies with other insurers than by habit, and say which ones; only where gaming is strong."""
    starts = world.horizon.quarter_starts[:-1:4]
    year = np.clip(np.searchsorted(starts, policies.start, side="right") - 1, 0, len(starts) - 1)
    uniform = world.stream("consumer/gaming/policies", chunk).random(len(policies.person))
    other = choose_insurer(uniform, world, policies.line, people.region[policies.person])
    games = gamers.active[policies.person, year] & (policies.start >= starts[0]) & gamers.is_strong
    moved = games & (other != policies.insurer)
    return dataclasses.replace(policies, insurer=np.where(moved, other, policies.insurer)), moved


def hand_in(world: World, chunk: int, gamers: Gamers, claims: Claims) -> Told:
    """Split claims just above the line of the fast track in two, and bring every claim of a gamer to a new garage."""
    limit = int(to_fen(np.array(world.parameters["claim.fast_limit"])))
    games = gamers.active[claims.person, claims.year]
    split = np.flatnonzero(games & (claims.fen > limit) & (claims.fen <= 2 * limit))
    source = np.r_[np.arange(len(claims)), split]
    whole = {field.name: getattr(claims, field.name)[source] for field in dataclasses.fields(claims)}
    weight = world.parameters.table("claim")
    fast = spread_days(
        world.stream("consumer/gaming/claims", chunk), weight["fast_days"], weight["fast_log_sd"], len(claims)
    )
    fen, cycle = whole["fen"].copy(), whole["cycle"].copy()
    fen[split] = claims.fen[split] - claims.fen[split] // 2
    fen[len(claims) :] = claims.fen[split] // 2
    cycle[split] = cycle[len(claims) :] = fast[split]
    told = dataclasses.replace(claims, **(whole | {"fen": fen, "cycle": cycle}))
    return Told(told, source, games[source], split)


def fresh_sites(chunk: int, positions: np.ndarray) -> np.ndarray:
    """Number garages and hospitals that are used once."""
    return _SITES_FROM + chunk * _ROOM + np.asarray(positions)


def fresh_phones(chunk: int, persons: np.ndarray) -> np.ndarray:
    """Number phones that a member of a ring uses for its claims instead of the ring's."""
    return _PHONES_FROM + chunk * CHUNK + np.asarray(persons)


def claim_phones(chunk: int, positions: np.ndarray) -> np.ndarray:
    """Number phones that are used for one claim."""
    return _CLAIM_PHONES_FROM + chunk * _ROOM + np.asarray(positions)


def hides_phone(world: World, gamers: Gamers, claims: Claims, member: np.ndarray) -> np.ndarray:
    """Say for each member of a ring whether it games in the year of its first ring claim."""
    first = np.full(CHUNK, world.horizon.years - 1)
    np.minimum.at(first, claims.person[claims.in_ring], claims.year[claims.in_ring])
    return gamers.active[member, first[member]]


def gaming_table(
    world: World, chunk: int, claims: Claims, told: Told, policies: Policies, moved: np.ndarray, keep: int
) -> pa.Table:
    """Give the manipulations of the kept persons: subject, from which day, lever, size (fen, or 1 for a record)."""
    levers = ("claim_split", "new_site", "new_phone", "policy_spread")
    fresh = np.flatnonzero(told.fresh[: len(claims)])
    parts = (
        (claims.person[told.split], claims.day[told.split], (claims.fen[told.split] // 2).astype(float)),
        (claims.person[fresh], claims.day[fresh], np.ones(len(fresh))),
        (claims.person[fresh], claims.day[fresh], np.ones(len(fresh))),
        (policies.person[moved], policies.start[moved], np.ones(int(moved.sum()))),
    )
    person, day, size = (np.concatenate(column) for column in zip(*parts, strict=True))
    lever = np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts])
    order = np.lexsort((lever, day, person))
    order = order[person[order] < keep]
    return pa.table(
        {
            "subject_id": subject_ids(chunk, person[order], _LETTER),
            "from": date_column(day[order]),
            "lever": code_column(lever[order].astype(np.int64), levers),
            "size": pa.array(size[order]),
        }
    )
