"""Small stores that try to break the laws: ties, corrections, repairs, late knowledge, month ends, leap days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.record_types import Field, RecordType
from inscredit_models.indicators.cohort_parts import is_cohort
from inscredit_models.indicators.registry import load_registry
from inscredit_models.indicators.statistics import measures_of, statistics_of
from inscredit_models.records.statements import statement_schema
from inscredit_models.records.tables import TableStore

SUBJECT = "practitioner"
RECORDS = load_catalogue().records_of(SUBJECT)
INDICATORS = tuple(item for item in load_registry().indicators if item.subject == SUBJECT and not is_cohort(item))
"""The two lower tiers: each value is made of the subject's own records. The cohort tier has laws of its own."""

POPULATIONS = tuple(item for item in load_registry().populations if item.subject == SUBJECT)
OUTCOMES = tuple(item for item in load_registry().outcomes if item.subject == SUBJECT)

DATES = (
    dt.date(2024, 2, 29),
    dt.date(2023, 2, 28),
    dt.date(2024, 4, 30),
    dt.date(2024, 3, 30),
    dt.date(2023, 12, 31),
    dt.date(2024, 7, 15),
)
EXTRACT = dt.date(2026, 6, 30)

Statement = dict[str, Any]
Statements = dict[str, list[Statement]]


@cache
def edges(as_of: dt.date) -> tuple[dt.date, ...]:
    """Give the days on both sides of every window start, window end and retention limit, and some plain ones.

    The months are moved by clipping only, so that they meet the month-end rule from outside.
    """
    months = {0, 60, 1, 3}
    for indicator in INDICATORS:
        for measure in measures_of(indicator).values():
            for part in statistics_of(measure).values():
                months |= {part.lag, part.lag + (part.months or 0)}
    near = {_clipped(as_of, -back) for back in months} | {dt.date(2019, 2, 28), dt.date(2020, 2, 29)}
    return tuple(sorted({day + dt.timedelta(days=step) for day in near for step in (-1, 0, 1, 2)}))


def _clipped(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def _cell(field: Field, as_of: dt.date) -> st.SearchStrategy[Any]:
    if field.type == "code":
        cell = st.sampled_from(load_catalogue().codes(field.codes))
    elif field.type == "integer":
        cell = st.sampled_from([0, 0, 1, 2, 3, 10, 60, 10**12]) | st.integers(-5, 50)
    elif field.type == "decimal":
        cell = st.sampled_from(["0.00", "0.01", "0.10", "-0.10", "5000.00", "1e12"]).map(Decimal)
    elif field.type == "boolean":
        cell = st.booleans()
    elif field.type == "date":
        cell = st.sampled_from(edges(as_of))
    else:
        cell = st.sampled_from(["a", "b"])
    return cell if field.mandatory else st.none() | cell


@cache
def contents(record: RecordType, as_of: dt.date) -> st.SearchStrategy[Statement]:
    """Draw the content fields of one statement."""
    return st.fixed_dictionaries({field.name: _cell(field, as_of) for field in record.fields})


@st.composite
def records(draw: st.DrawFn, record: RecordType, number: int, as_of: dt.date) -> list[Statement]:
    """Draw the statements of one record: known in order, asserted first."""
    record_id = f"{record.code}-{draw(st.sampled_from(['a', 'B', '中']))}{number}"
    subject = draw(st.sampled_from(["p1", "p2", "人3"]))
    event = draw(st.sampled_from(edges(as_of)))
    known, statements = event, []
    for sequence in range(1, draw(st.sampled_from([1, 1, 2, 3])) + 1):
        known = max(known, draw(st.sampled_from([known, *edges(as_of)])))
        status = draw(st.sampled_from(["asserted", "corrected", "disputed", "withdrawn", "repaired", "ended"]))
        if status == "corrected":
            event = min(known, draw(st.sampled_from(edges(as_of))))
        statements.append(
            {
                "record_id": record_id,
                "sequence": sequence,
                "status": "asserted" if sequence == 1 else status,
                "subject_id": subject,
                "event_date": event,
                "known_date": known,
                "operator_class": "credit_agency",
            }
            | draw(contents(record, as_of))
        )
    return statements


@st.composite
def worlds(draw: st.DrawFn, as_of: dt.date) -> Statements:
    """Draw a small world of three subjects: up to four records of every type."""
    drawn: Statements = {}
    for record in RECORDS:
        several = [draw(records(record, number, as_of)) for number in range(draw(st.integers(0, 4)))]
        drawn[record.code] = [statement for statements in several for statement in statements]
    return drawn


@st.composite
def stores(draw: st.DrawFn, as_of: dt.date) -> Statements:
    """Draw a store that holds four small worlds: one run of the engine then tries four of them."""
    return together({f"{number}": draw(worlds(as_of)) for number in range(4)})


def together(versions: Mapping[str, Statements]) -> Statements:
    """Put several stores into one; the subjects and records of each get its name as a prefix."""
    both: Statements = {record.code: [] for record in RECORDS}
    for name, version in versions.items():
        for code, rows in version.items():
            both[code].extend(
                row | {"subject_id": f"{name}/{row['subject_id']}", "record_id": f"{name}/{row['record_id']}"}
                for row in rows
            )
    return both


def table_store(statements: Statements, operator_class: str = "credit_agency") -> TableStore:
    """Put drawn statements into a store in memory, as Arrow tables of the stored types."""
    tables = {
        record.code: pa.Table.from_pylist(statements[record.code], schema=statement_schema(record))
        for record in RECORDS
        if statements.get(record.code)
    }
    return TableStore(tables, operator_class=operator_class, extract_date=EXTRACT)
