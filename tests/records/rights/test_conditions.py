"""The evaluators without a clock, one by one."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from inscredit_models.records.rights.clocks import Asked
from inscredit_models.records.rights.conditions import (
    judge_between,
    judge_complete,
    judge_conditions,
    judge_consent,
    judge_content,
    judge_member,
)
from inscredit_models.records.rights.registry import load_rules

DAY = dt.date(2024, 3, 1)
RULES = load_rules()


def test_a_consent_does_not_reach_back() -> None:
    facts = {"collected": DAY, "given": dt.date(2024, 3, 2)}
    assert judge_consent(RULES["crr_art13_consent"], Asked(facts, DAY)).lacking == ("given",)


def test_forbidden_content_is_found_in_disguise() -> None:
    facts = {"content": "ｂｌｏｏｄ＿ｔｙｐｅ", "collected": DAY}
    assert judge_content(RULES["crr_art14_forbidden"], Asked(facts, DAY)).state == "breach"


def test_an_entry_names_the_fields_it_lacks_and_blank_is_lacking() -> None:
    asked = Asked({"name": "x", "time": " "}, DAY, "name;time;content;purpose")
    assert judge_complete(RULES["crr_art22_query_log"], asked).lacking == ("time", "content", "purpose")


def test_a_purpose_that_was_not_agreed_and_a_passing_on_both_break_the_lock() -> None:
    rule = RULES["crr_art20_purpose_lock"]
    agreed = {"purpose": "claims", "agreed_purposes": ("claims",)}
    assert judge_member(rule, Asked(agreed, DAY)).state == "met"
    assert judge_member(rule, Asked(agreed | {"passed_on_without_consent": True}, DAY)).state == "breach"
    assert judge_member(rule, Asked(agreed | {"purpose": "sales"}, DAY)).state == "breach"


def test_what_is_not_shown_counts_as_absent() -> None:
    answer = judge_conditions(RULES["list_has_legal_basis"], Asked({"legal_basis": True}, DAY))
    assert answer.lacking == ("entry_rule", "exit_rule", "remedy")


def test_bounds_of_an_amount_are_included() -> None:
    rule = RULES["crr_art38_sanction_entity"]
    states = [
        judge_between(rule, Asked({"amount": Decimal(amount)}, DAY, "500000", lower="50000")).state
        for amount in ("49999.99", "50000", "500000", "500000.01")
    ]
    assert states == ["breach", "met", "met", "breach"]
