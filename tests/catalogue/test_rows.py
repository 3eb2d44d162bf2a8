"""The catalogue as rows."""

from __future__ import annotations

import json

import pytest

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.rows import code_rows, field_rows, parameter_rows, record_rows

CATALOGUE = load_catalogue()


@pytest.mark.parametrize("rows", [record_rows, field_rows, code_rows, parameter_rows])
def test_rows_have_one_shape_and_are_plain_values(rows) -> None:
    made = rows(CATALOGUE)
    assert {tuple(row) for row in made} == {tuple(made[0])}
    assert json.loads(json.dumps(made)) == made


def test_every_record_type_and_field_has_its_row() -> None:
    assert [row["code"] for row in record_rows(CATALOGUE)] == [record.code for record in CATALOGUE.record_types]
    assert len(field_rows(CATALOGUE)) == sum(row["fields"] for row in record_rows(CATALOGUE))


def test_field_row_says_what_its_record_type_hands_down() -> None:
    (row,) = [row for row in field_rows(CATALOGUE) if (row["record"], row["code"]) == ("policy", "policy_token")]
    assert row["agency"] == "insurer"
    assert (row["tier"], row["consent"], row["freshness_days"]) == (3, "written", 95)
    assert row["data_element"] == "JR/T 0033-2015 BX0018"


def test_every_code_item_has_its_row_with_its_validity() -> None:
    rows = code_rows(CATALOGUE)
    assert len(rows) == len(CATALOGUE.code_items)
    (row,) = [row for row in rows if row["list"] == "bureau" and row["zh"] == "厦门银保监局"]
    assert (row["valid_from"], row["valid_to"], row["confidence"]) == ("2018-12-01", "2023-01-01", "derived")


def test_unverified_parameter_is_shown_as_such() -> None:
    rows = parameter_rows(CATALOGUE)
    unverified = [row for row in rows if row["confidence"] == "unverified"]
    assert unverified
    assert all(("未核实 unverified" in row["shown"]) == (row in unverified) for row in rows)
