"""The guard (已知时点守卫): which statements may be seen at a date. The only one; no indicator can pass it by.

Every rule is a sqlglot expression over the columns of a record view, with literal dates that Python computed. The rules
are small functions of this module, so that tests can plant a fault in one of them and see the laws fail.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Literal

from sqlglot import exp

from inscredit_models.catalogue.catalogue import Catalogue
from inscredit_models.catalogue.record_types import RecordType
from inscredit_models.records.calendar import OPEN_END, add_months, retention_cutoff

Mode = Literal["as_known", "latest_truth"]
"""``as_known``: what was known at as_of. ``latest_truth``: every record as its last statement says."""

RETENTION = "retention_adverse_years"


@dataclass(frozen=True, slots=True)
class Span:
    """An event window (start, end]; without a start it reaches back to the beginning.

    Examples
    --------
    >>> Span.of(dt.date(2024, 2, 29), months=12, lag=0)
    Span(start=datetime.date(2023, 2, 28), end=datetime.date(2024, 2, 29))
    """

    start: dt.date | None
    end: dt.date

    @classmethod
    def of(cls, as_of: dt.date, *, months: int | None, lag: int) -> Span:
        """Give the window (as_of − lag − months, as_of − lag] as dates; ``months`` None = all of the past."""
        start = None if months is None else add_months(as_of, -(lag + months))
        return cls(start, add_months(as_of, -lag))


def date_literal(day: dt.date) -> exp.Expression:
    """Give a date as a SQL literal.

    Examples
    --------
    >>> date_literal(dt.date(2024, 2, 29)).sql("duckdb")
    "CAST('2024-02-29' AS DATE)"
    """
    return exp.Cast(this=exp.Literal.string(day.isoformat()), to=exp.DataType(this=exp.DataType.Type.DATE))


def all_of(rules: Iterable[exp.Expression]) -> exp.Expression:
    """Say that all rules hold. The rules become parts of the answer, so give each tree only once.

    Examples
    --------
    >>> all_of([exp.column("a"), exp.column("b"), exp.column("c")]).sql("duckdb")
    'a AND b AND c'
    """
    return reduce(lambda left, right: exp.And(this=left, expression=right), rules)


def known_at(day: dt.date) -> exp.Expression:
    """Say that a statement was the last one known of its record on a day: known_date ≤ day < known_until."""
    begun = exp.LTE(this=exp.column("known_date"), expression=date_literal(day))
    return all_of([begun, exp.GT(this=exp.column("known_until"), expression=date_literal(day))])


def last_said() -> exp.Expression:
    """Say that a statement is the last one of its record, whenever it was known."""
    return exp.EQ(this=exp.column("known_until"), expression=date_literal(OPEN_END))


def not_withdrawn() -> exp.Expression:
    """Say that a statement does not take its record back."""
    return exp.NEQ(this=exp.column("status"), expression=exp.Literal.string("withdrawn"))


def not_repaired() -> exp.Expression:
    """Say that a statement does not declare its record repaired (信用修复)."""
    return exp.NEQ(this=exp.column("status"), expression=exp.Literal.string("repaired"))


def within_retention(as_of: dt.date, years: int) -> exp.Expression:
    """Say that the legal retention has not run out: the act has not ended, or not more than ``years`` before as_of."""
    going_on = exp.Is(this=exp.column("act_ended"), expression=exp.Null())
    recent = exp.GTE(this=exp.column("act_ended"), expression=date_literal(retention_cutoff(as_of, years)))
    return exp.Paren(this=exp.Or(this=going_on, expression=recent))


def in_span(span: Span) -> exp.Expression:
    """Say that an event lies in a window: start < event_date ≤ end."""
    return until(span.end) if span.start is None else all_of([after(span.start), until(span.end)])


def after(day: dt.date) -> exp.Expression:
    """Say that an event came after a day."""
    return exp.GT(this=exp.column("event_date"), expression=date_literal(day))


def until(day: dt.date) -> exp.Expression:
    """Say that an event came on a day or before it."""
    return exp.LTE(this=exp.column("event_date"), expression=date_literal(day))


def retention_years(catalogue: Catalogue, operator_class: str, as_of: dt.date) -> int | None:
    """Give the retention in force for an operator class on a day; ``None`` where no rule limits it.

    Examples
    --------
    >>> from inscredit_models.catalogue.catalogue import load_catalogue
    >>> retention_years(load_catalogue(), "credit_agency", dt.date(2024, 12, 31))
    5
    >>> retention_years(load_catalogue(), "regulator", dt.date(2024, 12, 31)) is None
    True
    """
    parameter = catalogue.parameter(RETENTION, operator_class, as_of)
    return None if parameter is None else int(parameter.value)


def visible(
    as_of: dt.date, record: RecordType, *, operator_class: str, catalogue: Catalogue, mode: Mode = "as_known"
) -> exp.Expression:
    """Give the whole guard of an indicator at a date, without the event window: `ever_visible` and `visible_at`.

    Returns
    -------
    sqlglot.exp.Expression
        A condition over the columns of the record's view.
    """
    at = visible_at(as_of, record, operator_class=operator_class, catalogue=catalogue, mode=mode)
    return all_of([ever_visible(record), at])


def ever_visible(record: RecordType, *, status: str | None = None) -> exp.Expression:
    """Give the part of the guard that is the same at every date: what a statement says of its record.

    Parameters
    ----------
    record : RecordType
        Adverse types lose repaired records.
    status : str, optional
        Of what is visible, only statements of this status.
    """
    rules = [not_withdrawn()]
    if record.adverse:
        rules.append(not_repaired())
    if status is not None:
        rules.append(exp.EQ(this=exp.column("status"), expression=exp.Literal.string(status)))
    return all_of(rules)


def visible_at(
    as_of: dt.date, record: RecordType, *, operator_class: str, catalogue: Catalogue, mode: Mode = "as_known"
) -> exp.Expression:
    """Give the part of the guard that depends on the date: what was known then, and what the law still let be held.

    Parameters
    ----------
    as_of : datetime.date
        Day of the evaluation.
    record : RecordType
        Adverse types lose records whose legal retention has run out.
    operator_class : str
        Of the store; its retention in force at ``as_of`` applies.
    catalogue : Catalogue
        Holds the dated parameters.
    mode : {"as_known", "latest_truth"}
        See ``Mode``.
    """
    rules = [known_at(as_of) if mode == "as_known" else last_said()]
    years = retention_years(catalogue, operator_class, as_of) if record.adverse else None
    if years is not None:
        rules.append(within_retention(as_of, years))
    return all_of(rules)


def counts_for_outcome(known_day: dt.date) -> exp.Expression:
    """Give the guard of an outcome: known at a later day; only withdrawn records are dropped, without retention."""
    return all_of([known_at(known_day), not_withdrawn()])
