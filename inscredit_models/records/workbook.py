"""The one sheet of a workbook (工作簿) that is read: where several hold cells, none is chosen for the user."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl

from inscredit_models.findings import Findings
from inscredit_models.records.rows import name_numbers

Row = tuple[Any, ...]


def read_sheet(path: Path, data: bytes, findings: Findings) -> list[Row] | None:
    """Read the cells of the only sheet that has any.

    Parameters
    ----------
    path : pathlib.Path
        Names the file in findings.
    data : bytes
        The workbook.
    findings : Findings
        Collector: ICM005 for what is no workbook, ICM006 where several sheets have cells, or a formula was saved
        without its result (read as a value it would be a missing cell).

    Returns
    -------
    list of tuple or None
        Values row by row from the first, ``None`` in an empty cell; no row where no sheet has a cell.
    """
    try:
        values = _sheets(data, data_only=True)
        formulas = _sheets(data, data_only=False)
    except Exception as error:  # openpyxl raises many kinds for a broken workbook; all mean the same here
        findings.add("ICM005", path.name, f"not a workbook ({type(error).__name__})", "an .xlsx file", "save it again")
        return None
    filled = [title for title, rows in formulas.items() if any(cell is not None for row in rows for cell in row)]
    if len(filled) > 1:
        found = f"{len(filled)} sheets with cells: {', '.join(map(repr, filled))}"
        findings.add("ICM006", path.name, found, "one sheet with cells", "save the sheet you mean as its own file")
        return None
    if not filled:
        return []
    rows = values[filled[0]]
    lacking = [n for n, pair in enumerate(zip(rows, formulas[filled[0]], strict=True), 1) if _lacks(*pair)]
    if lacking:
        where, found = f"{path.name}, {name_numbers(lacking)}", "formulas without a calculated value"
        findings.add("ICM006", where, found, "values", "open the file in a spreadsheet and save it")
        return None
    return rows


def _sheets(data: bytes, *, data_only: bool) -> dict[str, list[Row]]:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=data_only)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def _lacks(values: Row, written: Row) -> bool:
    """Say whether a row has a formula without a value."""
    pairs = zip(values, written, strict=True)
    return any(value is None and isinstance(formula, str) and formula.startswith("=") for value, formula in pairs)
