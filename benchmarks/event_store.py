"""A store of any size for the speed of panels: drawn with numpy, cheap to make, hostile only in its quantity.

Ten statements a practitioner over seven years: portfolios, trainings, complaints, violations, registrations and
awards; one record in twenty has a second statement (corrected, ended, repaired or withdrawn).
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.records.statements import statement_schema
from inscredit_models.records.store import RecordStore, StoreWriter

FIRST, LAST, EXTRACT = dt.date(2018, 1, 1), dt.date(2024, 12, 31), dt.date(2025, 6, 30)
PER_SUBJECT = {"portfolio": 5.0, "training": 1.5, "complaint": 1.2, "violation": 0.5, "registration": 1.0, "award": 0.3}
"""First statements a practitioner by record type; with the second ones they are ten."""

CHANGED = 0.0525
PART_ROWS = 1_000_000
NONE = 0.1
"""Share of empty cells in optional fields."""


def event_store(folder: Path, *, subjects: int, seed: int = 5) -> RecordStore:
    """Give the store of that size in a folder, made if it is not there."""
    path = folder / f"events_{subjects}_{seed}"
    if not path.exists():
        dates = {"records_from": FIRST, "records_to": LAST, "extract_date": EXTRACT}
        with StoreWriter(
            path, subject="practitioner", origin="simulated", operator_class="credit_agency", **dates
        ) as writer:
            for number, code in enumerate(PER_SUBJECT):
                rng = np.random.default_rng([seed, number])
                for part, first in enumerate(_starts(code, subjects)):
                    size = min(PART_ROWS, round(PER_SUBJECT[code] * subjects) - first)
                    writer.add_part(code, part, _statements(code, subjects, first, size, rng))
    return RecordStore.open(path, verify=False)


def _starts(code: str, subjects: int) -> range:
    return range(0, round(PER_SUBJECT[code] * subjects), PART_ROWS)


def _statements(code: str, subjects: int, first: int, size: int, rng: np.random.Generator) -> pa.Table:
    """Draw records and, for some, a second statement known 1 to 400 days later."""
    record = load_catalogue().record_type(code)
    subject = np.arange(subjects) if code == "registration" else rng.integers(0, subjects, size)
    event = rng.integers(0, (LAST - FIRST).days + 1, size)
    known = event + rng.integers(0, 120, size)
    changed = np.flatnonzero(rng.uniform(size=size) < CHANGED)
    rows = np.concatenate([np.arange(size), changed])
    second = np.arange(len(rows)) >= size
    kinds = ["corrected", "ended", "repaired", "withdrawn"] if record.adverse else ["corrected", "withdrawn"]
    status = np.where(second, rng.choice(kinds, len(rows)), "asserted")
    columns = {
        "record_id": _names(f"{code[0]}", first + rows),
        "sequence": pa.array(1 + second, pa.int32()),
        "status": pa.array(status),
        "subject_id": _names("P", (first + rows if code == "registration" else subject[rows])),
        "event_date": _days(event[rows]),
        "known_date": _days(known[rows] + second * rng.integers(1, 400, len(rows))),
        "operator_class": pa.array(["credit_agency"]).take(pa.array(np.zeros(len(rows), np.int8))),
    }
    for field in record.fields:
        columns[field.name] = _cells(field, len(rows), rng, event[rows])
    schema = statement_schema(record)
    made = [columns.get(item.name, pa.nulls(len(rows), item.type)).cast(item.type) for item in schema]
    return pa.Table.from_arrays(made, schema=schema)


def _names(prefix: str, numbers: np.ndarray) -> pa.Array:
    return pc.binary_join_element_wise(prefix, pc.utf8_lpad(pa.array(numbers).cast(pa.string()), 8, "0"), "")


def _days(numbers: np.ndarray) -> pa.Array:
    epoch = (FIRST - dt.date(1970, 1, 1)).days
    return pa.array((numbers + epoch).astype(np.int32), pa.int32()).cast(pa.date32())


def _cells(field, size: int, rng: np.random.Generator, event: np.ndarray) -> pa.Array:  # type: ignore[no-untyped-def]
    if field.type == "code":
        cells = pa.array(load_catalogue().codes(field.codes)).take(pa.array(_some_code(field, size, rng)))
    elif field.type == "integer":
        cells = pa.array(rng.integers(0, 40, size))
    elif field.type == "decimal":
        cells = pa.array(rng.integers(0, 5_000_000, size)).cast(pa.decimal128(21, 2)).cast(pa.decimal128(18, 2))
    elif field.type == "boolean":
        cells = pa.array(rng.uniform(size=size) < 0.7)
    else:
        cells = _days(event + rng.integers(0, 400, size))
    empty = np.zeros(size, dtype=bool) if field.mandatory else rng.uniform(size=size) < NONE
    return pc.if_else(pa.array(empty), None, cells)


def _some_code(field, size: int, rng: np.random.Generator) -> np.ndarray:  # type: ignore[no-untyped-def]
    return rng.integers(0, len(load_catalogue().codes(field.codes)), size)
