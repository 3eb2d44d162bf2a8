"""Records of one subject as entries (条目): where each stands at a date, with its statements and when it expires."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Literal

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.record_types import RecordType
from inscredit_models.records.calendar import add_years
from inscredit_models.records.coverage.seen import Store
from inscredit_models.records.guard import retention_years
from inscredit_models.records.rights.adverse import is_proven

Standing = Literal["standing", "disputed", "repaired", "withdrawn", "expired"]
"""``disputed`` still counts and is marked; the last three count no more."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as known at a date.

    Parameters
    ----------
    record : RecordType
        Its type.
    current : dict
        The statement that holds at the date.
    statements : tuple of dict
        All statements known by the date, in order.
    standing : str
        See `Standing`.
    last_day : datetime.date or None
        Last day the record may be shown; ``None`` where no retention limits it or the act has not ended.
    out_of_date_from : datetime.date or None
        First day on which its content is older than the freshness of its type.
    proven : bool
        Of an adverse type: whether it counts as adverse information; a lead or an unproven complaint does not.
    """

    record: RecordType
    current: dict[str, Any] = field(repr=False)
    statements: tuple[dict[str, Any], ...] = field(repr=False)
    standing: Standing
    last_day: dt.date | None
    out_of_date_from: dt.date | None
    proven: bool = True

    @property
    def adverse(self) -> bool:
        """Whether it is adverse information."""
        return self.record.adverse and self.proven

    @property
    def first_known(self) -> dt.date:
        """The day the record became known."""
        return self.statements[0]["known_date"]

    @property
    def dispute(self) -> dict[str, Any] | None:
        """The subject's latest objection: the day, its own words, and whether it is still open."""
        objections = [one for one in self.statements if one["status"] == "disputed"]
        if not objections:
            return None
        last = objections[-1]
        return {"since": last["known_date"], "statement": last["reason"], "open": self.standing == "disputed"}


def entries_of(store: Store, as_of: dt.date) -> list[Entry]:
    """Give the records of a small store as entries, newest event first within each record type.

    Parameters
    ----------
    store : Store
        The statements of one subject.
    as_of : datetime.date
        Nothing that became known later is read.
    """
    entries: list[Entry] = []
    records = load_catalogue().records_of(store.subject)
    with store.connect() as connection:
        held = {record.code: connection.table(record.code).to_arrow_table().to_pylist() for record in records}
    for record in records:
        rows = held[record.code]
        known = [row for row in rows if row["known_date"] <= as_of]
        by_id: dict[str, list[dict[str, Any]]] = {}
        for row in sorted(known, key=lambda row: (row["record_id"], row["sequence"])):
            by_id.setdefault(row["record_id"], []).append(row)
        mine = [_entry(record, statements, store.operator_class, as_of) for statements in by_id.values()]
        entries += sorted(mine, key=lambda item: (item.current["event_date"], item.current["record_id"]), reverse=True)
    return entries


def _entry(record: RecordType, statements: list[dict[str, Any]], operator_class: str, as_of: dt.date) -> Entry:
    current = statements[-1]
    years = retention_years(load_catalogue(), operator_class, as_of) if record.adverse else None
    ended = current.get("act_ended")
    last_day = None if years is None or ended is None else add_years(ended, years)
    fresh = record.freshness_days
    old = None if fresh is None else current["known_date"] + dt.timedelta(days=fresh + 1)
    standing, proven = _standing(record, current, last_day, as_of), is_proven(record, current, as_of)
    return Entry(record, current, tuple(statements), standing, last_day, old, proven)


def _standing(record: RecordType, current: dict[str, Any], last_day: dt.date | None, as_of: dt.date) -> Standing:
    """Say where a record stands: withdrawal, then retention, then repair, then dispute."""
    if current["status"] == "withdrawn":
        return "withdrawn"
    if last_day is not None and as_of > last_day:
        return "expired"
    if record.adverse and current["status"] == "repaired":
        return "repaired"
    return "disputed" if current["status"] == "disputed" else "standing"
