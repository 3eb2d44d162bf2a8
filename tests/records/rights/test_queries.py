"""The query log: the four fields of Art. 22, of Shenzhen two more; no identity number, no back-dating."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from inscredit_models.findings import Refused
from inscredit_models.records.erasure import erase_subject
from inscredit_models.records.rights.queries import (
    QUERY_COLUMNS,
    Query,
    access_folder,
    query_head,
    query_log,
    read_queries,
    record_query,
)
from tests.records.small_store import files_of, write_store

BEIJING = dt.timezone(dt.timedelta(hours=8))


def query(minute: int = 0, **changed: Any) -> Query:
    """A complete query, but for what is changed."""
    values = {
        "asked_at": dt.datetime(2026, 3, 2, 9, minute, tzinfo=BEIJING),
        "asked_by": "查询员甲",
        "purpose": "underwriting",
        "shown": "credit report, edition insurer",
        "subject_id": "P1",
        "reader": "insurer",
    }
    return Query(**(values | changed))


def stored(folder: Path) -> Path:
    """Give a store with the subjects P0 to P3, written once."""
    path = folder / "s"
    return path if path.exists() else write_store(path).path


def codes(store: Path, *queries: Query, **options: Any) -> list[str]:
    with pytest.raises(Refused) as refusal:
        for item in queries:
            record_query(store, item, **options)
    return [finding.code for finding in refusal.value.findings]


def test_a_query_is_written_beside_the_store_and_found_by_its_subject(tmp_path: Path) -> None:
    store = write_store(tmp_path / "store").path
    before = files_of(store)
    record_query(store, query())
    record_query(store, query(5, subject_id="P2"))
    assert query_log(store).parent == access_folder(store) == tmp_path / "store.access"
    assert files_of(store) == before, "nothing is written into the store itself"
    shown = read_queries(store, "P1")
    assert list(shown.columns) == list(QUERY_COLUMNS) and len(shown) == 1 and len(read_queries(store)) == 2
    assert shown["asked_at"].iloc[0] == dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
    assert (shown["purpose"].iloc[0], shown["asked_by"].iloc[0]) == ("underwriting", "查询员甲")


def test_without_a_log_nobody_has_asked(tmp_path: Path) -> None:
    frame = read_queries(tmp_path / "store", "P1")
    assert frame.empty and list(frame.columns) == list(QUERY_COLUMNS)


@pytest.mark.parametrize("field", ["asked_by", "purpose", "shown"])
def test_each_field_of_art_22_is_asked_for(tmp_path: Path, field: str) -> None:
    assert codes(stored(tmp_path), query(**{field: "  "})) == ["ICM191"]
    assert not query_log(stored(tmp_path)).exists()


def test_shenzhen_asks_for_authoriser_and_proof_as_well(tmp_path: Path) -> None:
    assert codes(stored(tmp_path), query(), region="shenzhen") == ["ICM191", "ICM191"]
    record_query(stored(tmp_path), query(authoriser="主管乙", proof="授权书 1"), region="shenzhen")


def test_a_time_needs_its_offset_and_never_runs_backwards(tmp_path: Path) -> None:
    assert codes(stored(tmp_path), query(asked_at=dt.datetime(2026, 3, 2, 9, 0))) == ["ICM191"]
    assert codes(stored(tmp_path), query(5), query(4)) == ["ICM191"]
    assert len(read_queries(stored(tmp_path))) == 1


@pytest.mark.parametrize("field", ["subject_id", "asked_by", "shown"])
def test_an_identity_number_does_not_enter_the_log_nor_the_message(tmp_path: Path, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        record_query(stored(tmp_path), query(**{field: "11010519491231002X"}))
    assert "ICM029" in str(refusal.value) and "11010519491231002X" not in str(refusal.value)


def test_a_changed_log_shows_nothing_and_takes_nothing(tmp_path: Path) -> None:
    store = stored(tmp_path)
    record_query(store, query())
    head = query_head(store)
    path = query_log(store)
    path.write_text(path.read_text(encoding="utf-8").replace("underwriting", "advertising!"), encoding="utf-8")
    with pytest.raises(Refused, match="ICM190"):
        read_queries(store)
    assert codes(store, query(1)) == ["ICM190"]
    path.unlink()
    with pytest.raises(Refused, match="ICM190"):
        read_queries(store, expect=head)


@pytest.mark.parametrize("name", ["P99", "张三"])
def test_a_subject_that_is_not_there_is_refused_and_not_repeated(tmp_path: Path, name: str) -> None:
    store = stored(tmp_path)
    with pytest.raises(Refused) as refusal:
        record_query(store, query(subject_id=name))
    assert [finding.code for finding in refusal.value.findings] == ["ICM008"] and name not in str(refusal.value)
    assert not query_log(store).exists()


def test_an_erased_subject_is_not_asked_about_any_more(tmp_path: Path) -> None:
    store = stored(tmp_path)
    record_query(store, query())
    erase_subject(store, "P1", on=dt.date(2026, 3, 3))
    assert codes(store, query(9)) == ["ICM008"] and len(read_queries(store, "P1")) == 1


def test_a_log_without_its_store_is_not_begun(tmp_path: Path) -> None:
    assert codes(tmp_path / "none", query()) == ["ICM001"]
