"""Everything a store holds about one subject (归集): raw statements in a small store of their own, and side tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Findings
from inscredit_models.records.rights.consents import consents_of
from inscredit_models.records.store import RecordStore
from inscredit_models.records.tables import TableStore


@dataclass(frozen=True)
class Gathered:
    """What is held of one subject.

    Parameters
    ----------
    subject_id : str
        As the store names it.
    statements : TableStore
        All its statements of all record types.
    identity : dict
        Identifiers by name; empty where the store has none.
    consents : list of dict
        Its consents and refusals.
    collection : pyarrow.Table or None
        The whole table of collection of the store.
    """

    subject_id: str = field(repr=False)
    statements: TableStore = field(repr=False)
    identity: dict[str, Any] = field(repr=False)
    consents: list[dict[str, Any]] = field(repr=False)
    collection: pa.Table | None = field(repr=False)


def gather(store: RecordStore, subject_id: str) -> Gathered:
    """Read everything about one subject; only its rows are read from the parts.

    Raises
    ------
    Refused
        ICM008 where the store has nothing about the subject. Its name is not repeated.
    """
    tables = {}
    for record in load_catalogue().records_of(store.subject):
        parts = [_rows_of(path, subject_id) for path in store.head.paths_of(record.code, store.path)]
        if any(len(part) for part in parts):
            tables[record.code] = pa.concat_tables(parts)
    identity = _side_rows(store, "identity", subject_id)
    if not tables and not identity:
        findings = Findings()
        remedy = "check the identifier; an erased subject has no file"
        findings.add("ICM008", "subject", "nothing about this subject", "a subject of the store", remedy)
        findings.refuse()
    statements = TableStore(
        tables,
        subject=store.subject,
        operator_class=store.operator_class,
        records_from=store.records_from,
        records_to=store.records_to,
        extract_date=store.extract_date,
    )
    shown = {name: value for name, value in (identity[0] if identity else {}).items() if name != "subject_id"}
    consents = consents_of(store)
    mine = consents.filter(pc.equal(consents.column("subject_id"), subject_id)).to_pylist()
    return Gathered(subject_id, statements, shown, mine, store.side_table("collection"))


def _rows_of(path: Any, subject_id: str) -> pa.Table:
    return pq.read_table(path, filters=[("subject_id", "=", subject_id)])


def _side_rows(store: RecordStore, name: str, subject_id: str) -> list[dict[str, Any]]:
    table = store.side_table(name)
    if table is None:
        return []
    return table.filter(pc.equal(table.column("subject_id"), subject_id)).to_pylist()


def known_by(rows: list[dict[str, Any]], as_of: dt.date, name: str) -> list[dict[str, Any]]:
    """Keep the rows whose day is not after a date; a row without a day is kept.

    Examples
    --------
    >>> known_by([{"given": dt.date(2024, 1, 1)}, {"given": None}], dt.date(2023, 1, 1), "given")
    [{'given': None}]
    """
    return [row for row in rows if row.get(name) is None or row[name] <= as_of]
