"""A labelled table (带标签的表) becomes a dataset: target, subjects, time and features told apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from inscredit_models.findings import Findings, near_names
from inscredit_models.models.dataset import Dataset
from inscredit_models.models.features import Feature


@dataclass(frozen=True, slots=True)
class TableRoles:
    """Which column plays which part; all columns without a part are features.

    Parameters
    ----------
    target : str
        Column to foresee; two values.
    positive : str or None
        The value that is the event. None: the larger of two numbers, refused for text.
    subject_id : str or None
        Whose row it is; rows of one subject are one cluster. The column is no feature.
    group : str or None
        Rows of one group never stand on both sides of a split, and are one cluster. The column is no feature.
    time : str or None
        Day (ISO) or number that orders the rows. The column is no feature.
    directions : tuple of (str, int)
        Declared directions of features: +1 higher is better, −1 lower is better.
    aside : tuple of str
        Columns that no model sees: groups to be split by or judged by.
    """

    target: str
    positive: str | None = None
    subject_id: str | None = None
    group: str | None = None
    time: str | None = None
    directions: tuple[tuple[str, int], ...] = ()
    aside: tuple[str, ...] = ()


FEW = 6
"""So many values of a target are repeated in a message."""


def make_dataset(frame: pd.DataFrame, roles: TableRoles, where: str, findings: Findings) -> Dataset | None:
    """Turn a typed table into a `Dataset`; everything wrong becomes a finding, and then the answer is ``None``.

    Parameters
    ----------
    frame : pandas.DataFrame
        Numeric columns float64, all others text (as `records.intake` gives them).
    roles : TableRoles
        Which column is what.
    where : str
        Name of the table, for findings.
    findings : Findings
        Collector.

    Examples
    --------
    >>> found = Findings()
    >>> frame = pd.DataFrame({"x": [1.0, 2.0, 3.0, 4.0], "bad": ["n", "y", "n", "y"]})
    >>> make_dataset(frame, TableRoles("bad", positive="y"), "t.csv", found).y.tolist()
    [0, 1, 0, 1]
    """
    before = len(findings)
    names = list(frame.columns)
    directions = dict(roles.directions)
    parts = [roles.target, *(part for part in (roles.subject_id, roles.group, roles.time) if part is not None)]
    for part in dict.fromkeys([*parts, *directions, *roles.aside]):
        if part not in names:
            findings.add(
                "ICM010", f"{where}, header", f"no column {part!r}", ", ".join(names[:30]), near_names(part, names)
            )
    for part in sorted({part for part in parts if parts.count(part) > 1}):
        remedy = "name another column"
        findings.add(
            "ICM006", f"{where}, column {part!r}", "two parts at once", "target, id, group or time, one part", remedy
        )
    if len(findings) > before:
        return None
    y = _outcome(frame[roles.target], roles.positive, where, findings)
    as_of = _time(frame[roles.time], where, findings) if roles.time else None
    cluster = roles.group or roles.subject_id
    if cluster and frame[cluster].isna().any():
        findings.add(
            "ICM007",
            f"{where}, column {cluster!r}",
            f"{int(frame[cluster].isna().sum())} rows without a value",
            "a value in each row",
            "complete the column",
        )
    columns = [name for name in names if name not in (*parts, *roles.aside)]
    if not columns:
        findings.add("ICM010", where, "no feature column", "at least one column besides the target", "check the table")
    if len(findings) > before or y is None:
        return None
    features = tuple(
        Feature(name, "numeric" if frame[name].dtype == float else "categorical", directions.get(name, 0))
        for name in columns
    )
    X = frame[columns].reset_index(drop=True)
    return Dataset(X, y, features, True, None if cluster is None else _clusters(frame[cluster]), as_of)


def _clusters(column: pd.Series) -> np.ndarray:
    return column.map(_name).to_numpy(dtype=str)


def _name(value: object) -> str:
    """Write a value as its name: whole floats without a point."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _outcome(column: pd.Series, positive: str | None, where: str, findings: Findings) -> np.ndarray | None:
    place = f"{where}, column {column.name!r}"
    if column.isna().any():
        rows = ", ".join(str(row + 2) for row in np.flatnonzero(column.isna())[:20])
        findings.add(
            "ICM007",
            place,
            f"{int(column.isna().sum())} rows without an outcome (rows {rows})",
            "an outcome in each row",
            "remove these rows or complete them",
        )
        return None
    names = column.map(_name)
    values = sorted(names.unique())
    shown = ", ".join(repr(value) for value in values[:10])
    listed = f": {shown}" if len(values) <= FEW else ""  # more are no classes, they could be names of persons
    if len(values) == 1:
        findings.add("ICM020", place, f"only {shown}", "both classes", "choose another target or more rows")
    elif len(values) > 2:
        findings.add("ICM021", place, f"{len(values)} values{listed}", "two values", "declare a target with two values")
    elif positive is None and column.dtype != float:
        findings.add(
            "ICM007",
            place,
            f"text values {shown} and no --positive",
            "the value that is the event",
            f"add --positive {values[-1]}",
        )
    elif positive is not None and _name(_number(positive)) not in values and positive not in values:
        findings.add("ICM008", place, f"--positive {positive}", shown, near_names(positive, values))
    else:
        event = values[-1] if positive is None else positive if positive in values else _name(_number(positive))
        if positive is None:
            event = _name(float(column.max()))
        return (names == event).to_numpy(dtype=np.int8)
    return None


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _time(column: pd.Series, where: str, findings: Findings) -> np.ndarray | None:
    if column.dtype == float and not column.isna().any():
        return column.to_numpy()
    days: list[dt.date | None] = [_day(value) for value in column]
    rows = [number for number, day in enumerate(days, start=2) if day is None]
    if rows:
        shown = ", ".join(str(row) for row in rows[:20])
        findings.add(
            "ICM016",
            f"{where}, column {column.name!r}, rows {shown}",
            f"{len(rows)} values that are no dates",
            "YYYY-MM-DD, or numbers such as years",
            "write the dates in ISO form",
        )
        return None
    return np.array(days, dtype="datetime64[D]")


def _day(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        return None


def parse_time(text: str, like: np.ndarray, where: str, findings: Findings) -> object:
    """Read a moment given on the command line in the kind of a time column (day or number)."""
    if like.dtype.kind == "M":
        day = _day(text)
        if day is None:
            findings.add("ICM016", where, repr(text), "YYYY-MM-DD", "write the date in ISO form")
            return None
        return np.datetime64(day, "D")
    number = _number(text)
    if isinstance(number, str):
        findings.add("ICM006", where, repr(text), "a number, as in the time column", "correct it")
        return None
    return number


def treat_as_missing(
    frame: pd.DataFrame, special: Sequence[tuple[str, str]], where: str, findings: Findings
) -> pd.DataFrame:
    """Blank out declared special values (``[(column, value), …]``), counting what is blanked (ICM060)."""
    frame = frame.copy()
    for name, value in special:
        if name not in frame:
            findings.add(
                "ICM010",
                f"{where}, header",
                f"no column {name!r}",
                "a declared column exists",
                near_names(name, frame.columns),
            )
            continue
        hit = frame[name].map(_name).isin([value, _name(_number(value))]).to_numpy() & frame[name].notna().to_numpy()
        frame.loc[hit, name] = np.nan if frame[name].dtype == float else None
        findings.add(
            "ICM060",
            f"{where}, column {name!r}",
            f"{int(hit.sum())} cells with the special value {value!r}",
            "declared special values are read as missing",
            "nothing: this is counted, not corrected",
        )
    return frame
