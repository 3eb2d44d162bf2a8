"""What tables of companies bring in from the street: each is found, named with its place, and nothing is guessed."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from inscredit_models.cli import main

ROOT = Path(__file__).parents[2]
EXPERIMENT = ROOT / "experiments" / "030_company_panel"
PANEL = ROOT / "data_samples" / "tiny" / "insurer_panel.csv"
Rows = list[list[object]]


def _rows() -> Rows:
    """Give the header and the first rows: two companies and a part of the third."""
    with PANEL.open(encoding="utf-8", newline="") as file:
        return [list(row) for row in csv.reader(file)][:40]


def _put(rows: Rows, column: str, value: object, *places: int) -> Rows:
    """Write a value into a column of some rows (numbered as in a spreadsheet)."""
    at = rows[0].index(column)
    for place in places:
        rows[place - 1][at] = value
    return rows


def _write(path: Path, rows: Rows) -> Path:
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
        return path
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def _refused(path: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    """Run the shipped study on a table; give the findings of the refusal, with nothing left behind."""
    out = path.parent / "runs"
    code = main(["run", str(EXPERIMENT), "--table", str(path), "--out", str(out), "--no-track", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert code == 2 and told["refused"] and not out.exists()
    return [finding for finding in told["findings"] if finding["severity"] == "error"]


def _double(rows: Rows) -> Rows:
    return [*rows, list(rows[1])]


def _second_company(rows: Rows) -> Rows:
    """Give the name of the first company to the second one, period by period."""
    first, company, name = rows[1], rows[0].index("company"), rows[0].index("name")
    others = [row for row in rows[1:] if row[company] != first[company]]
    for row in rows[1:]:
        if row[company] == others[0][company]:
            row[name] = first[name]
    return rows


def _percent(rows: Rows) -> Rows:
    at = rows[0].index("solvency_ratio")
    for row in rows[1:]:
        row[at] = f"{100 * float(str(row[at])):.2f}" if row[at] else row[at]
    return rows


@pytest.mark.parametrize(
    ("spoil", "code", "place", "found"),
    [
        (lambda rows: _put(rows, "period", "2023-Q1", 2), "ICM090", "column 'period', rows 2", "another format"),
        (lambda rows: _put(rows, "period", "", 5), "ICM090", "rows 5", "an empty cell"),
        (lambda rows: _put(rows, "period", "45016", 3), "ICM090", "rows 3", "an Excel day number (2023-03-31)"),
        (lambda rows: _put(rows, "period", "２０２３Ｑ１", 4), "ICM090", "rows 4", "full-width digits"),
        (_second_company, "ICM092", "name ", "in one period"),
        (_double, "ICM091", "rows 2, 41", "in 20"),
        (_percent, "ICM093", "column 'solvency_ratio'", "look like percent"),
        (lambda rows: _put(rows, "loss_ratio", "62.5%", 9), "ICM093", "rows 9", "percent signs"),
        (lambda rows: _put(rows, "premium_income", "1,234,567", 7, 8), "ICM094", "rows 7, 8", "thousands separators"),
        (lambda rows: _put(rows, "premium_income", "１２３４", 6), "ICM094", "rows 6", "full-width digits"),
        (lambda rows: _put(rows, "loss_ratio", "2023/1/5", 6), "ICM094", "rows 6", "dates"),
        (lambda rows: [["", "偿付能力", "", *[""] * (len(rows[0]) - 3)], *rows], "ICM095", "header", "without a name"),
        (lambda rows: [rows[0], [f"{name}名" for name in rows[0]], *rows[1:]], "ICM095", "header", "row 2 holds words"),
    ],
    ids=[
        "period",
        "empty period",
        "Excel day number",
        "full-width period",
        "two companies under one name",
        "one company twice",
        "percent column",
        "percent sign",
        "thousands",
        "full-width number",
        "date for a number",
        "merged header",
        "second header",
    ],
)
def test_each_fault_is_named_with_its_place_and_nothing_else(
    spoil: Callable[[Rows], Rows],
    code: str,
    place: str,
    found: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _hold(_refused(_write(tmp_path / "panel.csv", spoil(_rows())), capsys), code, place, found)


@pytest.mark.parametrize(
    ("spoil", "code", "place", "found"),
    [
        (lambda rows: _put(rows, "period", "２０２３Ｑ１", 4), "ICM090", "rows 4", "full-width digits"),
        (lambda rows: _put(rows, "premium_income", "1,234,567", 7, 8), "ICM094", "rows 7, 8", "thousands separators"),
        (lambda rows: _put(rows, "premium_income", "１２３４", 6), "ICM094", "rows 6", "full-width digits"),
        (lambda rows: [["", "偿付能力", "", *[""] * (len(rows[0]) - 3)], *rows], "ICM095", "header", "without a name"),
        (lambda rows: [rows[0], [f"{name}名" for name in rows[0]], *rows[1:]], "ICM095", "header", "row 2 holds words"),
    ],
)
def test_a_workbook_is_held_to_the_same(
    spoil: Callable[[Rows], Rows],
    code: str,
    place: str,
    found: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _hold(_refused(_write(tmp_path / "panel.xlsx", spoil(_rows())), capsys), code, place, found)


def _hold(findings: list[dict[str, str]], code: str, place: str, found: str) -> None:
    assert [item["code"] for item in findings] == [code]
    assert place in findings[0]["where"] and found in findings[0]["found"], findings
    assert findings[0]["allowed"] and findings[0]["remedy"] and findings[0]["zh"] and findings[0]["en"]


def test_a_date_cell_of_a_workbook_is_no_period_of_another_format(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = _put(_rows(), "period", dt.datetime(2023, 3, 31), 2)
    findings = _refused(_write(tmp_path / "panel.xlsx", rows), capsys)
    assert [item["code"] for item in findings] == ["ICM090"] and "rows 2" in findings[0]["where"]


def test_all_faults_of_a_table_are_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = _put(_put(_put(_rows(), "period", "45016", 3), "loss_ratio", "62.5%", 9), "premium_income", "1,234", 7)
    findings = _refused(_write(tmp_path / "panel.csv", _double(rows)), capsys)
    assert {item["code"] for item in findings} == {"ICM090", "ICM091", "ICM093", "ICM094"}
