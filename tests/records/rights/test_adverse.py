"""Only what was proven counts as adverse information."""

from __future__ import annotations

import datetime as dt

import pytest

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.records.rights.adverse import PROVEN_BY, is_proven

DAY = dt.date(2024, 2, 29)


@pytest.mark.parametrize(
    ("record", "proven"),
    [("fraud_case", {"penalised", "judged"}), ("complaint", {"punished"})],
)
def test_a_record_counts_when_its_result_says_so(record: str, proven: set[str]) -> None:
    declared = load_catalogue().record_type(record)
    codes = {item.code for item in load_catalogue().code_list(declared.field("result").codes)}
    assert proven < codes
    assert {code for code in codes if is_proven(declared, {"result": code}, DAY)} == proven


def test_without_a_result_nothing_is_proven_and_other_types_count_as_they_are() -> None:
    for record in PROVEN_BY:
        assert not is_proven(load_catalogue().record_type(record), {"result": None}, DAY)
    assert is_proven(load_catalogue().record_type("violation"), {"severity": "minor"}, DAY)


def test_before_the_notice_of_2011_every_complaint_counted() -> None:
    record = load_catalogue().record_type("complaint")
    days = (dt.date(2011, 5, 10), dt.date(2011, 5, 11))
    assert [is_proven(record, {"result": "received"}, day) for day in days] == [True, False]
