"""All insurers at once (全部保险企业): they hold one another, so the world is drawn whole and then cut."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from inscredit_models.worlds.enterprise.compliance import lawsuit_sheet, penalty_sheet
from inscredit_models.worlds.enterprise.conduct import (
    claims_sheet,
    complaint_sheet,
    governance_sheet,
    labour_sheet,
    rating_sheets,
    responsibility_sheet,
    service_sheet,
)
from inscredit_models.worlds.enterprise.finance import exposure_sheet, quarterly_premium, report_sheet, solvency_sheet
from inscredit_models.worlds.enterprise.gaming import Manipulations, draw_gamers, gaming_table
from inscredit_models.worlds.enterprise.latents import Latents, draw_latents
from inscredit_models.worlds.enterprise.sheets import LETTER, plain_sheet, published, seats
from inscredit_models.worlds.enterprise.states import States, draw_states
from inscredit_models.worlds.enterprise.truth import (
    exposure_table,
    failures_table,
    latent_table,
    oracle_table,
    outcome_table,
)
from inscredit_models.worlds.identifiers import credit_code
from inscredit_models.worlds.parts import (
    CONSENT_COLUMNS,
    ChunkTables,
    Sheet,
    build_part,
    code_column,
    date_column,
    subject_ids,
)
from inscredit_models.worlds.truth import events_of_sheets
from inscredit_models.worlds.world import World

DISCLOSED: tuple[str, ...] = ("basic_operation", "financial")
"""Categories that an insurer discloses itself each quarter, or does not."""

CATEGORIES: tuple[str, ...] = (
    *DISCLOSED,
    "compliance",
    "labour",
    "credit_grade",
    "contract_performance",
    "claims",
    "litigation",
    "social_responsibility",
)
"""Categories of records on insurers."""

_SECTORS = ("life", "property", "reinsurance")


@dataclass(frozen=True)
class Population:
    """All insurers: latents, states, and which quarterly reports are published."""

    latents: Latents
    states: States
    shown: np.ndarray


def draw_population(world: World) -> Population:
    """Draw latents, states and disclosure of all insurers."""
    latents = draw_latents(world)
    return Population(latents, draw_states(world, latents.soundness), published(world, latents.soundness))


def make_chunk(world: World, chunk: int, keep: int, *, truth: bool = True) -> ChunkTables:
    """Give all tables of the first insurers.

    Parameters
    ----------
    world : World
        The world.
    chunk : int
        Always 0: there is one chunk.
    keep : int
        Insurers kept; the others are drawn and dropped, so that an insurer never depends on it.
    truth : bool
        Whether truth tables are made; the records are the same without.
    """
    drawn = draw_population(world)
    latents, states, shown = drawn.latents, drawn.states, drawn.shown
    gamers = draw_gamers(world, latents)
    solvency, capital = solvency_sheet(world, latents, gamers, shown, keep)
    governance, raised = governance_sheet(world, latents, gamers, keep)
    complaints, bought = complaint_sheet(world, latents, gamers, keep)
    claims, shortened = claims_sheet(world, latents, gamers, keep)
    sheets = [
        _profiles(world, keep),
        report_sheet(world, quarterly_premium(world), shown, keep),
        solvency,
        exposure_sheet(world, latents, shown, keep),
        penalty_sheet(world, latents, keep),
        governance,
        labour_sheet(world, latents, keep),
        *rating_sheets(world, latents, states, keep),
        complaints,
        service_sheet(world, latents, keep),
        claims,
        lawsuit_sheet(world, latents, keep),
        responsibility_sheet(world, latents, keep),
    ]
    codes = [credit_code("91", region, f"XN{n + 1:06d}") for n, region in enumerate(seats(world)[:keep].tolist())]
    tables = ChunkTables(
        parts={sheet.record: build_part(world, chunk, sheet) for sheet in sheets},
        identity=pa.table({"subject_id": subject_ids(0, np.arange(keep), LETTER), "credit_code": pa.array(codes)}),
        consent=pa.table({name: pa.array([], kind) for name, kind in CONSENT_COLUMNS.items()}),
    )
    if truth:
        tables.truth["latent_enterprise"] = latent_table(world, latents, states, keep)
        tables.truth["oracle_enterprise"] = oracle_table(world, latents, keep)
        ratings = next(sheet for sheet in sheets if sheet.record == "solvency_risk_rating")
        tables.truth["outcome_true"] = outcome_table(world, states, ratings, keep)
        tables.truth["events_all"] = events_of_sheets(sheets, keep)
        tables.truth["exposure_true"] = exposure_table(latents, keep)
        tables.truth["debtor_failures"] = failures_table(world, latents)
        done = Manipulations(bought, raised, shortened, capital)
        tables.truth["gaming"] = gaming_table(world, done, keep)
    return tables


def _profiles(world: World, keep: int) -> Sheet:
    """Give sector and opening day, known from the first day of the records."""
    backbone, start = world.backbone, world.horizon.start
    size = backbone.insurers
    day = np.full((size, 1), start)
    fields = {
        "sector": code_column(backbone.sector, _SECTORS),
        "industry": pa.nulls(size, pa.string()),
        "ownership": pa.nulls(size, pa.string()),
        "opened": date_column(np.full(size, start)),
    }
    return plain_sheet(world, "enterprise_profile", day, day + 1, fields, keep)


def collection_table(world: World) -> pa.Table:
    """Give the state of every insurer, category and quarter: an undisclosed quarter is a gap, not a nil return.

    What insurers hand in themselves begins when the head office is connected, as with the branches of the other worlds.
    """
    shown, horizon = draw_population(world).shown, world.horizon
    insurer, category, quarter = (
        index.ravel() for index in np.indices((len(shown), len(CATEGORIES), horizon.quarters))
    )
    shown = shown[insurer, quarter] | (category >= len(DISCLOSED))
    complete = np.isin(CATEGORIES, world.parameters["coverage.complete"])[category]
    connected = quarter >= world.backbone.connected[insurer, seats(world)[insurer]]
    there = shown & (connected | complete)
    return pa.table(
        {
            "source_insurer": code_column(insurer, world.backbone.insurer_names()),
            "source_region": code_column(seats(world)[insurer], world.backbone.region_names()),
            "category": code_column(category, CATEGORIES),
            "quarter": code_column(quarter, [horizon.quarter_name(q) for q in range(horizon.quarters)]),
            "state": code_column(there.astype(np.int64), ["not_collected", "nil_return"]),
        }
    )
