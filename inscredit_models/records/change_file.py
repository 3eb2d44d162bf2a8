"""Changes of records from a table (变更清单): corrections, objections, withdrawals, repairs and ends, one row a change.

Columns ``record, record_id, change, known_date`` and, where needed, ``reason``, ``field``, ``value``; a correction of
several fields takes a row for each field. All changes of a file are added, or none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints

from inscredit_models.catalogue.documents import Code, Declaration, read_csv_rows, structure
from inscredit_models.findings import Findings
from inscredit_models.records.appending import WAIT_SECONDS
from inscredit_models.records.changes import Change, ChangeKind, change_records
from inscredit_models.records.store import RecordStore

Text = Annotated[str, StringConstraints(min_length=1)]


class ChangeRow(Declaration):
    """One row of a table of changes; an empty cell is left out."""

    record: Code
    record_id: Text
    change: ChangeKind
    known_date: dt.date
    reason: Text | None = None
    field: Code | None = None
    value: Text | None = None


def read_changes(path: Path, findings: Findings) -> tuple[Change, ...]:
    """Read a UTF-8 CSV table of changes; what is wrong becomes a finding with its row and never a value.

    Rows that agree in all but field and value are one change.

    Parameters
    ----------
    path : pathlib.Path
        The table.
    findings : Findings
        Collector: ICM002 and ICM007 for an empty table, ICM004 for a field twice, and what the strict reader finds.
    """
    content: dict[ChangeRow, dict[str, str | None]] = {}
    places: dict[ChangeRow, str] = {}
    rows = read_csv_rows(path, findings)
    for number, cells in enumerate(rows or [], start=2):
        where = f"{path.name}, row {number}"
        row = structure(ChangeRow, cells, where, findings, text_cells=True)
        if row is None:
            continue
        if row.field is None and row.value is not None:
            findings.add("ICM007", where, "a value without its field", "field and value", "name the field")
        head = row.model_copy(update={"field": None, "value": None})
        fields = content.setdefault(head, {})
        places.setdefault(head, where)
        if row.field in fields:
            findings.add("ICM004", where, f"field {row.field!r} again", "each field of a record once", "remove one row")
        if row.field is not None:
            fields[row.field] = row.value
    if rows is not None and not rows:
        findings.add("ICM007", path.name, "no change", "at least one row", "write what is to change")
    return tuple(
        Change(row.record, row.record_id, row.change, row.known_date, row.reason, fields, source=places[row])
        for row, fields in content.items()
    )


def change(
    store: str | Path, changes: str | Path | Iterable[Change], *, wait_seconds: float = WAIT_SECONDS
) -> RecordStore:
    """Change records of a store: the verb behind ``inscredit change``.

    Nothing is edited: each change is a further statement with its own known date, and tables as known before it stay.

    Parameters
    ----------
    store : str or pathlib.Path
        Folder of the store.
    changes : str, pathlib.Path or iterable of Change
        A CSV table (see `read_changes`) or the changes themselves.
    wait_seconds : float
        How long to wait for another writer.

    Returns
    -------
    RecordStore
        The store after the changes.

    Raises
    ------
    Refused
        As `read_changes` and `change_records`, so also for a repair that comes too early (ICM250, with the rule, its
        article and the first day allowed); the store is as it was.
    """
    if isinstance(changes, str | Path):
        findings = Findings()
        changes = read_changes(Path(changes), findings)
        findings.refuse()
    return change_records(Path(store), changes, wait_seconds=wait_seconds)
