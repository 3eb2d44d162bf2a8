"""Rating histories (评级历史): who stood in which grade from which day on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from inscredit_models.findings import Findings, near_names
from inscredit_models.models.ratings.grades import check_order

COLUMNS = ("subject_id", "day", "grade")
WITHDRAWN = -1


@dataclass(frozen=True)
class Histories:
    """Statements of grades, by subject and day.

    Parameters
    ----------
    grades : tuple of str
        Best first; the last one is default, which nobody leaves.
    subject : ndarray of int of shape (n,)
        Number of the subject; rows are sorted by subject and day.
    day : ndarray of datetime64[D] of shape (n,)
        From this day on the grade holds, until the subject's next row.
    state : ndarray of int of shape (n,)
        Place in ``grades``; −1: withdrawn.
    """

    grades: tuple[str, ...]
    subject: np.ndarray
    day: np.ndarray
    state: np.ndarray

    def state_at(self, day: dt.date | np.datetime64) -> np.ndarray:
        """Give the state of every subject at a day: its place in ``grades``; −1 withdrawn or not yet rated."""
        known = self.day <= np.datetime64(day, "D")
        state = np.full(int(self.subject.max()) + 1, WITHDRAWN)
        state[self.subject[known]] = self.state[known]  # rows are in the order of days: the last one stays
        return state


def read_histories(
    frame: pd.DataFrame,
    grades: Sequence[str],
    *,
    order: str | None,
    default: str,
    withdrawn: str | None = None,
    where: str = "histories",
) -> Histories:
    """Check a table of rating histories.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns subject_id, day (dates or ISO text), grade; one row for each day on which a grade was given.
    grades : sequence of str
        Symbols without default, in the stated order.
    order : {"best_first", "worst_first"}
        The order of ``grades``. There is no default.
    default : str
        Symbol of default; nobody may have another grade after it.
    withdrawn : str, optional
        Symbol of a withdrawn rating.

    Raises
    ------
    Refused
        ICM010 columns, ICM016 days, ICM017 symbols that are not declared, ICM014 a subject twice on a day, ICM006 a
        grade after default, ICM255 and ICM256 for the order; all at once.
    """
    findings = Findings()
    check_order(order, f"{where}, order", findings)
    for column in COLUMNS:
        if column not in frame:
            remedy = near_names(column, [str(name) for name in frame.columns])
            findings.add("ICM010", f"{where}, header", f"no column {column!r}", ", ".join(COLUMNS), remedy)
    findings.refuse()
    names = tuple(str(grade) for grade in grades)
    names = names[::-1] if str(order).replace("-", "_") == "worst_first" else names
    names = (*(name for name in names if name not in (default, withdrawn)), default)
    rows = pd.DataFrame(
        {
            "subject": frame["subject_id"].astype("str"),
            "day": pd.to_datetime(frame["day"], errors="coerce", format="ISO8601"),
            "grade": frame["grade"].astype("str"),
        }
    ).sort_values(["subject", "day"], kind="stable", ignore_index=True)
    places = {name: place for place, name in enumerate(names)} | ({withdrawn: WITHDRAWN} if withdrawn else {})
    _check(rows, places, default, where, findings)
    findings.refuse()
    return Histories(
        names,
        np.unique(rows["subject"].to_numpy(dtype=str), return_inverse=True)[1],
        rows["day"].to_numpy().astype("datetime64[D]"),
        rows["grade"].map(places).to_numpy(dtype=int),
    )


def _check(rows: pd.DataFrame, places: dict[str, int], default: str, where: str, findings: Findings) -> None:
    if not len(rows):
        findings.add("ICM006", where, "no row", "one row or more", "check the table")
    undated = int(rows["day"].isna().sum())
    if undated:
        findings.add("ICM016", f"{where}, day", f"{undated} rows", "YYYY-MM-DD", "write the dates in ISO form")
    unknown = sorted(set(rows["grade"]) - set(places))
    if unknown:
        found, allowed = ", ".join(map(repr, unknown[:10])), ", ".join(places)
        findings.add("ICM017", f"{where}, grade", found, allowed, "declare the symbol, or correct it")
    twice = int(rows.duplicated(["subject", "day"]).sum())
    if twice:
        remedy = "keep the last grade of the day"
        findings.add("ICM014", where, f"{twice} rows: a subject twice on a day", "one grade a day", remedy)
    was_default = (rows["grade"] == default) & (rows["subject"] == rows["subject"].shift(-1))
    if was_default.any():
        found = f"{int(was_default.sum())} subjects have a row after default"
        remedy = "give a cured subject a new subject_id, or end its history at default"
        findings.add("ICM006", f"{where}, grade", found, "default ends a history", remedy)
