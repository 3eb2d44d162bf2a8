"""Policies (保单): everybody has one that outlasts the records, and maybe more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.worlds.consumer.people import People
from inscredit_models.worlds.consumer.sellers import draw_sellers, seller_integrity
from inscredit_models.worlds.horizon import day_number
from inscredit_models.worlds.money import to_fen
from inscredit_models.worlds.practitioner.violations import pick
from inscredit_models.worlds.world import World

_YEAR = 365
_LIFE, _PROPERTY = 0, 1


@dataclass(frozen=True)
class Policies:
    """Policies sorted by person, the long one first.

    Parameters
    ----------
    person, insurer, line, channel : ndarray of int
        Whose, with whom, positions in the code lists.
    start, end, planned_end : ndarray of int
        First and last day of cover; the end that was agreed.
    surrendered : ndarray of bool
        Whether it was surrendered within a year.
    premium, insured : ndarray of int
        In fen.
    seller : ndarray of int
        Agent of the practitioner world that sold it; −1 where nobody is named.
    first : ndarray of int (n,)
        Position of each person's first policy.
    """

    person: np.ndarray
    insurer: np.ndarray
    line: np.ndarray
    channel: np.ndarray
    start: np.ndarray
    end: np.ndarray
    planned_end: np.ndarray
    surrendered: np.ndarray
    premium: np.ndarray
    insured: np.ndarray
    seller: np.ndarray
    first: np.ndarray


def draw_policies(world: World, chunk: int, people: People) -> Policies:
    """Draw the policies of a chunk."""
    rng, weight = world.stream("consumer/policies", chunk), world.parameters.table("policy")
    first = np.concatenate([[0], np.cumsum(people.policies)[:-1]])
    person = np.repeat(np.arange(len(people.policies)), people.policies)
    size = len(person)
    is_first = np.zeros(size, dtype=bool)
    is_first[first] = True
    line, channel = pick(rng, weight["line"], size), pick(rng, weight["channel"], size)
    place, lasts = rng.random(size), rng.geometric(weight["years_p"], size)
    start = _draw_starts(world, place, is_first)
    planned = start + np.where(is_first, weight["stock_last_years"], lasts) * _YEAR - 1
    chance = weight["surrender_intercept"] + weight["surrender_honesty"] * people.honesty[person, 0]
    gone, early = rng.random(size), start + np.floor(rng.random(size) * (_YEAR - 1)).astype(np.int64)
    premium, insured = _draw_amounts(rng, world, line)
    insurer = choose_insurer(rng.random(size), world, line, people.region[person])
    by_agent = channel == load_catalogue().codes("sales_channel").index("agent")
    seller = draw_sellers(world, chunk, insurer, people.region[person], start, by_agent)
    chance = np.exp(weight["surrender_seller"] * seller_integrity(world, seller, start)) / (1 + np.exp(-chance))
    surrendered = (gone < chance) & ~is_first
    return Policies(
        person=person,
        insurer=insurer,
        line=line,
        channel=channel,
        start=start,
        end=np.where(surrendered, early, planned),
        planned_end=planned,
        surrendered=surrendered,
        premium=premium,
        insured=insured,
        seller=seller,
        first=first,
    )


def _draw_starts(world: World, place: np.ndarray, is_first: np.ndarray) -> np.ndarray:
    """Give first days: of first policies before the records, of others evenly but for the months of less business."""
    horizon, parameters = world.horizon, world.parameters
    begin = horizon.start - parameters["policy.stock_years"] * _YEAR
    days = np.arange(begin, horizon.end)
    slow = (days >= day_number(parameters["shock.covid_from"])) & (days <= day_number(parameters["shock.covid_to"]))
    upto = np.r_[0.0, np.cumsum(np.where(slow, parameters["shock.covid_volume"], 1.0))]
    target = place * np.where(is_first, upto[horizon.start - begin], upto[-1])
    return begin + np.minimum(np.searchsorted(upto, target, side="right") - 1, len(days) - 1)


def _draw_amounts(rng: np.random.Generator, world: World, line: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    weight = world.parameters.table("policy")
    log_sd = world.parameters["money.log_sd_factor"] * np.asarray(weight["premium_log_sd"])[line]
    premium = np.asarray(weight["premium"])[line] * np.exp(log_sd * rng.standard_normal(len(line)))
    return to_fen(premium), to_fen(np.rint(premium * np.asarray(weight["sum_factor"])[line] / 100) * 100)


def choose_insurer(uniform: np.ndarray, world: World, line: np.ndarray, region: np.ndarray) -> np.ndarray:
    """Choose insurers by their share of the sector that writes the line: health with life, the rest with property."""
    backbone = world.backbone
    lines = load_catalogue().codes("insurance_line")
    with_life = np.isin(line, [lines.index("health"), lines.index("life")])
    chosen = np.empty(len(line), dtype=np.int64)
    for sector, rows in ((_LIFE, with_life), (_PROPERTY, ~with_life)):
        share = np.cumsum(np.where(backbone.sector == sector, backbone.premium_share, 0.0))
        chosen[rows] = np.minimum(np.searchsorted(share, uniform[rows], side="right"), np.argmax(share >= share[-1]))
    return backbone.served_by[chosen, region]
