"""Tables beside the records (附表): identifiers, consents and the state of collection, read as strictly as records."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from inscredit_models.catalogue.prohibited import prohibited_reason
from inscredit_models.findings import Findings, near_names
from inscredit_models.records.cell_rules import (
    DAMAGED_TEXT,
    PERSONS,
    DeliveryTerms,
    check_code_column,
    check_identity_column,
)
from inscredit_models.records.column_types import plain_cells, read_cells
from inscredit_models.records.consent import GIVEN, REFUSED, WITHDRAWN
from inscredit_models.records.purposes import LIST, is_listed, purposes_of
from inscredit_models.records.rows import as_mask, report_rows

CELL_STATES = ("recorded", "nil_return", "not_collected", "consent_refused", "prohibited")
"""What can be said of a cell of the collection: nothing bad happened and nobody asked are different."""


@dataclass(frozen=True, slots=True)
class SideColumn:
    """One column of a side table."""

    name: str
    type: pa.DataType
    mandatory: bool = False
    allowed: tuple[str, ...] = ()


_TEXT, _DAY = pa.string(), pa.date32()
SIDE_TABLES: dict[str, tuple[SideColumn, ...]] = {
    "identity": (
        SideColumn("subject_id", _TEXT, mandatory=True),
        SideColumn("id_number", _TEXT),
        SideColumn("credit_code", _TEXT),
        SideColumn("certificate", _TEXT),
        SideColumn("name", _TEXT),
    ),
    "consent": (
        SideColumn("subject_id", _TEXT, mandatory=True),
        SideColumn("category", _TEXT, mandatory=True),
        SideColumn("state", _TEXT, mandatory=True, allowed=(GIVEN, REFUSED, WITHDRAWN)),
        SideColumn("basis", _TEXT),
        SideColumn("given", _DAY),
        SideColumn("until", _DAY),
        SideColumn("notice", pa.bool_()),
        SideColumn("purposes", _TEXT),
    ),
    "notice": (
        SideColumn("subject_id", _TEXT, mandatory=True),
        SideColumn("category", _TEXT, mandatory=True),
        SideColumn("notified", _DAY, mandatory=True),
        SideColumn("way", _TEXT),
    ),
    "collection": (
        SideColumn("source_insurer", _TEXT, mandatory=True),
        SideColumn("source_region", _TEXT, mandatory=True),
        SideColumn("category", _TEXT, mandatory=True),
        SideColumn("quarter", _TEXT, mandatory=True),
        SideColumn("state", _TEXT, mandatory=True, allowed=CELL_STATES),
    ),
}
"""The side tables of a store by name, with their columns."""


def side_schema(name: str) -> pa.Schema:
    """Give the Arrow schema of a side table.

    Examples
    --------
    >>> side_schema("identity").names
    ['subject_id', 'id_number', 'credit_code', 'certificate', 'name']
    """
    return pa.schema([(column.name, column.type) for column in SIDE_TABLES[name]])


def read_side_table(
    cells: pa.Table, name: str, subject: str, terms: DeliveryTerms, where: str, findings: Findings
) -> pa.Table:
    """Read and check a side table; each breach is a finding that marks its rows.

    Parameters
    ----------
    cells : pyarrow.Table
        As delivered.
    name : str
        One of ``SIDE_TABLES``.
    subject : str
        Subject type of the delivery.
    terms : DeliveryTerms
        What holds for the delivery.
    where : str
        File name, for the findings.
    findings : Findings
        Collector: ICM006, 007, 008, 010, 016, 024, 070, 071, 072, 074, 081, 082.

    Returns
    -------
    pyarrow.Table
        Typed by `side_schema`; unreadable cells are null.
    """
    _check_header(cells, name, where, findings)
    columns = {}
    for column in SIDE_TABLES[name]:
        columns[column.name] = _read_column(cells, column, where, findings)
    table = pa.table(columns, schema=side_schema(name))
    if name == "identity":
        _check_identity(table, subject, terms, where, findings)
    elif name == "consent":
        _check_consents(table, where, findings)
    return table


def check_forbidden_names(cells: pa.Table, allowed: list[str], where: str, findings: Findings) -> list[str]:
    """Give the columns whose name says, openly or in disguise, what must not be collected; each is a finding ICM072."""
    forbidden = []
    for number, column in enumerate(cells.column_names, start=1):
        reason = None if column in allowed else prohibited_reason(column)
        if reason is not None:
            forbidden.append(column)
            remedy = "take the column away at the source; nothing of this file was kept"
            findings.add("ICM072", f"{where}, header, column {number}", reason, ", ".join(allowed), remedy)
    return forbidden


def _check_header(cells: pa.Table, name: str, where: str, findings: Findings) -> None:
    allowed = [column.name for column in SIDE_TABLES[name]]
    forbidden = check_forbidden_names(cells, allowed, where, findings)
    for column in cells.column_names:
        if column not in allowed and column not in forbidden:
            remedy = near_names(column, allowed)
            findings.add("ICM008", f"{where}, header", f"column {column!r}", ", ".join(allowed), remedy)
    for column in sorted({item for item in cells.column_names if cells.column_names.count(item) > 1}):
        findings.add("ICM028", f"{where}, header", f"column {column!r} twice", "each column once", "rename one")


def _read_column(cells: pa.Table, column: SideColumn, where: str, findings: Findings) -> pa.Array:
    if column.name not in cells.column_names:
        if column.mandatory:
            remedy = near_names(column.name, cells.column_names)
            findings.add("ICM010", f"{where}, header", f"no column {column.name!r}", "every mandatory column", remedy)
        return pa.nulls(len(cells), column.type)
    plain = plain_cells(cells.column(cells.column_names.index(column.name)))

    def report(bad: np.ndarray, code: str, found: str, allowed: str, remedy: str) -> None:
        report_rows(bad, column.name, code, found, allowed, remedy, where=where, findings=findings)

    if column.mandatory:
        report(as_mask(plain.is_null()), "ICM007", "without a value", "a value", "add the value")
    read = read_cells(plain, column.name, column.type, where, findings)
    if column.allowed:
        unknown = ~as_mask(pc.is_in(read, value_set=pa.array(column.allowed))) & as_mask(pc.is_valid(read))
        report(unknown, "ICM017", "outside the list", ", ".join(column.allowed), "use a value of the list")
    if pa.types.is_string(column.type):
        damaged = as_mask(pc.match_substring_regex(read, DAMAGED_TEXT))
        report(damaged, "ICM081", "with damaged text", "whole text, as it is at the source", "export again")
    return read


def _check_identity(table: pa.Table, subject: str, terms: DeliveryTerms, where: str, findings: Findings) -> None:
    for name, code, found in (
        ("subject_id", "ICM024", "of a subject that an earlier row has"),
        ("id_number", "ICM082", "of an identifier that an earlier row gives another subject"),
        ("credit_code", "ICM082", "of an identifier that an earlier row gives another subject"),
    ):
        column = table.column(name).to_pandas()
        again = (column.duplicated() & column.notna()).to_numpy(dtype=bool)
        remedy = "decide whether they are the same and keep one row: nothing is merged here"
        report_rows(again, name, code, found, "each subject once", remedy, where=where, findings=findings)
    check_code_column(table, "credit_code", terms, where=where, findings=findings, all_of_them=True)
    check_identity_column(table, "id_number", terms, where=where, findings=findings, all_of_them=True)
    if subject in PERSONS:
        check_identity_column(table, "subject_id", terms, where=where, findings=findings)
    else:
        check_code_column(table, "subject_id", terms, where=where, findings=findings)


def _check_consents(table: pa.Table, where: str, findings: Findings) -> None:
    given = as_mask(pc.equal(table.column("state"), GIVEN))
    for name in ("basis", "given", "notice"):
        empty = given & as_mask(pc.is_null(table.column(name)))
        found = "without a value though consent was given"
        report_rows(empty, name, "ICM007", found, "a value", "add it", where=where, findings=findings)
    cells = table.column("purposes").to_pylist()
    unlisted = np.array([not all(is_listed(item) for item in purposes_of(cell)) for cell in cells], dtype=bool)
    found, allowed = "with a purpose outside the list", f"codes of the list {LIST!r}, as hiring;claims"
    report_rows(unlisted, "purposes", "ICM017", found, allowed, "correct it", where=where, findings=findings)
    early = as_mask(pc.less(table.column("until"), table.column("given")))
    found, allowed = "before the consent was given", "the day it was given or later"
    report_rows(early, "until", "ICM074", found, allowed, "correct it", where=where, findings=findings)
