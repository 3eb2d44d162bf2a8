"""Grades by period (分期等级表): a table becomes one set of counts per period, in the order the user states."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from inscredit_models.findings import Findings, Refused, near_names
from inscredit_models.models.ratings.grades import GradeTable, check_order, grade_table
from inscredit_models.records.intake import TableOptions, read_table

NEEDED = ("grade", "n", "events")
ALLOWED = (*NEEDED, "pd", "period")


def read_frame(table: pd.DataFrame | str | Path, name: str, text: tuple[str, ...], encoding: str) -> pd.DataFrame:
    """Give a table by itself or from its file; ``text`` columns stay text (a grade "1" is a name)."""
    if isinstance(table, pd.DataFrame):
        return table.assign(**{column: table[column].astype("str") for column in text if column in table})
    findings = Findings()
    options = TableOptions(encoding=encoding)
    frame = read_table(Path(table), options, findings)
    if frame is not None:
        named = tuple(column for column in text if column in frame)
        frame = read_table(Path(table), TableOptions(encoding=encoding, categorical=named), findings)
    findings.refuse()
    if frame is None:
        raise Refused(findings)
    return frame


def read_grades(
    table: pd.DataFrame | str | Path, *, order: str | None, encoding: str = "utf-8"
) -> list[tuple[str, GradeTable]]:
    """Read the counts of grades.

    Parameters
    ----------
    table : pandas.DataFrame or path
        Columns ``grade``, ``n`` (subjects at the start of the period), ``events`` (those of them that defaulted), and
        where there are any ``pd`` (stated probability) and ``period`` (a name that sorts by time, such as a year).
    order : {"best_first", "worst_first"}
        Order in which the rows name the grades.
    encoding : str
        Of a CSV file.

    Returns
    -------
    list of (period, GradeTable)
        The periods in order; one without a name where the table has none.

    Raises
    ------
    Refused
        ICM010 columns, ICM255 and ICM256 the order, ICM006 periods with unlike grades, and what `grade_table` finds in
        each period; all at once.
    """
    where = Path(table).name if isinstance(table, str | Path) else "grades"
    frame = read_frame(table, where, ("grade", "period"), encoding)
    findings = Findings()
    for column in NEEDED:
        if column not in frame:
            known = [str(name) for name in frame.columns]
            found, allowed = f"no column {column!r}", ", ".join(ALLOWED)
            findings.add("ICM010", f"{where}, header", found, allowed, near_names(column, known))
    for column in (name for name in frame.columns if name not in ALLOWED):
        findings.add("ICM010", f"{where}, header", f"column {column!r}", ", ".join(ALLOWED), "remove or rename it")
    check_order(order, f"{where}, order", findings)
    findings.refuse()
    periods = sorted(frame["period"].unique()) if "period" in frame else [""]
    found = [(str(period), _one_period(frame, period, order, where, findings)) for period in periods]
    findings.refuse()
    tables = [(period, one) for period, one in found if one is not None]
    _check_same_grades(tables, where)
    return tables


def _one_period(
    frame: pd.DataFrame, period: str, order: str | None, where: str, findings: Findings
) -> GradeTable | None:
    part = frame[frame["period"] == period] if "period" in frame else frame
    place = f"{where}, period {period}" if period else where
    stated = {} if "pd" not in frame or part["pd"].isna().all() else {"pd": part["pd"]}
    try:
        return grade_table(part["grade"], part["n"], part["events"], order=order, where=place, **stated)
    except Refused as refusal:
        findings.extend(refusal.findings)
        return None


def _check_same_grades(tables: list[tuple[str, GradeTable]], where: str) -> None:
    findings = Findings()
    last = tables[-1][1].names
    for period, table in tables[:-1]:
        if table.names != last:
            found = f"grades {', '.join(table.names)}"
            allowed = f"those of the last period in the same order: {', '.join(last)}"
            findings.add(
                "ICM006", f"{where}, period {period}", found, allowed, "give every period a row for each grade"
            )
    findings.refuse()
