"""Closing fields (字段隐去): what a receiver may not see leaves its cells; what would then mislead goes whole."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from inscredit_models.catalogue.record_types import RecordType
from inscredit_models.records.exchange.package import Left
from inscredit_models.records.statements import mandatory_columns

ENDED = "act_ended"


def close_fields(
    table: pa.Table, record: RecordType, closed: Mapping[str, tuple[np.ndarray, str]]
) -> tuple[pa.Table, tuple[Left, ...]]:
    """Empty the closed cells of some statements.

    A record leaves altogether, with all its statements, where a mandatory field is closed; where the end of an adverse
    act is (it would look as if it went on); and where nothing of its content is left (that it exists is content too).

    Parameters
    ----------
    table : pyarrow.Table
        Statements.
    record : RecordType
        Their type.
    closed : mapping of str to (numpy.ndarray of bool, str)
        For each field the rows in which it is closed, and why.

    Returns
    -------
    pyarrow.Table
        What may go.
    tuple of Left
        What does not.
    """
    mandatory, left = set(mandatory_columns(record)), []
    names = [field.name for field in record.fields]
    before = sum((_held(table, name) for name in names), start=np.zeros(len(table), dtype=np.int64))
    whole: dict[str, np.ndarray] = {}
    for name, (rows, why) in closed.items():
        taken = rows & _held(table, name).astype(bool)
        if not taken.any():
            continue
        if name in mandatory or (record.adverse and name == ENDED):
            whole[why] = whole.get(why, np.zeros(len(table), dtype=bool)) | taken
        else:
            left.append(Left(record=record.code, fields=(name,), rows=int(taken.sum()), why=why))
        column = table.column(name)
        emptied = pc.if_else(pa.array(~taken), column, pa.scalar(None, column.type))
        table = table.set_column(table.column_names.index(name), table.schema.field(name), emptied)
    after = sum((_held(table, name) for name in names), start=np.zeros(len(table), dtype=np.int64))
    bare = (before > 0) & (after == 0)
    reasons = list(whole) or sorted({why for _, why in closed.values()})
    gone = _records_of(table, np.logical_or.reduce([bare, *whole.values()]))
    if gone.any():
        left.append(Left(record=record.code, rows=int(gone.sum()), why=", ".join(reasons)))
    return table.filter(pa.array(~gone)), tuple(left)


def _held(table: pa.Table, name: str) -> np.ndarray:
    return table.column(name).is_valid().to_numpy().astype(np.int64)


def _records_of(table: pa.Table, rows: np.ndarray) -> np.ndarray:
    """Give the rows of every record that one of some rows belongs to."""
    names = table.column("record_id")
    return pc.is_in(names, names.filter(pa.array(rows)).combine_chunks()).to_numpy().astype(bool)
