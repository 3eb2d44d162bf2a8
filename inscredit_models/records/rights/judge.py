"""Putting a case before a rule (规则判定): law in force, operator class, exemption, then the evaluator of its kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from inscredit_models.catalogue.catalogue import Catalogue, load_catalogue
from inscredit_models.catalogue.record_types import Parameter
from inscredit_models.findings import Finding, Findings, Refused, near_names
from inscredit_models.records.rights.clocks import (
    Answer,
    Asked,
    judge_deadline,
    judge_not_before,
    judge_order,
    judge_quota,
)
from inscredit_models.records.rights.conditions import (
    field_names,
    judge_between,
    judge_complete,
    judge_conditions,
    judge_consent,
    judge_content,
    judge_member,
)
from inscredit_models.records.rights.registry import load_rules
from inscredit_models.records.rights.rule import Facts, FactType, RightsRule
from inscredit_models.records.rights.terms import WorkingDays
from inscredit_models.records.rights.verdict import Verdict

EVALUATORS: dict[str, Callable[[RightsRule, Asked], Answer]] = {
    "deadline": judge_deadline,
    "not_before": judge_not_before,
    "order": judge_order,
    "quota": judge_quota,
    "consent": judge_consent,
    "content": judge_content,
    "complete": judge_complete,
    "member": judge_member,
    "conditions": judge_conditions,
    "between": judge_between,
}
"""One evaluator for each kind of rule."""


def judge(
    rule: RightsRule | str,
    facts: Mapping[str, Any],
    on: dt.date,
    *,
    operator_class: str | None = None,
    calendar: WorkingDays | None = None,
) -> Verdict:
    """Say what a rule means for a case on a day.

    Parameters
    ----------
    rule : RightsRule or str
        The rule or its id.
    facts : mapping of str to value
        Facts by name, as Python values or as text (``2024-02-29``, ``yes``, ``a;b``); what is unknown is left out.
    on : datetime.date
        The day that is asked about; what lies after it has not happened.
    operator_class : str, optional
        Who keeps the data; without it the rule is taken to bind.
    calendar : WorkingDays, optional
        For terms in working days; without it Monday to Friday are worked, and the verdict names the years.

    Returns
    -------
    Verdict
        State, the day on which it turns, and the names of what is lacking.

    Raises
    ------
    Refused
        ICM008 for an unknown rule or fact, ICM016 and ICM006 for a fact that cannot be read.

    Examples
    --------
    >>> asked = {"received": "2024-02-09", "answered": "2024-02-29"}
    >>> judge("crr_art25_objection", asked, dt.date(2024, 3, 1)).state
    'met'
    >>> judge("crr_art25_objection", {"received": "2024-02-09"}, dt.date(2024, 3, 1)).state
    'breach'
    """
    findings = Findings()
    chosen = rule if isinstance(rule, RightsRule) else find_rule(rule)
    catalogue = load_catalogue()
    read = read_facts(chosen, facts, findings)
    findings.refuse()
    decisive = _decisive_day(chosen, read, on)
    terms = parameters_of(chosen, catalogue, decisive)
    if not chosen.is_in_force(decisive) or (chosen.parameter and "value" not in terms):
        return Verdict(chosen, "not_in_force", on)
    if operator_class is not None and chosen.binds and operator_class not in chosen.binds:
        return Verdict(chosen, "not_bound", on)
    if any(read.get(name) for name in chosen.exempt_when) or not all(read.get(name) for name in chosen.when):
        return Verdict(chosen, "exempt", on)
    unit = terms["value"].unit if "value" in terms else ""
    values = {name: item.value for name, item in terms.items()}
    answer = EVALUATORS[chosen.kind](chosen, Asked(read, on, unit=unit, calendar=calendar or WorkingDays(), **values))
    return Verdict(chosen, answer.state, on, answer.due, answer.lacking, answer.unlisted)


def find_rule(code: str) -> RightsRule:
    """Give the rule of an id, or refuse with the nearest ones (ICM008)."""
    rules = load_rules()
    if code not in rules:
        allowed = "a rule of `inscredit list rules`"
        raise Refused([Finding("ICM008", "rule", repr(code), allowed, near_names(code, rules))])
    return rules[code]


def _decisive_day(rule: RightsRule, facts: Facts, on: dt.date) -> dt.date:
    """Give the day whose law decides: when the term began, or when the act was done, or the day asked about."""
    if rule.law_of == "start":
        return facts.get(rule.start or "") or on
    act = facts.get(rule.act or "")
    return act if act is not None and act <= on else on


def parameters_of(rule: RightsRule, catalogue: Catalogue, on: dt.date) -> dict[str, Parameter]:
    """Give the legal parameters of a rule that are in force on a day, by what they are for."""
    names = {"value": rule.parameter, "lower": rule.lower, "extension": rule.extension}
    found = {key: catalogue.parameter(name, rule.applies_to, on) for key, name in names.items() if name}
    return {key: item for key, item in found.items() if item is not None}


def facts_of(rule: RightsRule) -> dict[str, FactType]:
    """Give the facts a rule asks about, with their types."""
    if rule.kind == "complete" and rule.parameter:
        parameters = load_catalogue().parameters
        held = [p.value for p in parameters if (p.name, p.applies_to) == (rule.parameter, rule.applies_to)]
        return rule.facts(field_names(rule, ";".join(held)))
    return rule.facts()


def read_facts(rule: RightsRule, facts: Mapping[str, Any], findings: Findings) -> Facts:
    """Read the facts of a case as their types; what cannot be read is a finding without its value."""
    asked, read = facts_of(rule), {}
    for name, value in facts.items():
        if name not in asked:
            remedy = near_names(name, asked)
            findings.add("ICM008", f"rule {rule.id}", f"fact {name!r}", ", ".join(asked) or "no facts", remedy)
            continue
        try:
            read[name] = _READERS[asked[name]](value) if isinstance(value, str) else value
        except (ValueError, InvalidOperation):
            code = "ICM016" if asked[name] in ("date", "dates") else "ICM006"
            allowed = _WRITTEN[asked[name]]
            findings.add(code, f"rule {rule.id}, fact {name}", "a value that cannot be read", allowed, "correct it")
    return {name: value for name, value in read.items() if value is not None}


def _yes_or_no(text: str) -> bool:
    return {"yes": True, "no": False, "true": True, "false": False, "是": True, "否": False}[text.strip().lower()]


def _truth(text: str) -> bool:
    try:
        return _yes_or_no(text)
    except KeyError as error:
        raise ValueError from error


_READERS: dict[str, Callable[[str], Any]] = {
    "date": dt.date.fromisoformat,
    "dates": lambda text: tuple(dt.date.fromisoformat(day.strip()) for day in text.split(";") if day.strip()),
    "boolean": _truth,
    "text": str,
    "texts": lambda text: tuple(item.strip() for item in text.split(";") if item.strip()),
    "number": Decimal,
}
_WRITTEN = {
    "date": "a day as 2024-02-29",
    "dates": "days as 2024-02-29;2024-03-01",
    "boolean": "yes or no",
    "text": "text",
    "texts": "texts as a;b",
    "number": "a number",
}
