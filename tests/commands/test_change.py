"""``inscredit change``: further statements, and yesterday's table stays as it was known yesterday."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from inscredit_models.cli import main
from tests.records.small_store import files_of, write_store

HEADER = "record,record_id,change,known_date,reason,field,value\n"
ROWS = (
    "violation,v0,withdraw,2024-07-01,decision quashed,,",
    "violation,v1,repair,2024-07-02,,,",
    "violation,v2,correct,2024-07-02,,severity,minor",
    "violation,v2,correct,2024-07-02,,fine,7.25",
    "violation,v3,object,2024-07-03,本人不在场,,",
)


def write(path: Path, *rows: str) -> str:
    path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return str(path)


def panel(store: Path, out: Path, *days: str) -> pd.DataFrame:
    as_of = [word for day in days for word in ("--as-of", day)]
    indicators = ["--indicators", "violation_*,fine_*,since_violation_days"]
    head = ["panel", "--records", str(store), "--subject", "practitioner", "--out", str(out)]
    assert main([*head, *as_of, *indicators]) == 0
    return pd.read_parquet(out)


def test_yesterdays_table_rebuilds_as_known_yesterday(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = write_store(tmp_path / "s").path
    before = panel(store, tmp_path / "before.parquet", "2024-03-31", "2024-06-30")
    assert main(["change", str(store), "--file", write(tmp_path / "c.csv", *ROWS), "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["changes"] == {"correct": 1, "object": 1, "withdraw": 1, "repair": 1}
    assert told["extract_date"] == "2024-07-03"
    again = panel(store, tmp_path / "again.parquet", "2024-03-31", "2024-06-30")
    pd.testing.assert_frame_equal(again, before)
    today = panel(store, tmp_path / "today.parquet", "2024-07-03").set_index("subject_id")
    assert today["violation_serious_count_36m"].to_dict() == {"P0": 0, "P1": 0, "P2": 0, "P3": 1}
    assert today.loc["P2", ["violation_minor_count_36m", "fine_total_36m"]].tolist() == [1, 7.25]


def test_an_erased_subject_leaves_yesterdays_table_and_nobody_else_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = write_store(tmp_path / "s").path
    before = panel(store, tmp_path / "before.parquet", "2024-06-30").set_index("subject_id")
    assert main(["rights", "erase", str(store), "--subject-id", "P2", "--on", "2024-07-05"]) == 0
    after = panel(store, tmp_path / "after.parquet", "2024-06-30").set_index("subject_id")
    assert after.loc["P2", "state"] == "erased" and after.drop(columns=["state", "as_of"]).loc["P2"].isna().all()
    kept = after.drop(index="P2").drop(columns="state")
    pd.testing.assert_frame_equal(kept, before.drop(index="P2"))
    assert b"P2" not in b"".join(data for name, data in files_of(store).items() if "erased" not in name)
    capsys.readouterr()


def test_a_change_of_nothing_is_refused_and_the_store_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = write_store(tmp_path / "s").path
    before = files_of(store)
    table = write(tmp_path / "c.csv", ROWS[0], "violation,v99,withdraw,2024-07-01,quashed,,")
    assert main(["change", str(store), "--file", table]) == 2
    assert "ICM075" in capsys.readouterr().err and files_of(store) == before
    assert main(["change", str(tmp_path / "none"), "--file", table]) == 2
    assert "ICM001" in capsys.readouterr().err


def test_the_text_says_what_was_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = write_store(tmp_path / "s").path
    assert main(["change", str(store), "--file", write(tmp_path / "c.csv", ROWS[1])]) == 0
    assert "1 repair → repaired" in capsys.readouterr().out


def test_an_early_repair_is_refused_with_rule_and_article(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = write_store(tmp_path / "s").path
    fined = write(tmp_path / "a.csv", "violation,v1,correct,2024-07-01,,penalty_kind,fine",
                  "violation,v1,correct,2024-07-01,,event_date,2024-05-31",
                  "violation,v1,correct,2024-07-01,,act_ended,2024-05-31")  # fmt: skip
    assert main(["change", str(store), "--file", fined]) == 0
    before = files_of(store)
    assert main(["change", str(store), "--file", write(tmp_path / "b.csv", "violation,v1,repair,2024-08-30,,,")]) == 2
    said = capsys.readouterr().err
    assert "ICM250" in said and "b.csv, row 2" in said and files_of(store) == before
    assert "2024-08-31 or later: repair_2023_58_general_earliest (国家发展改革委令第58号)" in said
    assert main(["change", str(store), "--file", write(tmp_path / "c.csv", "violation,v1,repair,2024-08-31,,,")]) == 0
    assert "repair_2023_58_general_earliest (国家发展改革委令第58号)" in capsys.readouterr().out


def test_help_names_every_kind_of_change(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["change", "--help"])
    said = capsys.readouterr().out
    assert all(kind in said for kind in ("correct", "object", "keep", "withdraw", "repair", "end"))


def test_unreadable_cells_are_named_in_plain_words_and_without_their_values(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = write_store(tmp_path / "s").path
    table = write(tmp_path / "c.csv", "violation,v1,repairr,2024-7-1,,,", "Violation,,11010519491231002X,x,,,")
    assert main(["change", str(store), "--file", table]) == 2
    said = capsys.readouterr().err
    assert "did you mean 'repair'?" in said and "correct, object, keep, withdraw, repair, end" in said
    assert "a day as 2024-02-29" in said and "11010519491231002X" not in said
    assert "Input should" not in said and "String should" not in said
