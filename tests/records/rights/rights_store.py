"""A small store of practitioners with acts that have ended, objections, repairs and consents, to be held to the law."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa

from inscredit_models.records.side_tables import side_schema
from inscredit_models.records.store import RecordStore, StoreWriter
from inscredit_models.records.tables import read_tables

EXTRACT = dt.date(2026, 10, 31)
CONSENT = {
    "subject_id": "P1",
    "category": "tax",
    "state": "consent_given",
    "basis": "C1",
    "given": dt.date(2020, 1, 1),
    "until": None,
    "notice": True,
    "purposes": "hiring;claims",
}


def violation(number: int | str, **cells: Any) -> dict[str, Any]:
    """Give a violation of the subject of that number; cells replace the usual ones."""
    row = {
        "record_id": f"v{number}",
        "subject_id": f"P{number}",
        "event_date": "2020-01-15",
        "known_date": "2020-02-01",
        "severity": "serious",
        "penalty_kind": "fine",
        "fine": "100.00",
        "act_ended": "2020-02-29",
    }
    return row | cells


def tax(number: int, **cells: Any) -> dict[str, Any]:
    """Give a tax record of the subject of that number."""
    row = {
        "record_id": f"t{number}",
        "subject_id": f"P{number}",
        "event_date": "2023-12-31",
        "known_date": "2024-03-01",
        "amount": "5.00",
    }
    return row | cells


def write_rights_store(
    path: Path,
    *,
    violations: list[dict[str, Any]] | None = None,
    taxes: list[dict[str, Any]] | None = None,
    consents: list[dict[str, Any]] | None = None,
    notices: list[dict[str, Any]] | None = None,
    operator_class: str = "credit_agency",
    world: dict[str, Any] | None = None,
) -> RecordStore:
    """Write a store of violations and taxes with consents and notices."""
    rows = {"violation": violations or [], "tax": taxes or []}
    kept = {code: [row | {"operator_class": operator_class} for row in given] for code, given in rows.items() if given}
    tables = read_tables(kept, subject="practitioner")
    with StoreWriter(
        path,
        subject="practitioner",
        origin="intake",
        operator_class=operator_class,
        records_from=dt.date(2015, 1, 1),
        records_to=EXTRACT,
        extract_date=EXTRACT,
        world=world,
    ) as writer:
        for code, table in tables.items():
            writer.add_part(code, 0, table)
        if consents:
            writer.add_table("consent", pa.Table.from_pylist(consents, schema=side_schema("consent")))
        if notices:
            writer.add_table("notice", pa.Table.from_pylist(notices, schema=side_schema("notice")))
    return RecordStore.open(path)
