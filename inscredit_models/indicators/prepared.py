"""Prepared tables (备好的表): what the plans read, made once per panel from the statements of a store.

Subjects become numbers in the rising order of their identifiers, so that grouping, sorting and lining up work on small
whole numbers; of the statements only the columns remain that some statistic asks for. The guard is not applied here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from sqlglot import exp

from inscredit_models.catalogue.record_types import RecordType
from inscredit_models.indicators.compile import DECIMAL_UNITS, EVENT_DAY, union_all, units_column
from inscredit_models.indicators.declaration import Condition
from inscredit_models.indicators.statistics import Statistic
from inscredit_models.indicators.tally import Tally
from inscredit_models.records import connection
from inscredit_models.records.engines import Engine
from inscredit_models.records.guard import date_literal

SUBJECTS = "subjects__numbered"
POSITION = "position"
"""Table of all subjects of the record types that are read, and its column with their numbers from 0."""

FIRST_DAY = dt.date(2000, 1, 1)
"""Day 0 of the event days; any other would give the same trends."""

_PLAIN_AMOUNT = 10**12
"""Up to this amount hundredths fit into the type of the column while they are computed."""

_GUARDED = ("subject_id", "status", "event_date", "known_date")
_ORDERED = ("record_id", "sequence")


def prepare(
    engine: Engine,
    records: Sequence[RecordType],
    statistics: Iterable[Statistic],
    tallies: Iterable[Tally],
) -> None:
    """Keep the tables that plans over these record types read, and shut the engine off from the statements.

    Parameters
    ----------
    engine : Engine
        Fresh, with the statements of all these record types.
    records : sequence of RecordType
        At least one.
    statistics, tallies
        What will be asked for.
    """
    relations = {record.code: engine.relation(record.code) for record in records}
    engine.keep(SUBJECTS, _subjects(relations))
    fields = fields_read(records, statistics, tallies)
    for record in records:
        relation, columns = relations[record.code], engine.columns(record.code)
        kept = [name for name in columns if name in fields[record.code]]
        told = connection.with_known_until(relation, _with_order(kept))
        engine.keep(record.code, _coded(record, told, kept))
    engine.shut_off()


def fields_read(
    records: Sequence[RecordType], statistics: Iterable[Statistic], tallies: Iterable[Tally]
) -> dict[str, set[str]]:
    """Give the columns that guard, statistics and tallies read, by record type."""
    read = {record.code: {*_GUARDED, *(("act_ended",) if record.adverse else ())} for record in records}
    for item in statistics:
        read[item.record] |= _of_conditions((*item.where, *item.unless)) | {item.field} - {None}
        read[item.record] |= set(_ORDERED) if item.form in ("latest", "latest_meets") else set()
    for item in tallies:
        read[item.record] |= _of_conditions(item.where) | {item.field, item.weight} - {None}
    return read


def subject_list() -> exp.Expression:
    """Give the query that lists all subjects with their numbers."""
    return exp.select("subject_id", POSITION).from_(exp.to_table(SUBJECTS, quoted=True))


def _of_conditions(conditions: Iterable[Condition]) -> set[str]:
    return {condition.field for condition in conditions}


def _with_order(kept: Sequence[str]) -> list[str]:
    """Add what puts the statements of a record in order; it is read but not kept."""
    return [*kept, *(name for name in _ORDERED if name not in kept)]


def _subjects(relations: Mapping[str, exp.Expression]) -> exp.Expression:
    every = union_all([exp.select("subject_id").from_(relation.copy()) for relation in relations.values()])
    different = exp.select("subject_id").distinct().from_(every.subquery("every"))
    order = exp.Order(expressions=[exp.Ordered(this=exp.column("subject_id"), nulls_first=False)])
    number = exp.Sub(this=exp.Window(this=exp.RowNumber(), order=order), expression=exp.Literal.number(1))
    number = exp.Cast(this=number, to=exp.DataType(this=exp.DataType.Type.INT))
    return exp.select("subject_id", exp.alias_(number, POSITION)).from_(different.subquery("different"))


def _coded(record: RecordType, statements: exp.Expression, kept: Sequence[str]) -> exp.Expression:
    """Give the query of one prepared table."""
    others = [exp.column(name, "told", quoted=True) for name in kept if name != "subject_id"]
    zero = date_literal(FIRST_DAY)
    day = exp.DateDiff(this=exp.column("event_date", "told"), expression=zero, unit=exp.var("day"))
    columns = [
        exp.alias_(exp.column(POSITION, "numbered"), "subject_id"),
        *others,
        exp.column("known_until", "told"),
        exp.alias_(exp.Cast(this=day, to=exp.DataType(this=exp.DataType.Type.BIGINT)), EVENT_DAY),
        *(_in_units(field.name) for field in record.fields if field.type == "decimal" and field.name in kept),
    ]
    query = exp.select(*columns).from_(statements.subquery("told"))
    same = exp.EQ(this=exp.column("subject_id", "told"), expression=exp.column("subject_id", "numbered"))
    query = query.join(exp.to_table(SUBJECTS, quoted=True, alias="numbered"), on=same)
    # In the order of the subjects some of them are read without the others, and grouped from neighbouring rows.
    return query.order_by(exp.column(POSITION, "numbered"))


def _in_units(field: str) -> exp.Expression:
    """Give a decimal field in hundredths; only amounts that would overflow on the way take the wide, slow way."""
    column = exp.column(field, "told", quoted=True)
    wide = exp.Cast(this=column.copy(), to=exp.DataType.build("DECIMAL(20, 2)"))
    limit = exp.Literal.number(_PLAIN_AMOUNT)
    plain = exp.Between(this=column.copy(), low=exp.Neg(this=limit), high=limit.copy())
    case = exp.Case(ifs=[exp.If(this=plain, true=_hundredths(column))], default=_hundredths(wide))
    return exp.alias_(case, units_column(field))


def _hundredths(amount: exp.Expression) -> exp.Expression:
    whole = exp.Mul(this=amount, expression=exp.Literal.number(DECIMAL_UNITS))
    return exp.Cast(this=whole, to=exp.DataType(this=exp.DataType.Type.BIGINT))
