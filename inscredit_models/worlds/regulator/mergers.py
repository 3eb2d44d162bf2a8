"""Bureaus that are merged into a new authority (机构改革): codes end, successors begin, the region stays.

In 2018 and 2023 the supervisor was reorganised, and every bureau went on under a new name and code. Records name the
region, which stays; the codes of its bureaus follow each other without gap.
"""

from __future__ import annotations

import datetime as dt

import pyarrow as pa

from inscredit_models.records.calendar import OPEN_END
from inscredit_models.records.identity import Alias, Identities, Succession
from inscredit_models.worlds.identifiers import credit_code
from inscredit_models.worlds.world import World

_PLACES = 100
"""Numbers of one era of bureaus: those of the next era begin after them."""


def merger_days(world: World) -> tuple[dt.date, ...]:
    """Give the first days of the new bureaus, in order."""
    return tuple(dt.date.fromisoformat(day) for day in world.parameters["merger.days"])


def bureau_code(region: int, era: int) -> str:
    """Give the credit code of a region's bureau of an era (0: the first).

    Examples
    --------
    >>> bureau_code(0, 0), bureau_code(0, 1)
    ('11680100XN9000019M', '11680100XN90010114')
    """
    return credit_code("11", region, f"XN9{region + 1 + era * _PLACES:05d}")


def bureau_identities(world: World) -> Identities:
    """Give names and successions of all bureaus, as the identity service reads them."""
    days = merger_days(world)
    begins, ends = (dt.date.min, *days), (*days, OPEN_END)
    aliases, successions = [], []
    for region, name in enumerate(world.backbone.region_names()):
        for era, (begin, end) in enumerate(zip(begins, ends, strict=True)):
            code = bureau_code(region, era)
            alias = {"id": code, "name": f"{name} bureau {era + 1}", "valid_from": begin, "valid_to": end}
            aliases.append(Alias(kind="bureau", **alias))
            if era:
                before = bureau_code(region, era - 1)
                successions.append(Succession(kind="bureau", predecessor=before, successor=code, on=begin))
    return Identities(tuple(aliases), tuple(successions))


def bureau_table(world: World) -> pa.Table:
    """Give one row per bureau code: region, name, first day, first day no longer valid, successor."""
    identities = bureau_identities(world)
    follows = {item.predecessor: item.successor for item in identities.successions}
    names = world.backbone.region_names()
    eras = len(merger_days(world)) + 1
    first = [None if item.valid_from == dt.date.min else item.valid_from for item in identities.aliases]
    last = [None if item.valid_to == OPEN_END else item.valid_to for item in identities.aliases]
    return pa.table(
        {
            "region": pa.array([names[place // eras] for place in range(len(identities.aliases))], pa.string()),
            "bureau_code": pa.array([item.id for item in identities.aliases], pa.string()),
            "name": pa.array([item.name for item in identities.aliases], pa.string()),
            "valid_from": pa.array(first, pa.date32()),
            "valid_to": pa.array(last, pa.date32()),
            "successor": pa.array([follows.get(item.id) for item in identities.aliases], pa.string()),
        }
    )
