"""Handing over: by role and tier, with consent and notice, without what has run out, was repaired or is closed."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from inscredit_models.findings import Refused
from inscredit_models.records.exchange import export
from inscredit_models.records.exchange.export import export_log, export_package
from inscredit_models.records.pseudonyms.pseudonym import pseudonym
from inscredit_models.records.rights.chained import read_entries
from inscredit_models.records.rights.requests import Decision, SpecialRequest, decide_request, file_request
from inscredit_models.records.store import StoreWriter
from inscredit_models.records.tables import read_tables
from tests.records.exchange.packages import DAY, EXPIRES, VIOLATION_CONSENT, store_to_share, terms
from tests.records.pseudonyms.keys import FIRST
from tests.records.rights.rights_store import CONSENT, tax, violation

KEY = FIRST.project("shared")


def handed_over(tmp_path: Path, store: Path | None = None, **changed: Any) -> dict[str, pa.Table]:
    path = tmp_path / "p.zip"
    export_package(store or store_to_share(tmp_path / "s"), path, terms(**changed))
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.endswith(".parquet")]
        return {Path(name).stem: pq.read_table(io.BytesIO(archive.read(name))) for name in names}


def ids(tables: dict[str, pa.Table], code: str = "violation") -> set[str]:
    return set(tables[code].column("record_id").to_pylist()) if code in tables else set()


def codes(call: Any, *given: Any, **named: Any) -> list[str]:
    with pytest.raises(Refused) as refusal:
        call(*given, **named)
    return [finding.code for finding in refusal.value.findings]


def test_an_insurer_gets_what_consent_notice_and_retention_allow(tmp_path: Path) -> None:
    tables = handed_over(tmp_path)
    assert ids(tables) == {"v1"}, "v2 was not told, v3 has run out, v4 is repaired"
    assert "tax" not in tables, "tier 4 is closed to an insurer"
    row = tables["violation"].slice(0, 1).to_pylist()[0]
    assert row["fine"] is not None and row["severity"] == "serious"


def test_the_statement_of_the_subject_travels_with_the_disputed_record(tmp_path: Path) -> None:
    rows = handed_over(tmp_path)["violation"].to_pylist()
    assert [(row["status"], row["reason"]) for row in rows] == [("asserted", None), ("disputed", "我的陈述")]


@pytest.mark.parametrize(("notified", "told"), [("2026-05-31", True), ("2026-06-01", True), ("2026-06-02", False)])
def test_adverse_records_go_only_after_the_notice(tmp_path: Path, notified: str, told: bool) -> None:
    notice = {"subject_id": "P1", "category": "violation", "notified": dt.date.fromisoformat(notified), "way": None}
    store = store_to_share(tmp_path / "s", notices=[notice])
    if told:
        assert ids(handed_over(tmp_path, store)) == {"v1"}
    else:
        assert codes(handed_over, tmp_path, store) == ["ICM192"]


def test_without_consent_the_fields_that_need_it_are_empty_or_the_rows_stay(tmp_path: Path) -> None:
    store = store_to_share(tmp_path / "s", consents=[CONSENT])
    assert codes(handed_over, tmp_path, store) == ["ICM192"], "a record without any content does not go"


@pytest.mark.parametrize(
    ("consents", "open_"),
    [
        ([VIOLATION_CONSENT | {"until": DAY}], True),
        ([VIOLATION_CONSENT | {"until": DAY - dt.timedelta(days=1)}], False),
        ([VIOLATION_CONSENT | {"given": DAY + dt.timedelta(days=1)}], False),
        ([VIOLATION_CONSENT, VIOLATION_CONSENT | {"state": "consent_withdrawn", "given": DAY}], False),
    ],
)
def test_a_consent_opens_only_while_it_is_in_force(tmp_path: Path, consents: list[dict], open_: bool) -> None:
    store = store_to_share(tmp_path / "s", consents=consents)
    if open_:
        assert ids(handed_over(tmp_path, store)) == {"v1"}
    else:
        assert codes(handed_over, tmp_path, store) == ["ICM192"]


def test_a_public_body_in_its_duty_needs_no_notice_and_a_regulator_gets_three_tiers(tmp_path: Path) -> None:
    store = store_to_share(tmp_path / "s", operator_class="regulator")
    tables = handed_over(tmp_path, store, role="regulator")
    assert ids(tables) == {"v1", "v2", "v3"}, "a regulator keeps and receives without retention"
    assert "tax" not in tables


def test_what_the_receiver_would_have_to_delete_at_once_does_not_go(tmp_path: Path) -> None:
    store = store_to_share(
        tmp_path / "s", operator_class="regulator", consents=[CONSENT | {"subject_id": "P3", "category": "violation"}]
    )
    assert codes(handed_over, tmp_path, store, role="credit_agency", records=("violation",)) == ["ICM192"]


def test_the_subject_gets_its_own_file_whole_and_nobody_elses(tmp_path: Path) -> None:
    store = store_to_share(tmp_path / "s")
    tables = handed_over(tmp_path, store, role="subject", subjects=("P2",))
    assert ids(tables) == {"v2"} and ids(tables, "tax") == {"t2"}
    for subjects in ((), ("P1", "P2")):
        assert codes(handed_over, tmp_path, store, role="subject", subjects=subjects) == ["ICM192"]


def test_a_researcher_gets_pseudonyms_or_nothing(tmp_path: Path) -> None:
    store = store_to_share(tmp_path / "s")
    assert codes(handed_over, tmp_path, store, role="researcher") == ["ICM194"]
    tables = handed_over(tmp_path, store, role="researcher", pseudonyms=KEY)
    assert set(tables["violation"].column("subject_id").to_pylist()) == {pseudonym(KEY, "P1")}
    assert set(tables) == {"violation"}, "neither taxes nor consents"
    assert tables["violation"].column("reason").null_count == len(tables["violation"])


@pytest.mark.parametrize(("agreed", "goes"), [("hiring;claims", True), ("claims", False), (None, False)])
def test_what_needs_a_consent_goes_for_an_agreed_purpose_only(tmp_path: Path, agreed: str | None, goes: bool) -> None:
    store = store_to_share(tmp_path / "s", consents=[VIOLATION_CONSENT | {"purposes": agreed}])
    if goes:
        assert ids(handed_over(tmp_path, store, role="insurer")) == {"v1"}
    else:
        assert codes(handed_over, tmp_path, store, role="insurer") == ["ICM192"]


def test_only_consents_to_what_goes_go_along(tmp_path: Path) -> None:
    store = store_to_share(tmp_path / "s")
    export_package(store, tmp_path / "q.zip", terms(records=("violation",)))
    with zipfile.ZipFile(tmp_path / "q.zip") as archive:
        consents = pq.read_table(io.BytesIO(archive.read("tables/consent.parquet")))
    assert consents.column("category").to_pylist() == ["violation"], "not the one to taxes"
    assert consents.column("purposes").to_pylist() == ["hiring;claims"]


def approved(store: Path, records: tuple[str, ...]) -> None:
    said = {"asked_by": "甲", "role": "regulator", "purpose": "hiring", "legal_basis": "l", "action": "export"}
    request = SpecialRequest(
        id="case_1", records=records, tier=4, subjects=("P2",), asked_on=DAY, until=EXPIRES, **said
    )
    file_request(store, request)
    for by in ("乙", "丙"):
        decide_request(store, Decision(id="case_1", decided_by=by, approve=True, reason="r", on=DAY))


def test_a_special_request_opens_the_tier_and_the_subjects_it_was_approved_for(tmp_path: Path) -> None:
    store = store_to_share(tmp_path / "s")
    assert "tax" not in handed_over(tmp_path, store, role="regulator")
    assert codes(handed_over, tmp_path, store, role="regulator", request="case_1") == ["ICM008"]
    approved(store, ("tax",))
    assert ids(handed_over(tmp_path, store, role="regulator", request="case_1"), "tax") == {"t2"}
    assert codes(handed_over, tmp_path, store, role="insurer", request="case_1") == ["ICM193"]


def test_a_special_request_opens_no_other_record_type(tmp_path: Path) -> None:
    store = store_to_share(tmp_path / "s")
    approved(store, ("award",))
    assert "tax" not in handed_over(tmp_path, store, role="regulator", request="case_1")


def test_a_field_that_the_receiver_must_not_hold_does_not_go_whatever_its_tier(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {
        "record_id": "d1",
        "subject_id": "C1",
        "event_date": "2025-03-01",
        "known_date": "2025-03-02",
        "operator_class": "insurer",
        "claim_token": "K1",
        "confirmed": "true",
        "diagnosis_code": "X",
    }
    table = read_tables({"treatment_check": [row]}, subject="consumer")["treatment_check"]
    days = {"records_from": dt.date(2020, 1, 1), "records_to": DAY, "extract_date": DAY}
    with StoreWriter(tmp_path / "s", subject="consumer", origin="intake", operator_class="insurer", **days) as writer:
        writer.add_part("treatment_check", 0, table)
    monkeypatch.setattr(export, "grant_of", lambda role, action, tier: "allowed")
    rows = handed_over(tmp_path, tmp_path / "s", role="credit_agency")["treatment_check"].to_pylist()
    assert rows[0]["diagnosis_code"] is None and rows[0]["confirmed"] is True


def test_identity_numbers_never_leave_as_names(tmp_path: Path) -> None:
    number = "11010519491231002X"
    store = store_to_share(
        tmp_path / "s",
        violations=[violation(1, subject_id=number, act_ended=None)],
        taxes=[],
        operator_class="regulator",
    )
    assert codes(handed_over, tmp_path, store, role="regulator") == ["ICM029"]
    tables = handed_over(tmp_path, store, role="regulator", pseudonyms=KEY)
    assert tables["violation"].column("subject_id").to_pylist() == [pseudonym(KEY, number)]
    assert number.encode() not in (tmp_path / "p.zip").read_bytes()


def test_what_was_handed_over_is_logged_and_what_was_left_out_is_said(tmp_path: Path) -> None:
    store = store_to_share(tmp_path / "s")
    head = export_package(store, tmp_path / "p.zip", terms())
    assert read_entries(export_log(store))[0]["package"] == head.digest()
    said = {(left.record, left.rows, left.why) for left in head.left}
    assert ("violation", 1, "crr_art15_prior_notice") in said and ("tax", 2, "tier 4: denied") in said
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        assert json.loads(archive.read("package.json"))["purpose"] == "hiring"


def test_the_same_store_and_terms_give_the_same_bytes(tmp_path: Path) -> None:
    store = store_to_share(tmp_path / "s")
    heads = [export_package(store, tmp_path / name, terms()) for name in ("a.zip", "b.zip")]
    assert heads[0] == heads[1] and (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_only_what_was_known_by_the_day_goes(tmp_path: Path) -> None:
    tables = handed_over(tmp_path, on=dt.date(2026, 1, 31), expires=EXPIRES, role="subject", subjects=("P1",))
    assert tables["violation"].column("status").to_pylist() == ["asserted"]


def test_wrong_terms_are_refused(tmp_path: Path) -> None:
    store = store_to_share(tmp_path / "s", taxes=[tax(1)])
    assert codes(handed_over, tmp_path, store, expires=DAY - dt.timedelta(days=1)) == ["ICM197"]
    assert codes(handed_over, tmp_path, store, records=("violations",)) == ["ICM008"]
    assert codes(handed_over, tmp_path, store, sender=" ", purpose="") == ["ICM253", "ICM007"]
    assert codes(handed_over, tmp_path, store, purpose="hiring of staff") == ["ICM253"]
    assert not (tmp_path / "p.zip").exists()
