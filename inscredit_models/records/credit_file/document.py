"""The credit file as a document (信用档案文档): plain values, already cut to what the reader may see.

Page and machine-readable twin are made of this one document, so neither can show more than the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.record_types import Field, RecordType
from inscredit_models.findings import Findings
from inscredit_models.records.coverage.cells import category_codes
from inscredit_models.records.credit_file.editions import Edition, masked
from inscredit_models.records.credit_file.entries import Entry, entries_of
from inscredit_models.records.credit_file.gather import Gathered, known_by
from inscredit_models.records.pseudonyms.key import ProjectKey
from inscredit_models.records.pseudonyms.pseudonym import pseudonym
from inscredit_models.records.rights.access import readable_fields

FORMAT = "inscredit-credit-file-1"
"""Name and version of the document's form."""

WITHHELD = "withheld"
"""State of a category of which the reader may see no field: even that there is a record would say something."""

ENDED = ("withdrawn", "repaired")
"""Standings that only an edition with history shows; an expired record is shown to nobody."""


@dataclass(frozen=True)
class Asked:
    """Who reads the file, and on what basis.

    Parameters
    ----------
    edition : Edition
        The reader's edition.
    as_of : datetime.date
        The day.
    consent : bool
        Whether the subject's written consent to this query and purpose is on record (征信业管理条例 Art. 18).
    purpose : str
        The agreed purpose.
    key : ProjectKey, optional
        Needed where the edition names nobody; the reader does not have it.
    """

    edition: Edition
    as_of: dt.date
    consent: bool = False
    purpose: str = ""
    key: ProjectKey | None = None


def file_document(
    gathered: Gathered, asked: Asked, *, states: dict[str, str], queries: pd.DataFrame | None = None
) -> dict[str, Any]:
    """Give the document of a credit file for a reader.

    Parameters
    ----------
    gathered : Gathered
        What the store holds.
    asked : Asked
        Who reads it.
    states : dict of str to str
        State of each category's cell.
    queries : pandas.DataFrame, optional
        The query log: ``asked_at``, ``asked_by``, ``purpose``, ``shown`` and ``subject_id``.

    Raises
    ------
    Refused
        ICM183 for an edition of pseudonyms without a key.
    """
    edition = asked.edition
    _check_pseudonym(asked)
    entries = entries_of(gathered.statements, asked.as_of)
    hidden = ("expired", *(() if edition.history else ENDED))
    shown = [item for item in entries if item.standing not in hidden and _readable(item.record, asked)]
    return {
        "format": FORMAT,
        "edition": {"code": edition.code, "zh": edition.zh, "en": edition.en},
        "subject": gathered.statements.subject,
        "subject_id": _name(gathered.subject_id, asked, "subject"),
        "operator_class": gathered.statements.operator_class,
        "as_of": asked.as_of.isoformat(),
        "purpose": asked.purpose,
        "consent_shown": asked.consent,
        "identity": _identity(gathered.identity, edition),
        "categories": [_category(gathered, code, shown, states, asked) for code in category_codes(_subject(gathered))],
        "expiring": _expiring(shown, asked),
        "consents": _consents(gathered, asked) if edition.history else [],
        "queries": _queries(queries, gathered.subject_id, asked.as_of) if edition.queries else [],
        "counts": _counts(entries, shown, edition),
    }


def _subject(gathered: Gathered) -> str:
    return gathered.statements.subject


def _check_pseudonym(asked: Asked) -> None:
    if asked.edition.pseudonym and asked.key is None:
        findings = Findings()
        allowed = "a key, from which pseudonyms are made"
        findings.add(
            "ICM183",
            f"edition {asked.edition.code}",
            "no key",
            allowed,
            "give --key-file and --project; nothing stands in for it",
        )
        findings.refuse()


def _name(name: str, asked: Asked, kind: str = "record") -> str:
    return pseudonym(asked.key, name, kind) if asked.edition.pseudonym and asked.key is not None else name


def _identity(identity: dict[str, Any], edition: Edition) -> dict[str, str]:
    if edition.identity == "none":
        return {}
    kept = {name: str(value) for name, value in identity.items() if value is not None}
    return kept if edition.identity == "full" else {name: str(masked(value)) for name, value in kept.items()}


def _category(
    gathered: Gathered, code: str, shown: Sequence[Entry], states: dict[str, str], asked: Asked
) -> dict[str, Any]:
    """Give one category of the plan: the state of its cell and its entries."""
    subject = _subject(gathered)
    names = next(item for item in load_catalogue().categories if (item.subject, item.category) == (subject, code))
    mine = [_entry(item, asked) for item in shown if item.record.category == code]
    records = [record for record in load_catalogue().records_of(subject) if record.category == code]
    open_to = any(_readable(record, asked) for record in records)
    state = states.get(code, "not_collected") if open_to else WITHHELD
    return {"code": code, "zh": names.zh, "en": names.en, "state": state, "entries": mine}


def _entry(entry: Entry, asked: Asked) -> dict[str, Any]:
    """Give one record with the fields that the reader may see, and the number of those it may not."""
    edition, record = asked.edition, entry.record
    readable = _readable(record, asked)
    dispute = entry.dispute
    document = {
        "record": record.code,
        "zh": record.zh,
        "en": record.en,
        "record_id": _name(entry.current["record_id"], asked),
        "adverse": record.adverse,
        "standing": entry.standing,
        "event_date": _day(entry.current["event_date"], edition),
        "known_since": _day(entry.first_known, edition),
        "last_news": _day(entry.current["known_date"], edition),
        "out_of_date": entry.out_of_date_from is not None and asked.as_of >= entry.out_of_date_from,
        "last_day": None if entry.last_day is None else _day(entry.last_day, edition),
        "fields": [_field(item, entry.current[item.name], edition) for item in record.fields if item.name in readable],
        "withheld": len(record.fields) - len(readable),
        "dispute": None,
        "source": None,
        "history": [],
    }
    if dispute is not None:
        document["dispute"] = {
            "since": _day(dispute["since"], edition),
            "open": dispute["open"],
            "statement": dispute["statement"] if edition.statement else None,
        }
    if edition.sources:
        document["source"] = {
            "insurer": entry.current["source_insurer"],
            "region": entry.current["source_region"],
            "agency": record.agency,
        }
    if edition.history:
        document["history"] = [_statement(one, edition) for one in entry.statements]
    return document


def _readable(record: RecordType, asked: Asked) -> tuple[str, ...]:
    """Give the fields that the reader may see; who gets pseudonyms gets no text, which could name somebody."""
    edition = asked.edition
    fields = readable_fields(edition.role, edition.action, record, granted=_granted(asked))
    texts = {item.name for item in record.fields if item.type == "text"}
    return tuple(name for name in fields if not (edition.pseudonym and name in texts))


def _granted(asked: Asked) -> frozenset[str]:
    granted = {"consent"} if asked.consent else set()
    return frozenset(granted | ({"pseudonym"} if asked.edition.pseudonym else set()))


def _statement(one: dict[str, Any], edition: Edition) -> dict[str, Any]:
    known = _day(one["known_date"], edition)
    return {"sequence": one["sequence"], "status": one["status"], "known_date": known, "reason": one["reason"]}


def _field(item: Field, value: Any, edition: Edition) -> dict[str, Any]:
    """Give a field with its value as text, and in words where it is a code; coarse where the edition names nobody."""
    text = _text(_coarse(value) if edition.pseudonym else value)
    words = {True: ("是", "yes"), False: ("否", "no")}[value] if isinstance(value, bool) else (text, text)
    if item.codes is not None and value is not None:
        known = [one for one in load_catalogue().code_list(item.codes) if one.code == value]
        words = (known[-1].zh, known[-1].en) if known else words
    names = {"name": item.name, "zh": item.zh, "en": item.en, "unit": item.unit, "tier": item.tier}
    return names | {"value": text, "value_zh": words[0], "value_en": words[1]}


def _coarse(value: Any) -> Any:
    """Give a number to two significant digits and a day as its month: an exact one could name somebody.

    Examples
    --------
    >>> _coarse(Decimal("36679.09")), _coarse(7), _coarse(dt.date(2024, 2, 29)), _coarse("fine")
    (37000, 7, '2024-02', 'fine')
    """
    if isinstance(value, dt.date):
        return value.isoformat()[:7]
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        return value
    places = max(len(str(abs(int(value)))) - 2, 0)
    return int(round(int(value), -places)) if abs(value) >= 1 else 0


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return (
        value.isoformat() if isinstance(value, dt.date) else str(value) if isinstance(value, Decimal | int) else value
    )


def _day(day: dt.date, edition: Edition) -> str:
    """Give a day, or only its month where the edition names nobody."""
    return day.isoformat()[:7] if edition.pseudonym else day.isoformat()


def _expiring(shown: Sequence[Entry], asked: Asked) -> list[dict[str, Any]]:
    """Give what leaves the file when, the soonest first; what has not ended stays."""
    limited = [item for item in shown if item.last_day is not None and item.standing not in ENDED]
    limited.sort(key=lambda item: (item.last_day, item.current["record_id"]))
    return [
        {
            "record": item.record.code,
            "zh": item.record.zh,
            "en": item.record.en,
            "record_id": _name(item.current["record_id"], asked),
            "last_day": _day(item.last_day, asked.edition),
        }
        for item in limited
    ]


def _consents(gathered: Gathered, asked: Asked) -> list[dict[str, Any]]:
    """Give consents and refusals that were made by the date."""
    rows = []
    for row in gathered.consents:
        begun = row.get("given", row.get("from"))
        ended = row.get("until", row.get("to"))
        rows.append({"category": row["category"], "state": row["state"], "given": begun, "until": ended})
    rows = known_by(rows, asked.as_of, "given")
    rows.sort(key=lambda row: (row["category"], row["given"] or dt.date.min))
    return [row | {name: _text(row[name]) for name in ("given", "until")} for row in rows]


def _queries(queries: pd.DataFrame | None, subject_id: str, as_of: dt.date) -> list[dict[str, str]]:
    """Give who asked by the end of the day, when, what was shown and what for; the newest first."""
    if queries is None or queries.empty:
        return []
    mine = queries[queries["subject_id"] == subject_id] if "subject_id" in queries else queries
    asked_at = pd.to_datetime(mine["asked_at"], utc=True)
    mine = mine[asked_at < pd.Timestamp(as_of, tz="UTC") + pd.Timedelta(days=1)]
    mine = mine.sort_values("asked_at", ascending=False, kind="stable")
    names = ("asked_by", "purpose", "shown")
    return [
        {"asked_at": pd.Timestamp(row["asked_at"]).isoformat()} | {name: str(row[name]) for name in names}
        for row in mine.to_dict("records")
    ]


def _counts(entries: Sequence[Entry], shown: Sequence[Entry], edition: Edition) -> dict[str, int]:
    """Count what stands; who sees the history is told how many records have expired."""
    counted = {
        "records": len(shown),
        "adverse": sum(item.record.adverse and item.standing in ("standing", "disputed") for item in shown),
        "disputed": sum(item.standing == "disputed" for item in shown),
    }
    if edition.history:
        for standing in ("repaired", "withdrawn", "expired"):
            counted[standing] = sum(item.standing == standing for item in entries)
    return counted
