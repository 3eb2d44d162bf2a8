"""The basis of a reading: consent, notice, law or special request, each on record, each on its day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Refused
from inscredit_models.records.rights.basis import Basis, basis_of, consenting, told
from inscredit_models.records.rights.requests import SpecialRequest
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


def test_without_an_agreed_purpose_a_consent_carries_nothing(tmp_path: Path) -> None:
    assert consenting(store_with(tmp_path / "s"), "tax", GIVEN, purpose=" ", subjects=["P1"]) == frozenset()


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
    said = {"id": "case_1", "asked_by": "Li", "role": "insurer", "purpose": "x", "legal_basis": "y", "action": "query",
            "records": ("tax",), "tier": 4, "asked_on": GIVEN, "until": GIVEN}  # fmt: skip
    return SpecialRequest(**(said | changed))


def test_a_special_request_covers_its_subjects_records_and_tiers(tmp_path: Path) -> None:
    store, record = store_with(tmp_path / "s", consents=[]), load_catalogue().record_type("tax")
    assert basis_of(store, "P1", GIVEN, request=request()).readable("insurer", "query", record) == ("amount",)
    low = basis_of(store, "P1", GIVEN, request=request(tier=3))
    assert low.readable("insurer", "query", record) == ()
    profile = load_catalogue().record_type("profile")
    assert basis_of(store, "P1", GIVEN, request=request()).readable("insurer", "query", profile) == ()
    with pytest.raises(Refused, match="ICM251"):
        basis_of(store, "P1", GIVEN, request=request(subjects=("P2",)))


def test_adverse_records_of_a_category_without_notice_are_closed_whatever_else_holds() -> None:
    record = load_catalogue().record_type("violation")
    open_to = Basis(consented=frozenset({"violation"}), legal_basis="law")
    assert "fine" in open_to.readable("insurer", "query", record)
    closed = Basis(consented=frozenset({"violation"}), legal_basis="law", not_told=frozenset({"violation"}))
    assert closed.readable("insurer", "query", record) == ()
