"""Prepared tables (备好的表): what the plans read, made once per panel from the statements of a store.

Subjects become numbers in the rising order of their identifiers, so that grouping, sorting and lining up work on small
whole numbers; of the statements only those remain that some date may show, with the columns that some statistic asks
for. What the guard says of a date is left to the plans.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from sqlglot import exp

from inscredit_models.catalogue.record_types import RecordType
from inscredit_models.indicators.compile import DECIMAL_UNITS, EVENT_DAY, UNITS, union_all, units_column, value_column
from inscredit_models.indicators.declaration import Condition
from inscredit_models.indicators.statistics import Statistic
from inscredit_models.indicators.tally import Tally
from inscredit_models.records import connection, guard
from inscredit_models.records.engines import Engine
from inscredit_models.records.guard import date_literal

SUBJECTS = "subjects__numbered"
POSITION = "position"
"""Table of all subjects of the record types that are read, and its column with their numbers from 0."""

FIRST_DAY = dt.date(2000, 1, 1)
"""Day 0 of the event days; any other would give the same trends."""

_PLAIN_AMOUNT = 10**12
"""Up to this amount hundredths fit into the type of the column while they are computed."""

BLOCK = 125_000
"""So many subjects lie together in a prepared table, by event date: some subjects, and some dates, are read alone."""

_GUARDED = ("subject_id", "event_date", "known_date", "known_until")
_ORDERED = ("record_id", "sequence")


def prepare(
    engine: Engine,
    records: Sequence[RecordType],
    statistics: Sequence[Statistic],
    tallies: Sequence[Tally],
    *,
    status: str | None = None,
) -> None:
    """Keep the tables that plans over these record types read.

    Parameters
    ----------
    engine : Engine
        Fresh, with the statements of all these record types.
    records : sequence of RecordType
        At least one.
    statistics, tallies
        What will be asked for.
    status : str, optional
        Only statements of this status; each is known as long as among all of them.
    """
    relations = {record.code: engine.relation(record.code) for record in records}
    engine.keep(SUBJECTS, _subjects(relations))
    for record in records:
        read = columns_read(record, statistics, tallies)
        told = [name for name in engine.columns(record.code) if {name, units_column(name)} & {*read, "status"}]
        statements = connection.with_known_until(relations[record.code], told)
        engine.keep(record.code, _coded(statements, read, guard.ever_visible(record, status=status)))


def columns_read(record: RecordType, statistics: Iterable[Statistic], tallies: Iterable[Tally]) -> tuple[str, ...]:
    """Give the columns of a prepared table: what guard, statistics and tallies read of a record type."""
    read = {*_GUARDED, *(("act_ended",) if record.adverse else ())}
    for item in (item for item in statistics if item.record == record.code):
        read |= _of_conditions((*item.where, *item.unless)) | _of_values(record, item.field)
        read |= set(_ORDERED) if item.form in ("latest", "latest_meets") else set()
        read |= {EVENT_DAY} if item.form in ("rise", "run") else set()
    for item in (item for item in tallies if item.record == record.code):
        read |= _of_conditions(item.where) | _of_values(record, item.field, item.weight)
    return tuple(sorted(read))


def subject_list() -> exp.Expression:
    """Give the query that lists all subjects with their numbers."""
    return exp.select("subject_id", POSITION).from_(exp.to_table(SUBJECTS, quoted=True))


def _of_conditions(conditions: Iterable[Condition]) -> set[str]:
    return {condition.field for condition in conditions}


def _of_values(record: RecordType, *fields: str | None) -> set[str]:
    return {value_column(record, field) for field in fields if field is not None}


def _subjects(relations: Mapping[str, exp.Expression]) -> exp.Expression:
    every = union_all([exp.select("subject_id").from_(relation.copy()) for relation in relations.values()])
    different = exp.select("subject_id").distinct().from_(every.subquery("every"))
    order = exp.Order(expressions=[exp.Ordered(this=exp.column("subject_id"), nulls_first=False)])
    number = exp.Sub(this=exp.Window(this=exp.RowNumber(), order=order), expression=exp.Literal.number(1))
    number = exp.Cast(this=number, to=exp.DataType(this=exp.DataType.Type.INT))
    return exp.select("subject_id", exp.alias_(number, POSITION)).from_(different.subquery("different"))


def _coded(statements: exp.Expression, read: Sequence[str], shown: exp.Expression) -> exp.Expression:
    """Give the query of one prepared table; ``shown`` says which statements are kept."""
    position = exp.column(POSITION, "numbered")
    columns = [exp.alias_(_coded_column(name), name, quoted=True) for name in read]
    query = exp.select(*columns).from_(statements.subquery("told"))
    same = exp.EQ(this=exp.column("subject_id", "told"), expression=exp.column("subject_id", "numbered"))
    query = query.join(exp.to_table(SUBJECTS, quoted=True, alias="numbered"), on=same).where(shown)
    block = exp.IntDiv(this=position.copy(), expression=exp.Literal.number(BLOCK))
    return query.order_by(block, exp.column("event_date", "told"))


def _coded_column(name: str) -> exp.Expression:
    if name == "subject_id":
        return exp.column(POSITION, "numbered")
    if name == EVENT_DAY:
        event, first = exp.column("event_date", "told"), date_literal(FIRST_DAY)
        day = exp.DateDiff(this=event, expression=first, unit=exp.var("day"))
        return exp.Cast(this=day, to=exp.DataType(this=exp.DataType.Type.BIGINT))
    return _in_units(name.removesuffix(UNITS)) if name.endswith(UNITS) else exp.column(name, "told", quoted=True)


def _in_units(field: str) -> exp.Expression:
    """Give a decimal field in hundredths; only amounts that would overflow on the way take the wide, slow way."""
    column = exp.column(field, "told", quoted=True)
    wide = exp.Cast(this=column.copy(), to=exp.DataType.build("DECIMAL(20, 2)"))
    limit = exp.Literal.number(_PLAIN_AMOUNT)
    plain = exp.Between(this=column.copy(), low=exp.Neg(this=limit), high=limit.copy())
    return exp.Case(ifs=[exp.If(this=plain, true=_hundredths(column))], default=_hundredths(wide))


def _hundredths(amount: exp.Expression) -> exp.Expression:
    whole = exp.Mul(this=amount, expression=exp.Literal.number(DECIMAL_UNITS))
    return exp.Cast(this=whole, to=exp.DataType(this=exp.DataType.Type.BIGINT))
