"""Rules without a clock (条件类规则): consent, content, complete entries, allowed values, conditions, amounts."""

from __future__ import annotations

from decimal import Decimal

from inscredit_models.catalogue.prohibited import consent_only_reason, prohibited_reason
from inscredit_models.records.calendar import OPEN_END
from inscredit_models.records.rights.clocks import Answer, Asked
from inscredit_models.records.rights.rule import RightsRule


def judge_consent(rule: RightsRule, asked: Asked) -> Answer:
    """Say whether a consent was in force on the day of an act: given by then, not run out, not withdrawn.

    A withdrawal counts from its own day: what is done on that day has no basis any more.
    """
    act = asked.facts.get(rule.act or "")
    if act is None or act > asked.on:
        return Answer("open")
    given, until = asked.facts.get("given"), asked.facts.get("until") or OPEN_END
    withdrawn = asked.facts.get("withdrawn")
    is_over = act > until or (withdrawn is not None and act >= withdrawn)
    lacking = [name for name in rule.requires if not asked.facts.get(name)]
    if given is None or act < given:
        lacking.insert(0, "given")
    return Answer("breach" if lacking or is_over else "met", lacking=tuple(lacking))


def judge_content(rule: RightsRule, asked: Asked) -> Answer:
    """Say whether a field may be held: forbidden content never, consent-only content with a consent in force."""
    name = str(asked.facts.get("content", ""))
    if rule.restriction == "forbidden":
        return Answer("breach" if prohibited_reason(name) else "met")
    return judge_consent(rule, asked) if consent_only_reason(name) else Answer("exempt")


def judge_complete(rule: RightsRule, asked: Asked) -> Answer:
    """Say whether an entry has every field that the rule, or its legal parameter, names."""
    lacking = tuple(name for name in field_names(rule, asked.value) if not str(asked.facts.get(name) or "").strip())
    return Answer("breach" if lacking else "met", lacking=lacking)


def judge_member(rule: RightsRule, asked: Asked) -> Answer:
    """Say whether a value is among those the rule allows, or those that were agreed."""
    value = asked.facts.get(rule.member or "")
    allowed = rule.allowed or tuple(asked.facts.get(rule.agreed or "", ()))
    lacking = tuple(name for name in rule.requires if not asked.facts.get(name))
    found = tuple(name for name in rule.forbids if asked.facts.get(name))
    if value is None:
        return Answer("breach", lacking=(rule.member or "",))
    return Answer("met" if value in allowed and not lacking and not found else "breach", lacking=(*lacking, *found))


def judge_conditions(rule: RightsRule, asked: Asked) -> Answer:
    """Say whether everything required is shown and nothing forbidden is; what is not shown counts as absent."""
    missing = tuple(name for name in rule.requires if not asked.facts.get(name))
    found = tuple(name for name in rule.forbids if asked.facts.get(name))
    return Answer("breach" if missing or found else "met", lacking=(*missing, *found))


def judge_between(rule: RightsRule, asked: Asked) -> Answer:
    """Say whether an amount lies within the bounds of the law, ends included."""
    amount = asked.facts.get("amount")
    if amount is None:
        return Answer("breach", lacking=("amount",))
    lowest = Decimal(asked.lower) if asked.lower else Decimal(0)
    return Answer("met" if lowest <= amount <= Decimal(asked.value) else "breach")


def field_names(rule: RightsRule, value: str) -> tuple[str, ...]:
    """Give the names of the fields that an entry must have."""
    return rule.fields or tuple(value.split(";") if value else ())
