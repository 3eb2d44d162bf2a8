"""The compiler: many statistics of one record type at many dates become one SQL plan.

The plan is a syntax tree: one branch per date (literal bounds, the guard in its WHERE), joined by UNION ALL; in a
branch one conditional aggregate per statistic. Arithmetic is on whole numbers only, so that no thread count
changes a bit. Plans read the tables of `prepared`: a subject is its number, money is there in hundredths, the event
date also as a count of days, and statements that no date shows are not there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import reduce

from sqlglot import exp

from inscredit_models.catalogue.catalogue import Catalogue
from inscredit_models.catalogue.record_types import RecordType
from inscredit_models.indicators.conditions import meets_all, meets_none, surely
from inscredit_models.indicators.statistics import Form, Statistic
from inscredit_models.records import guard
from inscredit_models.records.guard import Mode, Span, date_literal

DECIMAL_UNITS = 100
"""Hundredths in one; decimals are stored with two places and counted in hundredths."""

Over = Callable[..., exp.Expression]
"""Restricts an aggregate to the records it is about, and to those that meet further rules."""

EVENT_DAY = "event__day"
"""Column of a prepared table: the event date as a count of days from a fixed day."""

UNITS = "__units"
"""How the columns of a prepared table end that hold a decimal field in its smallest units."""

_ORDER = ("event_date", "known_date", "sequence", "record_id")
"""What makes one record later than another."""


def compile_statistics(
    record: RecordType,
    statistics: Sequence[Statistic],
    dates: Sequence[dt.date],
    *,
    operator_class: str,
    catalogue: Catalogue,
    mode: Mode = "as_known",
    subjects: tuple[int, int] | None = None,
) -> exp.Expression:
    """Give the plan for statistics of one record type.

    Parameters
    ----------
    record : RecordType
        All statistics read this type.
    statistics : sequence of Statistic
        Different from each other; at least one.
    dates : sequence of datetime.date
        As-of dates, at least one.
    operator_class, catalogue, mode
        What the guard needs (see `guard.visible_at`).
    subjects : (int, int), optional
        Only subjects from the first number to before the second.

    Returns
    -------
    sqlglot.exp.Expression
        Yields ``branch`` (position of the date), ``subject_id``, and ``s0``, ``s1`` … in the order of ``statistics``;
        one row per date and subject with a visible record in any of the windows. Whole numbers or NULL.
    """
    branches = []
    for number, as_of in enumerate(dates):
        visible = guard.visible_at(as_of, record, operator_class=operator_class, catalogue=catalogue, mode=mode)
        if subjects is not None:
            visible = guard.all_of([_numbered(*subjects), visible])
        branches.append(_branch(number, as_of, record, statistics, visible))
    return union_all(branches)


def compile_presence(
    records: Sequence[RecordType],
    dates: Sequence[dt.date],
    *,
    operator_class: str,
    catalogue: Catalogue,
    mode: Mode = "as_known",
) -> exp.Expression:
    """Give the plan that says at which dates a subject has a visible statement of any type.

    Yields ``subject_id`` and ``d0``, ``d1`` … (true, false) in the order of ``dates``; one row per record type and
    subject with a statement. Each record type is read once for all dates.
    """
    common = {"operator_class": operator_class, "catalogue": catalogue, "mode": mode}
    branches = []
    for record in records:
        seen = [exp.LogicalOr(this=guard.visible_at(as_of, record, **common)) for as_of in dates]
        columns = [exp.column("subject_id"), *(_named(rule, f"d{number}") for number, rule in enumerate(seen))]
        query = exp.select(*columns).from_(record_table(record), copy=False)
        branches.append(query.group_by("subject_id", copy=False))
    return union_all(branches)


def distinct_subjects(number: int, record: RecordType, rule: exp.Expression) -> exp.Select:
    """Give the branch that lists each subject with a statement that a rule admits, once."""
    query = exp.select(*_head(number)).distinct(copy=False)
    return query.from_(record_table(record), copy=False).where(rule, copy=False)


def record_table(record: RecordType) -> exp.Table:
    """Name the table of a record type."""
    return exp.to_table(record.code, quoted=True)


def union_all(branches: Sequence[exp.Select]) -> exp.Expression:
    """Join branches by UNION ALL."""
    return reduce(lambda left, right: exp.Union(this=left, expression=right, distinct=False), branches)


def units_of(record: RecordType, field: str | None) -> int:
    """Give how many of the engine's units make one of a field: 100 for decimals, else 1.

    Examples
    --------
    >>> from inscredit_models.catalogue.catalogue import load_catalogue
    >>> units_of(load_catalogue().record_type("violation"), "fine")
    100
    """
    declared = record.field(field) if field is not None else None
    return DECIMAL_UNITS if declared is not None and declared.type == "decimal" else 1


def _branch(
    number: int, as_of: dt.date, record: RecordType, statistics: Sequence[Statistic], visible: exp.Expression
) -> exp.Select:
    spans = [Span.of(as_of, months=statistic.months, lag=statistic.lag) for statistic in statistics]
    around = _around(spans)
    rule = guard.all_of([visible, guard.in_span(around)])
    rows = exp.select(exp.Star()).from_(record_table(record), copy=False).where(rule, copy=False)
    columns = _head(number)
    for position, (statistic, span) in enumerate(zip(statistics, spans, strict=True)):
        columns.append(_named(_aggregate(statistic, _inside(span, around), as_of, record), f"s{position}"))
    query = exp.select(*columns).from_(rows.subquery("visible", copy=False), copy=False)
    return query.group_by("subject_id", copy=False)


def _numbered(low: int, high: int) -> exp.Expression:
    subject = exp.column("subject_id")
    not_before = exp.GTE(this=subject, expression=_number(low))
    return guard.all_of([not_before, exp.LT(this=subject.copy(), expression=_number(high))])


def _head(number: int) -> list[exp.Expression]:
    return [_named(_number(number), "branch"), exp.column("subject_id")]


def _named(value: exp.Expression, name: str) -> exp.Expression:
    return exp.Alias(this=value, alias=exp.to_identifier(name))


def _around(spans: Sequence[Span]) -> Span:
    """Give the window around all windows: rows outside it need not be read."""
    starts = [span.start for span in spans if span.start is not None]
    return Span(min(starts) if len(starts) == len(spans) else None, max(span.end for span in spans))


def _inside(span: Span, around: Span) -> list[exp.Expression]:
    """Say that an event lies in a window, as far as the window around it does not say so already."""
    begun = [guard.after(span.start)] if span.start not in (None, around.start) else []
    return begun if span.end == around.end else [*begun, guard.until(span.end)]


def _aggregate(
    statistic: Statistic, inside: list[exp.Expression], as_of: dt.date, record: RecordType
) -> exp.Expression:
    over = _filter(statistic, inside)
    match statistic.form:
        case "rows":
            return over(exp.Count(this=exp.Star()))
        case "distinct":
            values = exp.column(value_column(record, statistic.field))
            return over(exp.Count(this=exp.Distinct(expressions=[values])))
        case "days_since_last":
            return _days(over(exp.Max(this=exp.column("event_date"))), date_literal(as_of))
        case "days_since_first":
            return _days(over(exp.Min(this=exp.column("event_date"))), date_literal(as_of))
        case "latest_meets":
            met = guard.all_of([exp.true(), *(surely(rule) for rule in meets_all(statistic.where))])
            return _of_latest(over, _cast(met, exp.DataType.Type.BIGINT))
        case _:
            return _of_field(over, statistic.form, whole_units(record, statistic.field))


def _of_field(over: Over, form: Form, x: exp.Expression) -> exp.Expression:
    """Give a statistic of a numeric field; x is the field, t the day of the event."""
    t = exp.column(EVENT_DAY)
    match form:
        case "present":
            return over(exp.Count(this=x))
        case "sum":
            return over(exp.Sum(this=x))
        case "smallest":
            return over(exp.Min(this=x))
        case "largest":
            return over(exp.Max(this=x))
        case "latest":
            return _of_latest(over, x)
        case "squares":
            return _cross(over, x, x, x)
        case "rise":
            return _cross(over, t, x, x)
        case _:
            return _cross(over, t, t, x)


def _filter(statistic: Statistic, inside: list[exp.Expression]) -> Over:
    """Give the function that restricts an aggregate to the records a statistic is about."""
    rules = [*inside, *meets_none(statistic.unless)]
    if statistic.form != "latest_meets":
        rules += meets_all(statistic.where)

    def over(aggregate: exp.Expression, *further: exp.Expression) -> exp.Expression:
        chosen = [*(rule.copy() for rule in rules), *further]
        return exp.Filter(this=aggregate, expression=exp.Where(this=guard.all_of(chosen))) if chosen else aggregate

    return over


def value_column(record: RecordType, field: str) -> str:
    """Name the column of a prepared table that holds the values of a field: for a decimal, its smallest units."""
    return units_column(field) if units_of(record, field) != 1 else field


def whole_units(record: RecordType, field: str | None) -> exp.Expression:
    """Give a numeric field as a whole number of its smallest units, from a prepared table."""
    column = exp.column(value_column(record, field))
    return column if units_of(record, field) != 1 else _cast(column, exp.DataType.Type.BIGINT)


def units_column(field: str) -> str:
    """Name the column of a prepared table that holds a decimal field in its smallest units.

    Examples
    --------
    >>> units_column("fine")
    'fine__units'
    """
    return f"{field}{UNITS}"


def _cross(over: Over, a: exp.Expression, b: exp.Expression, x: exp.Expression) -> exp.Expression:
    """Give n Σab − Σa Σb in 128-bit whole numbers over the records that have a value x; a and b are x, or the day.

    What other statistics ask for too (n and Σx) is written as they write it, so that it is computed once.
    """

    def total(*factors: exp.Expression) -> exp.Expression:
        told = [] if x in factors else [exp.Not(this=exp.Is(this=x.copy(), expression=exp.Null()))]
        if len(factors) > 1 and not told:  # the product of two days needs no more than 64 bits
            factors = tuple(map(_wide, factors))
        return over(exp.Sum(this=reduce(_times, factors)), *told)

    number = _wide(over(exp.Count(this=x.copy())))
    return exp.Sub(this=_times(number, total(a, b)), expression=_times(total(a), total(b)))


def _times(a: exp.Expression, b: exp.Expression) -> exp.Expression:
    return exp.Mul(this=a.copy(), expression=b.copy())


def _of_latest(over: Over, value: exp.Expression) -> exp.Expression:
    """Give a value of the latest record: the greatest of (event date, known date, sequence, record id, value)."""
    told = _struct({"value": value})  # a missing value is one too
    order = _struct({name: exp.column(name) for name in _ORDER} | {"value": value})
    return exp.StructExtract(this=over(exp.ArgMax(this=told, expression=order)), expression=exp.Literal.string("value"))


def _struct(parts: dict[str, exp.Expression]) -> exp.Expression:
    pairs = [exp.PropertyEQ(this=exp.to_identifier(name), expression=part.copy()) for name, part in parts.items()]
    return exp.Struct(expressions=pairs)


def _days(start: exp.Expression, end: exp.Expression) -> exp.Expression:
    return exp.DateDiff(this=end, expression=start, unit=exp.var("day"))


def _cast(value: exp.Expression, kind: exp.DataType.Type) -> exp.Expression:
    return exp.Cast(this=value, to=exp.DataType(this=kind))


def _wide(value: exp.Expression) -> exp.Expression:
    return _cast(value.copy(), exp.DataType.Type.INT128)


def _number(value: int) -> exp.Expression:
    return exp.Literal.number(value)
