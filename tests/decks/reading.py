"""Decks: small drawn tables of statements with the values an expert expects, one TOML file per topic.

A file has ``as_of`` (the day of a case that names none), ``[[case]]`` tables and ``[not_applicable.<indicator>]``
tables with the reason why a required case makes no sense. A case has ``case`` (what it shows), ``why`` (the
arithmetic), ``expected`` (code to number, fraction such as "2/3", or "missing") and one drawn table per record type.

In a drawn table ``event`` and ``known`` are the two dates (known = event where the column is left out), ``id``, ``seq``
and ``status`` are only drawn where a record has more than one statement, ``-`` is a missing value.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from inscredit_models.catalogue.catalogue import Catalogue
from inscredit_models.catalogue.record_types import Field, RecordType

FOLDER = Path(__file__).parent
HEAD = {"case", "why", "as_of", "known_at", "operator_class", "expected"}


@dataclass(frozen=True)
class Case:
    """One subject of a kind on one day: what is on file, and what must come out."""

    file: str
    kind: str
    subject: str
    case: str
    why: str
    as_of: dt.date
    known_at: dt.date | None
    operator_class: str
    statements: Mapping[str, list[dict[str, Any]]]
    expected: Mapping[str, Fraction | None]

    @property
    def label(self) -> str:
        """Name of the case in a test report."""
        return f"{self.subject}-{self.case}"


@dataclass(frozen=True)
class Deck:
    """One file of cases."""

    file: str
    cases: tuple[Case, ...]
    not_applicable: Mapping[str, Mapping[str, str]]


def read_decks(subject: str, catalogue: Catalogue) -> tuple[Deck, ...]:
    """Read every deck of a subject type."""
    return tuple(read_deck(path, subject, catalogue) for path in sorted((FOLDER / subject).glob("*.toml")))


def read_deck(path: Path, subject: str, catalogue: Catalogue) -> Deck:
    """Read one deck; what cannot be read is an error that names file and case."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    cases = []
    for number, values in enumerate(document.pop("case"), start=1):
        person = f"{path.stem}-{number:02d}"
        drawn = {key: values[key] for key in values.keys() - HEAD}
        cases.append(
            Case(
                file=path.name,
                kind=subject,
                subject=person,
                case=values["case"],
                why=values["why"],
                as_of=values.get("as_of", document["as_of"]),
                known_at=values.get("known_at"),
                operator_class=values.get("operator_class", "credit_agency"),
                statements={
                    record: read_table(text, _record_type(record, subject, catalogue), person)
                    for record, text in drawn.items()
                },
                expected={code: read_value(value) for code, value in values["expected"].items()},
            )
        )
    return Deck(path.name, tuple(cases), document.get("not_applicable", {}))


def read_value(value: Any) -> Fraction | None:
    """Read an expected value: a number as written, a fraction, or "missing"."""
    return None if value == "missing" else Fraction(value if isinstance(value, str) else repr(value))


def read_table(text: str, record: RecordType, person: str) -> list[dict[str, Any]]:
    """Read a drawn table of statements about one person."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    header, rows = lines[0], lines[1:]
    return [
        _statement(dict(zip(header, row, strict=True)), number, record, person) for number, row in enumerate(rows, 1)
    ]


def _statement(cells: dict[str, str], number: int, record: RecordType, person: str) -> dict[str, Any]:
    event = dt.date.fromisoformat(cells.pop("event"))
    statement = {
        "record_id": f"{record.code}-{person}-{cells.pop('id', number)}",
        "sequence": int(cells.pop("seq", "1")),
        "status": cells.pop("status", "asserted"),
        "subject_id": person,
        "event_date": event,
        "known_date": dt.date.fromisoformat(cells.pop("known", event.isoformat())),
    }
    unknown = cells.keys() - {field.name for field in record.fields}
    if unknown:
        raise KeyError(f"{person}: {sorted(unknown)} are no fields of {record.code}")
    return statement | {field.name: _cell(cells.get(field.name, "-"), field) for field in record.fields}


def _cell(text: str, field: Field) -> Any:
    if text == "-":
        return None
    if field.type == "boolean":
        return {"yes": True, "no": False}[text]
    kinds = {"integer": int, "decimal": Decimal, "date": dt.date.fromisoformat}
    return kinds.get(field.type, str)(text)


def _record_type(code: str, subject: str, catalogue: Catalogue) -> RecordType:
    record = catalogue.record_type(code)
    if record is None or record.subject != subject:
        raise KeyError(f"{code!r} is no record type of {subject}")
    return record


def gather(cases: Iterable[Case]) -> dict[str, list[dict[str, Any]]]:
    """Put the statements of many cases together; every person has a profile, so that nobody is without a row."""
    gathered: dict[str, list[dict[str, Any]]] = {}
    for case in cases:
        if case.kind == "practitioner":
            gathered.setdefault("profile", []).append(_profile(case.subject))
        for record, statements in case.statements.items():
            gathered.setdefault(record, []).extend(statements)
    return gathered


def _profile(person: str) -> dict[str, Any]:
    return {
        "record_id": f"profile-{person}",
        "sequence": 1,
        "status": "asserted",
        "subject_id": person,
        "event_date": dt.date(2000, 1, 1),
        "known_date": dt.date(2000, 1, 1),
    }
