"""Holding a whole store against the rules on a day (合规检查): what is kept too long, without basis, or unanswered.

Counts and rule ids only: which records they are can be asked for by `expired_records` and `records_without_consent`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from sqlglot import exp

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.checks import PEOPLE
from inscredit_models.catalogue.record_types import RecordType
from inscredit_models.findings import Findings
from inscredit_models.records.calendar import retention_cutoff
from inscredit_models.records.consent import BOUND, WITHDRAWN, consents_in_force, without_basis
from inscredit_models.records.guard import last_said, retention_years
from inscredit_models.records.purposes import NOT_AGREED
from inscredit_models.records.rights.consents import consents_of
from inscredit_models.records.rights.judge import judge
from inscredit_models.records.rights.objections import OBJECTION_RULE, objections_of
from inscredit_models.records.rights.registry import load_rules
from inscredit_models.records.rights.repairs import PENALTY, judge_repair
from inscredit_models.records.rights.terms import WorkingDays, name_unlisted
from inscredit_models.records.store import RecordStore

RETENTION_RULE = {
    "credit_agency": "crr_art16_retention",
    "industry_body": "iac_retention_most",
    "insurer": "insurer_retention",
}
"""The rule of retention that binds an operator class; a regulator has none."""


@dataclass(frozen=True, slots=True)
class Breach:
    """What of one record type breaks one rule.

    Parameters
    ----------
    rule : str
        Id of the rule.
    record : str
        Record type.
    count : int
        How many records (for objections: objections).
    since : datetime.date, optional
        The earliest day on which it should have been done.
    """

    rule: str
    record: str
    count: int
    since: dt.date | None = None

    def as_dict(self) -> dict[str, Any]:
        """Give plain values, with both texts and the article of the rule."""
        rule = load_rules()[self.rule]
        said = {"zh": rule.zh, "en": rule.en, "article": rule.article(), "confidence": rule.confidence}
        since = None if self.since is None else self.since.isoformat()
        return {"rule": self.rule, "record": self.record, "count": self.count, "since": since} | said


def sweep(
    store: RecordStore,
    on: dt.date,
    *,
    region: str | None = None,
    calendar: WorkingDays | None = None,
    findings: Findings | None = None,
) -> tuple[Breach, ...]:
    """Give everything in a store that breaks a rule on a day, by rule and record type.

    Parameters
    ----------
    store : RecordStore
        The store.
    on : datetime.date
        The day; statements known after it are not looked at for objections.
    region : {"shanghai", "shenzhen"}, optional
        Whose clock an objection runs by.
    calendar : WorkingDays, optional
        For clocks in working days.
    findings : Findings, optional
        Collector: ICM252 for clocks in working days in years whose holidays are not given, ICM267 for consents in force
        that agreed to no purpose.
    """
    found: list[Breach] = []
    told = Findings() if findings is None else findings
    for code in store.record_codes():
        record = load_catalogue().record_type(code)
        if record is not None:
            found += _expired(store, record, on)
            found += _without_consent(store, record, on)
            found += _prohibited(store, record)
            found += _objections(store, record, on, region, calendar or WorkingDays(), told)
            found += _repairs(store, record)
    found += _handed_over(store, on)
    _name_purposeless(store, on, told)
    return tuple(found)


def expired_records(store: RecordStore, record: RecordType, on: dt.date) -> dict[str, dt.date]:
    """Give the adverse records of persons whose retention has run out on a day, with the end of each act.

    The last statement of a record decides when its act ended; an act without an end goes on. Enterprises and bureaus
    are no persons: nothing of theirs runs out here.
    """
    years = retention_years(load_catalogue(), store.operator_class, on)
    if not record.adverse or store.subject not in PEOPLE or years is None:
        return {}
    query = _select(record, "record_id", "act_ended").where(last_said())
    cutoff = retention_cutoff(on, years)
    rows = _rows(store, record, query)
    return {key: ended for key, ended in rows if ended is not None and ended < cutoff}


def records_without_consent(store: RecordStore, record: RecordType, on: dt.date) -> frozenset[str]:
    """Give the records with consent-only content of subjects who have withdrawn their consent by a day."""
    consents = consents_of(store)
    holds = [field.name for field in record.fields if field.consent == "written"]
    if not len(consents) or not holds or store.operator_class != BOUND:
        return frozenset()
    frame = consents.to_pandas()
    gone = (frame["category"] == record.category) & (frame["state"] == WITHDRAWN) & (frame["given"] <= on)
    kept = consents_in_force(consents, record.category)
    still = set(kept.loc[(kept["given"] <= on) & (on <= kept["until"]), "subject_id"])
    withdrawn = set(frame.loc[gone, "subject_id"]) - still
    named = [exp.not_(exp.Is(this=exp.column(name, quoted=True), expression=exp.Null())) for name in holds]
    rows = _rows(store, record, _select(record, "record_id", "subject_id").where(exp.or_(*named)))
    return frozenset(key for key, subject in rows if subject in withdrawn)


def _name_purposeless(store: RecordStore, on: dt.date, findings: Findings) -> None:
    """Name the consents in force that agreed to no purpose: what is held rests on them, but nobody may use it."""
    consents = consents_of(store)
    count = 0
    for category in sorted(set(consents.column("category").to_pylist())):
        rows = consents_in_force(consents, category)
        count += int(((rows["purpose"] == NOT_AGREED) & (rows["given"] <= on) & (on <= rows["until"])).sum())
    if count:
        remedy = "agree on purposes with the subjects and record it (`inscredit rights consent --purposes`)"
        allowed = "an agreed purpose (征信业管理条例 Art. 18)"
        findings.add("ICM267", "consent", f"{count} in force without a purpose: no use rests on these", allowed, remedy)


def _handed_over(store: RecordStore, on: dt.date) -> Iterable[Breach]:
    """A store that was handed over for a time, and whose time is over: every record in it."""
    origin = store.side_table("exchange")
    ends = [] if origin is None else [day for day in origin.column("expires").to_pylist() if day < on]
    if ends:
        for code in store.record_codes():
            rows = sum(part.rows for part in store.head.parts if part.record == code)
            yield Breach("crr_art20_purpose_lock", code, rows, min(ends))


def _expired(store: RecordStore, record: RecordType, on: dt.date) -> Iterable[Breach]:
    rows = expired_records(store, record, on)
    if rows:
        rule = RETENTION_RULE[store.operator_class]
        due = judge(rule, {"act_ended": min(rows.values())}, on).due
        yield Breach(rule, record.code, len(rows), due)


def _without_consent(store: RecordStore, record: RecordType, on: dt.date) -> Iterable[Breach]:
    withdrawn = records_without_consent(store, record, on)
    if withdrawn:
        yield Breach("pipl15_withdrawal", record.code, len(withdrawn))
    table = _statements(store, record)
    rows = without_basis(table, record, consents_of(store))
    names = {name for name, bad in zip(table.column("record_id").to_pylist(), rows, strict=True) if bad}
    if names:
        yield Breach("crr_art14_written_consent", record.code, len(names))


def _prohibited(store: RecordStore, record: RecordType) -> Iterable[Breach]:
    fields = [field.name for field in record.fields if store.operator_class in field.prohibited_for]
    if fields:
        held = [exp.not_(exp.Is(this=exp.column(name, quoted=True), expression=exp.Null())) for name in fields]
        count = len({key for (key,) in _rows(store, record, _select(record, "record_id").where(exp.or_(*held)))})
        if count:
            yield Breach("crr_art14_forbidden", record.code, count)


def _objections(
    store: RecordStore, record: RecordType, on: dt.date, region: str | None, calendar: WorkingDays, findings: Findings
) -> Iterable[Breach]:
    found = objections_of(store, record, on, region=region, calendar=calendar)
    name_unlisted((year for item in found for year in item.unlisted), findings)
    silent = sum(not item.has_statement for item in found)
    if silent:
        yield Breach("crr_art16_statement", record.code, silent)
    late = [item.due for item in found if item.state == "breach" and item.due is not None]
    if late:
        yield Breach(OBJECTION_RULE[region], record.code, len(late), min(late))


def _repairs(store: RecordStore, record: RecordType) -> Iterable[Breach]:
    """Repairs before the shortest publication had ended, by the regime in force on the day of the repair."""
    if record.field(PENALTY) is None:
        return
    repaired = exp.EQ(this=exp.column("status"), expression=exp.Literal.string("repaired"))
    early: dict[str, list[dt.date]] = {}
    query = _select(record, "event_date", "known_date", PENALTY).where(repaired)
    for decided, day, penalty in _rows(store, record, query):
        verdict = judge_repair(penalty, decided, day)
        if verdict is not None and verdict.state == "breach" and verdict.due is not None:
            early.setdefault(verdict.rule.id, []).append(verdict.due)
    for rule, days in early.items():
        yield Breach(rule, record.code, len(days), min(days))


def _select(record: RecordType, *names: str) -> exp.Select:
    return exp.select(*(exp.column(name, quoted=True) for name in names)).from_(exp.to_table(record.code, quoted=True))


def _rows(store: RecordStore, record: RecordType, query: exp.Select) -> list[tuple[Any, ...]]:
    with store.connect(records=[record.code]) as connection:
        return connection.execute(query.sql("duckdb")).fetchall()


def _statements(store: RecordStore, record: RecordType) -> pa.Table:
    names = ["record_id", "subject_id", "known_date", "operator_class", *(field.name for field in record.fields)]
    with store.connect(records=[record.code]) as connection:
        return connection.sql(_select(record, *names).sql("duckdb")).to_arrow_table()
