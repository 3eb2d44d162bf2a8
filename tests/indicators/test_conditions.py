"""Conditions as SQL."""

from __future__ import annotations

from typing import Any

import pytest

from inscredit_models.indicators.conditions import literal, meets, meets_all, meets_none
from inscredit_models.indicators.declaration import Condition


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"is": "a"}, "x = 'a'"),
        ({"is": True}, "x = TRUE"),
        ({"in": (1, 2)}, "x IN (1, 2)"),
        ({"not_in": ("a",)}, "NOT x IN ('a')"),
        ({"at_least": 2.5}, "x >= 2.5"),
        ({"at_most": -1}, "x <= -1"),
        ({"above": 1e20}, "x > 100000000000000000000"),
        ({"below": 0}, "x < 0"),
    ],
)
def test_each_operator_is_its_comparison(rule: dict[str, Any], expected: str) -> None:
    assert meets(Condition(field="x", **rule)).sql("duckdb") == expected


def test_an_exclusion_does_not_exclude_a_missing_field() -> None:
    (rule,) = meets_none([Condition(field="x", **{"not_in": ("a",)})])
    assert rule.sql("duckdb") == "NOT COALESCE(NOT x IN ('a'), FALSE)"


def test_several_conditions_are_several_rules() -> None:
    rules = meets_all([Condition(field="x", above=0), Condition(field="y", above=0)])
    assert [rule.sql("duckdb") for rule in rules] == ["x > 0", "y > 0"]


def test_text_cannot_leave_its_quotes() -> None:
    assert literal("a' OR 'b").sql("duckdb") == "'a'' OR ''b'"
