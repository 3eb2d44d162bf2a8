"""Changes of a record (更正、异议、撤回、修复): each is a further statement with its own known date, never an edit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
from sqlglot import exp

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.record_types import RecordType
from inscredit_models.findings import Findings, near_names
from inscredit_models.records.appending import WAIT_SECONDS, Addition, append
from inscredit_models.records.column_types import read_cells
from inscredit_models.records.guard import last_said
from inscredit_models.records.rights.repairs import PENALTY, TOO_EARLY, first_day, judge_repair
from inscredit_models.records.statements import code_lists_of, mandatory_columns, statement_schema
from inscredit_models.records.store import RecordStore

ChangeKind = Literal["correct", "object", "keep", "withdraw", "repair", "end"]

STATUS_OF: dict[ChangeKind, str] = {
    "correct": "corrected",
    "object": "disputed",
    "keep": "asserted",
    "withdraw": "withdrawn",
    "repair": "repaired",
    "end": "ended",
}
"""Which status a change gives the record. ``keep`` takes the mark of an objection away after the check."""

NEEDS_REASON: frozenset[ChangeKind] = frozenset({"object", "withdraw", "keep"})
"""Changes that say why: an objection keeps the subject's own statement (征信业管理条例 Art. 16 ¶2, Art. 25)."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one record.

    Parameters
    ----------
    record : str
        Record type.
    record_id : str
        The record.
    kind : {"correct", "object", "keep", "withdraw", "repair", "end"}
        What happens to it.
    known_date : datetime.date
        The day the store learned it; after the extract date of the store.
    reason : str, optional
        For an objection the subject's own statement; for a withdrawal or the end of an objection the grounds.
    content : mapping of str to value
        Fields (or ``event_date``) that a correction or an end gives another value; ``end`` needs ``act_ended``.
    source : str
        File and row it was read from, for findings.
    """

    record: str
    record_id: str
    kind: ChangeKind
    known_date: dt.date
    reason: str | None = None
    content: Mapping[str, Any] = field(default_factory=dict)
    source: str = field(default="", compare=False)


def change_records(path: Path, changes: Iterable[Change], *, wait_seconds: float = WAIT_SECONDS) -> RecordStore:
    """Add changes to a store: all of them, or none.

    Parameters
    ----------
    path : pathlib.Path
        Folder of the store.
    changes : iterable of Change
        At most one change a record; a second one belongs into the next addition.
    wait_seconds : float
        How long to wait for another writer.

    Returns
    -------
    RecordStore
        The store after the changes; its extract date is the last known date.

    Raises
    ------
    Refused
        ICM075 for a record that is not there or is withdrawn, ICM023 for a day the store has closed, ICM250 for a
        repair before the shortest publication of the regime in force on its day has ended, ICM006, ICM007, ICM008,
        ICM014, ICM017 and ICM074 for the content, ICM025 and ICM078 as in `append`.
    """
    wanted = tuple(changes)

    def decide(store: RecordStore) -> Addition:
        findings = Findings()
        statements = _statements(store, wanted, findings)
        findings.refuse()
        return Addition(statements=statements, extract_date=max(change.known_date for change in wanted))

    return append(path, decide, wait_seconds=wait_seconds)


def _statements(store: RecordStore, changes: tuple[Change, ...], findings: Findings) -> dict[str, pa.Table]:
    known = {record.code: record for record in load_catalogue().records_of(store.subject)}
    if not changes:
        findings.add("ICM007", "changes", "no change", "at least one change", "name a record and what happens to it")
    keys = [(change.record, change.record_id) for change in changes]
    if len(set(keys)) < len(keys):
        remedy = "add the second change after the first"
        findings.add("ICM014", "changes", "two changes of one record", "one change a record at a time", remedy)
    tables = {}
    for code in dict.fromkeys(change.record for change in changes):
        if code not in known:
            findings.add("ICM008", "changes", f"record type {code!r}", ", ".join(known), near_names(code, known))
            continue
        mine = [change for change in changes if change.record == code]
        last = _last_statements(store, code, [change.record_id for change in mine])
        rows = [_next(change, last.get(change.record_id), known[code], store, findings) for change in mine]
        kept = [row for row in rows if row is not None]
        tables[code] = pa.Table.from_pylist(kept, schema=statement_schema(known[code]))
    return tables


def _last_statements(store: RecordStore, code: str, record_ids: list[str]) -> dict[str, dict[str, Any]]:
    names = statement_schema(load_catalogue().record_type(code)).names
    query = exp.select(*(exp.column(name, quoted=True) for name in names)).from_(exp.to_table(code, quoted=True))
    query = query.where(last_said()).where(exp.column("record_id").isin(*record_ids))
    with store.connect(records=[code]) as connection:
        rows = connection.sql(query.sql("duckdb")).to_arrow_table().to_pylist()
    return {row["record_id"]: row for row in rows}


def _next(
    change: Change, last: dict[str, Any] | None, record: RecordType, store: RecordStore, findings: Findings
) -> dict[str, Any] | None:
    """Give the statement that a change adds; what is wrong with it becomes findings without the record's name."""
    where = f"{change.source + ': ' if change.source else ''}change of a record of type {record.code!r}"
    if last is None or last["status"] == "withdrawn":
        found = "no such record" if last is None else "a record that is withdrawn"
        findings.add("ICM075", where, found, "a record that stands", "check record_id, or assert the record first")
        return None
    if change.known_date <= store.extract_date:
        allowed = f"after {store.extract_date}, the extract date of the store"
        remedy = "date the change on the day it became known"
        findings.add("ICM023", where, str(change.known_date), allowed, remedy)
    _check_kind(change, record, where, findings)
    row = last | _read_content(change, record, where, findings)
    _check_content(change, row, record, where, findings)
    _check_repair(change, row, where, findings)
    status = STATUS_OF[change.kind]
    return row | {
        "sequence": last["sequence"] + 1,
        "status": status,
        "known_date": change.known_date,
        "reason": change.reason,
    }


def _check_kind(change: Change, record: RecordType, where: str, findings: Findings) -> None:
    if change.kind in NEEDS_REASON and not (change.reason or "").strip():
        allowed = "the subject's own statement, or the grounds"
        findings.add("ICM007", where, f"{change.kind!r} without a reason", allowed, "give it as reason")
    if change.kind == "repair" and not record.adverse:
        findings.add("ICM006", where, "repair of a type that is not adverse", "an adverse record", "correct it instead")
    if change.kind not in ("correct", "end") and change.content:
        allowed = "new content only with 'correct' and 'end'"
        findings.add("ICM006", where, f"new content with {change.kind!r}", allowed, "correct the record by itself")
    if change.kind == "correct" and not change.content:
        findings.add("ICM007", where, "a correction of nothing", "at least one field", "name what is corrected")
    if change.kind == "end" and set(change.content) != {"act_ended"}:
        findings.add("ICM007", where, "an end without its day", "content with 'act_ended' alone", "name the day")


def _check_repair(change: Change, row: Mapping[str, Any], where: str, findings: Findings) -> None:
    """Refuse a repair before the shortest publication of the regime in force on its day has ended."""
    if change.kind != "repair" or row["event_date"] is None:
        return
    verdict = judge_repair(row.get(PENALTY), row["event_date"], change.known_date)
    if verdict is not None and verdict.state == "breach":
        findings.add("ICM250", where, f"a repair on {change.known_date}", first_day(verdict), TOO_EARLY)


def _read_content(change: Change, record: RecordType, where: str, findings: Findings) -> dict[str, Any]:
    """Read the new values as the types of their fields."""
    schema, allowed = statement_schema(record), ["event_date", *(item.name for item in record.fields)]
    read = {}
    for name, value in change.content.items():
        if name not in allowed:
            findings.add("ICM008", where, f"field {name!r}", ", ".join(allowed), near_names(name, allowed))
            continue
        cells = pa.array([None if value is None else str(value)], pa.string())
        read[name] = read_cells(cells, name, schema.field(name).type, where, findings)[0].as_py()
        if value is None and name in mandatory_columns(record):
            findings.add("ICM007", f"{where}, field {name!r}", "nothing", "a value", "give the corrected value")
    return read


def _check_content(change: Change, row: Mapping[str, Any], record: RecordType, where: str, findings: Findings) -> None:
    lists = code_lists_of(record, load_catalogue())
    for name in change.content:
        if row.get(name) is not None and name in lists and row[name] not in lists[name]:
            allowed = ", ".join(lists[name])
            findings.add("ICM017", f"{where}, field {name!r}", "a code outside its list", allowed, "use one of them")
    event, ended = row["event_date"], row.get("act_ended")
    if event is not None and event > change.known_date and not record.future_of_statement:
        findings.add("ICM015", where, "an event after the known date", "an event before it", "correct the dates")
    if event is not None and ended is not None and ended < event:
        findings.add("ICM074", where, "an act that ends before its event", "the event date or later", "correct the day")
