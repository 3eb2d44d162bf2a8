"""Consents have one form, whoever wrote them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa

from inscredit_models.records.appending import Addition, append
from inscredit_models.records.coverage.refusals import refused_cells
from inscredit_models.records.rights.acts import record_consent
from inscredit_models.records.rights.consents import consents_of
from inscredit_models.records.side_tables import side_schema
from inscredit_models.records.store import RecordStore, StoreWriter
from tests.records.rights.rights_store import CONSENT, tax, violation, write_rights_store


def test_the_consents_of_an_intake_stay_as_they_are(tmp_path: Path) -> None:
    store = write_rights_store(tmp_path / "s", taxes=[tax(1)], consents=[CONSENT])
    assert consents_of(store).to_pylist() == [CONSENT]


def test_without_consents_the_table_is_empty(tmp_path: Path) -> None:
    store = write_rights_store(tmp_path / "s", violations=[violation(1)])
    assert consents_of(store) == side_schema("consent").empty_table()


def test_the_days_of_a_simulated_world_are_read(tmp_path: Path) -> None:
    day = dt.date(2020, 1, 1)
    rows = {"subject_id": ["P1"], "category": ["tax"], "from": [day], "to": [None], "state": ["consent_refused"]}
    table = pa.table(rows, schema=pa.schema([(n, pa.date32() if n in ("from", "to") else pa.string()) for n in rows]))
    with StoreWriter(
        tmp_path / "s",
        subject="practitioner",
        origin="simulated",
        operator_class="credit_agency",
        records_from=day,
        records_to=day,
        extract_date=day,
    ) as writer:
        writer.add_table("consent", table)
    said = consents_of(RecordStore.open(tmp_path / "s")).to_pylist()[0]
    assert (said["given"], said["until"], said["basis"], said["notice"]) == (day, None, None, None)
    assert said["purposes"] is None, "of all purposes: nothing was consented to"


def test_what_is_added_to_the_consents_of_a_simulated_world_is_read_beside_them(tmp_path: Path) -> None:
    store = write_rights_store(tmp_path / "s", taxes=[tax(1)])
    day = pa.array([dt.date(2020, 1, 1)], pa.date32())
    simulated = pa.table({"subject_id": ["P2"], "category": ["tax"], "from": day, "to": pa.nulls(1, pa.date32()),
                          "state": ["consent_refused"]})  # fmt: skip
    append(store.path, lambda _: Addition(statements={}, tables={"consent": simulated}))
    record_consent(store.path, "P1", "tax", basis="C", on=dt.date(2024, 2, 29), told_of_consequences=True,
                   purposes=("hiring",))  # fmt: skip
    held = RecordStore.open(store.path)
    assert [row["given"] for row in consents_of(held).to_pylist()] == [dt.date(2020, 1, 1), dt.date(2024, 2, 29)]
    refused = refused_cells(held.side_table("consent"), "credit_agency", dt.date(2024, 3, 1))
    assert refused.to_dict("list") == {"subject_id": ["P2"], "category": ["tax"]}
