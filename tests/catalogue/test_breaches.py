"""Breaches in plain words: no message of a library, no value of a table."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, StringConstraints

from inscredit_models.catalogue.breaches import choices, what_is_allowed, what_to_do
from inscredit_models.catalogue.documents import Code, Declaration, structure
from inscredit_models.findings import Findings


class Everything(Declaration):
    """One field of each kind."""

    code: Code = "a"
    kind: Literal["repair", "keep"] = "keep"
    day: dt.date = dt.date(2024, 2, 29)
    time: dt.datetime = dt.datetime(2024, 2, 29, tzinfo=dt.UTC)
    count: Annotated[int, Field(ge=1, le=9)] = 1
    share: Annotated[float, Field(gt=0, lt=1)] = 0.5
    amount: Decimal = Decimal(1)
    yes: bool = True
    text: Annotated[str, StringConstraints(min_length=1, max_length=3)] = "x"
    several: Annotated[tuple[int, ...], Field(min_length=1)] = (1,)


@pytest.mark.parametrize(
    ("key", "value", "allowed"),
    [
        ("code", "Not a code", "a name of lower-case letters, digits and _"),
        ("kind", "mend", "repair, keep"),
        ("day", "1 July", "a day as 2024-02-29"),
        ("time", "noon", "a time as 2024-03-01T09:00:00+08:00"),
        ("count", 0, "1 or more"),
        ("count", 10, "9 or less"),
        ("count", "many", "a whole number"),
        ("share", 0.0, "above 0.0"),
        ("share", 1.0, "below 1.0"),
        ("amount", "much", "a number"),
        ("yes", "perhaps", "true or false"),
        ("text", "", "at least 1 character(s)"),
        ("text", "long text", "at most 3 characters"),
        ("text", 5, "text"),
        ("several", [], "a list of 1 or more"),
        ("several", 5, "a list"),
    ],
)
def test_what_is_allowed_is_said_in_plain_words(key: str, value: Any, allowed: str) -> None:
    findings = Findings()
    assert structure(Everything, {key: value}, "x.toml", findings) is None
    (finding,) = findings
    assert (finding.code, finding.allowed, finding.where) == ("ICM006", allowed, f"x.toml, {key}")
    assert not any(word in str(finding) for word in ("Input", "String should", "valid"))


def test_a_cell_of_a_table_is_not_repeated_and_the_near_word_is_named() -> None:
    findings = Findings()
    cells = {"kind": "repairr", "day": "11010519491231002X"}
    assert structure(Everything, cells, "t.csv, row 2", findings, text_cells=True) is None
    said = "\n".join(map(str, findings))
    assert "11010519491231002X" not in said and "repairr" not in said and "did you mean 'repair'?" in said


def test_a_key_of_a_document_is_repeated() -> None:
    findings = Findings()
    structure(Everything, {"kind": "mend"}, "x.toml", findings)
    assert findings.items[0].found == "'mend'"


def test_a_long_number_of_a_document_is_not_repeated() -> None:
    findings = Findings()
    structure(Everything, {"kind": "11010519491231002X", "text": 13800138000}, "x.toml", findings)
    said = "\n".join(map(str, findings))
    assert len(findings) == 2 and "11010519491231002X" not in said and "13800138000" not in said


def test_choices_keep_their_order_and_far_words_get_no_guess() -> None:
    error = {"type": "literal_error", "msg": "", "input": "zzz", "ctx": {"expected": "'b', 'a' or 'c d'"}}
    assert choices(error) == ["b", "a", "c d"] and what_to_do(error) == "use one of them"
    assert what_to_do({"type": "int_type", "msg": ""}) == "correct the value"


@pytest.mark.parametrize(
    ("error", "allowed"),
    [
        ({"type": "string_pattern_mismatch", "msg": "", "ctx": {"pattern": "^x+$"}}, "text of the form ^x+$"),
        ({"type": "union_tag_invalid", "msg": "", "ctx": {"expected_tags": "'a', 'b'"}}, "a, b"),
        ({"type": "value_error", "msg": "Value error, cuts must rise"}, "cuts must rise"),
        ({"type": "something_new", "msg": "as the library says"}, "as the library says"),
    ],
)
def test_what_has_no_plain_words_of_its_own(error: dict[str, Any], allowed: str) -> None:
    assert what_is_allowed(error) == allowed
