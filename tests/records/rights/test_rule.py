"""A rule knows which facts it asks about and refuses to be declared without what its kind needs."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic import ValidationError

from inscredit_models.records.rights.rule import RightsRule

HEAD = {
    "id": "a",
    "topic": "query",
    "zh": "规则",
    "en": "A rule",
    "source": "法 Art. 1",
    "confidence": "unverified",
    "valid_from": dt.date(2020, 1, 1),
}


@pytest.mark.parametrize("kind", ["deadline", "not_before", "order", "quota", "consent", "content", "between"])
def test_a_kind_without_its_keys_is_refused(kind: str) -> None:
    with pytest.raises(ValidationError, match="needs"):
        RightsRule(**HEAD, kind=kind)


@pytest.mark.parametrize("kind", ["member", "complete", "conditions"])
def test_a_kind_without_anything_to_hold_against_is_refused(kind: str) -> None:
    with pytest.raises(ValidationError, match="needs"):
        RightsRule(**HEAD, kind=kind, member="value")


def test_facts_follow_from_the_declaration() -> None:
    rule = RightsRule(**HEAD, kind="consent", act="queried", requires=("written",), exempt_when=("by_law",))
    assert rule.facts() == {
        "queried": "date",
        "given": "date",
        "until": "date",
        "withdrawn": "date",
        "written": "boolean",
        "by_law": "boolean",
    }


def test_the_article_of_an_unverified_rule_says_so() -> None:
    rule = RightsRule(**HEAD, kind="conditions", requires=("x",))
    assert rule.article() == "法 Art. 1 (未核实 unverified)"
