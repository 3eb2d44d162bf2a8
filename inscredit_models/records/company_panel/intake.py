"""A company panel at the door (面板接入): mapped columns, read periods, one row per company and period."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from inscredit_models.catalogue.documents import read_file
from inscredit_models.findings import Findings, near_names
from inscredit_models.records.company_panel.cells import SHOWN, read_numbers
from inscredit_models.records.company_panel.declaration import Mapping, PanelColumn
from inscredit_models.records.company_panel.periods import read_period, what_it_looks_like
from inscredit_models.records.intake import TableOptions, read_table
from inscredit_models.records.workbook import read_sheet


@dataclass(frozen=True)
class CompanyPanel:
    """A company panel in our names and units.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``company`` (str), ``name`` (str, missing where none is mapped), ``period`` (datetime64[us], last day), then one
        float64 column per declared column; sorted by company and period, unique in both.
    every_months : int
        Length of a period.
    """

    frame: pd.DataFrame
    every_months: int

    @property
    def order(self) -> pd.Series:
        """Number of each row's period; consecutive periods have consecutive numbers, gaps stay gaps."""
        period = self.frame["period"].dt
        return (period.year * 12 + period.month - 1) // self.every_months


def read_company_panel(
    path: Path, columns: Sequence[PanelColumn], mapping: Mapping, findings: Findings
) -> CompanyPanel | None:
    """Read a table as a company panel; everything wrong is named, nothing is guessed, and then the answer is ``None``.

    Parameters
    ----------
    path : pathlib.Path
        A ``.csv``, ``.xlsx`` or ``.parquet`` file.
    columns : sequence of PanelColumn
        The columns of the study.
    mapping : Mapping
        Where they stand in this table, and in which unit.
    findings : Findings
        Collector: ICM010 (no such column), ICM090 to ICM095, and what `read_table` finds.
    """
    cells = _read_cells(path, columns, mapping, findings)
    if cells is None:
        return None
    before, where = len(findings), path.name
    mapped = {column.code: mapping.source(column.code) for column in columns}
    ends = _read_periods(cells[mapping.time.column], mapping, where, findings)
    numbers = {
        column.code: read_numbers(cells[mapped[column.code].column], column, mapped[column.code].scale, where, findings)
        for column in columns
    }
    company = cells[mapping.id]
    name = cells[mapping.name] if mapping.name else pd.Series(None, index=cells.index, dtype="str")
    _check_companies(company, name, ends, where, findings)
    if len(findings) > before:
        return None
    frame = pd.DataFrame({"company": company, "name": name, "period": ends.astype("datetime64[us]"), **numbers})
    frame = frame.sort_values(["company", "period"], kind="stable", ignore_index=True)
    return CompanyPanel(frame, mapping.time.every_months)


def _read_cells(
    path: Path, columns: Sequence[PanelColumn], mapping: Mapping, findings: Findings
) -> pd.DataFrame | None:
    """Read the mapped columns as text, after a look at the header."""
    before = len(findings)
    codes = [column.code for column in columns]
    for item in mapping.column:
        if item.code not in codes:
            found = f"code {item.code!r} is mapped"
            findings.add("ICM008", "mapping, column", found, ", ".join(codes), near_names(item.code, codes))
    names = (mapping.id, mapping.time.column, *((mapping.name,) if mapping.name else ()))
    wanted = tuple(dict.fromkeys((*names, *(mapping.source(code).column for code in codes))))
    _refuse_merged_header(path, [mapping.source(code).column for code in codes], mapping.encoding, findings)
    if len(findings) > before:
        return None
    return read_table(path, TableOptions(mapping.encoding, (), wanted, mapping.missing), findings)


def _refuse_merged_header(path: Path, wanted: Sequence[str], encoding: str, findings: Findings) -> None:
    """Name a header of merged cells, a title above the header, or a second row of column names (ICM095)."""
    rows = _first_rows(path, encoding, findings)
    if len(rows) < 2:
        return
    header, second = rows[0], rows[1]
    empty = sum(cell.strip() == "" for cell in header)
    known = [place for place, cell in enumerate(header) if cell in wanted]
    words = [place for place in known if place < len(second) and second[place].strip() and _is_word(second[place])]
    if empty:
        found = f"{empty} of {len(header)} columns without a name"
    elif known and len(words) == len(known):
        found = f"row 2 holds words in all {len(known)} number columns"
    else:
        return
    remedy = "unmerge the cells and keep one row of names, the first"
    findings.add("ICM095", f"{path.name}, header", found, "one header row, each column named", remedy)


def _first_rows(path: Path, encoding: str, findings: Findings) -> list[list[str]]:
    """Give the first two rows of a CSV or XLSX file as text; nothing where the file itself is at fault."""
    if path.suffix.lower() == ".csv" and (data := read_file(path, findings)):
        text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding, errors="replace")
        return [row for row, _ in zip(csv.reader(io.StringIO(text)), range(2), strict=False)]
    if path.suffix.lower() == ".xlsx" and (data := read_file(path, findings)):
        rows = read_sheet(path, data, Findings()) or []  # read_table names what is wrong with the file
        return [["" if cell is None else str(cell) for cell in row] for row in rows[:2]]
    return []


def _is_word(cell: str) -> bool:
    """A word begins with a letter (complaints_per_10k, 充足率); numbers in any writing do not."""
    return cell.strip()[:1].isalpha()


def _read_periods(cells: pd.Series, mapping: Mapping, where: str, findings: Findings) -> pd.Series:
    form, every = mapping.time.format, mapping.time.every_months
    known = {text: read_period(text, form, every) for text in cells.dropna().unique()}
    ends = cells.map(known)
    unread = ends.isna()
    if unread.any():
        kinds = sorted({what_it_looks_like("" if pd.isna(text) else text) for text in cells[unread]})
        rows = ", ".join(str(row + 2) for row in cells.index[unread][:SHOWN])
        remedy = "declare the format in which the periods are written, or write them all in it"
        allowed = f"{form}, periods of {every} months"
        place = f"{where}, column {cells.name!r}, rows {rows}"
        findings.add("ICM090", place, f"{int(unread.sum())} cells: {'; '.join(kinds)}", allowed, remedy)
    return pd.to_datetime(ends)


def _check_companies(company: pd.Series, name: pd.Series, ends: pd.Series, where: str, findings: Findings) -> None:
    """Check that each row has a company, each company one row a period, each name one company a period."""
    if company.isna().any():
        place = f"{where}, column {company.name!r}"
        findings.add("ICM007", place, f"{int(company.isna().sum())} rows without a company", "one a row", "complete it")
    keys = pd.DataFrame({"company": company, "name": name, "period": ends})
    twice = keys.dropna(subset=["company", "period"])
    twice = twice[twice.duplicated(["company", "period"], keep=False)]
    for (code, period), part in list(twice.groupby(["company", "period"], sort=True))[:SHOWN]:
        rows = ", ".join(str(row + 2) for row in part.index)
        remedy = "keep one; if these are two companies under one name, give each its own id"
        findings.add("ICM091", f"{where}, rows {rows}", f"{code} in {period.date()}", "one row", remedy)
    named = keys.dropna().groupby(["name", "period"])["company"].nunique()
    for label in named[named > 1].index.get_level_values("name").unique()[:SHOWN]:
        ids = ", ".join(sorted(keys.loc[keys["name"] == label, "company"].dropna().unique()))
        remedy = "give each company its own name, or both rows the same id"
        findings.add("ICM092", f"{where}, name {label!r}", f"ids {ids} in one period", "one company a name", remedy)
