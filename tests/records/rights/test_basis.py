"""The basis of a reading: consent, notice, law or special request, each on record, each on its day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pytest

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Refused
from inscredit_models.records.appending import Addition, append
from inscredit_models.records.rights.basis import Basis, basis_of, check_reading, consenting, told
from inscredit_models.records.rights.queries import Query
from inscredit_models.records.rights.requests import SpecialRequest
from inscredit_models.records.store import RecordStore
from tests.records.rights.rights_store import CONSENT, tax, violation, write_rights_store

GIVEN = dt.date(2020, 1, 1)
NOTICE = {"subject_id": "P1", "category": "violation", "notified": dt.date(2024, 2, 29), "way": "letter"}


def store_with(path: Path, *, consents: list | None = None, **changed: object):
    usual = {"violations": [violation(1)], "taxes": [tax(1)], "notices": [NOTICE]}
    return write_rights_store(path, consents=[CONSENT] if consents is None else consents, **(usual | changed))


@pytest.mark.parametrize(
    ("on", "until", "withdrawn", "carries"),
    [
        ("2019-12-31", None, None, False),
        ("2020-01-01", None, None, True),
        ("9999-12-31", None, None, True),
        ("2024-02-29", "2024-02-29", None, True),
        ("2024-03-01", "2024-02-29", None, False),
        ("2024-02-28", None, "2024-02-29", True),
        ("2024-02-29", None, "2024-02-29", False),
    ],
)
def test_a_consent_carries_from_its_day_to_its_last(
    tmp_path: Path, on: str, until: str | None, withdrawn: str | None, carries: bool
) -> None:
    rows = [CONSENT | {"until": until and dt.date.fromisoformat(until)}]
    if withdrawn:
        gone = {"state": "consent_withdrawn", "given": dt.date.fromisoformat(withdrawn)}
        rows.append({"subject_id": "P1", "category": "tax", "basis": None, "until": None, "notice": None} | gone)
    store = store_with(tmp_path / "s", consents=rows)
    found = consenting(store, "tax", dt.date.fromisoformat(on), purpose="hiring", subjects=["P1", "P2"])
    assert found == (frozenset({"P1"}) if carries else frozenset())


@pytest.mark.parametrize("lacking", [{"basis": None}, {"notice": False}, {"state": "consent_refused"}])
def test_a_consent_without_document_or_notice_carries_nothing(tmp_path: Path, lacking: dict) -> None:
    store = store_with(tmp_path / "s", consents=[CONSENT | lacking])
    assert consenting(store, "tax", GIVEN, purpose="hiring", subjects=["P1"]) == frozenset()


@pytest.mark.parametrize(
    ("purpose", "carries"), [("hiring", True), ("claims", True), ("marketing", False), ("hirin", False), (" ", False)]
)
def test_a_consent_carries_the_purposes_it_agreed_to(tmp_path: Path, purpose: str, carries: bool) -> None:
    found = consenting(store_with(tmp_path / "s"), "tax", GIVEN, purpose=purpose, subjects=["P1"])
    assert found == (frozenset({"P1"}) if carries else frozenset())


def test_two_consents_carry_the_purposes_of_both_each_on_its_days(tmp_path: Path) -> None:
    short = CONSENT | {"until": dt.date(2024, 2, 28), "purposes": "marketing"}
    store = store_with(tmp_path / "s", consents=[CONSENT, short])
    for day, purposes in (("2024-02-28", {"hiring", "claims", "marketing"}), ("2024-02-29", {"hiring", "claims"})):
        on = dt.date.fromisoformat(day)
        every = ("hiring", "claims", "marketing", "pricing")
        assert {one for one in every if consenting(store, "tax", on, purpose=one, subjects=["P1"])} == purposes


@pytest.mark.parametrize(("on", "carries"), [("2024-02-28", True), ("2024-02-29", False), ("2024-03-01", False)])
def test_a_withdrawal_for_one_purpose_ends_this_one_only(tmp_path: Path, on: str, carries: bool) -> None:
    gone = dict.fromkeys(CONSENT) | {"subject_id": "P1", "category": "tax", "state": "consent_withdrawn"}
    gone |= {"given": dt.date(2024, 2, 29), "purposes": "hiring"}
    store, day = store_with(tmp_path / "s", consents=[CONSENT, gone]), dt.date.fromisoformat(on)
    assert bool(consenting(store, "tax", day, purpose="hiring", subjects=["P1"])) is carries
    assert consenting(store, "tax", day, purpose="claims", subjects=["P1"]) == {"P1"}


def test_a_consent_that_names_no_purpose_carries_no_use(tmp_path: Path) -> None:
    store = store_with(tmp_path / "s", consents=[CONSENT | {"purposes": None}])
    assert consenting(store, "tax", GIVEN, purpose="hiring", subjects=["P1"]) == frozenset()
    with pytest.raises(Refused, match="ICM254"):
        basis_of(store, "P1", GIVEN, purpose="hiring")


@pytest.mark.parametrize(
    ("purpose", "code"), [("marketing", "ICM254"), ("", "ICM253"), ("because", "ICM253"), ("hiring;claims", "ICM253")]
)
def test_a_reading_outside_the_agreed_purposes_is_refused_by_rule_and_article(
    tmp_path: Path, purpose: str, code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        basis_of(store_with(tmp_path / "s"), "P1", GIVEN, purpose=purpose)
    (finding,) = refusal.value.findings
    assert finding.code == code and "P1" not in str(finding)
    if code == "ICM254":
        assert "crr_art20_purpose_lock (征信业管理条例 Art. 20)" in finding.allowed and "claims" not in finding.allowed


def read_by(reader: str, **changed: str) -> Query:
    asked_at = dt.datetime(2024, 3, 1, 9, tzinfo=dt.UTC)
    said = {"asked_by": "Li", "purpose": "hiring", "shown": "file", "subject_id": "P1", "reader": reader}
    return Query(asked_at=asked_at, **(said | changed))


def test_a_reading_is_logged_on_a_consent_for_its_purpose_or_a_proof(tmp_path: Path) -> None:
    store = store_with(tmp_path / "s")
    check_reading(store, read_by("insurer"))
    check_reading(store, read_by("insurer", purpose="marketing", proof="保险法 Art. 27"))
    check_reading(store, read_by("regulator", purpose="case 17"))
    for changed in ({"purpose": "marketing"}, {"subject_id": "P2"}, {"purpose": "x", "proof": "law"}):
        with pytest.raises(Refused):
            check_reading(store, read_by("insurer", **changed))


def test_a_store_that_was_handed_over_serves_its_purpose_until_its_last_day(tmp_path: Path) -> None:
    store, last = store_with(tmp_path / "s"), dt.date(2024, 2, 29)
    origin = {"package": "0", "sender": "A", "purpose": "hiring", "expires": last, "imported_on": GIVEN}
    append(store.path, lambda _: Addition(statements={}, tables={"exchange": pa.Table.from_pylist([origin])}))
    store = RecordStore.open(store.path)
    assert basis_of(store, "P1", last, purpose="hiring").consented == {"tax"}
    for purpose, on in (("claims", last), ("hiring", dt.date(2024, 3, 1))):
        with pytest.raises(Refused, match="ICM197"):
            basis_of(store, "P1", on, purpose=purpose)


@pytest.mark.parametrize(("on", "is_told"), [("2024-02-28", False), ("2024-02-29", True), ("2024-03-01", True)])
def test_a_notice_counts_from_its_day(tmp_path: Path, on: str, is_told: bool) -> None:
    store = store_with(tmp_path / "s")
    found = told(store, "violation", dt.date.fromisoformat(on), ["P1", "P2"])
    assert found == (frozenset({"P1"}) if is_told else frozenset())
    assert told(store, "tax", dt.date(2025, 1, 1), ["P1"]) == frozenset(), "of another category"


def test_a_public_body_in_its_duty_need_not_tell(tmp_path: Path) -> None:
    store = store_with(tmp_path / "s", operator_class="regulator", notices=[])
    assert told(store, "violation", GIVEN, ["P1"]) == {"P1"}


def test_a_person_without_any_basis_is_not_read_about(tmp_path: Path) -> None:
    store = store_with(tmp_path / "s", consents=[])
    with pytest.raises(Refused) as refusal:
        basis_of(store, "P1", GIVEN, purpose="hiring")
    (finding,) = refusal.value.findings
    assert finding.code == "ICM251" and "征信业管理条例 Art. 18" in finding.allowed and "P1" not in str(finding)
    by_law = basis_of(store, "P1", GIVEN, purpose="hiring", legal_basis="保险法 Art. 27")
    assert by_law.consented == frozenset() and by_law.legal_basis == "保险法 Art. 27"


def request(**changed: object) -> SpecialRequest:
    said = {"id": "case_1", "asked_by": "Li", "role": "insurer", "purpose": "hiring", "legal_basis": "y",
            "action": "query", "records": ("tax",), "tier": 4, "asked_on": GIVEN, "until": GIVEN}  # fmt: skip
    return SpecialRequest(**(said | changed))


def test_a_special_request_covers_its_subjects_records_and_tiers(tmp_path: Path) -> None:
    store, record = store_with(tmp_path / "s", consents=[]), load_catalogue().record_type("tax")
    assert basis_of(store, "P1", GIVEN, purpose="hiring", request=request()).readable("insurer", "query", record) == (
        "amount",
    )
    low = basis_of(store, "P1", GIVEN, purpose="hiring", request=request(tier=3))
    assert low.readable("insurer", "query", record) == ()
    profile = load_catalogue().record_type("profile")
    assert basis_of(store, "P1", GIVEN, purpose="hiring", request=request()).readable("insurer", "query", profile) == ()
    with pytest.raises(Refused, match="ICM251"):
        basis_of(store, "P1", GIVEN, purpose="hiring", request=request(subjects=("P2",)))


def test_adverse_records_of_a_category_without_notice_are_closed_whatever_else_holds() -> None:
    record = load_catalogue().record_type("violation")
    open_to = Basis(consented=frozenset({"violation"}), legal_basis="law")
    assert "fine" in open_to.readable("insurer", "query", record)
    closed = Basis(consented=frozenset({"violation"}), legal_basis="law", not_told=frozenset({"violation"}))
    assert closed.readable("insurer", "query", record) == ()
