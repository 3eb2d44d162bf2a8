"""The content of a store (记录库内容检查): every statement against the rules, whoever wrote the parts."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.record_types import RecordType
from inscredit_models.findings import Findings, near_names
from inscredit_models.records.content_digest import digest_table
from inscredit_models.records.manifest import Part
from inscredit_models.records.rows import as_mask, report_rows
from inscredit_models.records.statements import check_statements, statement_schema
from inscredit_models.records.store import RecordStore


def check_store(store: RecordStore) -> Findings:
    """Check everything about a store that came from elsewhere.

    Opening says that parts are the files of the manifest; this says that they hold what the manifest tells, and that it
    makes sense: record types of the catalogue with their columns, rows and content as listed, no statement twice, no
    record known before it happened, codes of their lists, days inside the records. Rows are counted through all parts
    of a type.

    Parameters
    ----------
    store : RecordStore
        Opened, so its parts agree with its manifest.

    Returns
    -------
    Findings
        Errors, empty for a sound store: ICM008 (a record type that the subject does not have), ICM010 (other columns),
        ICM019 (rows or content that the manifest does not tell), ICM023 (events after ``records_to``, except in types
        that may lie ahead, and statements known after ``extract_date``), and what `check_statements` names. Events
        before ``records_from`` are no error: registrations and policies are older than the records of what happened.
    """
    catalogue, findings = load_catalogue(), Findings()
    _check_types(store, findings)
    for code in store.record_codes():
        record = catalogue.record_type(code)
        parts = [part for part in store.head.parts if part.record == code]
        tables = [table for part in parts if (table := _read(store, part, record, findings)) is not None]
        if tables:
            table = pa.concat_tables(tables)
            check_statements(table, record, catalogue, f"records/{code}", findings)
            _check_days(store, table, record, findings)
    return findings


def _check_types(store: RecordStore, findings: Findings) -> None:
    known = [record.code for record in load_catalogue().records_of(store.subject)]
    for part in store.head.parts:
        if part.record not in known:
            remedy = f"{near_names(part.record, known)} Install the version whose catalogue has it, or take it out"
            findings.add("ICM008", part.path, f"record type {part.record!r}", ", ".join(known), remedy)


def _read(store: RecordStore, part: Part, record: RecordType, findings: Findings) -> pa.Table | None:
    """Read a part and compare it with what the manifest tells of it; ``None`` where its columns are others."""
    table, schema = pq.read_table(store.path / part.path), statement_schema(record)
    if not table.schema.equals(schema):
        missing = [field.name for field in schema if field.name not in table.column_names]
        other = [name for name in table.column_names if name not in schema.names]
        kinds = [field.name for field in table.schema if field.name in schema.names and field not in schema]
        told = {"without": missing, "unknown": other, "of another type": kinds}
        found = "; ".join(f"{what}: {', '.join(names)}" for what, names in told.items() if names) or "another order"
        remedy = "write the part with the columns of the record type, in order"
        findings.add("ICM010", part.path, found, f"the columns of {record.code!r}: {', '.join(schema.names)}", remedy)
        return None
    if len(table) != part.rows or digest_table(table) != part.content:
        found = f"{len(table)} rows" if len(table) != part.rows else "other values"
        remedy = "restore the store from its source or write it again"
        findings.add("ICM019", part.path, found, f"{part.rows} rows with the content that the manifest tells", remedy)
    return table


def _check_days(store: RecordStore, table: pa.Table, record: RecordType, findings: Findings) -> None:
    if not record.future_of_statement:
        late = as_mask(pc.greater(table.column("event_date"), store.records_to))
        _report(late, "event_date", f"after records_to {store.records_to}", record, findings)
    late = as_mask(pc.greater(table.column("known_date"), store.extract_date))
    _report(late, "known_date", f"after extract_date {store.extract_date}", record, findings)


def _report(bad: np.ndarray, column: str, found: str, record: RecordType, findings: Findings) -> None:
    remedy = "correct the days, or the span in the manifest, and write the store again"
    where = f"records/{record.code}"
    report_rows(bad, column, "ICM023", found, "days inside the records", remedy, where=where, findings=findings)
