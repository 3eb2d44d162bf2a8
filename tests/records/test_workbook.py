"""The one sheet of a workbook: none is chosen among several, no formula is read as an empty cell."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from inscredit_models.findings import Findings
from inscredit_models.records.workbook import read_sheet


def _book(**sheets: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _read(data: bytes) -> tuple[list[tuple[Any, ...]] | None, list[str]]:
    findings = Findings()
    rows = read_sheet(Path("t.xlsx"), data, findings)
    return rows, [f"{item.code} {item.where} {item.found}" for item in findings]


@pytest.mark.parametrize("sheets", [{"b": [["x"], [1]]}, {"a": [], "b": [["x"], [1]], "c": [[None]]}])
def test_the_only_sheet_with_cells_is_read_wherever_it_stands(sheets: dict[str, list[list[Any]]]) -> None:
    assert _read(_book(**sheets)) == ([("x",), (1,)], [])


def test_several_sheets_with_cells_are_named_and_none_is_chosen() -> None:
    rows, found = _read(_book(一月=[["x"]], 二月=[["x"]], 空=[]))
    assert rows is None and found == ["ICM006 t.xlsx 2 sheets with cells: '一月', '二月'"]


def test_an_empty_workbook_has_no_row() -> None:
    assert _read(_book(a=[])) == ([], [])


def test_a_formula_without_its_result_is_named_with_its_row() -> None:
    rows, found = _read(_book(a=[["x"], [1], ["=1+1"], ["=2"]]))
    assert rows is None and found == ["ICM006 t.xlsx, rows 3, 4 formulas without a calculated value"]


def test_what_is_no_workbook_is_named() -> None:
    assert _read(b"text")[1] == ["ICM005 t.xlsx not a workbook (BadZipFile)"]
