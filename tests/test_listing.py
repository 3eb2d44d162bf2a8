"""What is declared, as rows and as aligned text."""

from __future__ import annotations

import pytest

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.listing import (
    LISTINGS,
    list_codes,
    list_fields,
    list_indicators,
    list_models,
    list_parameters,
    list_records,
    listing_text,
    text_width,
)


@pytest.mark.parametrize("rows", LISTINGS.values(), ids=LISTINGS)
def test_every_listing_has_rows_of_one_shape_with_a_code(rows) -> None:
    made = rows()
    assert {tuple(row) for row in made} == {tuple(made[0])}
    assert all(row["code"] for row in made)


@pytest.mark.parametrize("rows", [list_records, list_fields, list_indicators, list_models])
def test_subject_and_category_and_both_names_are_there(rows) -> None:
    for row in rows():
        assert all(row[name] for name in ("code", "subject", "category", "zh", "en"))


def test_records_listed_are_those_of_the_catalogue() -> None:
    pairs = {(row["subject"], row["category"]) for row in list_records()}
    assert pairs == {(item.subject, item.category) for item in load_catalogue().categories}
    assert len(pairs) == 22


def test_codes_and_parameters_name_their_confidence() -> None:
    assert {row["confidence"] for row in (*list_codes(), *list_parameters())} <= {
        "high",
        "medium",
        "low",
        "derived",
        "unverified",
        "assumed",
    }


@pytest.mark.parametrize("rows", LISTINGS.values(), ids=LISTINGS)
def test_text_has_one_line_per_row_and_one_for_the_head(rows) -> None:
    made = rows()
    assert len(listing_text(made).splitlines()) == len(made) + 1


def test_columns_stand_below_each_other_though_characters_are_wide() -> None:
    text = listing_text([{"zh": "指标", "en": "x"}, {"zh": "a", "en": "y"}])
    assert [text_width(line[: line.index(mark)]) for line, mark in zip(text.splitlines(), "exy", strict=True)] == [
        6
    ] * 3


def test_cells_that_are_no_text_are_printed_plainly() -> None:
    row = {"a": None, "b": True, "c": False, "d": ["x", "y"], "e": 3, "f": "end"}
    assert listing_text([row]).splitlines()[1].split() == ["yes", "x,y", "3", "end"]
