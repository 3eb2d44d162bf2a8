"""Groups of subjects as known at a date (分组属性): the region, insurer, sex or size that the latest record says."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
from sqlglot import exp

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.indicators.compile import union_all
from inscredit_models.indicators.engine import Store
from inscredit_models.records import guard
from inscredit_models.records.connection import DIALECT
from inscredit_models.records.guard import Span

SOURCE_FIELDS = ("source_region", "source_insurer")
"""Columns of every statement that may group as well as the fields of its type."""
_NUMBER = r"-?[\d.]+(?:e[-+]?\d+)?"
_BAND = re.compile(rf"(?:(<){_NUMBER}|({_NUMBER})–{_NUMBER}|≥({_NUMBER}))")
_LATEST = ("event_date", "known_date", "sequence", "record_id")


def read_groups(store: Store, record: str, field: str, rows: pd.DataFrame, *, threads: int = 1) -> np.ndarray:
    """Give the value of a field in the latest record of each subject that was visible at the row's date.

    Parameters
    ----------
    store : Store
        Where the statements are.
    record, field : str
        A record type of the store's subject; one of its fields, ``source_region`` or ``source_insurer``.
    rows : pandas.DataFrame
        Columns ``subject_id`` and ``as_of``.
    threads : int
        Of the engine.

    Returns
    -------
    ndarray of object, shape (n,)
        Text or number; None where no visible record says it.
    """
    declared = load_catalogue().record_type(record)
    stamps = pd.to_datetime(rows["as_of"]).to_numpy().astype("datetime64[D]")
    dates: list[dt.date] = np.unique(stamps).tolist()
    if not dates:
        return np.empty(0, dtype=object)
    common = {"operator_class": store.operator_class, "catalogue": load_catalogue()}
    branches = [
        _branch(number, day, record, field, guard.visible(day, declared, **common)) for number, day in enumerate(dates)
    ]
    with store.connect(threads=threads, records=[record]) as connection:
        found = connection.sql(union_all(branches).sql(DIALECT)).to_arrow_table().to_pandas()
    known = pd.Series(
        found["value"].to_numpy(dtype=object), index=pd.MultiIndex.from_frame(found[["branch", "subject_id"]])
    )
    wanted = pd.MultiIndex.from_arrays(
        [np.searchsorted(np.array(dates, dtype="datetime64[D]"), stamps), rows["subject_id"]]
    )
    return np.array([None if pd.isna(value) else value for value in known.reindex(wanted)], dtype=object)


def _branch(number: int, day: dt.date, record: str, field: str, visible: exp.Expression) -> exp.Select:
    """The latest visible statement with a value, of each subject at one date: ties as everywhere by known date."""
    rules = [
        visible,
        guard.in_span(Span(None, day)),
        exp.Not(this=exp.Is(this=exp.column(field), expression=exp.Null())),
    ]
    order = exp.Order(expressions=[exp.Ordered(this=exp.column(name), desc=True) for name in _LATEST])
    place = exp.Window(this=exp.RowNumber(), partition_by=[exp.column("subject_id")], order=order)
    return (
        exp.select(
            exp.alias_(exp.Literal.number(number), "branch"),
            exp.column("subject_id"),
            exp.alias_(exp.column(field), "value"),
        )
        .from_(exp.to_table(record, quoted=True))
        .where(guard.all_of(rules))
        .qualify(exp.EQ(this=place, expression=exp.Literal.number(1)))
    )


def band(values: Sequence[object] | np.ndarray, cuts: Sequence[float]) -> np.ndarray:
    """Group values: numbers into bands that begin at the cuts, anything else by itself; None stays None.

    Examples
    --------
    >>> band([5, 10, None, 250.5], (10, 100)).tolist()
    ['<10', '10–100', None, '≥100']
    >>> band(["north", 1.0, float("nan")], ()).tolist()
    ['north', '1', None]
    """
    return np.array([None if pd.isna(value) else _band(value, cuts) for value in values], dtype=object)


def band_place(name: str) -> tuple[float, str]:
    """Give where a group stands among the others: bands in rising order, other groups by name, missing last.

    Examples
    --------
    >>> sorted(["≥100", "10–100", "<10", "missing"], key=band_place), sorted(["west", "east"], key=band_place)
    (['<10', '10–100', '≥100', 'missing'], ['east', 'west'])
    """
    found = _BAND.fullmatch(name)
    if found is None:
        return (np.inf if name == "missing" else 0.0), name
    below, begin, above = found.groups()
    return (-np.inf if below else float(begin or above)), name


def _band(value: object, cuts: Sequence[float]) -> str:
    if not cuts:
        is_whole = isinstance(value, float) and value.is_integer()
        return str(int(value)) if is_whole else str(value)
    place = int(np.searchsorted(np.asarray(cuts, dtype=float), float(value), side="right"))
    if place == 0:
        return f"<{cuts[0]:g}"
    return f"≥{cuts[-1]:g}" if place == len(cuts) else f"{cuts[place - 1]:g}–{cuts[place]:g}"
