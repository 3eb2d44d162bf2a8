"""Outcomes (结果): whether the event came in (as_of, as_of + horizon], as known when it is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
from sqlglot import exp

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.record_types import RecordType
from inscredit_models.findings import Findings
from inscredit_models.indicators.compile import distinct_subjects, union_all
from inscredit_models.indicators.conditions import meets_all
from inscredit_models.indicators.declaration import Outcome
from inscredit_models.indicators.engine import Store
from inscredit_models.records import guard
from inscredit_models.records.calendar import add_months
from inscredit_models.records.connection import with_known_until
from inscredit_models.records.engines import open_engine
from inscredit_models.records.guard import Span


def compute_outcome(
    store: Store,
    outcome: Outcome,
    rows: pd.DataFrame,
    known_at: Mapping[dt.date, dt.date],
    *,
    threads: int = 1,
    engine: str = "duckdb",
) -> np.ndarray:
    """Say for each row whether the event came.

    Parameters
    ----------
    store : RecordStore or TableStore
        Where the statements are.
    outcome : Outcome
        Of the store's subject type.
    rows : pandas.DataFrame
        Columns ``subject_id`` and ``as_of``; further columns do not matter.
    known_at : mapping of datetime.date to datetime.date
        For each as_of the day as of which the store is read. Records withdrawn by then do not count; repaired and
        old ones do, since what happened has happened.
    threads, engine
        See `compute_panel`.

    Returns
    -------
    numpy.ndarray of int8, shape (n_rows,)
        1 where a record meets the outcome's conditions with its event in (as_of, as_of + horizon], else 0.

    Raises
    ------
    Refused
        ICM023 where the horizon ends after the records, or the reading day is absent, after the extract or before the
        horizon ends; ICM006 for an outcome of another subject type.
    """
    stamps = pd.to_datetime(rows["as_of"]).to_numpy().astype("datetime64[D]")
    dates = [day for day in np.unique(stamps).tolist() if day is not None]
    findings = Findings()
    _check(store, outcome, dates, known_at, findings)
    if np.isnat(stamps).any():
        findings.add(
            "ICM023",
            "as_of",
            f"{int(np.isnat(stamps).sum())} rows without a date",
            "a date in every row",
            "give every row its as_of",
        )
    findings.refuse()
    if not dates:
        return np.zeros(len(rows), dtype=np.int8)
    record = load_catalogue().record_type(outcome.record)
    plan = compile_outcome(record, outcome, dates, known_at)
    with open_engine(engine, store.sources([record.code]), threads=threads) as opened:
        columns = opened.columns(record.code)
        opened.keep(record.code, with_known_until(opened.relation(record.code), columns))
        opened.shut_off()
        events = opened.run(plan)
    return _met(rows, stamps, dates, events)


def compile_outcome(
    record: RecordType, outcome: Outcome, dates: Sequence[dt.date], known_at: Mapping[dt.date, dt.date]
) -> exp.Expression:
    """Give the plan that lists ``branch`` (position of the date) and ``subject_id`` where the event came."""
    branches = []
    for number, as_of in enumerate(dates):
        span = Span(as_of, add_months(as_of, outcome.horizon.months))
        rules = [guard.counts_for_outcome(known_at[as_of]), guard.in_span(span), *meets_all(outcome.where)]
        branches.append(distinct_subjects(number, record, guard.all_of(rules)))
    return union_all(branches)


def _check(
    store: Store, outcome: Outcome, dates: Sequence[dt.date], known_at: Mapping[dt.date, dt.date], findings: Findings
) -> None:
    if outcome.subject != store.subject:
        findings.add(
            "ICM006",
            outcome.code,
            f"subject {outcome.subject!r}",
            f"subject {store.subject!r} of the store",
            "choose an outcome of the store's subject",
        )
    for as_of in dates:
        end, place = add_months(as_of, outcome.horizon.months), f"{outcome.code}, as_of {as_of}"
        known = known_at.get(as_of)
        if end > store.records_to:
            findings.add(
                "ICM023",
                place,
                f"its horizon ends on {end}",
                f"a horizon that ends by {store.records_to}",
                "choose an earlier as_of",
            )
        if known is None:
            findings.add("ICM023", place, "no day on which it is read", "a known_at for every as_of", "add the day")
        elif not end <= known <= store.extract_date:
            findings.add(
                "ICM023",
                place,
                f"read as known at {known}",
                f"{end} to {store.extract_date}",
                "read it after its horizon ends and before the extract",
            )


def _met(rows: pd.DataFrame, stamps: np.ndarray, dates: Sequence[dt.date], events: pa.Table) -> np.ndarray:
    """Give 1 for the rows whose subject and date are among the events."""
    subjects = pd.Index(events.column("subject_id").to_pandas().unique())
    branch = np.searchsorted(np.array(dates, dtype="datetime64[D]"), stamps)
    row_subject = subjects.get_indexer(pd.Index(rows["subject_id"]))
    event_subject = subjects.get_indexer(pd.Index(events.column("subject_id").to_pandas()))
    keys = branch * max(len(subjects), 1) + row_subject
    event_keys = events.column("branch").to_numpy().astype(np.int64) * max(len(subjects), 1) + event_subject
    return (np.isin(keys, event_keys) & (row_subject >= 0)).astype(np.int8)
