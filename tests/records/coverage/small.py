"""A small store of practitioners, tables of who was asked and who refused, and a register: all checkable by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa

from inscredit_models.records.store import RecordStore, StoreWriter
from inscredit_models.records.tables import read_tables

AS_OF = dt.date(2024, 3, 31)
CATEGORIES = ("basic", "award", "violation", "complaint", "tax")


def row(number: int, **cells: Any) -> dict[str, Any]:
    """Give a statement of the practitioner of that number, from branch (Insurer 1, Region 1) unless told otherwise."""
    usual = {
        "record_id": f"r{number}",
        "subject_id": f"P{number}",
        "event_date": "2023-12-31",
        "known_date": "2024-01-15",
        "source_insurer": "Insurer 1",
        "source_region": "Region 1",
    }
    return usual | cells


def collected(*gaps: tuple[str, str, str], quarter: str = "2024Q1", regions: int = 2) -> pa.Table:
    """Give a table of collection in which every cell was asked but the gaps (insurer, region, category)."""
    cells = [("Insurer 1", f"Region {region}", category) for region in range(1, regions + 1) for category in CATEGORIES]
    states = ["not_collected" if cell in gaps else "nil_return" for cell in cells]
    names = ("source_insurer", "source_region", "category")
    columns = {name: [cell[place] for cell in cells] for place, name in enumerate(names)}
    return pa.table(columns | {"quarter": [quarter] * len(cells), "state": states})


def refused(*cells: tuple[str, str], given: dt.date | None = dt.date(2023, 1, 1), until: Any = None) -> pa.Table:
    """Give a table of consents in which the (subject, category) cells were refused."""
    columns = {
        "subject_id": [subject for subject, _ in cells],
        "category": [category for _, category in cells],
        "state": ["consent_refused"] * len(cells),
    }
    days = pa.array([given] * len(cells), pa.date32()), pa.array([until] * len(cells), pa.date32())
    return pa.table(columns | {"given": days[0], "until": days[1]})


def write(
    path: Path,
    rows: dict[str, list[dict[str, Any]]],
    *,
    operator_class: str = "credit_agency",
    sides: dict[str, pa.Table] | None = None,
) -> RecordStore:
    """Write a store with side tables and open it."""
    rows = {code: [one | {"operator_class": operator_class} for one in several] for code, several in rows.items()}
    tables = read_tables(rows, subject="practitioner")
    with StoreWriter(
        path,
        subject="practitioner",
        origin="intake",
        operator_class=operator_class,
        records_from=dt.date(2018, 1, 1),
        records_to=dt.date(2024, 12, 31),
        extract_date=dt.date(2025, 6, 30),
    ) as writer:
        for code, table in tables.items():
            writer.add_part(code, 0, table)
        for name, table in (sides or {}).items():
            writer.add_table(name, table)
    return RecordStore.open(path)


def registered(number: int, **cells: Any) -> dict[str, Any]:
    """Give a registration of the practitioner of that number."""
    usual = {"record_id": f"g{number}", "action": "enter", "practice_class": "sales_or_service_person"}
    return row(number, **(usual | cells))
