"""A panel as a file: inert in a spreadsheet, erased subjects marked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from inscredit_models.findings import Refused
from inscredit_models.records.changes import Change, change_records
from inscredit_models.records.erasure import erase_subject
from inscredit_models.studies.panel_file import csv_bytes, disputed_file, inert, with_erased, write_panel
from tests.records.failing_disk import failing_disk
from tests.records.small_store import write_store

DAY = dt.date(2024, 6, 30)
CODES = ["violation_serious_count_36m"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\x00=1"])
def test_no_text_is_a_formula(text: str) -> None:
    assert inert(text) == "'" + text
    assert csv_bytes(pd.DataFrame({"subject_id": [text]})).decode("utf-8-sig").splitlines()[1].lstrip('"')[0] == "'"


def test_numbers_days_and_plain_text_stay_as_they_are() -> None:
    frame = pd.DataFrame({"s": ["P-1"], "as_of": pd.to_datetime(["2024-06-30"]), "x": [-1.5]})
    assert csv_bytes(frame).decode("utf-8-sig") == "s,as_of,x\nP-1,2024-06-30,-1.5\n"


def test_an_erased_subject_is_shown_as_erased_with_nothing_else(tmp_path: Path) -> None:
    store = write_store(tmp_path / "s")
    write_panel(store.path, tmp_path / "a.parquet", subject="practitioner", as_of=[DAY], patterns=CODES)
    before = pd.read_parquet(tmp_path / "a.parquet")
    assert with_erased(before, store, [DAY]) is before and "state" not in before
    erase_subject(store.path, "P1", on=dt.date(2024, 9, 1))
    write_panel(store.path, tmp_path / "b.parquet", subject="practitioner", as_of=[DAY], patterns=CODES)
    frame = pd.read_parquet(tmp_path / "b.parquet")
    assert frame["subject_id"].tolist() == ["P0", "P1", "P2", "P3"]
    assert frame["state"].tolist() == ["recorded", "erased", "recorded", "recorded"]
    assert frame[CODES[0]].isna().tolist() == [False, True, False, False]


def test_values_on_disputed_statements_are_listed_beside_the_panel(tmp_path: Path) -> None:
    store, out = write_store(tmp_path / "s"), tmp_path / "p.parquet"
    change_records(store.path, [Change("violation", "v2", "object", dt.date(2024, 7, 1), reason="grounds")])
    asked = {"subject": "practitioner", "patterns": ["violation_serious*"]}
    write_panel(store.path, out, as_of=[dt.date(2024, 7, 1)], **asked)
    marks = pd.read_csv(disputed_file(out), encoding="utf-8-sig")
    assert marks.columns.tolist() == ["subject_id", "as_of", "indicator"]
    assert ("P2", "2024-07-01", CODES[0]) in set(marks.itertuples(index=False, name=None))
    assert set(marks["subject_id"]) == {"P2"}
    write_panel(store.path, out, as_of=[DAY], **asked)
    assert not disputed_file(out).exists(), "marks of an older panel would be wrong beside this one"


def test_a_full_disk_is_a_plain_refusal_and_the_old_file_stays(tmp_path: Path) -> None:
    store = write_store(tmp_path / "s")
    out = tmp_path / "p.csv"
    out.write_text("old")
    with failing_disk(2), pytest.raises(Refused) as refusal:
        write_panel(store.path, out, subject="practitioner", as_of=[DAY], patterns=CODES)
    assert refusal.value.findings[0].code == "ICM078" and out.read_text() == "old"
