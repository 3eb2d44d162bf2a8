"""All bureaus at once (全部监管机构): drawn whole, then cut; there is no outcome, only a truth to recover."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa

from inscredit_models.worlds.parts import (
    CONSENT_COLUMNS,
    ChunkTables,
    build_part,
    code_column,
    date_column,
    subject_ids,
)
from inscredit_models.worlds.regulator.latents import DIMENSIONS, Latents, draw_latents, true_credit
from inscredit_models.worlds.regulator.mergers import bureau_code, bureau_table, merger_days
from inscredit_models.worlds.regulator.sheets import (
    LETTER,
    against_sheet,
    commitment_sheet,
    complaint_sheet,
    hotline_sheet,
    penalty_sheet,
    transparency_sheet,
    workload_sheet,
)
from inscredit_models.worlds.truth import coefficient_lines, effects_table, events_of_sheets
from inscredit_models.worlds.world import World

CATEGORIES: tuple[str, ...] = ("duty_performance", "lawful_administration", "complaint")
"""Categories of records on bureaus."""

SIGNS: dict[str, int] = {
    "calls_answered": 1,
    "satisfied": 1,
    "closed": 1,
    "closed_in_time": 1,
    "overturned": -1,
    "transparency": 1,
    "commitments_kept": 1,
    "complaints_about": -1,
}
"""True sign of the relation of an indicator to credit: +1 better."""
TERMS: tuple[str, ...] = (
    "latent", "context", "hotline", "complaints", "penalties", "transparency", "commitment", "against", "workload",
)  # fmt: skip
"""Topics of parameters that hold coefficients."""
DISTRACTORS: tuple[str, ...] = ("meetings", "pages_published", "inspections")

_SHEETS = (
    hotline_sheet,
    complaint_sheet,
    commitment_sheet,
    workload_sheet,
    penalty_sheet,
    transparency_sheet,
    against_sheet,
)


def make_chunk(world: World, chunk: int, keep: int, *, truth: bool = True) -> ChunkTables:
    """Give all tables of the first bureaus.

    Parameters
    ----------
    world : World
        The world.
    chunk : int
        Always 0: there is one chunk.
    keep : int
        Bureaus kept; the others are drawn and dropped.
    truth : bool
        Whether truth tables are made; the records are the same without.
    """
    latents = draw_latents(world)
    sheets = [make(world, latents, keep) for make in _SHEETS]
    codes = [bureau_code(region, 0) for region in range(keep)]
    tables = ChunkTables(
        parts={sheet.record: build_part(world, chunk, sheet) for sheet in sheets},
        identity=pa.table({"subject_id": subject_ids(0, np.arange(keep), LETTER), "credit_code": pa.array(codes)}),
        consent=pa.table({name: pa.array([], kind) for name, kind in CONSENT_COLUMNS.items()}),
    )
    if truth:
        tables.truth["latent_regulator"] = latent_table(world, latents, keep)
        tables.truth["gaming"] = gaming_table(world, latents, keep)
        tables.truth["events_all"] = events_of_sheets(sheets, keep)
    return tables


def latent_table(world: World, latents: Latents, keep: int) -> pa.Table:
    """Give the latents: one row per bureau and quarter; ``credit_true`` is what an index should recover."""
    quarters = world.horizon.quarters
    bureau, quarter = (index.ravel() for index in np.indices((keep, quarters)))
    values = {name: latents.of(name) for name in DIMENSIONS} | {"credit_true": true_credit(latents)}
    fixed = {"workload": latents.workload, "market": latents.market, "size": latents.size}
    names = [world.horizon.quarter_name(q) for q in range(quarters)]
    return pa.table(
        {"subject_id": subject_ids(0, bureau, LETTER), "period": code_column(quarter, names)}
        | {name: pa.array(value[bureau, quarter].astype(np.float32)) for name, value in values.items()}
        | {name: pa.array(value[bureau].astype(np.float32)) for name, value in fixed.items()}
    )


def gaming_table(world: World, latents: Latents, keep: int) -> pa.Table:
    """Give the share of the gap to perfection that each bureau closed on paper in each quarter."""
    bureau, quarter = np.nonzero(latents.gap_closed[:keep] > 0)
    return pa.table(
        {
            "subject_id": subject_ids(0, bureau, LETTER),
            "from": date_column(world.horizon.quarter_starts[quarter]),
            "lever": pa.array(["gap_closed"] * len(bureau), pa.string()),
            "size": pa.array(latents.gap_closed[bureau, quarter]),
        }
    )


def collection_table(world: World) -> pa.Table:
    """Give the state of every bureau, category and quarter: bureaus report all of them."""
    horizon, backbone = world.horizon, world.backbone
    shape = (backbone.regions, len(CATEGORIES), horizon.quarters)
    region, category, quarter = (index.ravel() for index in np.indices(shape))
    return pa.table(
        {
            "source_insurer": pa.nulls(len(region), pa.string()),
            "source_region": code_column(region, backbone.region_names()),
            "category": code_column(category, CATEGORIES),
            "quarter": code_column(quarter, [horizon.quarter_name(q) for q in range(horizon.quarters)]),
            "state": pa.array(["nil_return"] * len(region), pa.string()),
        }
    )


def world_truth(world: World) -> dict[str, pa.Table | str]:
    """Give what is planted in the world as a whole: effects, signs, distractors, the break of 2017."""
    names = ", ".join(f'"{name}"' for name in DISTRACTORS)
    lines = ["# Planted truth: credit is the mean of four dimensions; sign +1 means better."]
    lines += [*coefficient_lines(world, TERMS), "", "[sign]"]
    lines += [f"{topic} = {sign}" for topic, sign in SIGNS.items()]
    shock = dt.date.fromisoformat(world.parameters["shock.covid_from"])
    breaks = [(dt.date(2017, 1, 1), "complaint_definition"), (shock, "lags_2020")]
    breaks = sorted([*breaks, *((day, "bureau_merger") for day in merger_days(world))])
    return {
        "effects.parquet": effects_table(world),
        "shocks.parquet": pa.table(
            {
                "name": pa.array([name for _, name in breaks], pa.string()),
                "from": pa.array([day for day, _ in breaks], pa.date32()),
            }
        ),
        "bureaus.parquet": bureau_table(world),
        "weights_true.toml": "\n".join([*lines, "", "[distractors]", f"topics = [{names}]", ""]),
    }
