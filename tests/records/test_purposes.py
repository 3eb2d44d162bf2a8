"""Purposes: what a cell holds, what is of the list, and how a wrong one is refused without being repeated."""

from __future__ import annotations

import pytest

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.findings import Findings
from inscredit_models.records.purposes import (
    LIST,
    check_purpose,
    check_purposes,
    is_listed,
    purpose_names,
    purposes_cell,
    purposes_of,
)


@pytest.mark.parametrize("cell", [None, "", " ; ", float("nan")])
def test_an_empty_cell_agrees_to_nothing(cell: object) -> None:
    assert purposes_of(cell) == ()


def test_a_cell_is_read_as_it_was_written() -> None:
    assert purposes_of(purposes_cell(("hiring", "claims"))) == ("hiring", "claims")


def test_every_purpose_has_both_names_and_says_that_the_list_is_assumed() -> None:
    for item in load_catalogue().code_list(LIST):
        assert item.zh and item.en and item.zh != item.en and item.confidence == "assumed"


def test_a_purpose_that_is_not_of_the_list_is_refused_and_not_repeated() -> None:
    findings = Findings()
    check_purpose("张三的欠款", "query", findings)
    check_purposes(("claims", "hirng"), "query", findings)
    check_purposes((), "query", findings)
    assert [item.code for item in findings] == ["ICM253"] * 3
    unknown, near, none = findings
    assert "张三" not in str(unknown) and "hiring" in near.remedy
    assert not is_listed("") and none.found == "no purpose"


def test_what_is_not_of_the_list_is_named_as_it_is() -> None:
    assert purpose_names("own file") == ("own file", "own file")
