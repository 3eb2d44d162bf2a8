"""Intake: a delivery becomes a store, the next one continues it, and what is refused leaves no trace."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from inscredit_models.findings import Refused
from inscredit_models.records.store import RecordStore
from inscredit_models.records.store_check import check_store
from inscredit_models.records.taking_in import IntakeOptions, examine, take_in
from tests.records.good_delivery import Rows, good_rows, write_csv
from tests.records.small_store import statements

OPTIONS = IntakeOptions("practitioner", "credit_agency", origin="simulated")


def first_rows() -> dict[str, Rows]:
    rows = good_rows()
    return {"violation": rows["violation"][:40], "tax": rows["tax"][:20], "consent": rows["consent"][:10]}


def next_row(**cells: str) -> dict[str, Rows]:
    row = good_rows()["violation"][2]
    return {"violation": [row | {"sequence": "2", "status": "ended", "known_date": "2021-01-01"} | cells]}


def codes(source: Path, out: Path, options: IntakeOptions = OPTIONS) -> set[str]:
    with pytest.raises(Refused) as refusal:
        take_in(source, out, options)
    return {finding.code for finding in refusal.value.findings}


def test_accepted_rows_become_a_store_and_the_others_are_listed_without_content(tmp_path: Path) -> None:
    report = take_in(write_csv(tmp_path / "d", first_rows()), tmp_path / "s", OPTIONS)
    store = RecordStore.open(tmp_path / "s")
    assert report.rows == {"consent.csv": (10, 10, 0), "tax.csv": (20, 10, 10), "violation.csv": (40, 40, 0)}
    assert store.record_codes() == ("violation", "tax") and store.origin == "simulated"
    aside = store.side_table("quarantine")
    assert aside.column_names == ["file", "row", "rule", "column"] and set(aside["rule"].to_pylist()) == {"ICM073"}
    assert len(aside) == 10 and len(store.side_table("consent")) == 10
    assert (store.records_from, store.extract_date) == (dt.date(2020, 2, 5), dt.date(2020, 5, 15))


def test_bounds_can_be_declared(tmp_path: Path) -> None:
    bounds = {
        "records_from": dt.date(2015, 1, 1),
        "records_to": dt.date(2025, 1, 1),
        "extract_date": dt.date(2025, 6, 1),
    }
    take_in(write_csv(tmp_path / "d", first_rows()), tmp_path / "s", dataclasses.replace(OPTIONS, **bounds))
    store = RecordStore.open(tmp_path / "s")
    assert {name: getattr(store, name) for name in bounds} == bounds


def test_the_next_delivery_continues_the_store(tmp_path: Path) -> None:
    take_in(write_csv(tmp_path / "d", first_rows()), tmp_path / "s", OPTIONS)
    report = take_in(write_csv(tmp_path / "e", next_row()), tmp_path / "s", OPTIONS)
    store = RecordStore.open(tmp_path / "s")
    assert report.rows == {"violation.csv": (1, 1, 0)} and ("v-000001", 2, "ended") in statements(store)
    assert store.extract_date == dt.date(2021, 1, 1) and len(store.manifest["deliveries"]) == 1
    assert codes(tmp_path / "e", tmp_path / "s") >= {"ICM014", "ICM002"}


def test_consents_of_the_store_are_a_basis_for_later_deliveries(tmp_path: Path) -> None:
    take_in(write_csv(tmp_path / "d", first_rows()), tmp_path / "s", OPTIONS)
    row = good_rows()["tax"][5] | {"record_id": "x-new", "known_date": "2021-01-01"}
    assert take_in(write_csv(tmp_path / "e", {"tax": [row]}), tmp_path / "s", OPTIONS).rows == {"tax.csv": (1, 1, 0)}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"operator_class": "regulator"}, "ICM076"),
        ({"origin": "intake"}, "ICM071"),
        ({"subject": "consumer"}, "ICM006"),
    ],
)
def test_a_delivery_of_another_kind_is_refused(tmp_path: Path, change: dict[str, str], code: str) -> None:
    take_in(write_csv(tmp_path / "d", first_rows()), tmp_path / "s", OPTIONS)
    digest = RecordStore.open(tmp_path / "s").digest
    source = write_csv(tmp_path / "e", next_row())
    assert code in codes(source, tmp_path / "s", dataclasses.replace(OPTIONS, **change))
    assert RecordStore.open(tmp_path / "s").digest == digest


def test_a_refused_file_refuses_the_delivery_and_leaves_nothing(tmp_path: Path) -> None:
    rows = first_rows()
    rows["violation"] = [row | {"religion": "x"} for row in rows["violation"]]
    assert "ICM072" in codes(write_csv(tmp_path / "d", rows), tmp_path / "s")
    assert not (tmp_path / "s").exists()


def test_strict_refuses_a_single_row_put_aside(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "d", first_rows())
    assert codes(source, tmp_path / "s", dataclasses.replace(OPTIONS, strict=True)) == {"ICM073"}
    assert not (tmp_path / "s").exists()


def test_no_acceptable_row_is_a_refusal(tmp_path: Path) -> None:
    rows = {"violation": [good_rows()["violation"][0] | {"severity": "awful"}]}
    assert codes(write_csv(tmp_path / "d", rows), tmp_path / "s") == {"ICM002", "ICM017"}


def test_the_same_delivery_again_is_refused_and_adds_nothing(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "d", first_rows())
    take_in(source, tmp_path / "s", OPTIONS)
    before = RecordStore.open(tmp_path / "s")
    assert codes(source, tmp_path / "s") >= {"ICM002", "ICM014"}
    after = RecordStore.open(tmp_path / "s")
    assert after.digest == before.digest and after.manifest == before.manifest


def test_declared_days_must_come_in_order_and_events_lie_inside_them(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "d", {"violation": good_rows()["violation"][:6]})
    turned = dataclasses.replace(OPTIONS, records_from=dt.date(2025, 1, 1), records_to=dt.date(2024, 1, 1))
    assert codes(source, tmp_path / "s", turned) == {"ICM023"} and not (tmp_path / "s").exists()
    report = take_in(source, tmp_path / "s", dataclasses.replace(OPTIONS, records_to=dt.date(2020, 2, 7)))
    assert report.outcome == "put aside" and set(report.quarantine["rule"].to_pylist()) == {"ICM023"}
    assert list(check_store(RecordStore.open(tmp_path / "s"))) == []
    late = dt.date(2030, 1, 1)
    take_in(source, tmp_path / "t", dataclasses.replace(OPTIONS, records_from=late))
    assert RecordStore.open(tmp_path / "t").records_to == late


def test_subject_and_keeper_are_needed_for_a_store_and_not_for_an_examination(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "d", {"violation": good_rows()["violation"][:6]})
    undeclared = IntakeOptions(origin="simulated")
    assert codes(source, tmp_path / "s", undeclared) == {"ICM007"} and not (tmp_path / "s").exists()
    report = examine(source, undeclared)
    assert report.outcome == "accepted" and report.subject == "practitioner"
