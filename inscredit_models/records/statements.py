"""Statements (陈述): the columns every record type shares, their Arrow schema, and the check that admits them."""

from __future__ import annotations

from typing import get_args

import pandas as pd
import pyarrow as pa

from inscredit_models.catalogue.catalogue import Catalogue
from inscredit_models.catalogue.record_types import Field, OperatorClass, RecordType
from inscredit_models.findings import Findings, near_names
from inscredit_models.records.column_types import plain_cells, read_cells
from inscredit_models.records.rows import as_mask, report_rows
from inscredit_models.records.statement_rules import STATUSES, check_rows

STATEMENT_COLUMNS: tuple[str, ...] = (
    "record_id",
    "sequence",
    "status",
    "subject_id",
    "event_date",
    "known_date",
    "reason",
    "source_insurer",
    "source_region",
    "operator_class",
)
"""The columns before the content fields, in this order, in every part of every record type."""

OPTIONAL_COLUMNS = frozenset({"reason", "source_insurer", "source_region"})
"""Columns that a file may leave out and a row may leave empty."""

_SHARED_TYPES = {"sequence": pa.int32(), "event_date": pa.date32(), "known_date": pa.date32()}
_FIELD_TYPES = {
    "text": pa.string(),
    "code": pa.string(),
    "integer": pa.int64(),
    "decimal": pa.decimal128(18, 2),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}


def field_type(field: Field) -> pa.DataType:
    """Give the Arrow type in which a content field is stored."""
    return _FIELD_TYPES[field.type]


def statement_schema(record: RecordType) -> pa.Schema:
    """Give the Arrow schema of a record type: the shared columns, then its content fields.

    Examples
    --------
    >>> from inscredit_models.catalogue.catalogue import load_catalogue
    >>> schema = statement_schema(load_catalogue().record_type("tax"))
    >>> schema.names[-2:], str(schema.field("amount").type), str(schema.field("sequence").type)
    (['operator_class', 'amount'], 'decimal128(18, 2)', 'int32')
    """
    shared = [pa.field(name, _SHARED_TYPES.get(name, pa.string())) for name in STATEMENT_COLUMNS]
    return pa.schema(shared + [pa.field(field.name, field_type(field)) for field in record.fields])


def mandatory_columns(record: RecordType) -> tuple[str, ...]:
    """Give the columns that must have a value in every row."""
    shared = [name for name in STATEMENT_COLUMNS if name not in OPTIONAL_COLUMNS]
    return (*shared, *(field.name for field in record.fields if field.mandatory))


def check_statements(
    data: pd.DataFrame | pa.Table, record: RecordType, catalogue: Catalogue, where: str, findings: Findings
) -> pa.Table | None:
    """Read rows as statements of one record type and check them; everything wrong becomes a finding.

    Parameters
    ----------
    data : pandas.DataFrame or pyarrow.Table
        One row per statement; cells may be text (as from a CSV file) or typed. Optional columns may be absent. All
        statements of a record must be in it: the rules over a record (order, gaps) look at the whole of it.
    record : RecordType
        What the rows are statements of.
    catalogue : Catalogue
        Holds the code lists.
    where : str
        File name for the findings. Rows are counted from 2, as in a file with a header.
    findings : Findings
        Collector. One finding per rule and column names the first 20 rows and counts the rest; never a value.

    Returns
    -------
    pyarrow.Table or None
        Typed by `statement_schema`; ``None`` where a needed column is absent or cannot be read.
    """
    table = data if isinstance(data, pa.Table) else pa.Table.from_pandas(data, preserve_index=False)
    before = len(findings)
    check_columns(table, record, where, findings)
    typed = read_columns(table, record, where, findings)
    check_rows(
        typed,
        code_lists=code_lists_of(record, catalogue),
        may_lie_ahead=record.future_of_statement,
        where=where,
        findings=findings,
    )
    return typed if len(findings) == before else _keep_if_readable(typed, findings, before)


def code_lists_of(record: RecordType, catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Give the allowed codes of each column of a record type that has a code list."""
    lists = {field.name: catalogue.codes(field.codes) for field in record.fields if field.codes is not None}
    return lists | {"status": STATUSES, "operator_class": get_args(OperatorClass)}


def _keep_if_readable(table: pa.Table, findings: Findings, before: int) -> pa.Table | None:
    unreadable = {"ICM010", "ICM011", "ICM013", "ICM016", "ICM028"}
    return None if any(finding.code in unreadable for finding in findings.items[before:]) else table


def check_columns(table: pa.Table, record: RecordType, where: str, findings: Findings) -> None:
    """Check that every column belongs to the record type and stands once (ICM008, ICM028)."""
    allowed = statement_schema(record).names
    for name in sorted({name for name in table.column_names if table.column_names.count(name) > 1}):
        findings.add("ICM028", f"{where}, header", f"column {name!r} twice", "each column once", "rename one of them")
    for name in table.column_names:
        if name not in allowed:
            findings.add(
                "ICM008",
                f"{where}, header",
                f"column {name!r}",
                f"columns of the record type {record.code!r}: {', '.join(allowed)}",
                f"{near_names(name, allowed)} Leave out what the catalogue does not allow to be recorded",
            )


def read_columns(table: pa.Table, record: RecordType, where: str, findings: Findings) -> pa.Table:
    """Read every column of the record type; an absent or unreadable cell is null and, where it matters, a finding."""
    needed = mandatory_columns(record)
    columns = {}
    for field in statement_schema(record):
        places = [i for i, name in enumerate(table.column_names) if name == field.name]
        columns[field.name] = pa.nulls(len(table), field.type)
        if places:
            cells = plain_cells(table.column(places[0]))
            if field.name in needed:
                _check_present(cells, field.name, where, findings)
            columns[field.name] = read_cells(cells, field.name, field.type, where, findings)
        elif field.name in needed:
            remedy = near_names(field.name, table.column_names)
            findings.add("ICM010", f"{where}, header", f"no column {field.name!r}", "every mandatory column", remedy)
    return pa.table(columns, schema=statement_schema(record))


def _check_present(cells: pa.Array, name: str, where: str, findings: Findings) -> None:
    empty = as_mask(cells.is_null())
    report_rows(empty, name, "ICM007", "without a value", "a value", "add the value", where=where, findings=findings)
