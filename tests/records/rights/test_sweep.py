"""A store held against the rules on a day: what ran out, what has no basis, what was not answered in time."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Findings
from inscredit_models.records.calendar import retention_cutoff
from inscredit_models.records.rights.judge import judge
from inscredit_models.records.rights.sweep import Breach, expired_records, records_without_consent, sweep
from tests.records.rights.rights_store import CONSENT, tax, violation, write_rights_store

VIOLATION = load_catalogue().record_type("violation")
TAX = load_catalogue().record_type("tax")


@pytest.mark.parametrize(
    ("on", "expired"), [("2025-02-27", 0), ("2025-02-28", 0), ("2025-03-01", 1), ("2026-01-01", 1)]
)
def test_an_act_that_ended_on_29_february_runs_out_after_28_february(tmp_path: Path, on: str, expired: int) -> None:
    store = write_rights_store(tmp_path / "s", violations=[violation(1)])
    day = dt.date.fromisoformat(on)
    assert len(expired_records(store, VIOLATION, day)) == expired
    assert [(item.rule, item.count) for item in sweep(store, day)] == [("crr_art16_retention", 1)][:expired]


@pytest.mark.parametrize(
    ("on", "until", "named"),
    [
        ("2019-12-31", None, 0),
        ("2020-01-01", None, 1),
        ("2024-02-29", "2024-02-29", 1),
        ("2024-03-01", "2024-02-29", 0),
    ],
)
def test_consents_in_force_that_agreed_to_no_purpose_are_named(
    tmp_path: Path, on: str, until: str | None, named: int
) -> None:
    consent = CONSENT | {"purposes": None, "until": until and dt.date.fromisoformat(until)}
    store = write_rights_store(tmp_path / "s", taxes=[tax(1)], consents=[consent, CONSENT | {"subject_id": "P2"}])
    findings = Findings()
    sweep(store, dt.date.fromisoformat(on), findings=findings)
    assert [item.code for item in findings] == ["ICM267"] * named
    assert all(item.found.startswith("1 in force") for item in findings)


@given(
    ended=st.dates(dt.date(2015, 1, 1), dt.date(2020, 12, 31)), on=st.dates(dt.date(2019, 1, 1), dt.date(2026, 12, 31))
)
@settings(max_examples=300, deadline=None)
def test_the_cut_off_of_a_store_and_the_rule_of_a_record_say_the_same(ended: dt.date, on: dt.date) -> None:
    runs_out = judge("crr_art16_retention", {"act_ended": ended}, on).state == "breach"
    assert runs_out == (ended < retention_cutoff(on, 5))


@pytest.mark.parametrize(("on", "expired"), [("2025-06-10", 0), ("2025-06-11", 0), ("2025-06-12", 1)])
def test_the_last_day_of_the_retention_still_counts(tmp_path: Path, on: str, expired: int) -> None:
    store = write_rights_store(tmp_path / "s", violations=[violation(1, act_ended="2020-06-11")])
    assert len(expired_records(store, VIOLATION, dt.date.fromisoformat(on))) == expired


def test_a_continuing_act_stays_and_the_last_statement_says_when_it_ended(tmp_path: Path) -> None:
    again = {"sequence": 2, "status": "corrected", "known_date": "2021-01-01"}
    store = write_rights_store(
        tmp_path / "s",
        violations=[
            violation(1, act_ended=None),
            violation(2),
            violation(2, act_ended="2024-06-30", **again),
            violation(3, act_ended="2024-06-30"),
            violation(3, act_ended="2019-06-30", event_date="2019-01-01", **again),
        ],
    )
    assert set(expired_records(store, VIOLATION, dt.date(2026, 1, 1))) == {"v3"}


@pytest.mark.parametrize(
    ("keeper", "rule"),
    [("industry_body", "iac_retention_most"), ("insurer", "insurer_retention"), ("regulator", None)],
)
def test_each_operator_class_has_its_rule_and_a_regulator_none(tmp_path: Path, keeper: str, rule: str | None) -> None:
    store = write_rights_store(tmp_path / "s", violations=[violation(1)], operator_class=keeper)
    assert [item.rule for item in sweep(store, dt.date(2026, 1, 1))] == ([rule] if rule else [])


def test_consent_only_records_without_a_basis_and_after_a_withdrawal_are_counted(tmp_path: Path) -> None:
    gone = CONSENT | {"state": "consent_withdrawn", "given": dt.date(2025, 1, 1), "basis": None}
    store = write_rights_store(tmp_path / "s", taxes=[tax(1), tax(2), tax(3)], consents=[CONSENT, gone])
    before, after = sweep(store, dt.date(2024, 12, 31)), sweep(store, dt.date(2025, 1, 1))
    assert before == (Breach("crr_art14_written_consent", "tax", 2),)
    assert after == (Breach("pipl15_withdrawal", "tax", 1), Breach("crr_art14_written_consent", "tax", 2))
    assert records_without_consent(store, TAX, dt.date(2025, 1, 1)) == {"t1"}


def test_a_consent_given_anew_ends_the_breach(tmp_path: Path) -> None:
    gone = CONSENT | {"state": "consent_withdrawn", "given": dt.date(2025, 1, 1), "basis": None}
    anew = CONSENT | {"given": dt.date(2025, 6, 1)}
    store = write_rights_store(tmp_path / "s", taxes=[tax(1)], consents=[CONSENT, gone, anew])
    assert sweep(store, dt.date(2025, 5, 31)) and not sweep(store, dt.date(2025, 6, 1))


def objection(answered: str | None, reason: str | None = "我的陈述") -> list[dict]:
    rows = [
        violation(1, act_ended="2025-12-31"),
        violation(1, sequence=2, status="disputed", known_date="2026-02-09", reason=reason, act_ended="2025-12-31"),
    ]
    if answered:
        said = {"sequence": 3, "status": "asserted", "known_date": answered, "reason": "核查属实"}
        rows.append(violation(1, act_ended="2025-12-31", **said))
    return rows


@pytest.mark.parametrize(
    ("answered", "on", "late"),
    [
        (None, "2026-03-01", 0),
        (None, "2026-03-02", 1),
        ("2026-03-01", "2026-06-01", 0),
        ("2026-03-02", "2026-06-01", 1),
        ("2026-03-02", "2026-03-01", 0),
    ],
)
def test_an_objection_is_late_after_twenty_days(tmp_path: Path, answered: str | None, on: str, late: int) -> None:
    store = write_rights_store(tmp_path / "s", violations=objection(answered))
    found = sweep(store, dt.date.fromisoformat(on))
    assert found == (Breach("crr_art25_objection", "violation", 1, dt.date(2026, 3, 1)),)[:late]


def test_a_region_has_its_own_clock(tmp_path: Path) -> None:
    store = write_rights_store(tmp_path / "s", violations=objection(None))
    found = sweep(store, dt.date(2026, 2, 19), region="shanghai")
    assert [(item.rule, item.since) for item in found] == [("sh_art36_agency", dt.date(2026, 2, 18))]


def test_an_objection_without_the_statement_of_the_subject_is_named(tmp_path: Path) -> None:
    store = write_rights_store(tmp_path / "s", violations=objection(None, reason=" "))
    assert [item.rule for item in sweep(store, dt.date(2026, 2, 10))] == ["crr_art16_statement"]


@pytest.mark.parametrize(
    ("repaired", "rule"),
    [
        ("2022-01-14", "repair_2019_527_general_earliest"),
        ("2022-01-15", None),
        ("2026-04-01", "repair_2025_36_general_earliest"),
    ],
)
def test_a_repair_is_held_to_the_regime_of_its_day(tmp_path: Path, repaired: str, rule: str | None) -> None:
    decided = "2021-10-15" if repaired < "2023" else "2026-01-15"
    first = violation(1, event_date=decided, known_date=decided, act_ended="2026-01-20" if decided > "2026" else None)
    store = write_rights_store(
        tmp_path / "s", violations=[first, first | {"sequence": 2, "status": "repaired", "known_date": repaired}]
    )
    assert [item.rule for item in sweep(store, dt.date(2026, 4, 2))] == ([rule] if rule else [])


def test_what_is_found_names_no_subject_and_no_record(tmp_path: Path) -> None:
    store = write_rights_store(tmp_path / "s", violations=[violation(1)])
    said = str([item.as_dict() for item in sweep(store, dt.date(2026, 1, 1))])
    assert "v1" not in said and "P1" not in said and "征信业管理条例 Art. 16" in said
