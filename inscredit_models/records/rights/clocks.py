"""Rules with a clock (期限类规则): by when, not before when, in which order, how often a year."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from inscredit_models.records.calendar import OPEN_END
from inscredit_models.records.rights.rule import Facts, RightsRule
from inscredit_models.records.rights.terms import WorkingDays, add_term
from inscredit_models.records.rights.verdict import State


@dataclass(frozen=True, slots=True)
class Asked:
    """One case before a rule: the facts, the day, and the terms of the law in force.

    Parameters
    ----------
    facts : dict
        Facts by name.
    on : datetime.date
        The day that is asked about.
    value : str
        Value of the rule's legal parameter; empty where it has none.
    unit : str
        Its unit.
    lower, extension : str
        Values of the second parameter, where the rule has one.
    calendar : WorkingDays
        Which days are worked.
    """

    facts: Facts
    on: dt.date
    value: str = ""
    unit: str = ""
    lower: str = ""
    extension: str = ""
    calendar: WorkingDays = field(default_factory=WorkingDays)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an evaluator says: the state, the day on which it turns, the facts that are lacking.

    ``unlisted`` are the years of a term in working days whose holidays are not given.
    """

    state: State
    due: dt.date | None = None
    lacking: tuple[str, ...] = ()
    unlisted: tuple[int, ...] = ()


def judge_deadline(rule: RightsRule, asked: Asked) -> Answer:
    """Say whether an act came by the last day of its term; one that does not run yet is open."""
    start, act = asked.facts.get(rule.start or ""), _done(rule, asked)
    if start is None:
        return Answer("open")
    due = _end(start, asked)
    if asked.facts.get("extended"):
        due = add_term(due, int(asked.extension), asked.unit, asked.calendar)
    unlisted = _unlisted(start, due, asked)
    if act is not None:
        return Answer("met" if act <= due else "breach", due, unlisted=unlisted)
    if asked.on <= due:
        return Answer("open", due, unlisted=unlisted)
    return Answer("met" if rule.lapses else "breach", due, unlisted=unlisted)


def judge_not_before(rule: RightsRule, asked: Asked) -> Answer:
    """Say whether an act waited for the end of its term; an open end never ends, so no act is in time."""
    start, act = asked.facts.get(rule.start or ""), _done(rule, asked)
    due = OPEN_END if start is None else _end(start, asked)
    unlisted = () if start is None else _unlisted(start, due, asked)
    if act is None:
        return Answer("open", due, unlisted=unlisted)
    lacking = tuple(name for name in rule.requires if not asked.facts.get(name))
    return Answer("met" if act >= due and start is not None and not lacking else "breach", due, lacking, unlisted)


def judge_order(rule: RightsRule, asked: Asked) -> Answer:
    """Say whether one thing (a notice) was done on or before the day of another."""
    first, act = asked.facts.get(rule.start or ""), _done(rule, asked)
    if act is None:
        return Answer("open")
    if first is None:
        return Answer("breach", lacking=(rule.start or "",))
    return Answer("met" if first <= act else "breach", first)


def judge_quota(rule: RightsRule, asked: Asked) -> Answer:
    """Say whether an act that must be free was free: the first ones of its calendar year, up to the quota."""
    act = _done(rule, asked)
    if act is None:
        return Answer("open")
    before = sum(day.year == act.year and day <= act for day in asked.facts.get("earlier", ()))
    is_free = before < int(asked.value)
    return Answer("breach" if is_free and asked.facts.get("charged") else "met")


def _done(rule: RightsRule, asked: Asked) -> dt.date | None:
    """Give the day of the act; what lies after the day asked about has not happened."""
    act = asked.facts.get(rule.act or "")
    return act if act is not None and act <= asked.on else None


def _end(start: dt.date, asked: Asked) -> dt.date:
    return add_term(start, int(asked.value), asked.unit, asked.calendar)


def _unlisted(start: dt.date, due: dt.date, asked: Asked) -> tuple[int, ...]:
    """Give the years of a term in working days whose holidays nobody gave."""
    return asked.calendar.unlisted(start, due) if asked.unit == "working day" else ()
