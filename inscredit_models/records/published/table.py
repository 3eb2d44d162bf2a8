"""A published table (公开数据表): the CSV and its head, read through one strict door."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from inscredit_models.catalogue.documents import read_csv_rows, read_file, structure
from inscredit_models.findings import Findings, Refused, near_names
from inscredit_models.records.published.head import PublishedHead, read_head
from inscredit_models.records.published.periods import read_published_period
from inscredit_models.records.published.rows import COLUMNS, PublishedRow, check_row

FOLDER = Path("data_samples") / "public" / "insurance"
"""Where the published figures lie in a clone."""

_KEY = ("period", "subject_kind", "subject", "sector", "measure", "grade", "statistic", "regime", "source")


@dataclass(frozen=True)
class PublishedTable:
    """A published table.

    Parameters
    ----------
    name : str
        Name of the files without suffix.
    head : PublishedHead
        Titles, measures, regimes, sources.
    frame : pandas.DataFrame
        One row per figure, columns `COLUMNS` in the order of the file, then ``period_start`` and ``period_end``
        (datetime64). ``value`` is float64 with NaN where the measure is a grade, ``rank`` Int64, text columns str with
        missing where the cell is empty, ``published`` datetime64 with NaT where the sources give no day.
    """

    name: str
    head: PublishedHead
    frame: pd.DataFrame


def find_folder(folder: Path | None = None) -> Path:
    """Give the folder of published figures: the one named, or the one of the clone that this code lies in.

    Raises
    ------
    Refused
        ICM001 with the place that was looked at: an installed wheel has no sample data.
    """
    place = Path(__file__).parents[3] / FOLDER if folder is None else folder
    if not place.is_dir():
        findings = Findings()
        remedy = "give folder=, or work in a clone: the published figures are not part of the installed package"
        findings.add("ICM001", str(place), "no such folder", "a folder of published tables", remedy)
        findings.refuse()
    return place


def list_published(folder: Path | None = None) -> tuple[str, ...]:
    """Give the names of the published tables in a folder, sorted (each CSV with a TOML of its name)."""
    return tuple(sorted(path.stem for path in find_folder(folder).glob("*.toml")))


def load_published(name: str, folder: Path | None = None) -> PublishedTable:
    """Read one published table with its head.

    Parameters
    ----------
    name : str
        Name of a table, see `list_published`.
    folder : pathlib.Path, optional
        Where the tables lie; by default the folder of the clone.

    Returns
    -------
    PublishedTable
        The table, checked row by row.

    Raises
    ------
    Refused
        With everything wrong in head and rows at once.
    """
    place = find_folder(folder)
    findings = Findings()
    known = list_published(place)
    if name not in known:
        where = f"published table, looked in {place}"
        findings.add("ICM008", where, repr(name), ", ".join(known) or "no table there", near_names(name, known))
        findings.refuse()
    head = read_head(place / f"{name}.toml", findings)
    rows = _read_rows(place / f"{name}.csv", head, findings)
    findings.refuse()
    if head is None:
        raise Refused(findings)
    return PublishedTable(name, head, _as_frame(rows))


def published_rows(folder: Path | None = None) -> list[dict[str, Any]]:
    """Give one row per published table: names, periods, figures, those without a publication date, record type.

    Examples
    --------
    >>> [row["rows"] for row in published_rows() if row["code"] == "complaints_2012h1_property_full"]
    [116]
    """
    rows = []
    for table in (load_published(name, folder) for name in list_published(folder)):
        ordered = table.frame.sort_values(["period_end", "period_start"])
        rows.append(
            {
                "code": table.name,
                "zh": table.head.title_zh,
                "en": table.head.title_en,
                "first": ordered["period"].iloc[0],
                "last": ordered["period"].iloc[-1],
                "rows": len(ordered),
                "undated": int(ordered["published"].isna().sum()),
                "record": table.head.record,
            }
        )
    return rows


def _read_rows(path: Path, head: PublishedHead | None, findings: Findings) -> list[PublishedRow]:
    if not _has_columns(path, findings):
        return []
    rows: list[PublishedRow] = []
    seen: dict[tuple[object, ...], int] = {}
    read = read_csv_rows(path, findings)
    for number, cells in enumerate(read or [], start=2):
        where = f"{path.name}, row {number}"
        row = structure(PublishedRow, cells, where, findings, text_cells=True)
        if row is None:
            continue
        if head is not None:
            check_row(row, head, where, findings)
        key = tuple(getattr(row, column) for column in _KEY)
        if key in seen:
            found = f"the same figure as row {seen[key]}"
            findings.add("ICM014", where, found, "each figure once per source", "remove one of the two")
        seen.setdefault(key, number)
        rows.append(row)
    if head is not None and read is not None and len(read) != head.rows:
        found, allowed = f"{len(read)} rows", f"{head.rows} rows, as the head says"
        findings.add("ICM019", path.name, found, allowed, "restore the missing rows, or correct the head")
    return rows


def _has_columns(path: Path, findings: Findings) -> bool:
    data = read_file(path, findings)
    if data is None:
        return False
    header = data.decode("utf-8-sig", errors="replace").splitlines()[0].split(",")
    for column in COLUMNS:
        if column not in header:
            findings.add("ICM010", f"{path.name}, header", f"no column {column!r}", ", ".join(COLUMNS), "add it")
    for column in header:
        if column not in COLUMNS:
            remedy = near_names(column, COLUMNS)
            findings.add("ICM003", f"{path.name}, header", f"column {column!r}", ", ".join(COLUMNS), remedy)
    return set(header) == set(COLUMNS)


def _as_frame(rows: list[PublishedRow]) -> pd.DataFrame:
    frame = pd.DataFrame([row.model_dump() for row in rows], columns=list(COLUMNS))
    periods = [read_published_period(row.period) for row in rows]
    frame = frame.astype(dict.fromkeys(COLUMNS, "str") | {"value": "float64", "rank": "Int64"})
    days = {
        "published": [row.published for row in rows],
        "period_start": [period.first for period in periods if period is not None],
        "period_end": [period.last for period in periods if period is not None],
    }
    return frame.assign(
        **{column: pd.to_datetime(pd.Series(cells)).astype("datetime64[us]") for column, cells in days.items()}
    )
