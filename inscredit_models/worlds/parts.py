"""From arrays to parts (部件): statements as Arrow tables in the columns of their record type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.records.statements import statement_schema
from inscredit_models.worlds.history import REASONS, STATUSES, Statements
from inscredit_models.worlds.streams import CHUNK
from inscredit_models.worlds.world import World


@dataclass(frozen=True)
class Happened:
    """Everything that could have become a record of a type, in the order of record numbers, kept or not.

    Parameters
    ----------
    person : ndarray of int
        Who.
    day : ndarray of int
        When.
    intensity : ndarray of float
        Expected number in the cell it lies in; 1 for a report that is due once a period.
    probability : ndarray of float
        Reporting probability.
    recorded : ndarray of bool
        Whether the store has it.
    """

    person: np.ndarray
    day: np.ndarray
    intensity: np.ndarray
    probability: np.ndarray
    recorded: np.ndarray


@dataclass(frozen=True)
class Sheet:
    """Statements of one record type before they become a table.

    Parameters
    ----------
    record : str
        Code of the record type.
    person : ndarray of int
        Person of each record; records are sorted by person.
    insurer, region : ndarray of int
        Source of each record.
    statements : Statements
        Statements of the records.
    day : ndarray of int
        Event day as each statement gives it.
    fields : dict
        Arrow array of each content field, one element per statement.
    letter : str
        First letter of the subjects' names.
    happened : Happened, optional
        What the records are taken from, where the truth is told from the sheet.
    """

    record: str
    person: np.ndarray
    insurer: np.ndarray
    region: np.ndarray
    statements: Statements
    day: np.ndarray
    fields: dict[str, pa.Array]
    letter: str = "P"
    happened: Happened | None = None


@dataclass(frozen=True)
class ChunkTables:
    """What a chunk gives to the store.

    Parameters
    ----------
    parts : dict
        One table of statements per record type.
    identity, consent : pyarrow.Table
        Identifiers; exceptions of consent.
    truth : dict
        Truth tables by name; empty where truth is not wanted.
    """

    parts: dict[str, pa.Table]
    identity: pa.Table
    consent: pa.Table
    truth: dict[str, pa.Table] = field(default_factory=dict)


CONSENT_COLUMNS = {
    "subject_id": pa.string(),
    "category": pa.string(),
    "from": pa.date32(),
    "to": pa.date32(),
    "state": pa.string(),
}
"""Columns of the exceptions of consent."""


def numbered(prefix: str, numbers: np.ndarray, width: int) -> pa.Array:
    """Give names of one length: a prefix and a number with leading zeros, as Arrow text.

    Examples
    --------
    >>> numbered("R-", np.array([7, 120]), 4).to_pylist()
    ['R-0007', 'R-0120']
    """
    head = np.frombuffer(prefix.encode("ascii"), dtype=np.uint8)
    letters = np.empty((len(numbers), len(head) + width), dtype=np.uint8)
    letters[:, : len(head)] = head
    rest = np.asarray(numbers, dtype=np.int64)
    for place in range(letters.shape[1] - 1, len(head) - 1, -1):
        rest, digit = np.divmod(rest, 10)
        letters[:, place] = digit + ord("0")
    offsets = np.arange(len(numbers) + 1, dtype=np.int32) * letters.shape[1]
    return pa.StringArray.from_buffers(len(numbers), pa.py_buffer(offsets), pa.py_buffer(letters))


def subject_ids(chunk: int, persons: np.ndarray, letter: str = "P") -> pa.Array:
    """Name persons of a chunk; names sort as subjects do.

    Examples
    --------
    >>> subject_ids(1, np.array([0, 1])).to_pylist()
    ['P000025001', 'P000025002']
    """
    return numbered(letter, chunk * CHUNK + np.asarray(persons) + 1, 9)


def record_ids(record: str, chunk: int, positions: np.ndarray) -> pa.Array:
    """Name records of a type and chunk by position.

    Examples
    --------
    >>> record_ids("tax", 2, np.array([4])).to_pylist()
    ['tax-00002-000000005']
    """
    return numbered(f"{record}-{chunk:05d}-", np.asarray(positions) + 1, 9)


def code_column(positions: np.ndarray, names: Sequence[str]) -> pa.Array:
    """Give names by position as an Arrow text column; missing where the position is negative.

    Examples
    --------
    >>> code_column(np.array([1, -1]), ["a", "b"]).to_pylist()
    ['b', None]
    """
    index = pa.array(positions.astype(np.int32), mask=positions < 0)
    return pa.DictionaryArray.from_arrays(index, pa.array(list(names), pa.string())).dictionary_decode()


def listed_column(positions: np.ndarray, code_list: str) -> pa.Array:
    """Give the codes of a catalogue list by position."""
    return code_column(positions, load_catalogue().codes(code_list))


def date_column(days: np.ndarray, present: np.ndarray | None = None) -> pa.Array:
    """Give day numbers as Arrow dates; missing where ``present`` is false."""
    return pa.array(days.astype(np.int32), pa.int32(), mask=None if present is None else ~present).cast(pa.date32())


def build_part(world: World, chunk: int, sheet: Sheet) -> pa.Table:
    """Give the part of a record type and chunk, sorted by subject, event date, record and sequence.

    A field of the record type that the world does not make is empty.
    """
    said, at = sheet.statements, sheet.statements.record
    columns = {
        "record_id": record_ids(sheet.record, chunk, at),
        "sequence": pa.array(said.sequence.astype(np.int32)),
        "status": code_column(said.status, STATUSES),
        "subject_id": subject_ids(chunk, sheet.person[at], sheet.letter),
        "event_date": date_column(sheet.day),
        "known_date": date_column(said.known),
        "reason": code_column(said.reason, REASONS),
        "source_insurer": code_column(sheet.insurer[at], world.backbone.insurer_names()),
        "source_region": code_column(sheet.region[at], world.backbone.region_names()),
        "operator_class": code_column(np.zeros(len(at), dtype=np.int64), [world.operator_class]),
        **sheet.fields,
    }
    order = np.lexsort((said.sequence, at, sheet.day, sheet.person[at]))
    schema = statement_schema(load_catalogue().record_type(sheet.record))
    empty = {field.name: pa.nulls(len(at), field.type) for field in schema if field.name not in columns}
    table = pa.table({name: (columns | empty)[name] for name in schema.names}, schema=schema)
    return table if np.array_equal(order, np.arange(len(order))) else table.take(pa.array(order))
