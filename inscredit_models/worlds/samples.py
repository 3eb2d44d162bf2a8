"""The samples that are shipped (随附样本): small worlds of one seed, and tiny ones that a hand can check."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pc_csv

from inscredit_models.worlds.simulate import simulate
from inscredit_models.worlds.subjects import check_subject
from inscredit_models.worlds.world import make_world

SEED = 20150116
"""Seed of all shipped samples: the date of the plan."""

SIZES: dict[str, int] = {"practitioner": 7_000, "consumer": 4_000, "enterprise": 180, "regulator": 36}
"""Subjects of the shipped samples; the worlds' own sample sizes are larger and come from ``inscredit simulate``."""

TINY = 20
"""Subjects of the tiny samples."""

_TINY_FROM = dt.date(2024, 1, 1)


def write_sample(folder: Path, subject: str) -> Path:
    """Write the shipped sample of a world into ``folder/<subject>``, without the planted chances of single events.

    Returns
    -------
    pathlib.Path
        The store.
    """
    size = SIZES[subject]
    return simulate(folder / subject, subject=subject, subjects=size, seed=SEED, progress=False, planted_chances=False)


def tiny_tables(subject: str) -> dict[str, pa.Table]:
    """Give the records of the last two years, and the true outcome, of the first twenty subjects by name of the table.

    Identifiers of persons and firms are not among them.
    """
    made = check_subject(subject).make_chunk(make_world(SEED, subject=subject), 0, TINY)
    tables = {}
    for record, table in made.parts.items():
        recent = table.filter(pc.field("event_date") >= _TINY_FROM)
        tables[record] = recent
    if "outcome_true" in made.truth:
        outcome = made.truth["outcome_true"]
        tables["outcome_true"] = outcome.filter(pc.field("as_of") >= dt.date(2023, 12, 31))
    return tables


def write_tiny(folder: Path, subject: str) -> None:
    """Write the tiny sample of a world as one CSV file per table into ``folder/<subject>``."""
    target = folder / subject
    target.mkdir(parents=True, exist_ok=True)
    for name, table in tiny_tables(subject).items():
        if len(table):
            pc_csv.write_csv(_as_text(table), target / f"{name}.csv")


def _as_text(table: pa.Table) -> pa.Table:
    """Leave out columns that are empty in every row, so that a row fits on a line."""
    kept = [name for name in table.column_names if table.column(name).null_count < len(table)]
    return table.select(kept)
