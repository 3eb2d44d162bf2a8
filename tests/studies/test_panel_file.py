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


def test_a_panel_cut_between_subjects_is_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, days = write_store(tmp_path / "s"), [DAY, dt.date(2024, 3, 31)]
    for erased in (False, True):
        if erased:
            erase_subject(store.path, "P1", on=dt.date(2024, 9, 1))
        made = []
        for number, rows in enumerate((1000, 1)):
            monkeypatch.setattr("inscredit_models.indicators.engine.BATCH_ROWS", rows)
            out = tmp_path / f"{number}.parquet"
            written = write_panel(store.path, out, subject="practitioner", as_of=days, threads=1 + number)
            made.append((pd.read_parquet(out), written.digest))
        pd.testing.assert_frame_equal(made[0][0], made[1][0])
        assert made[0][1] == made[1][1] and len(made[0][0]) > 5


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


@pytest.mark.parametrize("name", ["p.csv", "p.parquet"])
def test_a_disk_that_fails_at_any_write_is_a_plain_refusal_and_the_old_file_stays(tmp_path: Path, name: str) -> None:
    store = write_store(tmp_path / "s")
    place = tmp_path / "panels"
    place.mkdir()
    out, failed = place / name, 0
    out.write_text("old")
    for fails_at in range(1, 60):
        with failing_disk(fails_at) as disk:
            try:
                write_panel(store.path, out, subject="practitioner", as_of=[DAY], patterns=CODES)
            except Refused as refusal:
                assert refusal.findings[0].code == "ICM078"
                failed += 1
            else:
                assert disk.calls < fails_at, "a failure was swallowed"
                break
        if out.read_bytes() != b"old":  # the rename had happened; only the flush of the folder failed
            break
        assert [path.name for path in place.iterdir()] == [name]
    assert failed >= 3 and out.read_bytes() != b"old"
