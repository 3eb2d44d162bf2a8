"""A table under pseudonyms: one column changes, in one step."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from inscredit_models.findings import Refused
from inscredit_models.records.pseudonyms.pseudonym import key_marks, pseudonym
from inscredit_models.records.pseudonyms.tables import pseudonymise_table
from tests.records.pseudonyms.keys import FIRST, SECOND

OLD, NEW = FIRST.project("trial"), SECOND.project("trial")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "t.csv"
    path.write_text("person,code,x\n11010519491231002X,007,1.50\n,008,\n11010519491231002x,009,2\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_one_column_changes_and_all_other_cells_stay(table: Path, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"o{suffix}"
    assert pseudonymise_table(table, out, "person", OLD) == 3
    read = pd.read_csv(out, dtype="str") if suffix == ".csv" else pd.read_parquet(out)
    name = pseudonym(OLD, "11010519491231002X")
    assert read["person"].tolist()[::2] == [name, name] and read["person"].isna().tolist() == [False, True, False]
    assert read["code"].tolist() == ["007", "008", "009"] and read["x"].tolist()[0] == "1.50"


def test_engines_give_the_same_pseudonym(table: Path, tmp_path: Path) -> None:
    pseudonymise_table(table, tmp_path / "a.parquet", "person", OLD)
    pseudonymise_table(table, tmp_path / "b.csv", "person", OLD)
    assert pd.read_parquet(tmp_path / "a.parquet")["person"][0] == pd.read_csv(tmp_path / "b.csv")["person"][0]


def test_written_again_under_another_key_the_whole_file_changes(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "o.csv"
    pseudonymise_table(table, out, "person", OLD)
    pseudonymise_table(table, out, "person", NEW)
    assert key_marks(pd.read_csv(out)["person"].dropna()) == {NEW.id}


def test_what_cannot_be_done_is_refused_and_nothing_is_written(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "o.csv"
    pseudonymise_table(table, out, "person", OLD)
    for source, target, column, code in (
        (table, tmp_path / "p.xls", "person", "ICM006"),
        (table, tmp_path / "p.csv", "persn", "ICM010"),
        (out, tmp_path / "p.csv", "person", "ICM195"),
        (tmp_path / "none.csv", tmp_path / "p.csv", "person", "ICM001"),
    ):
        with pytest.raises(Refused) as refusal:
            pseudonymise_table(source, target, column, OLD)
        assert refusal.value.findings[0].code == code and not target.exists()
        assert "110105" not in str(refusal.value)
