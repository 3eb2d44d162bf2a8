"""One chunk of practitioners (一批从业人员) from beginning to end: drawn whole, then cut."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from inscredit_models.worlds.parts import build_part, date_column, subject_ids
from inscredit_models.worlds.practitioner.business import draw_consent, portfolio_sheet, tax_sheet, training_sheet
from inscredit_models.worlds.practitioner.careers import Careers, draw_careers
from inscredit_models.worlds.practitioner.conduct import award_sheet, complaint_sheet, observe_events
from inscredit_models.worlds.practitioner.events import Events, draw_events
from inscredit_models.worlds.practitioner.latents import Latents, draw_latents, log_intensity, terms
from inscredit_models.worlds.practitioner.register import identity_table, register_sheets
from inscredit_models.worlds.practitioner.truth import events_table, latent_table, oracle_table, outcome_table
from inscredit_models.worlds.practitioner.violations import SEVERITIES, draw_violations, violation_sheet
from inscredit_models.worlds.streams import EVENT_TYPES
from inscredit_models.worlds.world import World

CATEGORIES: tuple[str, ...] = ("basic", "award", "violation", "complaint", "tax")
"""Categories of records on practitioners that are collected from branches."""


@dataclass(frozen=True)
class ChunkTables:
    """What a chunk gives to the store.

    Parameters
    ----------
    parts : dict
        One table of statements per record type.
    identity, consent : pyarrow.Table
        Identifiers; exceptions of consent.
    truth : dict
        Truth tables by name; empty where truth is not wanted.
    """

    parts: dict[str, pa.Table]
    identity: pa.Table
    consent: pa.Table
    truth: dict[str, pa.Table] = field(default_factory=dict)


@dataclass(frozen=True)
class Population:
    """Persons of a chunk with their latent state and all that happens to them."""

    careers: Careers
    latents: Latents
    parts: dict[str, np.ndarray]
    events: dict[str, Events]


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
    violation, numbers = violation_sheet(world, violations, keep)
    consent = draw_consent(world, chunk)
    sheets = [
        *register_sheets(world, chunk, careers, keep),
        training_sheet(world, chunk, careers, latents, keep),
        portfolio_sheet(world, chunk, careers, latents, keep),
        award_sheet(world, chunk, careers, events["award"], seen["award"], keep),
        violation,
        complaint_sheet(world, chunk, careers, latents, events["complaint"], seen["complaint"], keep),
        tax_sheet(world, chunk, careers, latents, consent, keep),
    ]
    tables = ChunkTables(
        parts={sheet.record: build_part(world, chunk, sheet) for sheet in sheets},
        identity=identity_table(world, chunk, careers, keep),
        consent=_consent_table(chunk, careers, consent[:keep]),
    )
    if truth:
        tables.truth["latent_practitioner"] = latent_table(world, chunk, careers, latents, people.parts, keep)
        tables.truth["oracle_practitioner"] = oracle_table(world, chunk, careers, latents, people.parts, keep)
        tables.truth["outcome_true"] = outcome_table(world, chunk, careers, violations[-1], keep)
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
