"""Special requests: filed with everything, decided by two others, used for what was asked and no longer."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from inscredit_models.findings import Refused
from inscredit_models.records.rights.requests import (
    Decision,
    SpecialRequest,
    decide_request,
    file_request,
    read_request,
    request_log,
    request_state,
    use_request,
)

USE = {"role": "insurer", "action": "query", "purpose": "fraud_investigation"}
LAST = dt.date(2026, 3, 31)


def request(**changed: Any) -> SpecialRequest:
    values = {
        "id": "case_1",
        "asked_by": "甲",
        "role": "insurer",
        "purpose": "fraud_investigation",
        "legal_basis": "保险法 Art. 27",
        "action": "query",
        "records": ("treatment_check",),
        "tier": 4,
        "subjects": ("C1",),
        "asked_on": dt.date(2026, 3, 1),
        "until": LAST,
    }
    return SpecialRequest(**(values | changed))


def decide(store: Path, by: str, *, approve: bool = True, day: int = 2) -> None:
    decision = Decision(id="case_1", decided_by=by, approve=approve, reason="grounds", on=dt.date(2026, 3, day))
    decide_request(store, decision)


def codes(call: Any, *given: Any, **named: Any) -> list[str]:
    with pytest.raises(Refused) as refusal:
        call(*given, **named)
    return [finding.code for finding in refusal.value.findings]


def approved(store: Path) -> None:
    file_request(store, request())
    decide(store, "乙")
    decide(store, "丙", day=3)


def test_two_others_approve_and_the_request_may_be_used_until_its_last_day(tmp_path: Path) -> None:
    store = tmp_path / "s"
    approved(store)
    assert request_state(store, "case_1", dt.date(2026, 3, 2)) == "filed"
    assert request_state(store, "case_1", dt.date(2026, 3, 3)) == "approved"
    assert use_request(store, "case_1", LAST, **USE).purpose == "fraud_investigation"
    after = LAST + dt.timedelta(days=1)
    assert request_state(store, "case_1", after) == "expired"
    assert codes(use_request, store, "case_1", after, **USE) == ["ICM193"]


def test_one_refusal_refuses(tmp_path: Path) -> None:
    store = tmp_path / "s"
    file_request(store, request())
    decide(store, "乙", approve=False)
    assert request_state(store, "case_1", LAST) == "refused"
    assert codes(decide, store, "丙") == ["ICM193"]


def test_neither_who_asked_nor_one_person_twice_can_approve(tmp_path: Path) -> None:
    store = tmp_path / "s"
    file_request(store, request())
    assert codes(decide, store, "甲") == ["ICM193"]
    decide(store, "乙")
    assert codes(decide, store, "乙") == ["ICM193"]
    assert request_state(store, "case_1", LAST) == "filed"
    assert codes(use_request, store, "case_1", LAST, **USE) == ["ICM193"]


def test_a_request_serves_only_the_use_it_was_made_for(tmp_path: Path) -> None:
    store = tmp_path / "s"
    approved(store)
    assert codes(use_request, store, "case_1", LAST, **(USE | {"role": "regulator"})) == ["ICM193"]
    assert codes(use_request, store, "case_1", LAST, **(USE | {"action": "export"})) == ["ICM193"]


def test_a_request_serves_only_the_purpose_it_was_approved_for(tmp_path: Path) -> None:
    store = tmp_path / "s"
    approved(store)
    use = {"role": "insurer", "action": "query"}
    for purpose in ("marketing", "", "fraud"):
        assert codes(use_request, store, "case_1", LAST, purpose=purpose, **use) == ["ICM193"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"purpose": "because"}, "ICM253"),
        ({"action": "export"}, "ICM192"),
        ({"tier": 2}, "ICM193"),
        ({"until": dt.date(2026, 2, 28)}, "ICM193"),
        ({"records": ("treatment_chek",)}, "ICM008"),
        ({"records": ()}, "ICM007"),
        ({"subjects": ("11010519491231002X",)}, "ICM029"),
    ],
)
def test_a_request_that_cannot_stand_is_not_filed(tmp_path: Path, changed: dict[str, Any], code: str) -> None:
    assert codes(file_request, tmp_path / "s", request(**changed)) == [code]
    assert not request_log(tmp_path / "s").exists()


def test_a_name_is_used_once_and_an_unknown_one_is_named(tmp_path: Path) -> None:
    store = tmp_path / "s"
    file_request(store, request())
    assert codes(file_request, store, request()) == ["ICM193"]
    assert codes(request_state, store, "case_2", LAST) == ["ICM008"]


def test_a_decision_cannot_be_forged_in_the_log(tmp_path: Path) -> None:
    store = tmp_path / "s"
    file_request(store, request())
    decide(store, "乙", approve=False)
    path = request_log(store)
    path.write_text(path.read_text(encoding="utf-8").replace('"approve":false', '"approve":true'), encoding="utf-8")
    assert codes(request_state, store, "case_1", LAST) == ["ICM190"]


def test_a_request_is_read_from_a_document(tmp_path: Path) -> None:
    path = tmp_path / "request.toml"
    lines = [
        'id = "case_1"',
        'asked_by = "甲"',
        'role = "insurer"',
        'purpose = "p"',
        'legal_basis = "l"',
        'action = "query"',
        'records = ["treatment_check"]',
        "tier = 4",
        "asked_on = 2026-03-01",
        "until = 2026-03-31",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert read_request(path).tier == 4
    path.write_text("\n".join([*lines[:3], "colour = 1"]), encoding="utf-8")
    found = codes(read_request, path)
    assert "ICM003" in found and "ICM007" in found
