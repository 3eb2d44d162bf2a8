"""Running the plans of the compiler and lining their results up with the rows of a panel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import duckdb
import numpy as np
import pyarrow as pa
from sqlglot import exp

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.indicators.compile import compile_presence, compile_statistics
from inscredit_models.indicators.finish import whole_numbers
from inscredit_models.indicators.statistics import Statistic
from inscredit_models.records.connection import DIALECT
from inscredit_models.records.guard import Mode


class Store(Protocol):
    """What the engine needs of a store; `RecordStore` and `TableStore` have it."""

    @property
    def subject(self) -> str:
        """Subject type of the records."""

    @property
    def operator_class(self) -> str:
        """Who keeps the records."""

    @property
    def records_from(self) -> dt.date:
        """First day an event can lie in."""

    @property
    def records_to(self) -> dt.date:
        """Last day an event can lie in."""

    @property
    def extract_date(self) -> dt.date:
        """Last day a statement can be known."""

    def connect(self, *, threads: int = 1, records: Iterable[str] | None = None) -> duckdb.DuckDBPyConnection:
        """Open a database with one table per record type."""


@dataclass(frozen=True)
class Evidence:
    """Statistics of all record types with the subjects they belong to.

    Parameters
    ----------
    subjects : pyarrow.Array
        Different subjects in rising order.
    keys : dict of str to numpy.ndarray
        By record type, for each result row: position of the date × number of subjects + position of the subject.
    present : numpy.ndarray
        Rising keys of the subjects seen at each date.
    values : dict of Statistic to numpy.ndarray
        In the order of the keys of its record type; NaN where the engine returned nothing.
    """

    subjects: pa.Array
    keys: dict[str, np.ndarray]
    present: np.ndarray
    values: dict[Statistic, np.ndarray]

    def lined_up(self, rows: np.ndarray) -> LinedUp:
        """Line the evidence up with panel rows.

        Parameters
        ----------
        rows : numpy.ndarray of int64, shape (n,)
            Rising keys.
        """
        places = {}
        for record, keys in self.keys.items():
            place = np.searchsorted(rows, keys)
            held = np.zeros(len(keys), dtype=bool)
            inside = place < len(rows)
            held[inside] = rows[place[inside]] == keys[inside]
            places[record] = (place[held], held)
        return LinedUp(rows, places, self.values)


@dataclass(frozen=True)
class LinedUp:
    """Evidence on the rows of a panel.

    Parameters
    ----------
    rows : numpy.ndarray of int64, shape (n,)
        Rising keys.
    places : dict of str to (numpy.ndarray of int64, numpy.ndarray of bool)
        By record type: the panel rows that its held result rows go to, and which of them are held.
    values : dict of Statistic to numpy.ndarray
        As in `Evidence`.
    """

    rows: np.ndarray
    places: dict[str, tuple[np.ndarray, np.ndarray]]
    values: dict[Statistic, np.ndarray]

    def of(self, statistic: Statistic) -> np.ndarray:
        """Give a statistic for every row (n,), NaN where the record type has nothing to say."""
        place, held = self.places[statistic.record]
        result = np.full(len(self.rows), np.nan)
        result[place] = self.values[statistic][held]
        return result


def gather_evidence(
    store: Store,
    statistics: Iterable[Statistic],
    dates: Sequence[dt.date],
    *,
    everyone: bool,
    threads: int = 1,
    mode: Mode = "as_known",
) -> Evidence:
    """Compute statistics of a store at dates: one query per record type.

    Parameters
    ----------
    store : Store
        Of any kind that can be connected to.
    statistics : iterable of Statistic
        Equal ones are computed once.
    dates : sequence of datetime.date
        As-of dates, different and rising.
    everyone : bool
        True lists all subjects with a visible statement of any type; False only those that the statistics met.
    threads, mode
        See `compute_panel`.
    """
    catalogue = load_catalogue()
    groups: dict[str, list[Statistic]] = {}
    for statistic in dict.fromkeys(statistics):
        groups.setdefault(statistic.record, []).append(statistic)
    common = {"operator_class": store.operator_class, "catalogue": catalogue, "mode": mode}
    with store.connect(threads=threads, records=None if everyone else groups) as connection:
        results = {
            code: _run(connection, compile_statistics(catalogue.record_type(code), group, dates, **common))
            for code, group in groups.items()
        }
        if everyone:
            plan = compile_presence(catalogue.records_of(store.subject), dates, **common)
            listed = [_run(connection, plan)]
        else:
            listed = list(results.values())
    subjects, keys = _code_subjects([*results.values(), *listed])
    present = np.unique(np.concatenate([np.zeros(0, np.int64), *keys[len(results) :]]))
    values = {
        statistic: whole_numbers(results[code].column(f"s{position}"))
        for code, group in groups.items()
        for position, statistic in enumerate(group)
    }
    return Evidence(subjects, dict(zip(results, keys, strict=False)), present, values)


def _run(connection: duckdb.DuckDBPyConnection, plan: exp.Expression) -> pa.Table:
    return connection.sql(plan.sql(DIALECT)).to_arrow_table()


def _code_subjects(tables: Sequence[pa.Table]) -> tuple[pa.Array, list[np.ndarray]]:
    """Number the subjects of all results in rising order and give each result row its key."""
    chunks = [chunk for table in tables for chunk in table.column("subject_id").chunks]
    coded = pa.chunked_array(chunks, pa.string()).combine_chunks().dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = pa.concat_arrays(coded.chunks) if coded.num_chunks else pa.array([], pa.string()).dictionary_encode()
    order = pa.compute.sort_indices(coded.dictionary)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order.to_numpy()] = np.arange(len(order))
    places = rank[coded.indices.to_numpy()] if len(coded) else np.zeros(0, np.int64)
    keys, start = [], 0
    for table in tables:
        branch = table.column("branch").to_numpy().astype(np.int64)
        keys.append(branch * len(order) + places[start : start + len(table)])
        start += len(table)
    return coded.dictionary.take(order), keys
