"""Reading a delivery: every accepted text is the text of the source, in every kind of file."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import duckdb
import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from inscredit_models.findings import Findings
from inscredit_models.records.delivered import DeliveredTable, name_in, read_delivery

SEEDS = (
    "007",
    "000000000000000001",
    "11010519491231002X",
    "680101198503140019",
    "NA",
    "null",
    "None",
    "NaN",
    "nan",
    "inf",
    "TRUE",
    "1e5",
    "12.0",
    "-0",
    "2024-02-29",
    "１２３",
    "𠮷野",
    "㐂",
    "  blanks  ",
    "a,b",
    'say "no"',
    "line\nbreak",
    "'=1+1",
    "=1+1",
    "@x",
    "é",
    "e\u0301",
    "\u200bhidden",
    "王小明",
    "龘",
    "€",
    "0x1F",
    "1_000",
    "١٢٣",
)
HOSTILE = [f"{seed}{'' if turn == 0 else turn}" for turn in range(60) for seed in SEEDS][:2000]
"""2,000 values that readers like to change."""


def read(path: Path, encoding: str = "utf-8") -> tuple[tuple[DeliveredTable, ...], list[str]]:
    findings = Findings()
    tables = read_delivery(path, encoding=encoding, findings=findings)
    return tables, [finding.code for finding in findings]


def write_csv(path: Path, rows: list[list[str]], encoding: str = "utf-8") -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_hostile_text_comes_through_a_csv_file_unchanged(tmp_path: Path, encoding: str) -> None:
    write_csv(tmp_path / "tax.csv", [["x"], *([value] for value in HOSTILE)], encoding)
    (table,), codes = read(tmp_path, "gb18030" if encoding == "gb18030" else "utf-8")
    assert codes == [] and table.cells.column("x").to_pylist() == HOSTILE


def test_hostile_text_comes_through_a_workbook_unchanged(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["x"])
    for number, value in enumerate(HOSTILE, start=2):
        cell = book.active.cell(number, 1)
        cell.value, cell.data_type = value, "s"
    book.save(tmp_path / "tax.xlsx")
    (table,), codes = read(tmp_path)
    assert codes == [] and table.cells.column("x").to_pylist() == HOSTILE


def test_hostile_text_comes_through_parquet_and_duckdb_unchanged(tmp_path: Path) -> None:
    table = pa.table({"x": HOSTILE})
    pq.write_table(table, tmp_path / "tax.parquet")
    with duckdb.connect(str(tmp_path / "all.duckdb")) as connection:
        connection.register("held", table)
        connection.execute("CREATE TABLE tax AS SELECT * FROM held")
    tables, codes = read(tmp_path)
    assert codes == [] and [item.file for item in tables] == ["all.duckdb, table tax", "tax.parquet"]
    assert all(item.cells.column("x").to_pylist() == HOSTILE and item.name == "tax" for item in tables)


def test_rows_keep_their_number_and_broken_rows_are_kept_by_number(tmp_path: Path) -> None:
    (tmp_path / "tax-2024.csv").write_text("a,b\n1,2\n\n3\n4,5,6\n7,8\n", encoding="utf-8")
    (table,), codes = read(tmp_path)
    assert (codes, table.name, table.file) == ([], "tax", "tax-2024.csv")
    assert table.numbers.tolist() == [2, 6] and table.broken == (4, 5) and table.rows == 4
    assert table.cells.to_pydict() == {"a": ["1", "7"], "b": ["2", "8"]}


def test_numbers_and_dates_of_a_workbook_become_plain_text_and_lost_digits_show(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["n", "d", "id", "ok", None])
    book.active.append([12.0, dt.datetime(2024, 2, 29), 110105194912310021, True, None])
    book.active.append([None] * 5)
    book.active.append([0.5, None, "11010519491231002X", False, None])
    book.save(tmp_path / "tax.xlsx")
    (table,), codes = read(tmp_path)
    assert codes == [] and table.numbers.tolist() == [2, 4]
    assert table.cells.to_pylist() == [
        {"n": "12", "d": "2024-02-29", "id": "1.101052E+17", "ok": "True"},
        {"n": "0.5", "d": "", "id": "11010519491231002X", "ok": "False"},
    ]


def test_typed_columns_of_parquet_keep_their_types(tmp_path: Path) -> None:
    pq.write_table(
        pa.table({"d": pa.array([dt.date(2024, 1, 31)]), "n": pa.array([1], pa.int64())}), tmp_path / "t.parquet"
    )
    (table,), _ = read(tmp_path / "t.parquet")
    assert table.cells.schema.types == [pa.date32(), pa.int64()] and np.array_equal(table.numbers, [2])


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("tax.csv", b"", "ICM002"),
        ("tax.csv", b'a,b\n"1,2\n', "ICM005"),
        ("tax.csv", "a\n金".encode("gb18030"), "ICM009"),
        ("tax.xlsx", b"no workbook", "ICM005"),
        ("tax.parquet", b"PAR1", "ICM005"),
        ("tax.duckdb", b"no database at all", "ICM005"),
        ("tax.docx", b"x", "ICM006"),
    ],
)
def test_a_file_that_is_no_table_is_a_finding(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert read(tmp_path) == ((), [code])


def test_nothing_and_an_empty_folder_are_findings(tmp_path: Path) -> None:
    assert read(tmp_path / "none") == ((), ["ICM001"])
    assert read(tmp_path) == ((), ["ICM002"])


def test_a_view_in_a_database_cannot_reach_for_files(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n", encoding="utf-8")
    with duckdb.connect(str(tmp_path / "x.duckdb")) as connection:
        connection.execute(f"CREATE VIEW tax AS SELECT * FROM read_csv('{tmp_path / 'secret.csv'}')")
    assert read(tmp_path / "x.duckdb") == ((), [])


def test_the_name_stops_at_the_first_hyphen() -> None:
    assert name_in("identity-part-2") == "identity"
