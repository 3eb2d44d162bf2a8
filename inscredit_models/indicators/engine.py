"""Running the plans of the compiler and lining their results up with the rows of a panel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.indicators.compile import compile_presence, compile_statistics
from inscredit_models.indicators.finish import whole_numbers
from inscredit_models.indicators.prepared import POSITION, prepare, subject_list
from inscredit_models.indicators.statistics import Statistic
from inscredit_models.indicators.tally import Tally, TallyRows, compile_tally, read_tally
from inscredit_models.records.connection import Source
from inscredit_models.records.engines import Engine, open_engine
from inscredit_models.records.guard import Mode

BATCH_ROWS = 125_000
"""So many subjects at one date, or dates times subjects, are worked on at once."""

_Cut = tuple[slice, slice]
"""Positions of dates and of subjects."""


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

    def record_codes(self) -> tuple[str, ...]:
        """Give the record types of which there are statements, in catalogue order."""

    def sources(self, records: Iterable[str] | None = None) -> dict[str, Source]:
        """Give the statements of the record types, all or some; a type without any is an empty table."""

    def records_with(self, status: str) -> set[str]:
        """Give the record types of which a statement has a status."""


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
    tallies : dict of Tally to TallyRows
        What the cohort tier is made of.
    """

    subjects: pa.Array
    keys: dict[str, np.ndarray]
    present: np.ndarray
    values: dict[Statistic, np.ndarray]
    tallies: dict[Tally, TallyRows] = field(default_factory=dict)

    def lined_up(self, rows: np.ndarray) -> LinedUp:
        """Line the evidence up with panel rows.

        Parameters
        ----------
        rows : numpy.ndarray of int64, shape (n,)
            Rising keys.
        """
        size = 1 + max((int(keys.max()) for keys in (rows, *self.keys.values()) if len(keys)), default=0)
        row_of = np.full(size, -1, dtype=np.int32 if len(rows) < 2**31 else np.int64)
        row_of[rows] = np.arange(len(rows))
        places = {}
        for record, keys in self.keys.items():
            place = row_of[keys]
            held = place >= 0
            places[record] = (place, slice(None)) if held.all() else (place[held], held)
        return LinedUp(rows, places, self.values)


@dataclass(frozen=True)
class LinedUp:
    """Evidence on the rows of a panel.

    Parameters
    ----------
    rows : numpy.ndarray of int64, shape (n,)
        Rising keys.
    places : dict of str to (numpy.ndarray of int, numpy.ndarray of bool or slice)
        By record type: the panel rows that its held result rows go to, and which of them are held.
    values : dict of Statistic to numpy.ndarray
        As in `Evidence`.
    """

    rows: np.ndarray
    places: dict[str, tuple[np.ndarray, np.ndarray | slice]]
    values: dict[Statistic, np.ndarray]

    def of(self, statistic: Statistic) -> np.ndarray:
        """Give a statistic for every row (n,), NaN where the record type has nothing to say."""
        place, held = self.places[statistic.record]
        result = np.full(len(self.rows), np.nan)
        result[place] = self.values[statistic][held]
        return result


@dataclass
class Gathering:
    """A store made ready for a set of statistics at a set of dates; see `open_gathering`.

    Parameters
    ----------
    engine : Engine
        With the prepared tables.
    subjects : pyarrow.Array
        Different subjects in rising order.
    dates : tuple of datetime.date
        As-of dates, different and rising.
    groups : dict of str to list of Statistic
        By record type.
    tallies : tuple of Tally
        Different from each other.
    in_view : numpy.ndarray of bool, shape (n_dates, n_subjects), optional
        Who has a visible statement of any type; without it those are listed whom the statistics met.
    whole_dates : bool
        True keeps all subjects of a date in one batch, as is needed by whoever compares them.
    ahead : bool
        True gathers a batch while the one before is worked on.
    common : dict
        What all plans are compiled with.
    """

    engine: Engine
    subjects: pa.Array
    dates: tuple[dt.date, ...]
    groups: dict[str, list[Statistic]]
    tallies: tuple[Tally, ...]
    in_view: np.ndarray | None
    whole_dates: bool
    ahead: bool
    common: dict[str, Any]

    def batches(self) -> Iterator[tuple[tuple[dt.date, ...], Evidence]]:
        """Give the evidence batch by batch, each with its dates, in the order of a panel.

        Memory grows neither with the number of dates nor, unless dates stay whole, with the number of subjects.
        """
        number = len(self.subjects)
        several = max(1, BATCH_ROWS // max(number, 1))
        width = max(number, 1) if self.whole_dates or number <= BATCH_ROWS else BATCH_ROWS
        cuts = [
            (slice(first, first + several), slice(low, min(low + width, number)))
            for first in range(0, len(self.dates), several)
            for low in range(0, max(number, 1), width)
        ]
        gathered = _ahead(self.evidence, cuts) if self.ahead else (self.evidence(*cut) for cut in cuts)
        for (days, _), evidence in zip(cuts, gathered, strict=True):
            yield self.dates[days], evidence

    def evidence(self, days: slice = slice(None), among: slice = slice(None)) -> Evidence:
        """Give the evidence of some dates and subjects, by their positions; of all without them."""
        dates, subjects = self.dates[days], self.subjects[among]
        low, number = among.start or 0, len(subjects)
        options = self.common | {"subjects": None if number == len(self.subjects) else (low, low + number)}
        keys, values = {}, {}
        for code, group in self.groups.items():
            record = load_catalogue().record_type(code)
            table = self.engine.run(compile_statistics(record, group, dates, **options))
            keys[code] = _keys(table, low, number)
            for position, statistic in enumerate(group):
                values[statistic] = whole_numbers(table.column(f"s{position}"))
            del table  # the next one may be as large
        if self.in_view is not None:
            present = np.flatnonzero(self.in_view[days, among])
        else:
            seen = np.zeros(len(dates) * number, dtype=bool)
            for met in keys.values():
                seen[met] = True
            present = np.flatnonzero(seen)
        tallied = {tally: self._tally(tally, dates) for tally in self.tallies}
        return Evidence(subjects, keys, present, values, tallied)

    def _tally(self, tally: Tally, dates: Sequence[dt.date]) -> TallyRows:
        record = load_catalogue().record_type(tally.record)
        table = self.engine.run(compile_tally(record, tally, dates, **self.common))
        return read_tally(table, _keys(table, 0, len(self.subjects)), record, tally)


@contextmanager
def open_gathering(
    store: Store,
    statistics: Iterable[Statistic],
    dates: Sequence[dt.date],
    *,
    everyone: bool,
    tallies: Iterable[Tally] = (),
    threads: int = 1,
    mode: Mode = "as_known",
    status: str | None = None,
    engine: str = "duckdb",
    memory_gb: float | None = None,
    whole_dates: bool = False,
) -> Iterator[Gathering]:
    """Make a store ready for statistics: its statements are read once for all dates.

    Parameters
    ----------
    store : Store
        Of any kind.
    statistics : iterable of Statistic
        Equal ones are computed once.
    dates : sequence of datetime.date
        As-of dates, different and rising.
    everyone : bool
        True lists all subjects with a visible statement of any type; False only those that the statistics met.
    tallies : iterable of Tally
        Equal ones are computed once; they need ``everyone`` and ``whole_dates``.
    status : str, optional
        Only statements of this status are read; each is known as long as in the whole store.
    threads, mode, engine, memory_gb
        See `compute_panel`. Once the statements are read, one of several threads finishes what the others, in the
        engine, have aggregated.
    whole_dates : bool
        See `Gathering`.
    """
    catalogue = load_catalogue()
    groups: dict[str, list[Statistic]] = {}
    for statistic in dict.fromkeys(statistics):
        groups.setdefault(statistic.record, []).append(statistic)
    different = tuple(dict.fromkeys(tallies))
    asked = {*groups, *(tally.record for tally in different), *(store.record_codes() if everyone else ())}
    declared = catalogue.records_of(store.subject)
    records = [item for item in declared if item.code in asked] or declared[:1]
    common = {"operator_class": store.operator_class, "catalogue": catalogue, "mode": mode}
    sources = store.sources([record.code for record in records])
    with open_engine(engine, sources, threads=threads, memory_gb=memory_gb) as opened:
        prepare(opened, records, [item for group in groups.values() for item in group], different, status=status)
        opened.shut_off(threads=max(1, threads - 1))
        subjects = _subjects(opened)
        in_view = None
        if everyone:
            seen = opened.run(compile_presence(records, dates, **common))
            in_view = _in_view(seen, len(dates), len(subjects))
        ahead = threads > 1
        yield Gathering(opened, subjects, tuple(dates), groups, different, in_view, whole_dates, ahead, common)


def gather_evidence(
    store: Store, statistics: Iterable[Statistic], dates: Sequence[dt.date], *, everyone: bool, **options: Any
) -> Evidence:
    """Compute statistics of a store at all dates at once; parameters as in `open_gathering`."""
    with open_gathering(store, statistics, dates, everyone=everyone, **options) as gathering:
        return gathering.evidence()


def _ahead(make: Callable[[slice, slice], Evidence], cuts: Sequence[_Cut]) -> Iterator[Evidence]:
    """Give what is made of each cut, in order; the next is made in a thread while the last is worked on."""
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(make, *cuts[0])
        for cut in cuts[1:]:
            made, coming = coming.result(), thread.submit(make, *cut)
            yield made
            del made  # else it is held until the next one is there
        yield coming.result()


def _subjects(engine: Engine) -> pa.Array:
    """Give the identifiers of all subjects in the order of their numbers."""
    table = engine.run(subject_list()).sort_by(POSITION)
    chunks = table.column("subject_id").cast(pa.string()).chunks
    return pa.concat_arrays(chunks) if chunks else pa.array([], pa.string())


def _in_view(table: pa.Table, dates: int, subjects: int) -> np.ndarray:
    seen = np.zeros((dates, subjects), dtype=bool)
    numbers = table.column("subject_id").to_numpy()
    for position in range(dates):
        seen[position, numbers[table.column(f"d{position}").to_numpy()]] = True
    return seen


def _keys(table: pa.Table, low: int, subjects: int) -> np.ndarray:
    """Give each result row its key: position of the date × number of subjects + position from ``low`` on."""
    branch = table.column("branch").to_numpy().astype(np.int64)
    return branch * subjects + table.column("subject_id").to_numpy() - low
