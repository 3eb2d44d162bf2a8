"""Tables at the door: what is accepted is unchanged, what is refused is named with file, row and column."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from inscredit_models.findings import Findings
from inscredit_models.records.intake import TableOptions, read_table, type_columns


def _read(path: Path, **options: object) -> tuple[pd.DataFrame | None, list[str]]:
    findings = Findings()
    frame = read_table(path, TableOptions(**options), findings)
    return frame, [finding.code for finding in findings]


def _csv(folder: Path, text: str, *, encoding: str = "utf-8") -> Path:
    path = folder / "t.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_numbers_are_numeric_and_names_stay_names(tmp_path: Path) -> None:
    frame, found = _read(_csv(tmp_path, "金额,姓名,空\n1.5,NA,\n-2,null,3\n"))
    assert found == []
    assert frame["金额"].tolist() == [1.5, -2.0]
    assert frame["姓名"].tolist() == ["NA", "null"], "a name that looks like a missing marker is a name"
    assert np.isnan(frame["空"].iloc[0]) and frame["空"].iloc[1] == 3


@pytest.mark.parametrize(
    "values", [["007", "012"], ["110101199003070011", "11010119900307002X"], ["1234567890123456", "1"]]
)
def test_codes_and_identifiers_keep_every_digit(tmp_path: Path, values: list[str]) -> None:
    frame, found = _read(_csv(tmp_path, "id,y\n" + "".join(f"{value},1\n" for value in values)))
    assert found == []
    assert frame["id"].tolist() == values


@pytest.mark.parametrize("damaged", ["1.10101E+17", "1.10101199003070e+17", "110101199003070000.0"])
def test_identifier_damaged_by_a_float_is_named(tmp_path: Path, damaged: str) -> None:
    frame, found = _read(_csv(tmp_path, f"id,y\n{damaged},1\n"))
    assert frame is None and found == ["ICM013"]


def test_identifier_as_a_float_column_of_parquet_is_named(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pd.DataFrame({"id": [1.10101199003070011e17], "y": [1]}).to_parquet(path)
    assert _read(path)[1] == ["ICM013"]


def test_identifier_as_a_number_of_a_workbook_is_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["id", "y"], [110101199003070011, 1]):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    assert _read(tmp_path / "t.xlsx")[1] == ["ICM013"]


def test_text_in_a_declared_numeric_column_names_the_row(tmp_path: Path) -> None:
    findings = Findings()
    path = _csv(tmp_path, "a,y\n1,0\ntwo,1\n")
    assert read_table(path, TableOptions(numeric=("a",)), findings) is None
    (finding,) = findings
    assert finding.code == "ICM011" and "row 3" in finding.where and "'a'" in finding.where
    assert "two" not in str(finding), "a finding never repeats a cell"


def test_a_column_that_is_mostly_numbers_does_not_silently_become_text(tmp_path: Path) -> None:
    text = "a,y\n" + "".join(f"{number},0\n" for number in range(19)) + "?,1\n"
    assert _read(_csv(tmp_path, text))[1] == ["ICM011"]
    assert _read(_csv(tmp_path, text), missing=("?",))[1] == []
    frame, found = _read(_csv(tmp_path, text), categorical=("a",))
    assert found == [] and frame["a"].iloc[-1] == "?"


def test_every_ragged_row_is_named(tmp_path: Path) -> None:
    findings = Findings()
    assert read_table(_csv(tmp_path, "a,b\n1,2\n1\n1,2,3\n"), TableOptions(), findings) is None
    (finding,) = findings
    assert finding.code == "ICM012" and "rows 3, 4" in finding.where


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    findings = Findings()
    text = 'a,b\n\n"two\nlines",x\n\n1,y\n1\n'
    assert read_table(_csv(tmp_path, text), TableOptions(), findings) is None
    (finding,) = findings
    assert finding.code == "ICM012" and "row 6" in finding.where
    findings = Findings()
    assert read_table(_csv(tmp_path, text[:-2]), TableOptions(numeric=("b",)), findings) is None
    assert "rows 3, 5" in findings.items[0].where


def test_a_table_with_empty_rows_has_its_rows_without_them(tmp_path: Path) -> None:
    frame, found = _read(_csv(tmp_path, "a,b\n\n1,x\n\n2,y\n"))
    assert found == [] and frame.to_dict("list") == {"a": [1.0, 2.0], "b": ["x", "y"]}
    assert frame.index.tolist() == [0, 1]


@pytest.mark.parametrize("mark", [";", "\t", "；"])
def test_another_separator_is_named(tmp_path: Path, mark: str) -> None:
    findings = Findings()
    assert read_table(_csv(tmp_path, f"a{mark}b\n1{mark}2\n"), TableOptions(), findings) is None
    assert findings.items[0].code == "ICM005" and repr(mark) in findings.items[0].found


def test_a_named_index_of_parquet_is_a_column_and_one_without_a_name_is_none(tmp_path: Path) -> None:
    frame = pd.DataFrame({"y": [0, 1]}, index=pd.Index(["P1", "P2"], name="subject"))
    frame.to_parquet(tmp_path / "a.parquet")
    assert _read(tmp_path / "a.parquet")[0].to_dict("list") == {"y": [0.0, 1.0], "subject": ["P1", "P2"]}
    frame.rename_axis(None).to_parquet(tmp_path / "b.parquet")
    assert list(_read(tmp_path / "b.parquet")[0].columns) == ["y"]


def test_declared_encoding_is_checked_never_guessed(tmp_path: Path) -> None:
    text = "地区,y\n北京市,1\n上海市,0\n"
    gb = _csv(tmp_path, text, encoding="gb18030")
    assert _read(gb)[1] == ["ICM009"]
    frame, found = _read(gb, encoding="gb18030")
    assert found == [] and frame["地区"].tolist() == ["北京市", "上海市"]
    utf = _csv(tmp_path, text)
    assert _read(utf, encoding="gb18030")[1] == ["ICM009"], "UTF-8 read as GB18030 gives other characters silently"
    assert _read(utf, encoding="latin-1")[1] == ["ICM006"]


def test_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    frame, found = _read(_csv(tmp_path, "a,y\n1,0\n", encoding="utf-8-sig"))
    assert found == [] and list(frame.columns) == ["a", "y"]


@pytest.mark.parametrize("content", [b"", b"  \n", b"a,b\n"])
def test_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    assert _read(path)[1] == ["ICM002"]


def test_missing_file_and_foreign_type_are_refused(tmp_path: Path) -> None:
    assert _read(tmp_path / "none.csv")[1] == ["ICM001"]
    assert _read(tmp_path / "t.pkl")[1] == ["ICM006"]


@pytest.mark.parametrize("name", ["t.xlsx", "t.parquet"])
def test_a_file_that_is_not_what_its_name_says_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"not that kind of file")
    assert _read(tmp_path / name)[1] == ["ICM005"]


def test_unclosed_quote_is_refused(tmp_path: Path) -> None:
    assert _read(_csv(tmp_path, 'a,b\n"1,2\n'))[1] == ["ICM005"]


def test_duplicate_column_and_absent_declared_column_are_found_together(tmp_path: Path) -> None:
    assert _read(_csv(tmp_path, "a,a,y\n1,2,0\n"), numeric=("z",))[1] == ["ICM028", "ICM010"]


def test_three_formats_give_the_same_frame(tmp_path: Path) -> None:
    frame = pd.DataFrame({"n": [1.0, None, 2.5], "名": ["甲", "乙", None], "code": ["01", "02", "03"]})
    frame.to_csv(tmp_path / "t.csv", index=False)
    frame.to_parquet(tmp_path / "t.parquet")
    book = openpyxl.Workbook()
    book.active.append(list(frame.columns))
    for row in frame.itertuples(index=False):
        book.active.append([None if pd.isna(cell) else cell for cell in row])
    book.save(tmp_path / "t.xlsx")
    read = [_read(tmp_path / f"t.{kind}")[0] for kind in ("csv", "xlsx", "parquet")]
    for other in read[1:]:
        pd.testing.assert_frame_equal(read[0], other)


def test_booleans_become_zero_and_one() -> None:
    typed = type_columns(pd.DataFrame({"b": [True, False]}), TableOptions(), "t", Findings())
    assert typed["b"].tolist() == [1.0, 0.0]


def test_a_moment_keeps_its_time_and_a_formula_its_lack_of_value(tmp_path: Path) -> None:
    moments = pd.DataFrame({"t": [pd.Timestamp("2024-01-01 08:30"), pd.Timestamp("2024-01-02")], "y": [0, 1]})
    moments.to_parquet(tmp_path / "t.parquet")
    assert _read(tmp_path / "t.parquet")[0]["t"].tolist() == ["2024-01-01T08:30:00", "2024-01-02"]
    book = openpyxl.Workbook()
    for row in (["a", "y"], ["=1+1", 0], [2, 1]):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    assert _read(tmp_path / "t.xlsx")[1] == ["ICM006"], "it would be read as missing"


def test_columns_that_hold_no_plain_cells_are_named(tmp_path: Path) -> None:
    pd.DataFrame({"a": [[1], [2]], "b": [b"x", b"y"], "y": [0, 1]}).to_parquet(tmp_path / "t.parquet")
    assert _read(tmp_path / "t.parquet")[1] == ["ICM006", "ICM006"]


def test_infinite_numbers_are_no_damaged_identifiers(tmp_path: Path) -> None:
    pd.DataFrame({"a": [1.0, float("inf")], "y": [0, 1]}).to_parquet(tmp_path / "t.parquet")
    frame, found = _read(tmp_path / "t.parquet")
    assert found == [] and np.isinf(frame["a"].iloc[1])
