"""The credit file as a document (信用档案文档): plain values, already cut to what the reader may see.

Page and machine-readable twin are made of this one document, so neither can show more than the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pandas as pd

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.record_types import Field, RecordType
from inscredit_models.findings import Findings
from inscredit_models.records.coverage.cells import category_codes
from inscredit_models.records.credit_file.bands import band
from inscredit_models.records.credit_file.editions import Edition, masked
from inscredit_models.records.credit_file.entries import Entry, entries_of
from inscredit_models.records.credit_file.gather import Gathered, known_by
from inscredit_models.records.pseudonyms.key import ProjectKey
from inscredit_models.records.pseudonyms.pseudonym import pseudonym
from inscredit_models.records.purposes import purposes_of
from inscredit_models.records.rights.access import grant_of
from inscredit_models.records.rights.basis import Basis
from inscredit_models.records.rights.reports import CHINA

FORMAT = "inscredit-credit-file-2"
"""Name and version of the document's form."""

WITHHELD = "withheld"
"""State of a category of which the reader may see no field: even that there is a record would say something."""

NIL_RETURN = "nil_return"

ANSWERED = "answered"
"""State of a cell that was asked about, where it must not be told whether there is a record."""

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
    basis : Basis
        Consents, notices and requests on record, from `basis_of`; a subject, a regulator and a researcher need none.
    purpose : str
        What for; of an insurer or researcher a code of the list ``purpose``.
    key : ProjectKey, optional
        Needed where the edition names nobody; the reader does not have it.
    """

    edition: Edition
    as_of: dt.date
    basis: Basis = field(default_factory=Basis)
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
    told = [item for item in entries if edition.history or item.proven]  # what is unproven goes to no third party
    shown = [item for item in told if item.standing not in hidden and _readable(item.record, asked)]
    return {
        "format": FORMAT,
        "edition": {"code": edition.code, "zh": edition.zh, "en": edition.en},
        "subject": gathered.statements.subject,
        "subject_id": _name(gathered.subject_id, asked),
        "operator_class": gathered.statements.operator_class,
        "as_of": asked.as_of.isoformat(),
        "purpose": asked.purpose,
        "basis": _basis(asked),
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


def _name(subject_id: str, asked: Asked) -> str:
    return subject_id if asked.key is None or not asked.edition.pseudonym else pseudonym(asked.key, subject_id)


def _basis(asked: Asked) -> dict[str, Any] | None:
    """Give on what basis a third party reads; nothing for readers who need none."""
    if not asked.edition.third_party:
        return None
    basis = asked.basis
    return {
        "consented": sorted(basis.consented),
        "not_told": sorted(basis.not_told),
        "legal_basis": basis.legal_basis,
        "request": "" if basis.request is None else basis.request.id,
    }


def _identity(identity: dict[str, Any], edition: Edition) -> dict[str, str]:
    if edition.identity == "none":
        return {}
    kept = {name: str(value) for name, value in identity.items() if value is not None}
    return kept if edition.identity == "full" else {name: str(masked(value)) for name, value in kept.items()}


def _category(
    gathered: Gathered, code: str, shown: Sequence[Entry], states: dict[str, str], asked: Asked
) -> dict[str, Any]:
    """Give one category of the plan: the state of its cell, and its entries or their number."""
    subject = _subject(gathered)
    names = next(item for item in load_catalogue().categories if (item.subject, item.category) == (subject, code))
    mine = [item for item in shown if item.record.category == code]
    records = [record for record in load_catalogue().records_of(subject) if record.category == code]
    state = _state(records, mine, states.get(code, "not_collected"), asked)
    head = {"code": code, "zh": names.zh, "en": names.en, "state": state}
    if asked.edition.banded:
        kinds = [_kind(record, mine, asked) for record in records if _readable(record, asked)]
        return head | {"entries": [], "kinds": kinds}
    return head | {"entries": [_entry(item, asked) for item in mine], "kinds": []}


def _state(records: Sequence[RecordType], mine: Sequence[Entry], state: str, asked: Asked) -> str:
    """Give the state of a cell as the reader may know it: it must not tell of records that are not shown."""
    is_open = [bool(_readable(record, asked)) for record in records]
    if asked.edition.banded and any(is_open) and state in ("recorded", NIL_RETURN):
        return ANSWERED  # none and a few look the same
    untold = any(record.adverse and record.category in asked.basis.not_told for record in records)
    if not any(is_open) or (untold and not mine):
        return WITHHELD
    if state in ("recorded", NIL_RETURN) and not mine and not asked.edition.history:
        # repaired, withdrawn, unproven or closed records look as if there were none
        return NIL_RETURN if all(is_open) else WITHHELD
    return state


def _kind(record: RecordType, mine: Sequence[Entry], asked: Asked) -> dict[str, Any]:
    """Give how many records of a type there are, as a band, and which of their fields may be asked for."""
    number = sum(item.record.code == record.code for item in mine)
    readable = _readable(record, asked)
    fields = [{"name": item.name, "zh": item.zh, "en": item.en} for item in record.fields if item.name in readable]
    names = {"record": record.code, "zh": record.zh, "en": record.en, "adverse": record.adverse}
    return names | {"records": band(number), "fields": fields}


def _entry(entry: Entry, asked: Asked) -> dict[str, Any]:
    """Give one record with the fields that the reader may see, and the number of those it may not."""
    edition, record = asked.edition, entry.record
    readable = _readable(record, asked)
    dispute = entry.dispute
    document = {
        "record": record.code,
        "zh": record.zh,
        "en": record.en,
        "record_id": entry.current["record_id"],
        "adverse": entry.adverse,
        "unproven": not entry.proven,
        "standing": entry.standing,
        "event_date": entry.current["event_date"].isoformat(),
        "known_since": entry.first_known.isoformat(),
        "last_news": entry.current["known_date"].isoformat(),
        "out_of_date": entry.out_of_date_from is not None and asked.as_of >= entry.out_of_date_from,
        "last_day": None if entry.last_day is None else entry.last_day.isoformat(),
        "fields": [_field(item, entry.current[item.name]) for item in record.fields if item.name in readable],
        "withheld": len(record.fields) - len(readable),
        "dispute": None,
        "source": None,
        "history": [],
    }
    if dispute is not None:
        document["dispute"] = {
            "since": dispute["since"].isoformat(),
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
        document["history"] = [_statement(one) for one in entry.statements]
    return document


def _readable(record: RecordType, asked: Asked) -> tuple[str, ...]:
    """Give the fields that the reader may see; who gets pseudonyms gets no text, which could name somebody."""
    edition = asked.edition
    if not edition.pseudonym:
        return asked.basis.readable(edition.role, edition.action, record)
    grants = {item.name: grant_of(edition.role, edition.action, item.tier) for item in record.fields}
    open_to = ("allowed", "pseudonym")
    return tuple(item.name for item in record.fields if grants[item.name] in open_to and item.type != "text")


def _statement(one: dict[str, Any]) -> dict[str, Any]:
    known = one["known_date"].isoformat()
    return {"sequence": one["sequence"], "status": one["status"], "known_date": known, "reason": one["reason"]}


def _field(item: Field, value: Any) -> dict[str, Any]:
    """Give a field with its value as text, and in words where it is a code."""
    text = _text(value)
    words = {True: ("是", "yes"), False: ("否", "no")}[value] if isinstance(value, bool) else (text, text)
    if item.codes is not None and value is not None:
        known = [one for one in load_catalogue().code_list(item.codes) if one.code == value]
        words = (known[-1].zh, known[-1].en) if known else words
    names = {"name": item.name, "zh": item.zh, "en": item.en, "unit": item.unit, "tier": item.tier}
    return names | {"value": text, "value_zh": words[0], "value_en": words[1]}


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return (
        value.isoformat() if isinstance(value, dt.date) else str(value) if isinstance(value, Decimal | int) else value
    )


def _expiring(shown: Sequence[Entry], asked: Asked) -> list[dict[str, Any]]:
    """Give what leaves the file when, the soonest first; what has not ended stays."""
    if asked.edition.banded:
        return []
    limited = [item for item in shown if item.last_day is not None and item.standing not in ENDED]
    limited.sort(key=lambda item: (item.last_day, item.current["record_id"]))
    return [
        {
            "record": item.record.code,
            "zh": item.record.zh,
            "en": item.record.en,
            "record_id": item.current["record_id"],
            "last_day": _text(item.last_day),
        }
        for item in limited
    ]


def _consents(gathered: Gathered, asked: Asked) -> list[dict[str, Any]]:
    """Give consents and refusals that were made by the date."""
    rows = []
    for row in gathered.consents:
        said = {name: row[name] for name in ("category", "state", "given", "until")}
        rows.append(said | {"purposes": list(purposes_of(row["purposes"]))})
    rows = known_by(rows, asked.as_of, "given")
    rows.sort(key=lambda row: (row["category"], row["given"] or dt.date.min))
    return [row | {name: _text(row[name]) for name in ("given", "until")} for row in rows]


def _queries(queries: pd.DataFrame | None, subject_id: str, as_of: dt.date) -> list[dict[str, str]]:
    """Give who asked by the end of the day in China, when, what was shown and what for; the newest first."""
    if queries is None or queries.empty:
        return []
    mine = queries[queries["subject_id"] == subject_id] if "subject_id" in queries else queries
    asked_at = pd.to_datetime(mine["asked_at"], utc=True)
    mine = mine[asked_at < pd.Timestamp(as_of, tz=CHINA) + pd.Timedelta(days=1)]
    mine = mine.sort_values("asked_at", ascending=False, kind="stable")
    names = ("asked_by", "purpose", "shown")
    return [
        {"asked_at": row["asked_at"].tz_convert(CHINA).isoformat()} | {name: str(row[name]) for name in names}
        for row in mine.to_dict("records")
    ]


def _counts(entries: Sequence[Entry], shown: Sequence[Entry], edition: Edition) -> dict[str, int | str]:
    """Count what stands, in bands where the edition says so; who sees the history is told of what is not shown."""
    counted = {
        "records": len(shown),
        "adverse": sum(item.adverse and item.standing in ("standing", "disputed") for item in shown),
        "disputed": sum(item.standing == "disputed" for item in shown),
    }
    if edition.history:
        for standing in ("repaired", "withdrawn", "expired"):
            counted[standing] = sum(item.standing == standing for item in entries)
    return {name: band(number) if edition.banded else number for name, number in counted.items()}
