"""Published tables: typed columns, complete rows, and a plain word where they were looked for."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pandas as pd
import pytest

from inscredit_models.findings import Refused
from inscredit_models.records.published.rows import COLUMNS
from inscredit_models.records.published.table import find_folder, list_published, load_published, published_rows
from tests.records.published.small_table import COLUMNS as HEADER
from tests.records.published.small_table import HEAD, ROWS, write_small


def _refused(folder: Path, name: str = "small") -> Refused:
    with pytest.raises(Refused) as refused:
        load_published(name, folder)
    return refused.value


def test_a_table_has_typed_columns_and_missing_cells(tmp_path: Path) -> None:
    table = load_published("small", write_small(tmp_path))
    frame = table.frame
    assert list(frame.columns) == [*COLUMNS, "period_start", "period_end"]
    assert frame["value"].isna().tolist() == [False, False, True]
    assert frame["rank"].tolist()[:2] == [1, 2]
    assert frame["published"].isna().tolist() == [False, False, True]
    assert frame["grade"].isna().tolist() == [True, True, False]
    assert frame["period_end"].tolist()[0] == pd.Timestamp("2015-12-31")
    assert {str(frame[column].dtype) for column in ("published", "period_start", "period_end")} == {"datetime64[us]"}


def test_a_table_is_frozen(tmp_path: Path) -> None:
    table = load_published("small", write_small(tmp_path))
    with pytest.raises(dataclasses.FrozenInstanceError):
        table.name = "other"


def test_a_missing_row_is_found_by_the_count_of_the_head(tmp_path: Path) -> None:
    write_small(tmp_path)
    (tmp_path / "small.csv").write_text("\n".join([HEADER, *ROWS[:2]]) + "\n", encoding="utf-8")
    assert "2 rows" in str(_refused(tmp_path)) and "ICM019" in str(_refused(tmp_path))


def test_a_figure_twice_is_named(tmp_path: Path) -> None:
    write_small(tmp_path, ROWS[0], ROWS[0].replace("1.5", "1.6"))
    assert [finding.code for finding in _refused(tmp_path).findings] == ["ICM014"]


def test_head_and_rows_are_judged_together(tmp_path: Path) -> None:
    write_small(tmp_path, ROWS[0].replace("high", "certain"), head=HEAD.replace("title_en", "titel_en"))
    assert {finding.code for finding in _refused(tmp_path).findings} == {"ICM003", "ICM007", "ICM006"}


def test_columns_are_exactly_the_declared_ones(tmp_path: Path) -> None:
    write_small(tmp_path, columns=HEADER.replace("confidence", "confidense"))
    assert [finding.code for finding in _refused(tmp_path).findings] == ["ICM010", "ICM003"]


def test_an_unknown_table_says_where_it_was_looked_for_and_what_is_near(tmp_path: Path) -> None:
    said = str(_refused(write_small(tmp_path), "smal"))
    assert str(tmp_path) in said and "did you mean 'small'?" in said


def test_a_folder_that_is_not_there_is_named_plainly(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="not part of the installed package") as refused:
        find_folder(tmp_path / "nowhere")
    assert "nowhere" in str(refused.value)


def test_tables_are_listed_by_their_heads(tmp_path: Path) -> None:
    (write_small(tmp_path) / "insurers.csv").write_text("id\n", encoding="utf-8")
    assert list_published(tmp_path) == ("small",)


def test_rows_of_the_listing_count_periods_and_undated_figures(tmp_path: Path) -> None:
    [row] = published_rows(write_small(tmp_path))
    assert (row["code"], row["first"], row["last"]) == ("small", "2015", "2016")
    assert (row["rows"], row["undated"], row["record"]) == (3, 1, None)


def test_a_missing_csv_is_named(tmp_path: Path) -> None:
    (write_small(tmp_path) / "small.csv").unlink()
    assert "ICM001" in [finding.code for finding in _refused(tmp_path).findings]


def test_a_file_in_another_encoding_is_named_once(tmp_path: Path) -> None:
    path = write_small(tmp_path) / "small.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    assert [finding.code for finding in _refused(tmp_path).findings] == ["ICM009"]
