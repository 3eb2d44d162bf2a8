"""What a store shows at a date (可见记录): the latest event and news by subject, record type and source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Protocol

import duckdb
import pandas as pd
from sqlglot import exp

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.record_types import OperatorClass, RecordType, Subject
from inscredit_models.records.connection import DIALECT
from inscredit_models.records.guard import Span, in_span, visible

SEEN = ("subject_id", "source_insurer", "source_region", "last_event", "last_known", "record", "category")
"""Columns of what is seen."""

GROUPED = ("subject_id", "source_insurer", "source_region")


class Store(Protocol):
    """What coverage needs of a store: its subject type, its operator class, and a connection."""

    @property
    def subject(self) -> Subject:
        """Subject type of the records."""
        ...

    @property
    def operator_class(self) -> OperatorClass:
        """Who keeps the records."""
        ...

    def connect(self, *, threads: int = 1, records: Iterable[str] | None = None) -> duckdb.DuckDBPyConnection:
        """Open a database with one table per record type."""
        ...


def seen_at(
    store: Store, as_of: dt.date, *, during: Span | None = None, threads: int = 1, together: bool = False
) -> pd.DataFrame:
    """Give what the guard lets through at a date, one row per subject, record type and source.

    Parameters
    ----------
    store : Store
        Where the statements are.
    as_of : datetime.date
        Only what was known then, not withdrawn, not repaired and within the legal retention is seen.
    during : Span, optional
        Only events of this span.
    threads : int
        Worker threads of the engine; they do not change the result.
    together : bool
        Read all record types at once: quicker for a small store, too much memory for a large one.

    Returns
    -------
    pandas.DataFrame
        Columns ``SEEN``; ``last_event`` and ``last_known`` are datetime64, an unknown source is an empty text.
    """
    records = load_catalogue().records_of(store.subject)
    groups = [records] if together else [(record,) for record in records]
    frames = []
    for group in groups:
        with store.connect(threads=threads, records=[record.code for record in group]) as connection:
            for record in group:
                query = _query(record, store.operator_class, as_of, during)
                found = connection.execute(query.sql(DIALECT)).df()
                frames.append(found.assign(record=record.code, category=record.category))
    whole = pd.concat(frames, ignore_index=True)[list(SEEN)]
    for name in ("last_event", "last_known"):
        whole[name] = pd.to_datetime(whole[name])
    return whole.sort_values(["subject_id", "record", *GROUPED[1:]], ignore_index=True)


def _query(record: RecordType, operator_class: str, as_of: dt.date, during: Span | None) -> exp.Select:
    """Give the query over the visible statements of one record type."""
    query = exp.select(
        exp.column("subject_id"),
        *(_known_or_empty(name) for name in GROUPED[1:]),
        exp.alias_(exp.Max(this=exp.column("event_date")), "last_event"),
        exp.alias_(exp.Max(this=exp.column("known_date")), "last_known"),
    )
    query = query.from_(exp.to_table(record.code, quoted=True))
    query = query.where(visible(as_of, record, operator_class=operator_class, catalogue=load_catalogue()))
    query = query.where(in_span(during)) if during is not None else query
    return query.group_by(exp.column("subject_id"), *(exp.column(name) for name in GROUPED[1:]))


def _known_or_empty(name: str) -> exp.Expression:
    return exp.alias_(exp.Coalesce(this=exp.column(name), expressions=[exp.Literal.string("")]), name)


def home_of(seen: pd.DataFrame) -> pd.Series:
    """Give the bureau of each subject: the region its latest visible event came from.

    Examples
    --------
    >>> where = [("R1", "2020-01-01"), ("R2", "2021-01-01")]
    >>> rows = [("P1", "", region, event, "2022-02-01", "a", "a") for region, event in where]
    >>> seen = pd.DataFrame(rows, columns=SEEN)
    >>> home_of(seen).to_dict()
    {'P1': 'R2'}
    """
    ordered = seen.sort_values(["last_event", "last_known", "source_insurer", "source_region"], kind="stable")
    latest = ordered.drop_duplicates("subject_id", keep="last")
    return latest.set_index("subject_id")["source_region"].sort_index()
