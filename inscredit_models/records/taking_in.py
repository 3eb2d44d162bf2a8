"""Taking a delivery into a store (入库): a new store, or the next delivery of one that is there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from inscredit_models.catalogue.record_types import OperatorClass, Subject
from inscredit_models.findings import Findings
from inscredit_models.records.appending import WAIT_SECONDS, Addition, append
from inscredit_models.records.cell_rules import DeliveryTerms
from inscredit_models.records.delivered_tables import Tables
from inscredit_models.records.delivery import DeliveryReport, bounds_of, examine_delivery
from inscredit_models.records.store import RecordStore, StoreWriter

SIMULATED, RECORDED = "simulated", "intake"


@dataclass(frozen=True, slots=True)
class IntakeOptions:
    """What the user declares about a delivery and its store.

    Parameters
    ----------
    subject, operator_class : str, optional
        Whose records they are, and who keeps them. Only `examine` does without: the record types then say the former,
        and what depends on the latter is not checked.
    encoding : {"utf-8", "gb18030"}
        Of CSV files.
    origin : {"intake", "simulated"}
        Whether the records are real.
    records_from, records_to, extract_date : datetime.date, optional
        Bounds of a store; by default the first and last event and the last day a statement became known.
    strict : bool
        Refuse the delivery where a single row had to be put aside.
    wait_seconds : float
        How long to wait for another writer.
    """

    subject: Subject | None = None
    operator_class: OperatorClass | None = None
    encoding: str = "utf-8"
    origin: str = RECORDED
    records_from: dt.date | None = None
    records_to: dt.date | None = None
    extract_date: dt.date | None = None
    strict: bool = False
    wait_seconds: float = WAIT_SECONDS


def take_in(source: Path | Tables, out: Path, options: IntakeOptions) -> DeliveryReport:
    """Check a delivery and write its accepted rows into a store, new or continued; all of them or nothing.

    Rows put aside are listed in the store's table ``quarantine``. A store that is there gets the delivery as new
    parts: statements may follow its records, and must have become known after its extract date.

    Parameters
    ----------
    source : pathlib.Path or mapping of str to table
        Folder or file of records, or tables by record type (Spark DataFrames, DuckDB relations, Arrow tables, frames).
    out : pathlib.Path
        Folder of the store.
    options : IntakeOptions
        What is declared.

    Raises
    ------
    Refused
        With all findings, where a whole file is refused, no row is accepted, or (strict) any row was put aside.
    """
    findings = Findings()
    for name in ("subject", "operator_class"):
        if getattr(options, name) is None:
            findings.add(
                "ICM007", name, "not declared", "declared for a store", "say whose records, and who keeps them"
            )
    findings.refuse()
    return _continue(source, out, options) if (out / "manifest.json").exists() else _begin(source, out, options)


def examine(source: Path | Tables, options: IntakeOptions, store: RecordStore | None = None) -> DeliveryReport:
    """Judge a delivery as `take_in` does, and write nothing: what it stores, puts aside and refuses is told here.

    Raises
    ------
    Refused
        Where the store that it continues is of another kind (ICM006, ICM071, ICM076), or declared days contradict each
        other (ICM023). All that is wrong with the delivery itself is in the report.
    """
    _check_same(store, options)
    terms = DeliveryTerms(options.operator_class, options.origin == SIMULATED, options.extract_date, options.records_to)
    return examine_delivery(source, subject=options.subject, terms=terms, encoding=options.encoding, store=store)


def _begin(source: Path | Tables, out: Path, options: IntakeOptions) -> DeliveryReport:
    report = examine(source, options)
    report.refuse(strict=options.strict)
    bounds = bounds_of(report.statements)
    begin = options.records_from or bounds[0]
    with StoreWriter(
        out,
        subject=options.subject,
        origin=options.origin,
        operator_class=options.operator_class,
        records_from=begin,
        records_to=options.records_to or max(begin, bounds[1]),
        extract_date=options.extract_date or max(begin, bounds[2]),
    ) as writer:
        for code, table in report.statements.items():
            if len(table):
                writer.add_part(code, 0, table)
        for name, table in (*report.tables.items(), ("quarantine", report.quarantine)):
            if len(table):
                writer.add_table(name, table)
    return report


def _continue(source: Path | Tables, out: Path, options: IntakeOptions) -> DeliveryReport:
    reports: list[DeliveryReport] = []

    def decide(store: RecordStore) -> Addition:
        report = examine(source, options, store)
        report.refuse(strict=options.strict)
        reports.append(report)
        first, last, known = bounds_of(report.statements) or (None, None, None)
        return Addition(
            statements=report.statements,
            tables=report.tables | {"quarantine": report.quarantine},
            records_from=options.records_from or first,
            records_to=options.records_to or last,
            extract_date=options.extract_date or known,
        )

    append(out, decide, wait_seconds=options.wait_seconds)
    return reports[0]


def _check_same(store: RecordStore | None, options: IntakeOptions) -> None:
    """Check that declared days come in order, and that a delivery is of the kind that the store holds."""
    findings = Findings()
    first = options.records_from
    for name in ("records_to", "extract_date"):
        last = getattr(options, name)
        if first is not None and last is not None and last < first:
            found = f"records_from {first}, {name} {last}"
            findings.add("ICM023", name, found, f"{name} on or after records_from", "correct the declared days")
    kinds = () if store is None else (("subject", "ICM006"), ("operator_class", "ICM076"), ("origin", "ICM071"))
    for name, code in kinds:
        held, declared = getattr(store, name), getattr(options, name)
        if declared is not None and held != declared:
            remedy = "write another store, or declare what this one is"
            findings.add(code, name, repr(declared), f"{held!r}, as the store says", remedy)
    findings.refuse()
