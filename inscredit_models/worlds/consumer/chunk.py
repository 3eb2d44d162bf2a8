"""One chunk of consumers (一批消费者) from beginning to end: drawn whole, then cut."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from inscredit_models.worlds.consumer.cases import (
    claim_sheet,
    draw_ladder,
    fraud_sheet,
    litigation_sheet,
    observe_claims,
    violation_sheet,
)
from inscredit_models.worlds.consumer.claims import Claims, draw_claims
from inscredit_models.worlds.consumer.complaints import (
    Complaints,
    consumer_complaint_sheet,
    draw_complaints,
    observe_complaints,
)
from inscredit_models.worlds.consumer.contracts import (
    LETTER,
    disclosure_sheet,
    identity_table,
    link_sheet,
    payment_sheets,
    policy_sheet,
    profile_sheet,
)
from inscredit_models.worlds.consumer.gaming import Gamers, draw_gamers, gaming_table, hand_in, spread_policies
from inscredit_models.worlds.consumer.people import People, draw_consent, draw_people
from inscredit_models.worlds.consumer.policies import Policies, draw_policies
from inscredit_models.worlds.consumer.truth import (
    claims_table,
    events_table,
    households_table,
    latent_table,
    oracle_table,
    outcome_table,
    rings_table,
)
from inscredit_models.worlds.parts import ChunkTables, build_part, code_column, date_column, subject_ids
from inscredit_models.worlds.streams import CHUNK
from inscredit_models.worlds.world import World

CATEGORIES: tuple[str, ...] = ("basic", "policy", "claim", "violation", "litigation")
"""Categories of records on consumers that are collected from branches."""

CONSENT_CATEGORIES: tuple[str, ...] = ("policy", "claim")
"""Categories that a credit agency may hold with written consent only."""


@dataclass(frozen=True)
class Population:
    """Persons of a chunk with policies, claims, complaints, who games, and which policies were spread over insurers."""

    people: People
    policies: Policies
    claims: Claims
    complaints: Complaints
    gamers: Gamers
    moved: np.ndarray


def draw_population(world: World, chunk: int) -> Population:
    """Draw persons, policies, claims and complaints of a chunk, before anything is observed."""
    people = draw_people(world, chunk)
    gamers = draw_gamers(world, chunk, people)
    policies, moved = spread_policies(world, chunk, people, draw_policies(world, chunk, people), gamers)
    claims = draw_claims(world, chunk, people, policies)
    return Population(people, policies, claims, draw_complaints(world, chunk, people, policies), gamers, moved)


def make_chunk(world: World, chunk: int, keep: int, *, truth: bool = True) -> ChunkTables:
    """Give all tables of the first persons of a chunk.

    Parameters
    ----------
    world : World
        The world; under operator class ``credit_agency`` nothing that was refused is written.
    chunk : int
        Number of the chunk.
    keep : int
        Persons kept, 1 to 25,000; the others are drawn and dropped, so that a person never depends on it.
    truth : bool
        Whether truth tables are made; the records are the same without.
    """
    drawn = draw_population(world, chunk)
    people, policies, claims, complaints = drawn.people, drawn.policies, drawn.claims, drawn.complaints
    consent = draw_consent(world, chunk, people)
    wanted = (np.arange(CHUNK) < keep)[:, None] & (consent | (world.operator_class != "credit_agency"))
    seen = observe_claims(world, chunk, people, policies, claims)
    told = hand_in(world, chunk, drawn.gamers, claims)
    ladder = draw_ladder(world, chunk, people, policies, claims)
    complained = observe_complaints(world, chunk, people, policies, complaints)
    sheets = [
        profile_sheet(world, chunk, people, policies, keep),
        link_sheet(world, chunk, people, policies, claims, drawn.gamers, keep),
        policy_sheet(world, chunk, people, policies, wanted[policies.person, 0]),
        *payment_sheets(world, chunk, people, policies, wanted[:, 0]),
        disclosure_sheet(world, chunk, people, policies, wanted[:, 0]),
        consumer_complaint_sheet(world, chunk, people, policies, complaints, complained, wanted[:, 0]),
        claim_sheet(world, chunk, people, policies, told, seen, wanted[:, 1]),
        fraud_sheet(world, chunk, people, policies, claims, ladder, keep),
        violation_sheet(world, chunk, people, policies, claims, ladder, keep),
        litigation_sheet(world, chunk, people, policies, keep),
    ]
    tables = ChunkTables(
        parts={sheet.record: build_part(world, chunk, sheet) for sheet in sheets},
        identity=identity_table(world, chunk, people, keep),
        consent=_consent_table(world, chunk, consent[:keep]),
    )
    if truth:
        tables.truth["latent_consumer"] = latent_table(world, chunk, people, keep)
        tables.truth["oracle_consumer"] = oracle_table(world, chunk, people, keep)
        tables.truth["outcome_true"] = outcome_table(world, chunk, claims, ladder, keep)
        tables.truth["claims_true"] = claims_table(world, chunk, claims, seen, keep)
        tables.truth["events_all"] = events_table(chunk, claims, seen, ladder, sheets, keep)
        tables.truth["rings"] = rings_table(chunk, people, keep)
        tables.truth["gaming"] = gaming_table(world, chunk, claims, told, policies, drawn.moved, keep)
        tables.truth["links_true"] = households_table(chunk, people, keep)
    return tables


def _consent_table(world: World, chunk: int, consent: np.ndarray) -> pa.Table:
    """Give the categories that persons refuse: from the first day of the records on, without an end."""
    person, category = np.nonzero(~consent)
    return pa.table(
        {
            "subject_id": subject_ids(chunk, person, LETTER),
            "category": code_column(category, CONSENT_CATEGORIES),
            "from": date_column(np.full(len(person), world.horizon.start)),
            "to": pa.nulls(len(person), pa.date32()),
            "state": pa.array(["consent_refused"] * len(person), pa.string()),
        }
    )
