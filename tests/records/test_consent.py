"""Consent-only fields of a credit agency need a basis in force on the day the statement became known."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.records.consent import check_consent, consents_in_force
from inscredit_models.records.purposes import NOT_AGREED
from inscredit_models.records.rows import RowFindings
from inscredit_models.records.side_tables import side_schema
from inscredit_models.records.tables import read_tables

CONSENT = {
    "subject_id": "P1",
    "category": "tax",
    "state": "consent_given",
    "basis": "C1",
    "given": dt.date(2020, 1, 1),
    "until": dt.date(2020, 12, 31),
    "notice": True,
}


def marked(known_date: str, *consents: dict, operator_class: str = "credit_agency") -> list[int]:
    row = {
        "record_id": "t1",
        "subject_id": "P1",
        "event_date": "2019-12-31",
        "known_date": known_date,
        "amount": "5.00",
        "operator_class": operator_class,
    }
    rows = [row, row | {"record_id": "t2", "subject_id": "P2", "amount": None}]
    table = read_tables({"tax": rows}, subject="practitioner")["tax"]
    findings = RowFindings()
    given = pa.Table.from_pylist(list(consents), schema=side_schema("consent"))
    check_consent(table, load_catalogue().record_type("tax"), given, "tax.csv", findings)
    return [row for mark in findings.marks for row in mark.rows.tolist()]


def test_what_is_held_rests_on_a_consent_whatever_its_purposes() -> None:
    for purposes in (None, "hiring", "hiring;claims"):
        assert marked("2020-06-01", CONSENT | {"purposes": purposes}) == []


def test_a_withdrawal_ends_the_purposes_it_names_or_all() -> None:
    gone = dict.fromkeys(CONSENT) | {"subject_id": "P1", "category": "tax", "state": "consent_withdrawn"}
    gone |= {"given": dt.date(2020, 2, 29)}
    for named, ends in (("hiring", {"hiring": 28, "claims": 31}), (None, {"hiring": 28, "claims": 28})):
        rows = [CONSENT | {"purposes": "hiring;claims"}, gone | {"purposes": named}]
        table = pa.Table.from_pylist(rows, schema=side_schema("consent"))
        frame = consents_in_force(table, "tax")
        assert {row.purpose: row.until.day for row in frame.itertuples()} == ends
    older = pa.Table.from_pylist([CONSENT], schema=side_schema("consent")).drop_columns("purposes")
    assert consents_in_force(older, "tax")["purpose"].tolist() == [NOT_AGREED]


@pytest.mark.parametrize(
    ("known_date", "rows"),
    [("2019-12-31", [0]), ("2020-01-01", []), ("2020-12-31", []), ("2021-01-01", [0])],
)
def test_the_consent_holds_from_its_first_to_its_last_day(known_date: str, rows: list[int]) -> None:
    assert marked(known_date, CONSENT) == rows


def test_one_consent_that_holds_is_enough_and_open_ends_are_open() -> None:
    assert marked("2024-01-01", CONSENT, CONSENT | {"until": None}) == []
    assert marked("2024-01-01") == [0]


def test_a_row_without_a_value_in_the_field_needs_no_consent() -> None:
    assert 1 not in marked("2024-01-01")


def test_other_operator_classes_are_not_bound() -> None:
    assert marked("2024-01-01", operator_class="regulator") == []


WITHDRAWAL = CONSENT | {"state": "consent_withdrawn", "given": dt.date(2020, 6, 1), "until": None, "basis": None}


@pytest.mark.parametrize(("known_date", "rows"), [("2020-05-31", []), ("2020-06-01", [0]), ("2020-06-02", [0])])
def test_a_withdrawal_ends_a_consent_on_its_day_and_not_before(known_date: str, rows: list[int]) -> None:
    assert marked(known_date, CONSENT, WITHDRAWAL) == rows


def test_a_consent_given_anew_after_a_withdrawal_carries_again() -> None:
    anew = CONSENT | {"given": dt.date(2020, 7, 1)}
    assert (
        marked("2020-06-30", CONSENT, WITHDRAWAL, anew) == [0] and marked("2020-07-01", CONSENT, WITHDRAWAL, anew) == []
    )


def test_a_withdrawal_on_the_day_of_the_consent_leaves_nothing_of_it() -> None:
    assert marked("2020-01-01", CONSENT, WITHDRAWAL | {"given": CONSENT["given"]}) == [0]


def test_a_withdrawal_by_another_subject_or_of_another_category_changes_nothing() -> None:
    assert marked("2020-08-01", CONSENT, WITHDRAWAL | {"subject_id": "P2"}, WITHDRAWAL | {"category": "basic"}) == []
