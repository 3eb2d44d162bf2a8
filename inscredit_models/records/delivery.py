"""A whole delivery at the door (报送校验): what it holds, what is wrong with it, and what becomes of every row.

One judgement for all who ask: `inscredit check` tells it and `inscredit intake` acts on it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.record_types import RecordType
from inscredit_models.findings import Findings, Refused, near_names
from inscredit_models.records.admission import (
    EARLIER_COLUMNS,
    QUARANTINE_SCHEMA,
    WHOLE_FILE,
    Admission,
    admit_side_table,
    admit_statements,
)
from inscredit_models.records.cell_rules import DeliveryTerms
from inscredit_models.records.column_types import plain_cells, read_cells
from inscredit_models.records.delivered import DeliveredTable, read_delivery
from inscredit_models.records.delivered_tables import Tables, read_tables_handed_over
from inscredit_models.records.side_tables import SIDE_TABLES, side_schema
from inscredit_models.records.store import RecordStore

Outcome = Literal["accepted", "put aside", "refused"]
"""Of a delivery: every row accepted (接收), some rows put aside (隔离), or nothing taken in (拒绝)."""

_OUTCOMES: dict[Outcome, str] = {
    "accepted": "accepted (接收): every row may be stored",
    "put aside": "put aside (隔离): the rows named below are not stored, the others may be; none is lost",
    "refused": "refused (拒绝): nothing of it may be stored",
}


@dataclass(frozen=True)
class DeliveryReport:
    """What was found in a delivery.

    Parameters
    ----------
    subject : str or None
        Subject type of its records; ``None`` where that cannot be said.
    statements, tables : dict of str to pyarrow.Table
        Accepted rows by record type and by side table.
    quarantine : pyarrow.Table
        Rows put aside: file, row number, rule, column; never a value.
    rows : dict of str to tuple of int
        By file: rows delivered, accepted, put aside; the first is always the sum of the others.
    findings : Findings
        Everything found.
    refused : bool
        Whether a file cannot be read or was refused as a whole, or no row was accepted: then nothing of the delivery
        may be stored.
    """

    subject: str | None
    statements: dict[str, pa.Table] = field(repr=False)
    tables: dict[str, pa.Table] = field(repr=False)
    quarantine: pa.Table = field(repr=False)
    rows: dict[str, tuple[int, int, int]]
    findings: Findings = field(repr=False)
    refused: bool

    @property
    def outcome(self) -> Outcome:
        """What becomes of the delivery."""
        if self.refused:
            return "refused"
        return "put aside" if any(aside for _, _, aside in self.rows.values()) else "accepted"

    def refuse(self, *, strict: bool = False) -> None:
        """Raise `Refused` with everything found where nothing may be stored or, when strict, any row is put aside."""
        if self.outcome == "refused" or (strict and self.outcome == "put aside"):
            raise Refused(self.findings)

    def as_dict(self) -> dict[str, Any]:
        """Give the report as plain values, without a single cell of the records."""
        names = ("delivered", "accepted", "quarantined")
        return {
            "subject": self.subject,
            "outcome": self.outcome,
            "refused": self.refused,
            "files": [{"file": file} | dict(zip(names, counts, strict=True)) for file, counts in self.rows.items()],
            "findings": [finding.as_dict() for finding in self.findings],
        }

    def counts_text(self) -> str:
        """Give one line a file: rows delivered, accepted and put aside."""
        return "\n".join(
            f"{file}: {delivered} rows (行), {accepted} accepted (接收), {aside} put aside (隔离)"
            for file, (delivered, accepted, aside) in self.rows.items()
        )

    def text(self) -> str:
        """Give the report as lines for a terminal: what becomes of it, the counts, and why rows are put aside."""
        why = [str(finding) for finding in self.findings]
        if self.outcome == "put aside":
            why = [f"put aside (隔离){text[5:]}" if text.startswith("error") else text for text in why]
        return "\n".join([_OUTCOMES[self.outcome], self.counts_text(), *why])


def examine_delivery(
    source: Path | Tables,
    *,
    subject: str | None = None,
    terms: DeliveryTerms | None = None,
    encoding: str = "utf-8",
    store: RecordStore | None = None,
) -> DeliveryReport:
    """Read a delivery and check every row; nothing is written and nothing raises for bad input.

    Parameters
    ----------
    source : pathlib.Path or mapping of str to table
        A folder of files or one file (see `delivered`), or tables by record type (see `delivered_tables`): Spark
        DataFrames, DuckDB relations, Arrow tables, pandas frames.
    subject : str, optional
        Subject type; without it the record types say it.
    terms : DeliveryTerms, optional
        Operator class, origin, last days of events and statements.
    encoding : {"utf-8", "gb18030"}
        Of CSV files.
    store : RecordStore, optional
        The store that the delivery continues: statements may follow its records.
    """
    findings = Findings()
    terms = terms or DeliveryTerms()
    if store is not None:
        terms = replace(terms, known_after=store.extract_date)
    if isinstance(source, Mapping):
        tables = read_tables_handed_over(source, findings)
    else:
        tables = read_delivery(Path(source), encoding=encoding, findings=findings)
    subject = subject or _subject_of(tables, findings)
    unreadable = any(finding.severity == "error" for finding in findings)
    known = {record.code: record for record in load_catalogue().records_of(subject or "")}
    strangers = [table for table in tables if table.name not in known and table.name not in SIDE_TABLES]
    for table in strangers:
        _name_stranger(table, subject, list(known), findings)
    sides = {
        name: admit_side_table(_named(tables, name), name, subject or "", terms, findings)
        for name in SIDE_TABLES
        if _named(tables, name)
    }
    consents = _consents(sides, store)
    admitted = {
        code: admit_statements(
            _named(tables, code), record, terms, consents, _earlier(store, record, _named(tables, code)), findings
        )
        for code, record in known.items()
        if _named(tables, code)
    }
    every = [*sides.values(), *admitted.values()]
    quarantine = pa.concat_tables([QUARANTINE_SCHEMA.empty_table(), *(item.quarantine for item in every)])
    quarantine = pa.concat_tables([quarantine, *(_all_aside(table) for table in strangers)])
    refused = unreadable or bool(strangers) or pc.any(pc.equal(quarantine["column"], WHOLE_FILE)).as_py() is True
    report = DeliveryReport(
        subject=subject,
        statements={code: item.accepted for code, item in admitted.items()},
        tables={name: item.accepted for name, item in sides.items()},
        quarantine=quarantine,
        rows=_counts(every, strangers),
        findings=findings,
        refused=refused,
    )
    if not refused and not _has_something(report, new=store is None):
        where = source.name if isinstance(source, Path) else "delivery"
        allowed = "at least one sound statement" + ("" if store is None else ", or rows of side tables alone")
        findings.add("ICM002", where, "no row that could be accepted", allowed, "see the other findings")
        report = replace(report, refused=True)
    return report


def bounds_of(statements: dict[str, pa.Table]) -> tuple[dt.date, dt.date, dt.date] | None:
    """Give first and last event date and the last known date of statements; ``None`` where there are none."""
    events = [day for table in statements.values() for day in table.column("event_date").to_pylist()]
    known = [day for table in statements.values() for day in table.column("known_date").to_pylist()]
    return (min(events), max(events), max(known)) if events else None


def _has_something(report: DeliveryReport, *, new: bool) -> bool:
    """Say whether there is something to store: statements, or for a store that is there side tables alone."""
    if any(len(table) for table in report.statements.values()):
        return True
    return not new and not report.statements and any(len(table) for table in report.tables.values())


def _named(tables: Sequence[DeliveredTable], name: str) -> list[DeliveredTable]:
    return [table for table in tables if table.name == name]


def _subject_of(tables: Sequence[DeliveredTable], findings: Findings) -> str | None:
    """Say whose records a delivery holds, by its record types."""
    catalogue = load_catalogue()
    records = [catalogue.record_type(table.name) for table in tables]
    subjects = sorted({record.subject for record in records if record is not None})
    if len(subjects) > 1:
        remedy = "deliver each subject type by itself"
        findings.add("ICM006", "delivery", "records of " + " and ".join(subjects), "one subject type", remedy)
    return subjects[0] if subjects else None


def _name_stranger(table: DeliveredTable, subject: str | None, known: list[str], findings: Findings) -> None:
    other = load_catalogue().record_type(table.name)
    found = f"record type {table.name!r}" + (f" of the subject {other.subject!r}" if other is not None else "")
    allowed = ", ".join((*known, *SIDE_TABLES)) or "files named by a record type of the catalogue"
    remedy = near_names(table.name, (*known, *SIDE_TABLES)) + " Name the file by its record type"
    findings.add("ICM008", table.file, found + (f", with subject {subject!r}" if subject else ""), allowed, remedy)


def _all_aside(table: DeliveredTable) -> pa.Table:
    numbers = sorted([*table.numbers.tolist(), *table.broken])
    size = len(numbers)
    columns = [[table.file] * size, numbers, ["ICM008"] * size, [WHOLE_FILE] * size]
    return pa.table(columns, schema=QUARANTINE_SCHEMA)


def _counts(every: Sequence[Admission], strangers: Sequence[DeliveredTable]) -> dict[str, tuple[int, int, int]]:
    counts = {file: rows for item in every for file, rows in item.rows.items()}
    counts |= {table.file: (table.rows, 0, table.rows) for table in strangers}
    return dict(sorted(counts.items()))


def _consents(sides: dict[str, Admission], store: RecordStore | None) -> pa.Table:
    """Give all consents: those of the delivery and those of the store."""
    schema = side_schema("consent")
    held = store.side_table("consent") if store is not None else None
    parts = [sides["consent"].accepted] if "consent" in sides else []
    if held is not None:
        parts.append(held.select([name for name in schema.names if name in held.column_names]))
    return pa.concat_tables([schema.empty_table(), *parts], promote_options="default")


def _earlier(store: RecordStore | None, record: RecordType, tables: Sequence[DeliveredTable]) -> pa.Table | None:
    """Give what the store already says about the records that a delivery continues."""
    if store is None or record.code not in store.record_codes():
        return None
    nowhere = Findings()  # what is wrong with identifiers is told where the rows are admitted
    wanted = [
        read_cells(plain_cells(table.cells.column("record_id")), "record_id", pa.string(), table.file, nowhere)
        for table in tables
        if table.cells.column_names.count("record_id") == 1
    ]
    ids = pa.table({"record_id": pa.chunked_array([*wanted, pa.array([], pa.string())])})
    with store.connect(records=[record.code]) as connection:
        connection.register("delivered", ids)
        columns = [exp.column(name, table="held", quoted=True) for name in EARLIER_COLUMNS]
        query = exp.select(*columns).from_(exp.to_table(record.code, alias="held"))
        query = query.join("delivered", using=["record_id"], join_type="semi")
        return connection.sql(query.sql("duckdb")).to_arrow_table()
