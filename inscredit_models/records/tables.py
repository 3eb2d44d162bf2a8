"""A store held in memory, for tests, notebooks and small tables: the same doors as a store on disk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.record_types import OperatorClass, Subject
from inscredit_models.findings import Findings
from inscredit_models.records.connection import Source, open_connection
from inscredit_models.records.statements import check_statements, statement_schema
from inscredit_models.records.store import RecordStore, StoreWriter

Rows = pd.DataFrame | pa.Table | Iterable[Mapping[str, Any]]
"""Statements of one record type as a frame, an Arrow table or plain dictionaries."""


@dataclass(frozen=True)
class TableStore:
    """Statements in memory that can be connected to like a `RecordStore`.

    Parameters
    ----------
    tables : dict of str to pyarrow.Table
        Typed statements by record type (see `read_tables`); types without an entry are empty.
    subject, operator_class : str
        As in a store's manifest.
    records_from, records_to, extract_date : datetime.date
        As in a store's manifest.
    """

    tables: dict[str, pa.Table] = field(repr=False)
    subject: Subject = "practitioner"
    operator_class: OperatorClass = "credit_agency"
    records_from: dt.date = dt.date(2018, 1, 1)
    records_to: dt.date = dt.date(2025, 12, 31)
    extract_date: dt.date = dt.date(2026, 6, 30)

    def record_codes(self) -> tuple[str, ...]:
        """Give the record types that have a table, in catalogue order."""
        return tuple(record.code for record in load_catalogue().records_of(self.subject) if record.code in self.tables)

    def connect(self, *, threads: int = 1, records: Iterable[str] | None = None) -> duckdb.DuckDBPyConnection:
        """Open a database with one table per record type, as `RecordStore.connect` does."""
        return open_connection(self.sources(records), threads=threads)

    def sources(self, records: Iterable[str] | None = None) -> dict[str, Source]:
        """Give the tables of record types, all or some, as `RecordStore.sources` does."""
        wanted = None if records is None else set(records)
        return {
            record.code: self.tables.get(record.code, statement_schema(record).empty_table())
            for record in load_catalogue().records_of(self.subject)
            if wanted is None or record.code in wanted
        }

    def records_with(self, status: str) -> set[str]:
        """Give the record types of which a statement has a status, as `RecordStore.records_with` does."""
        return {code for code, table in self.tables.items() if pc.any(pc.equal(table["status"], status)).as_py()}


def read_tables(rows: Mapping[str, Rows], *, subject: Subject) -> dict[str, pa.Table]:
    """Read statements by record type; absent shared cells get plain defaults, absent fields are empty.

    Arrow tables are taken as they are. Defaults: ``sequence`` 1, ``status`` asserted, ``known_date`` the event date,
    ``operator_class`` credit_agency.

    Raises
    ------
    Refused
        With everything that `check_statements` finds, and ICM008 for an unknown record type.
    """
    findings = Findings()
    tables = {}
    for code, content in rows.items():
        record = load_catalogue().record_type(code)
        if record is None or record.subject != subject:
            known = ", ".join(item.code for item in load_catalogue().records_of(subject))
            findings.add("ICM008", "tables", f"record type {code!r}", known, "use a record type of the subject")
            continue
        typed = check_statements(_with_defaults(content), record, load_catalogue(), code, findings)
        if typed is not None:
            tables[code] = typed
    findings.refuse()
    return tables


def write_frame_store(
    path: Path,
    rows: Mapping[str, Rows],
    *,
    subject: Subject = "practitioner",
    operator_class: OperatorClass = "credit_agency",
    records_from: dt.date = dt.date(2018, 1, 1),
    records_to: dt.date = dt.date(2025, 12, 31),
    extract_date: dt.date = dt.date(2026, 6, 30),
    parts: int = 1,
) -> RecordStore:
    """Write a small store from frames or dictionaries, cut into a number of parts, and open it."""
    tables = read_tables(rows, subject=subject)
    with StoreWriter(
        path,
        subject=subject,
        origin="tables",
        operator_class=operator_class,
        records_from=records_from,
        records_to=records_to,
        extract_date=extract_date,
    ) as writer:
        for code, table in tables.items():
            for chunk in range(parts):
                start, end = len(table) * chunk // parts, len(table) * (chunk + 1) // parts
                writer.add_part(code, chunk, table.slice(start, end - start))
    return RecordStore.open(path)


def _with_defaults(content: Rows) -> pa.Table:
    if isinstance(content, pa.Table):
        return content
    rows = content.to_dict("records") if isinstance(content, pd.DataFrame) else list(content)
    defaults = {"sequence": 1, "status": "asserted", "operator_class": "credit_agency"}
    filled = [defaults | {"known_date": row.get("event_date")} | dict(row) for row in rows]
    frame = pd.DataFrame(filled)
    return pa.table({str(name): _cells(frame[name]) for name in frame.columns})


def _cells(column: pd.Series) -> pa.Array:
    """Give a column as Arrow has it; one of mixed types as text, so that the door names the cells it cannot read."""
    try:
        return pa.array(column, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.array([None if pd.isna(value) else str(value) for value in column], pa.string())
