"""Bad panels are refused with everything at once, a good one is sorted and unique."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from inscredit_models.findings import Findings
from inscredit_models.records.company_panel.declaration import MappedColumn, Mapping, PanelColumn, PeriodColumn
from inscredit_models.records.company_panel.intake import CompanyPanel, read_company_panel

RATIO = PanelColumn(code="ratio", zh="充足率", en="Ratio", unit="fraction")


def _mapping(**changes: object) -> Mapping:
    time = PeriodColumn(column="period", format="YYYYQn")
    return Mapping(**({"id": "id", "time": time} | changes))


def _read(path: Path, text: str, **changes: object) -> tuple[CompanyPanel | None, list[tuple[str, str, str]]]:
    (path / "t.csv").write_text(text, encoding="utf-8")
    findings = Findings()
    panel = read_company_panel(path / "t.csv", [RATIO], _mapping(**changes), findings)
    return panel, [(item.code, item.where, item.found) for item in findings]


def test_panel_is_sorted_and_knows_consecutive_periods(tmp_path: Path) -> None:
    panel, found = _read(tmp_path, "id,period,ratio\nB,2023Q1,1.5\nA,2023Q3,\nA,2022Q4,2\n")
    assert found == [] and panel.frame["company"].tolist() == ["A", "A", "B"]
    assert panel.frame["period"].dt.date.tolist()[0] == dt.date(2022, 12, 31)
    assert (panel.order - panel.order.iloc[0]).tolist() == [0, 3, 1]
    assert panel.frame["ratio"].isna().tolist() == [False, True, False]


def test_mapped_names_and_units_become_ours(tmp_path: Path) -> None:
    text = "公司,period,充足率\n甲,2023Q1,150\n"
    changes = {"id": "公司", "column": (MappedColumn(code="ratio", column="充足率", scale=0.01),)}
    panel, found = _read(tmp_path, text, **changes)
    assert found == [] and panel.frame["ratio"].tolist() == [1.5]


def test_everything_wrong_is_found_at_once(tmp_path: Path) -> None:
    text = 'id,period,ratio\nA,45016,"1,234"\nA,2023Q1,1\nA,2023Q1,2\n,2023Q1,1\n'
    panel, found = _read(tmp_path, text)
    assert panel is None and sorted(code for code, _, _ in found) == ["ICM007", "ICM090", "ICM091", "ICM094"]
    assert any("Excel day number (2023-03-31)" in words for _, _, words in found)
    assert any("rows 3, 4" in where for code, where, _ in found if code == "ICM091")


def test_two_companies_under_one_name_are_named(tmp_path: Path) -> None:
    text = "id,name,period,ratio\n1,甲,2023Q1,1\n2,甲,2023Q1,2\n3,乙,2023Q1,2\n"
    panel, found = _read(tmp_path, text, name="name")
    assert panel is None and found == [("ICM092", "t.csv, name '甲'", "ids 1, 2 in one period")]


def test_one_name_passing_from_one_company_to_another_is_allowed(tmp_path: Path) -> None:
    panel, found = _read(tmp_path, "id,name,period,ratio\n1,甲,2023Q1,1\n2,甲,2023Q2,2\n", name="name")
    assert found == [] and len(panel.frame) == 2


@pytest.mark.parametrize(
    "text",
    ["偿付能力表,,\nid,period,ratio\nA,2023Q1,1\n", "id,period,ratio\n机构,报告期,充足率\nA,2023Q1,1\n"],
)
def test_merged_or_second_header_row_is_named_as_such(tmp_path: Path, text: str) -> None:
    panel, found = _read(tmp_path, text)
    assert panel is None and [code for code, _, _ in found] == ["ICM095"]


def test_merged_header_of_a_workbook_is_named_as_such(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["公司", "偿付能力", None], ["id", "period", "ratio"], ["A", "2023Q1", 1.5]):
        book.active.append(row)
    book.active.merge_cells("B1:C1")
    book.save(tmp_path / "t.xlsx")
    findings = Findings()
    assert read_company_panel(tmp_path / "t.xlsx", [RATIO], _mapping(), findings) is None
    assert [finding.code for finding in findings] == ["ICM095"]


def test_unknown_code_and_column_name_the_near_ones(tmp_path: Path) -> None:
    changes = {"column": (MappedColumn(code="ratoi", column="ratio"),)}
    _, found = _read(tmp_path, "id,period,ratio\nA,2023Q1,1\n", **changes)
    assert [code for code, _, _ in found] == ["ICM008"]
    _, found = _read(tmp_path, "id,period,rate\nA,2023Q1,1\n")
    assert [code for code, _, _ in found] == ["ICM010"]
