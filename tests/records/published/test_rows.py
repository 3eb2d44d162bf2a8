"""Rows of a published table: every cell is checked against the head and against the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from inscredit_models.findings import Refused
from inscredit_models.records.published.rows import top_of
from inscredit_models.records.published.table import load_published
from tests.records.published.small_table import ROWS, write_small


def _codes(folder: Path, *rows: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        load_published("small", write_small(folder, *rows))
    return [finding.code for finding in refused.value.findings]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("2015,", "2015年,", "ICM090"),
        ("2015,", "45016,", "ICM090"),
        ("insurer", "company", "ICM006"),
        ("甲乙财险", "", "ICM007"),
        (",ratio,", ",ration,", "ICM008"),
        (",1.5,", ",,", "ICM007"),
        (",1.5,", ",-1.5,", "ICM079"),
        (",1.5,", ",1.5%,", "ICM006"),
        (",1.5,", ",１.５,", "ICM006"),
        (",1.5,", ',"1,005",', "ICM006"),
        (",1.5,,", ",1.5,A,", "ICM006"),
        (",1,%", ",3,%", "ICM006"),
        (",1,%", ",0,%", "ICM006"),
        (",%,", ",,", "ICM007"),
        (",%,", ",‰,", "ICM006"),
        ("%,,old", "%,middle,old", "ICM006"),
        (",old,", ",older,", "ICM008"),
        ("top_2", "top", "ICM006"),
        ("2016-02-01", "2014-12-31", "ICM015"),
        ("2016-02-01", "42401", "ICM006"),
        ("2016-02-01", "2016-02", "ICM006"),
        ("printed", "typed", "ICM006"),
        ("high", "certain", "ICM006"),
        (",s1", ",s2", "ICM008"),
        (",s1", ",s1,", "ICM012"),
    ],
)
def test_a_spoilt_cell_is_named(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert old in ROWS[0]
    assert code in _codes(tmp_path, ROWS[0].replace(old, new, 1), *ROWS[1:])


def test_a_grade_outside_its_scale_is_named(tmp_path: Path) -> None:
    assert _codes(tmp_path, ROWS[2].replace(",A,", ",AAA,")) == ["ICM017"]


def test_a_row_says_all_that_is_wrong_at_once(tmp_path: Path) -> None:
    spoilt = ROWS[0].replace("2015,", "soon,").replace(",old,", ",older,").replace(",%,", ",‰,")
    assert _codes(tmp_path, spoilt, ROWS[1].replace("high", "certain")) == ["ICM090", "ICM008", "ICM006", "ICM006"]


def test_only_top_lists_have_a_length() -> None:
    assert [top_of(text) for text in ("top_11", "top_10_cut", "named", "top_")] == [11, 10, None, None]
