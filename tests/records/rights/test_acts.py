"""What the law asks to be done to a store: a consent withdrawn, what has run out deleted from every file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from inscredit_models.findings import Refused
from inscredit_models.records.rights.acts import delete_expired, record_consent, withdraw_consent
from inscredit_models.records.rights.consents import consents_of
from inscredit_models.records.rights.sweep import sweep
from inscredit_models.records.store import RecordStore
from tests.records.failing_disk import failing_disk
from tests.records.rights.rights_store import CONSENT, tax, violation, write_rights_store

DAY = dt.date(2025, 3, 1)


def records_in(path: Path) -> set[str]:
    """All records in all Parquet files of a folder, listed in the manifest or not."""
    tables = [pq.read_table(file) for file in path.rglob("*.parquet")]
    return {name for table in tables if "record_id" in table.column_names for name in table["record_id"].to_pylist()}


def test_expired_records_leave_every_file_with_all_their_statements(tmp_path: Path) -> None:
    later = violation(1, sequence=2, status="corrected", known_date="2020-05-01", fine="90.00")
    store = write_rights_store(tmp_path / "s", violations=[violation(1), later, violation(2, act_ended="2020-03-01")])
    done = delete_expired(store.path, on=DAY)
    assert done.expired == {"violation": 1} and done.withdrawn == {} and done.superseded == store.digest
    assert records_in(store.path) == {"v2"} and not sweep(RecordStore.open(store.path), DAY)
    assert RecordStore.open(store.path).manifest["superseded"] == [
        {"digest": store.digest, "by": "expiry", "on": "2025-03-01"}
    ]


def test_a_day_earlier_nothing_is_deleted_and_the_store_stays_as_it_is(tmp_path: Path) -> None:
    store = write_rights_store(tmp_path / "s", violations=[violation(1)])
    done = delete_expired(store.path, on=dt.date(2025, 2, 28))
    assert done.superseded == "" and RecordStore.open(store.path).digest == store.digest


def test_a_withdrawn_consent_ends_collection_and_its_records_are_deleted(tmp_path: Path) -> None:
    store = write_rights_store(
        tmp_path / "s", taxes=[tax(1), tax(2)], consents=[CONSENT, CONSENT | {"subject_id": "P2"}]
    )
    withdraw_consent(store.path, "P1", "tax", on=DAY)
    assert [item.rule for item in sweep(RecordStore.open(store.path), DAY)] == ["pipl15_withdrawal"]
    assert delete_expired(store.path, on=DAY).withdrawn == {"tax": 1}
    assert records_in(store.path) == {"t2"}


@pytest.mark.parametrize(
    ("subject", "category", "on", "code"),
    [
        ("P9", "tax", DAY, "ICM075"),
        ("P1", "tax", dt.date(2019, 12, 31), "ICM075"),
        ("P1", "award", DAY, "ICM075"),
        ("P1", "taxes", DAY, "ICM008"),
    ],
)
def test_there_must_be_a_consent_to_withdraw(
    tmp_path: Path, subject: str, category: str, on: dt.date, code: str
) -> None:
    store = write_rights_store(tmp_path / "s", taxes=[tax(1)], consents=[CONSENT])
    with pytest.raises(Refused) as refusal:
        withdraw_consent(store.path, subject, category, on=on)
    assert refusal.value.findings[0].code == code and "P9" not in str(refusal.value)


def test_a_consent_withdrawn_for_one_purpose_still_carries_what_is_held(tmp_path: Path) -> None:
    store = write_rights_store(tmp_path / "s", taxes=[tax(1)], consents=[CONSENT])
    for purposes, code in ((("marketing",), "ICM075"), (("hirng",), "ICM253")):
        with pytest.raises(Refused, match=code):
            withdraw_consent(store.path, "P1", "tax", on=DAY, purposes=purposes)
    withdraw_consent(store.path, "P1", "tax", on=DAY, purposes=("hiring",))
    assert sweep(RecordStore.open(store.path), DAY) == () and not delete_expired(store.path, on=DAY).withdrawn
    with pytest.raises(Refused, match="ICM075"):
        withdraw_consent(store.path, "P1", "tax", on=DAY, purposes=("hiring", "claims"))
    withdraw_consent(store.path, "P1", "tax", on=DAY, purposes=("claims",))
    assert delete_expired(store.path, on=DAY).withdrawn == {"tax": 1}, "nothing is left to rest on"


@pytest.mark.parametrize("purposes", [(), ("because",), ("hiring", "")])
def test_a_consent_names_purposes_of_the_list(tmp_path: Path, purposes: tuple[str, ...]) -> None:
    store = write_rights_store(tmp_path / "s", taxes=[tax(1)])
    settings = {"basis": "C", "on": DAY, "told_of_consequences": True}
    with pytest.raises(Refused, match="ICM253"):
        record_consent(store.path, "P1", "tax", purposes=purposes, **settings)
    record_consent(store.path, "P1", "tax", purposes=("hiring", "claims"), **settings)
    assert consents_of(RecordStore.open(store.path)).column("purposes").to_pylist() == ["hiring;claims"]


def test_a_consent_cannot_be_withdrawn_twice(tmp_path: Path) -> None:
    store = write_rights_store(tmp_path / "s", taxes=[tax(1)], consents=[CONSENT])
    withdraw_consent(store.path, "P1", "tax", on=DAY)
    with pytest.raises(Refused, match="ICM075"):
        withdraw_consent(store.path, "P1", "tax", on=DAY)


def test_a_deletion_that_fails_at_any_write_leaves_a_whole_store(tmp_path: Path) -> None:
    path = write_rights_store(tmp_path / "s", violations=[violation(1), violation(2, act_ended=None)]).path
    for fails_at in range(1, 40):
        with failing_disk(fails_at) as disk:
            try:
                delete_expired(path, on=DAY)
            except Refused as refusal:
                assert refusal.findings[0].code == "ICM078"
        store = RecordStore.open(path)
        if store.manifest["superseded"] or disk.calls < fails_at:
            break
        assert records_in(path) >= {"v1", "v2"}
    assert fails_at > 5 and not sweep(RecordStore.open(path), DAY)
