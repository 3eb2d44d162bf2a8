"""Cells that may not be collected: who refused, from when to when, and whom that binds."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from inscredit_models.records.coverage.refusals import prohibited_categories, refused_cells
from inscredit_models.records.side_tables import side_schema
from tests.records.coverage.small import refused

DAY = dt.date(2024, 2, 29)


@pytest.mark.parametrize(("as_of", "count"), [(dt.date(2024, 2, 28), 0), (DAY, 1), (dt.date(2024, 3, 1), 1)])
def test_a_refusal_begins_on_its_day(as_of: dt.date, count: int) -> None:
    assert len(refused_cells(refused(("P1", "tax"), given=DAY), "credit_agency", as_of)) == count


@pytest.mark.parametrize(("as_of", "count"), [(DAY, 1), (dt.date(2024, 3, 1), 0)])
def test_a_refusal_that_was_taken_back_ends_after_its_last_day(as_of: dt.date, count: int) -> None:
    table = refused(("P1", "tax"), given=dt.date(2020, 1, 1), until=DAY)
    assert len(refused_cells(table, "credit_agency", as_of)) == count


def test_a_refusal_without_days_always_holds() -> None:
    table = pa.table({"subject_id": ["P1"], "category": ["tax"], "state": ["consent_refused"]})
    assert len(refused_cells(table, "credit_agency", dt.date(1990, 1, 1))) == 1


def test_the_days_of_simulated_consents_are_read_too() -> None:
    table = refused(("P1", "tax"), given=DAY).rename_columns(["subject_id", "category", "state", "from", "to"])
    assert len(refused_cells(table, "credit_agency", dt.date(2024, 2, 28))) == 0


@pytest.mark.parametrize("operator_class", ["regulator", "industry_body", "insurer"])
def test_only_the_credit_agency_is_bound(operator_class: str) -> None:
    assert len(refused_cells(refused(("P1", "tax")), operator_class, DAY)) == 0


def test_consent_that_was_given_is_no_refusal() -> None:
    table = pa.table({"subject_id": ["P1"], "category": ["tax"], "state": ["consent_given"]})
    assert len(refused_cells(table, "credit_agency", DAY)) == 0
    assert len(refused_cells(None, "credit_agency", DAY)) == 0


def test_no_category_of_the_plan_is_prohibited_as_a_whole() -> None:
    for subject in ("regulator", "enterprise", "practitioner", "consumer"):
        assert prohibited_categories(subject, "credit_agency") == frozenset()


def consents(*rows: tuple[str, dt.date]) -> pa.Table:
    columns = {"subject_id": ["P1"] * len(rows), "category": ["tax"] * len(rows), "state": [state for state, _ in rows]}
    return pa.table(columns | {"given": pa.array([day for _, day in rows], pa.date32())})


def test_a_withdrawn_consent_is_a_refusal_from_its_day() -> None:
    table = consents(("consent_given", dt.date(2020, 1, 1)), ("consent_withdrawn", DAY))
    assert [len(refused_cells(table, "credit_agency", day)) for day in (dt.date(2024, 2, 28), DAY)] == [0, 1]


@pytest.mark.parametrize(
    ("withdrawn", "count"), [(["hiring"], 0), (["hiring", "claims"], 1), ([None], 1), (["claims", "hiring"], 1)]
)
def test_a_withdrawal_for_some_purposes_leaves_the_cell_while_others_are_agreed(
    withdrawn: list[str | None], count: int
) -> None:
    given = {"state": "consent_given", "given": dt.date(2020, 1, 1), "basis": "C", "notice": True,
             "purposes": "hiring;claims"}  # fmt: skip
    gone = [{"state": "consent_withdrawn", "given": DAY, "purposes": purpose} for purpose in withdrawn]
    rows = [{"subject_id": "P1", "category": "tax"} | row for row in (given, *gone)]
    table = pa.Table.from_pylist(rows, schema=side_schema("consent"))
    assert len(refused_cells(table, "credit_agency", dt.date(2024, 2, 28))) == 0
    assert len(refused_cells(table, "credit_agency", DAY)) == count


def test_a_consent_to_another_category_leaves_a_refusal_as_it_is() -> None:
    given = {"category": "award", "state": "consent_given", "given": DAY, "basis": "C", "notice": True,
             "purposes": "hiring"}  # fmt: skip
    withdrawn = {"category": "award", "state": "consent_withdrawn", "given": DAY, "purposes": "claims"}
    rows = [given, withdrawn, {"category": "tax", "state": "consent_refused", "given": DAY}]
    table = pa.Table.from_pylist([{"subject_id": "P1"} | row for row in rows], schema=side_schema("consent"))
    assert refused_cells(table, "credit_agency", DAY).to_dict("list") == {"subject_id": ["P1"], "category": ["tax"]}


def test_a_consent_given_later_takes_a_refusal_back() -> None:
    table = consents(("consent_refused", dt.date(2020, 1, 1)), ("consent_given", DAY))
    assert [len(refused_cells(table, "credit_agency", day)) for day in (dt.date(2024, 2, 28), DAY)] == [1, 0]
