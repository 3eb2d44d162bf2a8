"""An erasure reaches every live copy, and says what rests on what was erased."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pandas as pd
import pytest

from inscredit_models.findings import Refused
from inscredit_models.records.exchange.export import export_package
from inscredit_models.records.pseudonyms.pseudonym import pseudonym
from inscredit_models.records.pseudonyms.stores import pseudonymise_store
from inscredit_models.records.rights.copies import find_copies
from inscredit_models.records.rights.erase_copies import MARK, erase_copies
from inscredit_models.records.rights.queries import Query, record_query
from inscredit_models.records.store import RecordStore
from tests.records.exchange.packages import store_to_share, terms
from tests.records.pseudonyms.keys import FIRST

DAY = dt.date(2026, 11, 1)
KEY = FIRST.project("trial")
WHO = ["P1", pseudonym(KEY, "P1")]


@pytest.fixture
def places(tmp_path: Path) -> Path:
    """A data folder as it grows: a store, its pseudonymised copy, a package, two runs, panels, a query log."""
    store = RecordStore.open(store_to_share(tmp_path / "store"))
    research = pseudonymise_store(store.path, tmp_path / "research", KEY)
    export_package(store.path, tmp_path / "out" / "p.zip", terms())
    for name, digest in (("mine", store.digest), ("study", research.digest), ("another", "0" * 64)):
        run = tmp_path / "runs" / name
        run.mkdir(parents=True)
        (run / "run.json").write_text(json.dumps({"digests": {"records": digest}}), encoding="utf-8")
    frame = pd.DataFrame({"subject_id": ["P1", "P2"], "x": [1.0, 2.0]})
    frame.to_parquet(tmp_path / "runs" / "mine" / "indicators.parquet")
    (tmp_path / "panel.csv").write_bytes('\ufeffsubject_id,x\r\nP1,1\r\n"P2",2\r\n'.encode())
    query = {"asked_by": "甲", "purpose": "claims", "shown": "credit file", "reader": "insurer"}
    asked_at = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
    record_query(store.path, Query(asked_at=asked_at, subject_id="P1", **query))
    return tmp_path


def test_every_live_copy_is_reached_and_only_the_query_log_keeps_the_name(places: Path) -> None:
    done = erase_copies([places], WHO, on=DAY)
    kinds = {copy.path.name: copy.kind for copy in done.erased}
    assert kinds == {
        "store": "store",
        "research": "store",
        "p.zip": "package",
        "indicators.parquet": "table",
        "panel.csv": "table",
    }
    assert done.is_complete and [path.name for path in done.kept] == ["queries.jsonl"]
    assert {copy.kind for copy in find_copies([places], WHO)} == {"log"}
    assert pd.read_parquet(places / "runs" / "mine" / "indicators.parquet")["subject_id"].tolist() == ["P2"]
    assert (places / "panel.csv").read_bytes() == "\ufeffsubject_id,x\r\nP2,2\r\n".encode()
    assert RecordStore.open(places / "research").head.superseded[-1].by == "erasure"


def test_what_is_out_of_date_is_named_and_marked_and_nothing_else(places: Path) -> None:
    done = erase_copies([places], WHO, on=DAY)
    stale = {item.path.name: item.en for item in done.stale}
    assert set(stale) == {"mine", "study", "indicators.parquet", "panel.csv", "p.zip"}
    assert stale["p.zip"] == "package deleted: tell the receiver, B" and "run it again" in stale["mine"]
    mark = json.loads((places / "runs" / "mine" / MARK).read_text(encoding="utf-8"))
    assert mark == {"by": "erasure", "on": "2026-11-01"} and not (places / "runs" / "another" / MARK).exists()
    assert "P1" not in json.dumps(done.as_dict()) and WHO[1] not in json.dumps(done.as_dict())


def test_a_page_that_names_the_subject_is_named_and_deleted_only_on_request(places: Path) -> None:
    page = places / "report.html"
    page.write_text("<p>P1</p>", encoding="utf-8")
    done = erase_copies([places], WHO, on=DAY)
    assert done.remaining == (page,) and not done.is_complete and page.exists()
    done = erase_copies([places], WHO, on=DAY, delete_others=True)
    assert done.is_complete and not page.exists()


def test_an_unknown_subject_and_a_missing_place_are_refused_without_the_name(places: Path) -> None:
    for where, code in ((places, "ICM008"), (places / "nowhere", "ICM001")):
        with pytest.raises(Refused) as refusal:
            erase_copies([where], ["P77"], on=DAY)
        assert refusal.value.findings[0].code == code and "P77" not in str(refusal.value)


def test_an_erasure_that_was_done_cannot_be_done_again(places: Path) -> None:
    erase_copies([places / "research"], WHO, on=DAY)
    with pytest.raises(Refused, match="ICM008"):
        erase_copies([places / "research"], WHO, on=DAY)


def test_a_damaged_table_keeps_an_erasure_from_being_complete(places: Path) -> None:
    (places / "broken.parquet").write_bytes(b"PAR1 no table")
    done = erase_copies([places], WHO, on=DAY)
    assert [path.name for path in done.remaining] == ["broken.parquet"]
    with pytest.raises(Refused, match="ICM008"):
        erase_copies([places / "broken.parquet"], WHO, on=DAY)


def test_receivers_of_packages_that_lie_elsewhere_by_now_are_named_while_they_may_use_them(places: Path) -> None:
    (places / "out" / "p.zip").unlink()
    done = erase_copies([places], WHO, on=DAY)
    told = [item for item in done.stale if item.path.name == "exports.jsonl"]
    assert len(told) == 1 and "went to B on 2026-06-01" in told[0].en and "须告知接收方" in told[0].zh


def test_receivers_whose_package_has_run_out_are_not_named(places: Path) -> None:
    (places / "out" / "p.zip").unlink()
    after = terms().expires + dt.timedelta(days=1)
    assert not any(item.path.name == "exports.jsonl" for item in erase_copies([places], WHO, on=after).stale)
