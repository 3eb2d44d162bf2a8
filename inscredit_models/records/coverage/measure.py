"""Coverage of a store at a date (收录率测算): cells, fields and rates, with what readers must know of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pandas as pd
import pyarrow as pa

from inscredit_models.findings import Finding, Findings
from inscredit_models.records.coverage.cells import cell_states, count_states, subjects_of
from inscredit_models.records.coverage.fields import field_counts
from inscredit_models.records.coverage.quarters import last_closed_quarter, span_of_quarter
from inscredit_models.records.coverage.rates import coverage_rates
from inscredit_models.records.coverage.register import registered_at
from inscredit_models.records.coverage.seen import seen_at
from inscredit_models.records.store import RecordStore


@dataclass(frozen=True)
class Coverage:
    """What is on record at one date, of one subject type.

    Parameters
    ----------
    subject : str
        Subject type.
    as_of : datetime.date
        The day.
    quarter : str or None
        Quarter whose nil returns count.
    cells : pandas.DataFrame
        From `cell_states`.
    states : pandas.DataFrame
        Counts of the five states by bureau and category.
    fields : pandas.DataFrame
        From `field_counts`.
    rates : pandas.DataFrame
        From `coverage_rates`.
    findings : tuple of Finding
        ICM180 without a register, ICM181 without a table of collection, ICM182 where its last quarter is old.
    """

    subject: str
    as_of: dt.date
    quarter: str | None
    cells: pd.DataFrame = field(repr=False)
    states: pd.DataFrame = field(repr=False)
    fields: pd.DataFrame = field(repr=False)
    rates: pd.DataFrame = field(repr=False)
    findings: tuple[Finding, ...]


def measure_coverage(
    store: RecordStore, as_of: dt.date, *, register: pd.DataFrame | None = None, threads: int = 1
) -> Coverage:
    """Measure the coverage of a store as known at a date.

    Parameters
    ----------
    store : RecordStore
        An opened store.
    as_of : datetime.date
        The day; inside the records.
    register : pandas.DataFrame, optional
        From `read_register`: who there is, from another source.
    threads : int
        Worker threads of the engine.

    Raises
    ------
    Refused
        ICM023 for a day outside the records.
    """
    findings = Findings()
    check_day(store, as_of, findings)
    findings.refuse()
    quarter = _quarter(store, as_of, findings)
    seen = seen_at(store, as_of, threads=threads)
    registered = None if register is None else registered_at(register, as_of)
    if registered is None:
        remedy = "give --register FILE with a column subject_id from another source"
        allowed = "an independent register of the subject type"
        findings.add("ICM180", store.subject, "no register was given", allowed, remedy)
    subjects = subjects_of(seen, registered)
    cells = cell_states(
        seen,
        subjects,
        subject=store.subject,
        operator_class=store.operator_class,
        as_of=as_of,
        quarter=quarter,
        collection=store.side_table("collection"),
        consent=store.side_table("consent"),
    )
    fields = field_counts(store, as_of, quarantine=store.side_table("quarantine"), threads=threads)
    rates = coverage_rates(
        cells,
        fields,
        subject=store.subject,
        as_of=as_of,
        registered=None if registered is None else subjects,
        filed=seen["subject_id"].unique(),
    )
    return Coverage(store.subject, as_of, quarter, cells, count_states(cells), fields, rates, tuple(findings))


def check_day(store: RecordStore, as_of: dt.date, findings: Findings) -> None:
    """Check that a day lies inside the records of a store; a breach is a finding ICM023."""
    if not store.records_from <= as_of <= store.extract_date:
        allowed = f"{store.records_from} to {store.extract_date}"
        findings.add("ICM023", f"as_of {as_of}", "a date outside the records", allowed, "choose another date")


def quarter_cells(store: RecordStore, as_of: dt.date, quarter: str, *, threads: int = 1) -> pd.DataFrame:
    """Give the state of every (subject, category) in one quarter: recorded means an event of that quarter.

    Subjects are those with a live file at the date; the frame is that of `cell_states`.
    """
    everything = seen_at(store, as_of, threads=threads)
    recent = seen_at(store, as_of, during=span_of_quarter(quarter), threads=threads)
    return cell_states(
        everything,
        subjects_of(everything, None),
        subject=store.subject,
        operator_class=store.operator_class,
        as_of=as_of,
        quarter=quarter,
        collection=store.side_table("collection"),
        consent=store.side_table("consent"),
        recorded_by=recent,
    )


def closed_quarter(collection: pa.Table | None, as_of: dt.date) -> str | None:
    """Give the last quarter that is closed at a date and that the table of collection speaks of, if any."""
    closed = last_closed_quarter(as_of)
    told = [] if collection is None else collection.column("quarter").unique().to_pylist()
    return max((name for name in told if name <= closed), default=None)


def _quarter(store: RecordStore, as_of: dt.date, findings: Findings) -> str | None:
    """Give the quarter whose nil returns count, with a finding where there is none or an old one."""
    quarter, closed = closed_quarter(store.side_table("collection"), as_of), last_closed_quarter(as_of)
    where = f"{store.subject}, {as_of}"
    if quarter is None:
        allowed, remedy = "the side table 'collection'", "deliver who was asked for what, and when"
        findings.add("ICM181", where, "no word of who was asked: silence cannot count", allowed, remedy)
    elif quarter < closed:
        found = f"the last quarter told of is {quarter}: its nil returns are taken"
        findings.add("ICM182", where, found, f"{closed}, the last closed quarter", "deliver the newer quarters")
    return quarter
