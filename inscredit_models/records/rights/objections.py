"""Objections (异议) and their clocks: which are open, until when each must be answered, and which were late."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlglot import exp

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.record_types import RecordType
from inscredit_models.records.calendar import OPEN_END
from inscredit_models.records.rights.judge import judge
from inscredit_models.records.rights.registry import load_rules
from inscredit_models.records.rights.terms import WorkingDays
from inscredit_models.records.rights.verdict import State
from inscredit_models.records.store import RecordStore

OBJECTION_RULE = {None: "crr_art25_objection", "shanghai": "sh_art36_agency", "shenzhen": "sz_art51_provider"}
"""The rule of the answer to an objection, by region."""


@dataclass(frozen=True, slots=True)
class Objection:
    """One objection to one record.

    Parameters
    ----------
    record, record_id : str
        Record type and record.
    received : datetime.date
        Known date of the disputed statement.
    answered : datetime.date, optional
        Known date of the next statement of the record, which ends the mark.
    due : datetime.date, optional
        Last day of the answer; none where the rule does not bind the keeper.
    state : str
        As of a verdict: ``open``, ``met``, ``breach``, ``not_bound``.
    has_statement : bool
        Whether the subject's own statement is kept with it (征信业管理条例 Art. 16 ¶2).
    unlisted : tuple of int
        Years of a clock in working days whose holidays were not given.
    """

    record: str
    record_id: str
    received: dt.date
    answered: dt.date | None
    due: dt.date | None
    state: State
    has_statement: bool
    unlisted: tuple[int, ...] = ()


def objections(
    store: RecordStore, on: dt.date, *, region: str | None = None, calendar: WorkingDays | None = None
) -> tuple[Objection, ...]:
    """Give every objection received by a day, by record type and the day it was received.

    Parameters
    ----------
    store : RecordStore
        The store.
    on : datetime.date
        The day; an answer after it has not been given.
    region : {"shanghai", "shenzhen"}, optional
        Whose clock runs.
    calendar : WorkingDays, optional
        For clocks in working days.
    """
    found: list[Objection] = []
    for code in store.record_codes():
        record = load_catalogue().record_type(code)
        if record is not None:
            found += objections_of(store, record, on, region=region, calendar=calendar)
    return tuple(found)


def objections_of(
    store: RecordStore,
    record: RecordType,
    on: dt.date,
    *,
    region: str | None = None,
    calendar: WorkingDays | None = None,
) -> list[Objection]:
    """Give the objections to records of one type."""
    names = ("record_id", "known_date", "known_until", "reason")
    query = exp.select(*names).from_(exp.to_table(record.code, quoted=True))
    query = query.where(exp.EQ(this=exp.column("status"), expression=exp.Literal.string("disputed")))
    with store.connect(records=[record.code]) as connection:
        rows = connection.execute(query.order_by("known_date", "record_id").sql("duckdb")).fetchall()
    rule = load_rules()[OBJECTION_RULE[region]]
    found = []
    for name, received, until, reason in rows:
        if received > on:
            continue
        answered = None if until == OPEN_END or until > on else until
        facts = {rule.start or "": received, rule.act or "": answered}
        verdict = judge(rule, facts, on, operator_class=store.operator_class, calendar=calendar)
        said = bool((reason or "").strip())
        kept = (received, answered, verdict.due, verdict.state, said, verdict.unlisted)
        found.append(Objection(record.code, name, *kept))
    return found
