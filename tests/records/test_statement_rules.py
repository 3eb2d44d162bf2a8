"""The rules over typed statements, each broken once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
import pytest

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Findings
from inscredit_models.records.statement_rules import STATUSES, check_rows
from inscredit_models.records.statements import statement_schema

TAX = load_catalogue().record_type("tax")


def row(record_id: str = "r", sequence: int = 1, **others: Any) -> dict[str, Any]:
    plain = {"status": "asserted", "subject_id": "s", "event_date": dt.date(2024, 1, 1)}
    return plain | {"record_id": record_id, "sequence": sequence, "known_date": dt.date(2024, 1, 1)} | others


def codes(*rows: dict[str, Any], may_lie_ahead: bool = False) -> list[tuple[str, str]]:
    findings = Findings()
    table = pa.Table.from_pylist(list(rows), schema=statement_schema(TAX))
    lists = {"status": STATUSES}
    check_rows(table, code_lists=lists, may_lie_ahead=may_lie_ahead, where="tax.csv", findings=findings)
    return [(finding.code, finding.where.removeprefix("tax.csv, column ")) for finding in findings]


def test_good_statements_pass_in_any_row_order() -> None:
    later = row(sequence=2, status="corrected", known_date=dt.date(2024, 2, 1))
    assert codes(later, row(), row("q")) == []


def test_no_statements_pass() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([row(), row()], ("ICM014", "'sequence', row 3")),
        ([row(known_date=dt.date(2023, 12, 31))], ("ICM015", "'known_date', row 2")),
        ([row(status="erased")], ("ICM017", "'status', row 2")),
        ([row(sequence=2)], ("ICM007", "'sequence', row 2")),
        ([row(), row(sequence=3)], ("ICM007", "'sequence', row 3")),
        ([row(status="corrected")], ("ICM006", "'status', row 2")),
        ([row(amount=10**15)], ("ICM006", "'amount', row 2")),
    ],
)
def test_each_breach_is_named_with_its_row_and_column(rows: list, found: tuple[str, str]) -> None:
    assert found in codes(*rows)


def test_known_date_must_not_run_backwards_within_a_record() -> None:
    first = row(known_date=dt.date(2024, 3, 1))
    assert codes(first, row(sequence=2, known_date=dt.date(2024, 2, 1))) == [("ICM018", "'known_date', row 3")]
    assert codes(first, row("other", known_date=dt.date(2024, 2, 1))) == []


def test_an_event_may_lie_ahead_where_the_type_says_so() -> None:
    assert codes(row(known_date=dt.date(2023, 12, 31)), may_lie_ahead=True) == []


def test_a_missing_known_date_is_not_taken_for_a_backward_one() -> None:
    assert codes(row(known_date=dt.date(2024, 3, 1)), row(sequence=2, known_date=None)) == []
