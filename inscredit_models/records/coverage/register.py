"""The independent register (独立名册): who there is, from another source than the records measured."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pyarrow as pa

from inscredit_models.findings import Findings, near_names
from inscredit_models.records.column_types import plain_cells, read_cells
from inscredit_models.records.delivered import read_delivery
from inscredit_models.records.rows import as_mask, report_rows

REGISTER = (
    ("subject_id", pa.string()),
    ("bureau", pa.string()),
    ("registered_from", pa.date32()),
    ("registered_to", pa.date32()),
)
"""Columns of a register; only the first must be there. Other columns are not read."""


def read_register(path: Path, findings: Findings, *, encoding: str = "utf-8") -> pd.DataFrame | None:
    """Read a register (CSV, XLSX or Parquet); what is wrong becomes a finding and the answer ``None``.

    Parameters
    ----------
    path : pathlib.Path
        One row per subject: ``subject_id``, and where known ``bureau``, ``registered_from``, ``registered_to``.
    findings : Findings
        Collector: what reading a delivered table finds, ICM007, ICM010, ICM014, ICM016.
    encoding : str
        Of a CSV file.

    Returns
    -------
    pandas.DataFrame or None
        Columns of ``REGISTER``; an unknown bureau is an empty text, an unknown day is missing.
    """
    before = len(findings)
    tables = read_delivery(path, encoding=encoding, findings=findings)
    if len(tables) != 1 or len(findings) > before:
        return None
    cells = tables[0].cells
    columns = {}
    for name, kind in REGISTER:
        if name in cells.column_names:
            plain = plain_cells(cells.column(cells.column_names.index(name)))
            columns[name] = read_cells(plain, name, kind, path.name, findings)
        else:
            columns[name] = pa.nulls(len(cells), kind)
    if "subject_id" not in cells.column_names:
        remedy = near_names("subject_id", cells.column_names)
        findings.add("ICM010", f"{path.name}, header", "no column 'subject_id'", "a column of subjects", remedy)
        return None
    _check(columns, path.name, findings)
    if len(findings) > before:
        return None
    frame = pa.table(columns).to_pandas()
    return frame.assign(bureau=frame["bureau"].fillna("").astype("str"))


def _check(columns: dict[str, pa.Array], where: str, findings: Findings) -> None:
    names = columns["subject_id"]
    empty = as_mask(names.is_null())
    report_rows(
        empty, "subject_id", "ICM007", "without a value", "a subject", "name it", where=where, findings=findings
    )
    again = (names.to_pandas().duplicated() & ~pd.Series(empty)).to_numpy(dtype=bool)
    found, remedy = "of a subject that an earlier row has", "keep one row a subject"
    report_rows(again, "subject_id", "ICM014", found, "each subject once", remedy, where=where, findings=findings)


def registered_at(register: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Give the rows of a register that are in force on a day; an open end has no limit.

    Examples
    --------
    >>> days = [dt.date(2020, 1, 1), dt.date(2022, 1, 1)]
    >>> register = pd.DataFrame({"subject_id": ["a", "b"], "registered_from": days, "registered_to": [None, None]})
    >>> registered_at(register, dt.date(2021, 6, 30))["subject_id"].tolist()
    ['a']
    """
    begun = [day is None or pd.isna(day) or day <= as_of for day in register["registered_from"]]
    going_on = [day is None or pd.isna(day) or as_of <= day for day in register["registered_to"]]
    return register[[one and two for one, two in zip(begun, going_on, strict=True)]].reset_index(drop=True)
