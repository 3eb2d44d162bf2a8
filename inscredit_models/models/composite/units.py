"""The rows of an index (评价单位): names, groups, times and raw values, read and checked all at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from inscredit_models.findings import Findings, near_names
from inscredit_models.models.composite.framework import Framework
from inscredit_models.records.intake import TableOptions, type_columns

_SHOWN = 20


@dataclass(frozen=True)
class Units:
    """Rows in the order of the table.

    Parameters
    ----------
    names, groups : ndarray of str of shape (n,)
        Unit and group of each row; groups are empty text where the framework has none.
    times : ndarray of float of shape (n,)
        0 everywhere where the framework has no time; dates as numbers YYYYMMDD.
    values, denominators : ndarray of float of shape (n, k)
        By leaf; NaN where missing; denominators are 1 where a leaf has none.
    """

    names: np.ndarray
    groups: np.ndarray
    times: np.ndarray
    values: np.ndarray
    denominators: np.ndarray

    def only(self, rows: np.ndarray) -> Units:
        """Give the units of some rows (a mask or positions)."""
        return Units(self.names[rows], self.groups[rows], self.times[rows], self.values[rows], self.denominators[rows])


def read_units(frame: pd.DataFrame, framework: Framework, findings: Findings) -> Units | None:
    """Read what a framework needs of a table; everything wrong becomes a finding, and then the answer is ``None``.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per unit (and time).
    framework : Framework
        A checked framework.
    findings : Findings
        Collector: missing columns (ICM010), text among numbers (ICM011), infinite values (ICM027), a unit twice
        (ICM024), a row without unit, group or time (ICM007), a unit with nothing at all (ICM101), more indicators than
        units (ICM100, a warning), fewer than two units (ICM026).
    """
    before = sum(finding.severity == "error" for finding in findings)
    typed = _typed(frame, framework, findings)
    if typed is None:
        return None
    rows = len(typed)
    text = {name: typed[name] for name in (framework.unit, framework.group, framework.time) if name is not None}
    for name, column in text.items():
        gaps = np.flatnonzero(column.isna().to_numpy())
        if len(gaps):
            findings.add(
                "ICM007",
                f"table, column {name!r}, {_rows(gaps)}",
                f"{len(gaps)} gaps",
                "a value in each row",
                "fill it",
            )
    names = _texts(typed, framework.unit, rows, default=np.arange(1, rows + 1).astype(str))
    groups = _texts(typed, framework.group, rows, default=np.full(rows, ""))
    times = np.zeros(rows) if framework.time is None else typed[framework.time].to_numpy(dtype=float)
    values = np.column_stack([typed[leaf.column].to_numpy(dtype=float) for leaf in framework.leaves])
    denominators = np.column_stack(
        [
            np.ones(rows) if leaf.denominator is None else typed[leaf.denominator].to_numpy(dtype=float)
            for leaf in framework.leaves
        ]
    )
    units = Units(names, groups, times, values, denominators)
    _check_rows(units, framework, findings)
    return units if sum(finding.severity == "error" for finding in findings) == before else None


def _typed(frame: pd.DataFrame, framework: Framework, findings: Findings) -> pd.DataFrame | None:
    numeric = [leaf.column for leaf in framework.leaves]
    numeric += [leaf.denominator for leaf in framework.leaves if leaf.denominator is not None]
    numeric += [] if framework.time is None else [framework.time]
    named = [name for name in (framework.unit, framework.group) if name is not None]
    present = [str(name) for name in frame.columns]
    wanted = list(dict.fromkeys([*named, *numeric]))
    for name in wanted:
        if name not in present:
            findings.add(
                "ICM010", "table, header", f"no column {name!r}", "what the framework names", near_names(name, present)
            )
    frame = _with_plain_time(frame, framework)
    kept = frame.loc[:, [str(name) in wanted for name in frame.columns]]
    options = TableOptions(
        numeric=tuple(name for name in dict.fromkeys(numeric) if name in present),
        categorical=tuple(name for name in dict.fromkeys(named) if name in present and name not in numeric),
    )
    typed = type_columns(kept, options, "table", findings)
    if typed is None or set(wanted) - set(typed.columns):
        return None
    for name in options.numeric:
        infinite = int(np.isinf(typed[name].to_numpy(dtype=float)).sum()) if typed[name].dtype == float else 0
        if infinite:
            findings.add(
                "ICM027", f"table, column {name!r}", f"{infinite} infinite values", "finite numbers", "correct them"
            )
        typed[name] = pd.to_numeric(typed[name])
    return typed


def _with_plain_time(frame: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """Give a time column of dates as numbers YYYYMMDD, which rise with the days and can be read."""
    time = framework.time
    if time is None or time not in frame or not pd.api.types.is_datetime64_any_dtype(frame[time].dtype):
        return frame
    days = frame[time].dt
    return frame.assign(**{time: (days.year * 10000 + days.month * 100 + days.day).astype(float)})


def _texts(frame: pd.DataFrame, name: str | None, rows: int, *, default: np.ndarray) -> np.ndarray:
    if name is None:
        return default
    return np.array(["" if pd.isna(value) else _plain(value) for value in frame[name]], dtype=str)


def _plain(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _check_rows(units: Units, framework: Framework, findings: Findings) -> None:
    keys = pd.MultiIndex.from_arrays([units.names, units.times])
    again = np.flatnonzero(keys.duplicated())
    if len(again):
        findings.add(
            "ICM024", f"table, {_rows(again)}", f"{len(again)} units again", "each unit once a time", "remove one"
        )
    empty = np.flatnonzero(np.isnan(units.values).all(axis=1))
    if len(empty):
        findings.add(
            "ICM101", f"table, {_rows(empty)}", f"{len(empty)} rows without any value", "one or more", "leave them out"
        )
    count = len(np.unique(units.names))
    if count < 2:
        findings.add("ICM026", "table", f"{count} units", "2 or more units", "an index compares units")
    leaves = units.values.shape[1]
    if leaves > count >= 2:
        found = f"{leaves} indicators, {count} units"
        remedy = "weights from data (entropy, CRITIC, PCA) are mostly noise here; give weights"
        findings.add("ICM100", framework.code, found, "no more indicators than units", remedy)


def _rows(positions: np.ndarray) -> str:
    shown = ", ".join(str(position + 2) for position in positions[:_SHOWN])
    return f"rows {shown}" + (f" and {len(positions) - _SHOWN} more" if len(positions) > _SHOWN else "")
