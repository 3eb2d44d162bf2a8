"""Tallies (计数表): how often each value of a field occurs in a subject's records; what the cohort tier is made of.

A tally is exact like a statistic, but has several rows a subject: one for each different value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from sqlglot import exp

from inscredit_models.catalogue.catalogue import Catalogue
from inscredit_models.catalogue.record_types import RecordType
from inscredit_models.indicators.compile import record_table, union_all, units_of, whole_units
from inscredit_models.indicators.conditions import meets_all
from inscredit_models.indicators.declaration import Condition, Figures, Links
from inscredit_models.indicators.finish import whole_numbers
from inscredit_models.records import guard
from inscredit_models.records.guard import Mode, Span


@dataclass(frozen=True, slots=True)
class Tally:
    """One count per subject, date and value of a field; records without a value do not count.

    Parameters
    ----------
    record, field : str
        What is read: a text field as it is, a number in its smallest unit (decimals in hundredths).
    months, lag : int
        Event window as in `Statistic`.
    where : tuple of Condition
        All must hold.
    weight : str, optional
        A numeric field that is added up; records where it is missing or not above zero do not count.
    """

    record: str
    field: str
    months: int | None = None
    lag: int = 0
    where: tuple[Condition, ...] = ()
    weight: str | None = None


@dataclass(frozen=True)
class TallyRows:
    """The rows of one tally at all dates, in rising order of key and item.

    Parameters
    ----------
    keys : numpy.ndarray of int64, shape (n,)
        As in `Evidence`: position of the date × number of subjects + position of the subject.
    items : pyarrow.Array or numpy.ndarray of int64, shape (n,)
        The values: text, or whole numbers.
    rows : numpy.ndarray of int64, shape (n,)
        Records with that value.
    weights : numpy.ndarray of float64, shape (n,)
        Their weights added up (the number of records where the tally has no weight).
    """

    keys: np.ndarray
    items: pa.Array | np.ndarray
    rows: np.ndarray
    weights: np.ndarray


def tallies_of(part: Figures | Links) -> dict[str, Tally]:
    """Give the tallies of reported figures or links, by field.

    Examples
    --------
    >>> figures = Figures(record="tax", fields=("amount",))
    >>> tallies_of(figures)["amount"].months is None
    True
    """
    months = part.window.months if part.window is not None else None
    span = {"months": months, "lag": part.lag.months if part.lag is not None else 0, "where": part.where}
    if isinstance(part, Links):
        return {part.field: Tally(part.record, part.field, weight=part.weight, **span)}
    return {name: Tally(part.record, name, **span) for name in part.fields}


def compile_tally(
    record: RecordType,
    tally: Tally,
    dates: Sequence[dt.date],
    *,
    operator_class: str,
    catalogue: Catalogue,
    mode: Mode = "as_known",
) -> exp.Expression:
    """Give the plan of a tally.

    Returns
    -------
    sqlglot.exp.Expression
        Yields ``branch`` (position of the date), ``subject_id``, ``item``, ``rows`` and ``weight``, under the same
        guard as every statistic.
    """
    is_text = record.field(tally.field).type in ("text", "code")
    item = exp.column(tally.field) if is_text else whole_units(record, tally.field)
    amount = exp.Count(this=exp.Star()) if tally.weight is None else exp.Sum(this=whole_units(record, tally.weight))
    branches = []
    for number, as_of in enumerate(dates):
        rules = [
            guard.visible_at(as_of, record, operator_class=operator_class, catalogue=catalogue, mode=mode),
            guard.in_span(Span.of(as_of, months=tally.months, lag=tally.lag)),
            *meets_all(tally.where),
            exp.Not(this=exp.Is(this=item.copy(), expression=exp.Null())),
        ]
        if tally.weight is not None:
            rules.append(exp.GT(this=whole_units(record, tally.weight), expression=exp.Literal.number(0)))
        columns = [
            exp.alias_(exp.Literal.number(number), "branch"),
            exp.column("subject_id"),
            exp.alias_(item.copy(), "item"),
            exp.alias_(exp.Count(this=exp.Star()), "rows", quoted=True),
            exp.alias_(amount.copy(), "weight"),
        ]
        query = exp.select(*columns).from_(record_table(record), copy=False).where(guard.all_of(rules), copy=False)
        branches.append(query.group_by("subject_id", item.copy(), copy=False))
    return union_all(branches)


def read_tally(table: pa.Table, keys: np.ndarray, record: RecordType, tally: Tally) -> TallyRows:
    """Put the rows of a tally in order; weights are in units of their field."""
    items = table.column("item").combine_chunks()
    if isinstance(items, pa.ChunkedArray):
        items = pa.concat_arrays(items.chunks) if items.num_chunks else pa.array([], items.type)
    if pa.types.is_integer(items.type):
        items = items.to_numpy(zero_copy_only=False).astype(np.int64)
        order = np.lexsort((items, keys))
    else:
        rank = pa.compute.rank(items, tiebreaker="dense").to_numpy() if len(items) else np.zeros(0, np.int64)
        order = np.lexsort((rank, keys))
    rows = whole_numbers(table.column("rows"))[order].astype(np.int64)
    weights = whole_numbers(table.column("weight"))[order] / units_of(record, tally.weight)
    return TallyRows(
        keys[order], items.take(pa.array(order)) if isinstance(items, pa.Array) else items[order], rows, weights
    )
