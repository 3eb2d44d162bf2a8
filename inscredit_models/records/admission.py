"""Admission (准入): every delivered row is accepted or put aside with the rules it broke; none is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.record_types import RecordType
from inscredit_models.findings import Finding, Findings
from inscredit_models.records.cell_rules import DeliveryTerms, check_cells
from inscredit_models.records.consent import check_consent
from inscredit_models.records.delivered import DeliveredTable
from inscredit_models.records.rights.repairs import check_repairs
from inscredit_models.records.rows import Mark, RowFindings, as_mask, report_rows
from inscredit_models.records.side_tables import check_forbidden_names, read_side_table, side_schema
from inscredit_models.records.statement_rules import check_records, check_rows
from inscredit_models.records.statements import check_columns, code_lists_of, read_columns, statement_schema

QUARANTINE_SCHEMA = pa.schema(
    [("file", pa.string()), ("row", pa.int64()), ("rule", pa.string()), ("column", pa.string())]
)
"""Of the quarantine (隔离表): where a row is and which rules it broke, one line per rule. Never a value."""

EARLIER_COLUMNS = ["record_id", "sequence", "status", "known_date", "subject_id"]
"""Of the statements a store already holds about the delivered records."""

WHOLE_FILE = "(whole file)"


@dataclass(frozen=True)
class Admission:
    """What became of the rows of one record type or side table.

    Parameters
    ----------
    accepted : pyarrow.Table
        Rows without a finding, in the order of the files.
    quarantine : pyarrow.Table
        One line per row and rule, columns of ``QUARANTINE_SCHEMA``.
    rows : dict of str to tuple of int
        By file: rows delivered, accepted, put aside.
    """

    accepted: pa.Table = field(repr=False)
    quarantine: pa.Table = field(repr=False)
    rows: dict[str, tuple[int, int, int]]


@dataclass
class _File:
    """One file on its way: its typed rows and what was found in it."""

    delivered: DeliveredTable
    typed: pa.Table
    findings: RowFindings
    refused: tuple[Finding, ...]


def admit_statements(
    tables: Sequence[DeliveredTable],
    record: RecordType,
    terms: DeliveryTerms,
    consents: pa.Table,
    earlier: pa.Table | None,
    findings: Findings,
) -> Admission:
    """Check the files of one record type together and part accepted rows from the others.

    Parameters
    ----------
    tables : sequence of DeliveredTable
        All files of the record type.
    record : RecordType
        What they hold.
    terms : DeliveryTerms
        What holds for the delivery.
    consents : pyarrow.Table
        All consents, those of the store and of the delivery.
    earlier : pyarrow.Table, optional
        Statements of the store about records that the delivery continues, columns ``EARLIER_COLUMNS``.
    findings : Findings
        Collector. Findings name file, row and rule, never a value.
    """

    def read(table: DeliveredTable, found: RowFindings) -> pa.Table:
        return _read_statements(table, record, terms, consents, found)

    files = [_read(table, read, statement_schema(record).empty_table()) for table in tables]
    _check_over_records(files, earlier)
    return _part(files, statement_schema(record), findings)


def admit_side_table(
    tables: Sequence[DeliveredTable], name: str, subject: str, terms: DeliveryTerms, findings: Findings
) -> Admission:
    """Check the files of one side table and part accepted rows from the others."""

    def read(table: DeliveredTable, found: RowFindings) -> pa.Table:
        return read_side_table(table.cells, name, subject, terms, table.file, found)

    files = [_read(table, read, side_schema(name).empty_table()) for table in tables]
    return _part(files, side_schema(name), findings)


def _read(table: DeliveredTable, read: Callable[[DeliveredTable, RowFindings], pa.Table], nothing: pa.Table) -> _File:
    """Read one file; a finding that marks no rows is about the whole file, and then no row of it is kept."""
    found = RowFindings(numbers=table.numbers)
    typed = read(table, found)
    refused = found.of_the_whole()
    return _File(table, nothing if refused else typed, found, refused)


def _read_statements(
    table: DeliveredTable, record: RecordType, terms: DeliveryTerms, consents: pa.Table, found: RowFindings
) -> pa.Table:
    catalogue, where = load_catalogue(), table.file
    allowed = statement_schema(record).names
    forbidden = check_forbidden_names(table.cells, allowed, where, found)
    kept = table.cells.select([i for i, name in enumerate(table.cells.column_names) if name not in forbidden])
    check_columns(kept, record, where, found)
    typed = read_columns(kept, record, where, found)
    _check_forbidden_fields(typed, record, terms, where, found)
    check_rows(
        typed,
        code_lists=code_lists_of(record, catalogue),
        may_lie_ahead=record.future_of_statement,
        where=where,
        findings=found,
        whole_records=False,
    )
    check_cells(typed, record, terms, where, found)
    check_consent(typed, record, consents, where, found)
    check_repairs(typed, where, found)
    return typed


def _check_forbidden_fields(
    typed: pa.Table, record: RecordType, terms: DeliveryTerms, where: str, findings: Findings
) -> None:
    """Refuse a file with values in a field that the operator class must not hold."""
    for item in record.fields:
        held = pc.any(pc.is_valid(typed.column(item.name))).as_py()
        if held and terms.operator_class in item.prohibited_for:
            found = f"field {item.name!r}, prohibited for operator class {terms.operator_class!r}"
            remedy = "take the column away at the source; nothing of this file was kept"
            findings.add("ICM072", f"{where}, header", found, "fields that this operator class may hold", remedy)


def _check_over_records(files: Sequence[_File], earlier: pa.Table | None) -> None:
    """Check the rules over records on all files together, and mark what hangs on a row that was put aside."""
    keys = [item.typed.select(EARLIER_COLUMNS) for item in files]
    known = (
        earlier if earlier is not None else pa.table({name: [] for name in EARLIER_COLUMNS}).cast(_key_schema(files))
    )
    together = pa.concat_tables([known.select(EARLIER_COLUMNS).cast(_key_schema(files)), *keys]).combine_chunks()
    found = RowFindings()
    check_records(together, where="", findings=found)
    _check_changes(together, found)
    offset = len(known)
    for item, part in zip(files, keys, strict=True):
        _hand_over(found.marks, offset, len(part), item)
        offset += len(part)
    aside = np.concatenate([np.zeros(len(known), dtype=bool), *(_marked(item) for item in files)])
    hanging = _hang_on(together, aside) & ~aside
    offset = len(known)
    for item, part in zip(files, keys, strict=True):
        bad = hanging[offset : offset + len(part)]
        report_rows(
            bad,
            "sequence",
            "ICM080",
            "of a record whose earlier statement was put aside",
            "sound statements from the first on",
            "correct the earlier statement and deliver both again",
            where=item.delivered.file,
            findings=item.findings,
        )
        offset += len(part)


def _key_schema(files: Sequence[_File]) -> pa.Schema:
    return pa.schema([files[0].typed.schema.field(name) for name in EARLIER_COLUMNS])


def _check_changes(together: pa.Table, findings: RowFindings) -> None:
    """Check that a change follows its record and speaks of the same subject (ICM075)."""
    frame = together.select(["record_id", "sequence", "status", "subject_id"]).to_pandas()
    frame = frame.assign(row=np.arange(len(frame))).dropna(subset=["record_id", "sequence"])
    frame = frame.sort_values(["record_id", "sequence", "row"], kind="stable")
    first = ~frame.duplicated("record_id")
    orphan = first & frame["status"].notna() & (frame["status"] != "asserted") & (frame["sequence"] > 1)
    owner = frame.groupby("record_id")["subject_id"].transform("first")
    stranger = ~first & owner.notna() & frame["subject_id"].notna() & (owner != frame["subject_id"])
    for flags, column, what in (
        (orphan, "status", "that change a record which is not there"),
        (stranger, "subject_id", "of another subject than the record's"),
    ):
        bad = np.zeros(len(together), dtype=bool)
        bad[frame.loc[flags, "row"].to_numpy()] = True
        remedy = "deliver the record first, or correct record_id"
        report_rows(bad, column, "ICM075", what, "changes of a known record", remedy, where="", findings=findings)


def _hand_over(marks: Sequence[Mark], offset: int, size: int, item: _File) -> None:
    """Report the marks over all files in the file where they lie."""
    for mark in marks:
        rows = mark.rows[(mark.rows >= offset) & (mark.rows < offset + size)] - offset
        bad = np.zeros(size, dtype=bool)
        bad[rows] = True
        texts = (mark.column, mark.code, mark.found, mark.allowed, mark.remedy)
        report_rows(bad, *texts, where=item.delivered.file, findings=item.findings)


def _marked(item: _File) -> np.ndarray:
    bad = np.zeros(len(item.typed), dtype=bool)
    for mark in item.findings.marks if len(item.typed) else ():
        bad[mark.rows] = True
    return bad


def _hang_on(together: pa.Table, aside: np.ndarray) -> np.ndarray:
    """Say which rows follow, in their record, a row that was put aside."""
    record = pd.factorize(together.column("record_id").to_pandas())[0]
    sequence = together.column("sequence").fill_null(0).to_numpy()
    complete = as_mask(pc.is_valid(together.column("record_id"))) & as_mask(pc.is_valid(together.column("sequence")))
    first_aside = np.full(record.max(initial=-1) + 1, np.iinfo(np.int64).max)
    key = record.astype(np.int64) << 32 | sequence
    bad = aside & complete & ~np.isin(key, key[complete & ~aside])  # of two copies one may stand
    np.minimum.at(first_aside, record[bad], sequence[bad])
    hanging = np.zeros(len(record), dtype=bool)
    hanging[complete] = sequence[complete] > first_aside[record[complete]]
    return hanging


def _part(files: Sequence[_File], schema: pa.Schema, findings: Findings) -> Admission:
    """Part the rows and report what was found, file by file."""
    accepted, lines, rows = [], [], {}
    for item in files:
        table = item.delivered
        findings.extend(item.findings)
        if table.broken:
            shown = ", ".join(str(number) for number in table.broken[:20])
            found = f"{len(table.broken)} rows with more or fewer cells than the header"
            remedy = "check commas and quotes in these rows"
            findings.add("ICM012", f"{table.file}, rows {shown}", found, "as many cells as the header", remedy)
        good = np.zeros(0, dtype=bool) if item.refused else ~_marked(item)
        kept = item.typed.filter(pa.array(good)) if not item.refused else item.typed
        accepted.append(kept)
        lines.append(_quarantine_lines(item))
        rows[table.file] = (table.rows, len(kept), table.rows - len(kept))
    return Admission(
        pa.concat_tables(accepted).cast(schema) if accepted else schema.empty_table(),
        pa.concat_tables(lines) if lines else QUARANTINE_SCHEMA.empty_table(),
        rows,
    )


def _quarantine_lines(item: _File) -> pa.Table:
    table = item.delivered
    lines = [(number, "ICM012", "") for number in table.broken]
    if item.refused:
        for code in dict.fromkeys(finding.code for finding in item.refused):
            lines += [(int(number), code, WHOLE_FILE) for number in table.numbers]
    else:
        lines += [
            (int(table.numbers[row]), mark.code, mark.column) for mark in item.findings.marks for row in mark.rows
        ]
    columns = list(zip(*sorted(set(lines)), strict=True)) or [(), (), ()]
    return pa.table([[table.file] * len(columns[0]), *map(list, columns)], schema=QUARANTINE_SCHEMA)
