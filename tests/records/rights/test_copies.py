"""Every file that names a subject is found, whatever it is; a name inside another name is none."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from inscredit_models.records.rights.copies import csv_rows_about, find_copies, kind_of, rows_about
from tests.records.rights.rights_store import violation, write_rights_store


def test_stores_tables_texts_and_logs_are_told_apart(tmp_path: Path) -> None:
    write_rights_store(tmp_path / "s", violations=[violation(1), violation(2)])
    write_rights_store(tmp_path / "other", violations=[violation(2)])
    pd.DataFrame({"subject_id": ["P1", "P3"]}).to_parquet(tmp_path / "panel.parquet")
    (tmp_path / "panel.csv").write_text("who,x\nP1,1\n", encoding="utf-8")
    (tmp_path / "page.html").write_text("<td>P1</td>", encoding="utf-8")
    (tmp_path / "none.html").write_text("<td>P10, XP1</td>", encoding="utf-8")
    (tmp_path / "s.access").mkdir()
    (tmp_path / "s.access" / "queries.jsonl").write_text('{"subject_id":"P1"}', encoding="utf-8")
    found = {copy.path.name: copy.kind for copy in find_copies([tmp_path], ["P1"])}
    assert found == {
        "s": "store",
        "panel.parquet": "table",
        "panel.csv": "table",
        "page.html": "other",
        "queries.jsonl": "log",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-16"])
def test_a_name_is_found_in_either_width(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text("subject P1.", encoding=encoding)
    assert kind_of(path, ["P1"]) == "other" and kind_of(path, ["P2"]) is None


def test_rows_are_found_in_any_text_column_also_as_categories() -> None:
    table = pa.table({"a": ["x", "P1", None], "b": pa.array(["P1", "y", "y"]).dictionary_encode(), "c": [1, 2, 3]})
    assert rows_about(table, ["P1", "P9"]).tolist() == [True, True, False]


def test_a_header_is_never_a_row_and_broken_text_is_no_table() -> None:
    assert csv_rows_about(b"P1,x\nP1,1\nP2,2\n", ["P1"]) == ([["P1", "x"], ["P2", "2"]], 1)
    assert csv_rows_about(b"\xff\xfe\x00", ["P1"]) == ([], 0)


def test_a_file_that_cannot_be_looked_into_is_named_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 no table")
    (tmp_path / "fine.txt").write_text("nothing", encoding="utf-8")
    assert [(copy.path.name, copy.kind) for copy in find_copies([tmp_path], ["P1"])] == [("broken.parquet", "unread")]
