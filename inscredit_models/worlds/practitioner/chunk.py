"""One chunk of practitioners (一批从业人员) from beginning to end: drawn whole, then cut."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from inscredit_models.worlds.observation import Observation
from inscredit_models.worlds.parts import ChunkTables, build_part, date_column, subject_ids
from inscredit_models.worlds.practitioner.business import (
    Business,
    draw_business,
    draw_consent,
    portfolio_sheet,
    tax_sheet,
    training_sheet,
)
from inscredit_models.worlds.practitioner.careers import Careers, draw_careers
from inscredit_models.worlds.practitioner.case_flag import draw_case_flags
from inscredit_models.worlds.practitioner.conduct import award_sheet, complaint_sheet, observe_events
from inscredit_models.worlds.practitioner.duplicates import (
    add_identities,
    draw_duplicates,
    duplicates_table,
    split_part,
)
from inscredit_models.worlds.practitioner.events import Events, draw_events
from inscredit_models.worlds.practitioner.gaming import (
    Manipulation,
    as_manipulation,
    buy_off,
    draw_gamers,
    draw_sales_awards,
    gaming_table,
    polish_business,
    settle_minor,
)
from inscredit_models.worlds.practitioner.latents import Latents, draw_latents, log_intensity, terms
from inscredit_models.worlds.practitioner.register import identity_table, register_sheets
from inscredit_models.worlds.practitioner.truth import events_table, latent_table, oracle_table, outcome_table
from inscredit_models.worlds.practitioner.violations import SEVERITIES, Violations, draw_violations, violation_sheet
from inscredit_models.worlds.streams import EVENT_TYPES
from inscredit_models.worlds.world import World

CATEGORIES: tuple[str, ...] = ("basic", "award", "violation", "complaint", "tax")
"""Categories of records on practitioners that are collected from branches."""


@dataclass(frozen=True)
class Population:
    """Persons of a chunk with their latent state and all that happens to them."""

    careers: Careers
    latents: Latents
    parts: dict[str, np.ndarray]
    events: dict[str, Events]


@dataclass(frozen=True)
class Polish:
    """Records after gaming: business, days of bought-off complaints, violations, further awards, and what was done."""

    business: Business
    bought_off: np.ndarray
    violations: list[Violations]
    awards: tuple[Events, np.ndarray]
    done: list[Manipulation]


def draw_population(world: World, chunk: int) -> Population:
    """Draw persons, latents and events of a chunk, before anything is observed."""
    careers = draw_careers(world, chunk)
    latents = draw_latents(world, chunk, careers)
    parts = terms(world, careers, latents)
    events = {
        kind: draw_events(world, chunk, kind, careers, latents, log_intensity(world, kind, parts))
        for kind in EVENT_TYPES
    }
    return Population(careers, latents, parts, events)


def make_chunk(world: World, chunk: int, keep: int, *, truth: bool = True) -> ChunkTables:
    """Give all tables of the first persons of a chunk.

    Parameters
    ----------
    world : World
        The world.
    chunk : int
        Number of the chunk.
    keep : int
        Persons kept, 1 to 25,000; the others are drawn and dropped, so that a person never depends on it.
    truth : bool
        Whether truth tables are made; the records are the same without.
    """
    people = draw_population(world, chunk)
    careers, latents, events = people.careers, people.latents, people.events
    violations = [draw_violations(world, chunk, kind, careers, events[kind]) for kind in SEVERITIES]
    seen = {kind: observe_events(world, chunk, kind, careers, events[kind]) for kind in ("complaint", "award")}
    polish = polish_records(world, chunk, people, violations, seen)
    violation, numbers = violation_sheet(world, polish.violations, keep)
    consent = draw_consent(world, chunk, careers)
    flags = draw_case_flags(world, chunk, events["serious"])
    complaints = (events["complaint"], seen["complaint"], polish.bought_off)
    sheets = [
        *register_sheets(world, chunk, careers, keep),
        training_sheet(world, chunk, careers, latents, keep),
        portfolio_sheet(world, chunk, careers, latents, polish.business, flags, keep),
        award_sheet(world, chunk, careers, events["award"], seen["award"], keep, polish.awards),
        violation,
        complaint_sheet(world, chunk, careers, latents, *complaints, keep),
        tax_sheet(world, chunk, careers, latents, consent, keep),
    ]
    duplicates = draw_duplicates(world, chunk)
    identity = identity_table(world, chunk, careers, keep)
    tables = ChunkTables(
        parts={sheet.record: split_part(build_part(world, chunk, sheet), chunk, duplicates) for sheet in sheets},
        identity=add_identities(identity, chunk, duplicates, keep),
        consent=_consent_table(chunk, careers, consent[:keep]),
    )
    if truth:
        tables.truth["latent_practitioner"] = latent_table(world, chunk, careers, latents, people.parts, keep)
        tables.truth["oracle_practitioner"] = oracle_table(world, chunk, careers, latents, people.parts, keep)
        tables.truth["outcome_true"] = outcome_table(world, chunk, careers, violations[-1], keep)
        tables.truth["gaming"] = gaming_table(chunk, polish.done, keep)
        tables.truth["duplicates"] = duplicates_table(chunk, duplicates, identity.column("subject_id"), keep)
        listed = [
            *((kind, "violation", item.observation, number)
              for kind, item, number in zip(SEVERITIES, violations, numbers, strict=True)),
            *((kind, kind, seen[kind], np.arange(len(events[kind]))) for kind in ("complaint", "award")),
        ]  # fmt: skip
        tables.truth["events_all"] = pa.concat_tables(
            [
                events_table(kind, chunk, record, events[kind], view, number, keep)
                for kind, record, view, number in listed
            ]
        )
    return tables


def polish_records(
    world: World, chunk: int, people: Population, violations: list[Violations], seen: dict[str, Observation]
) -> Polish:
    """Let those who game polish their records; in a world without gaming everything stays as it is."""
    gamers = draw_gamers(world, chunk, people.latents)
    complaints = people.events["complaint"]
    business, polished = polish_business(
        world, chunk, people.latents, gamers, draw_business(world, chunk, people.latents)
    )
    bought_off = buy_off(world, chunk, gamers, complaints, seen["complaint"])
    minor, settled = settle_minor(world, chunk, gamers, violations[0])
    awards = draw_sales_awards(world, chunk, people.careers, people.latents, gamers)
    done = [
        *polished,
        as_manipulation("complaint_bought_off", complaints, bought_off),
        *settled,
        as_manipulation("sales_award", awards[0], awards[0].day),
    ]
    return Polish(business, bought_off, [minor, *violations[1:]], awards, done)


def _consent_table(chunk: int, careers: Careers, consent: np.ndarray) -> pa.Table:
    """Give the categories that persons refuse: from their entry on, without an end."""
    refused = np.flatnonzero(~consent)
    return pa.table(
        {
            "subject_id": subject_ids(chunk, refused),
            "category": pa.array(["tax"] * len(refused), pa.string()),
            "from": date_column(careers.start_day[refused]),
            "to": pa.nulls(len(refused), pa.date32()),
            "state": pa.array(["consent_refused"] * len(refused), pa.string()),
        }
    )
