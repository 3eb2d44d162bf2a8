"""Field coverage (字段完整率): how many of the values that visible statements must hold are there and valid."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pyarrow as pa
from sqlglot import exp

from inscredit_models.catalogue.catalogue import Catalogue, load_catalogue
from inscredit_models.catalogue.record_types import Field, RecordType
from inscredit_models.records.connection import DIALECT
from inscredit_models.records.coverage.seen import Store
from inscredit_models.records.guard import all_of, date_literal, visible

FIELD_COUNTS = ("bureau", "category", "kind", "valid", "required")
"""Columns of the counts; ``kind`` is ``mandatory`` or ``all`` fields."""


def field_counts(store: Store, as_of: dt.date, *, quarantine: pa.Table | None = None, threads: int = 1) -> pd.DataFrame:
    """Count valid values of the fields of visible statements, by source region and category.

    Parameters
    ----------
    store : Store
        Where the statements are.
    as_of : datetime.date
        The day.
    quarantine : pyarrow.Table, optional
        Rows that were put aside at the door: their mandatory fields are required and not valid. Their region is not
        known, so they count under an empty bureau.
    threads : int
        Worker threads of the engine.

    Returns
    -------
    pandas.DataFrame
        Columns ``FIELD_COUNTS``. A value is valid where it is present and, of a code list, was in force on the event
        date. Fields that the operator class may not hold are not required.
    """
    catalogue = load_catalogue()
    frames = [_of_type(store, record, as_of, catalogue, threads) for record in catalogue.records_of(store.subject)]
    frames.append(_put_aside(store, quarantine, catalogue))
    whole = pd.concat(frames, ignore_index=True)
    counted = whole.groupby(["bureau", "category", "kind"], as_index=False)[["valid", "required"]].sum()
    return counted[list(FIELD_COUNTS)]


def _of_type(store: Store, record: RecordType, as_of: dt.date, catalogue: Catalogue, threads: int) -> pd.DataFrame:
    held = [item for item in record.fields if store.operator_class not in item.prohibited_for]
    region = exp.Coalesce(this=exp.column("source_region"), expressions=[exp.Literal.string("")])
    counts = [exp.alias_(exp.CountIf(this=_is_valid(item, catalogue)), f"f{n}") for n, item in enumerate(held)]
    query = exp.select(exp.alias_(region, "bureau"), exp.alias_(exp.Count(this=exp.Star()), "rows"), *counts)
    query = query.from_(exp.to_table(record.code, quoted=True))
    query = query.where(visible(as_of, record, operator_class=store.operator_class, catalogue=catalogue))
    query = query.group_by(exp.Literal.number(1))
    with store.connect(threads=threads, records=[record.code]) as connection:
        found = connection.execute(query.sql(DIALECT)).df()
    frames = []
    for kind in ("mandatory", "all"):
        places = [n for n, item in enumerate(held) if kind == "all" or item.mandatory]
        valid = found[[f"f{n}" for n in places]].sum(axis=1).astype("int64")
        counted = {"category": record.category, "kind": kind, "valid": valid, "required": found["rows"] * len(places)}
        frames.append(found[["bureau"]].assign(**counted))
    return pd.concat(frames, ignore_index=True)


def _is_valid(item: Field, catalogue: Catalogue) -> exp.Expression:
    """Say that a value is present and, of a code list, in force on the event date."""
    column = exp.column(item.name, quoted=True)
    if item.codes is None:
        return exp.Not(this=exp.Is(this=column, expression=exp.Null()))
    allowed = []
    for code in catalogue.code_list(item.codes):
        rules: list[exp.Expression] = [exp.EQ(this=column.copy(), expression=exp.Literal.string(code.code))]
        if code.valid_from is not None:
            rules.append(exp.GTE(this=exp.column("event_date"), expression=date_literal(code.valid_from)))
        if code.valid_to is not None:
            rules.append(exp.LT(this=exp.column("event_date"), expression=date_literal(code.valid_to)))
        allowed.append(exp.Paren(this=all_of(rules)))
    return exp.or_(*allowed)


def _put_aside(store: Store, quarantine: pa.Table | None, catalogue: Catalogue) -> pd.DataFrame:
    """Give the mandatory fields of the rows in quarantine; a file is named by its record type."""
    rows = []
    lines = quarantine.select(["file", "row"]).to_pandas().drop_duplicates() if quarantine is not None else None
    for record in catalogue.records_of(store.subject) if lines is not None else ():
        stems = lines["file"].str.replace(r"^.*/", "", regex=True).str.split(r"[.\-]", regex=True).str[0]
        number = int((stems == record.code).sum()) * sum(item.mandatory for item in record.fields)
        rows.append({"bureau": "", "category": record.category, "kind": "mandatory", "valid": 0, "required": number})
    return pd.DataFrame(rows, columns=list(FIELD_COUNTS))
