"""One person, two subjects (重复主体): mistyped and second identity numbers that split a file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from inscredit_models.worlds.horizon import day_number
from inscredit_models.worlds.identifiers import check_characters
from inscredit_models.worlds.parts import code_column, numbered
from inscredit_models.worlds.streams import CHUNK
from inscredit_models.worlds.world import World

KINDS: tuple[str, ...] = ("mistyped", "other_number")
_COUNTY = slice(4, 6)
_DIGITS = 17
_FIRST_BIRTH_DIGIT = 6


@dataclass(frozen=True)
class Duplicates:
    """Which persons of a chunk have a second subject: −1 none, else the position in `KINDS`; and from which day."""

    kind: np.ndarray
    from_day: int

    def persons(self, keep: int) -> np.ndarray:
        """Give the kept persons that have a second subject."""
        return np.flatnonzero(self.kind[:keep] >= 0)


def draw_duplicates(world: World, chunk: int) -> Duplicates:
    """Draw who has a second subject."""
    shares = world.parameters.table("duplicates")
    uniform = world.stream("practitioner/duplicates", chunk).random(CHUNK)
    mistyped, both = shares["mistyped_share"], shares["mistyped_share"] + shares["other_share"]
    kind = np.select([uniform < mistyped, uniform < both], [0, 1], -1)
    return Duplicates(kind, day_number(shares["from"]))


def second_ids(chunk: int, persons: np.ndarray) -> pa.Array:
    """Name the second subjects of persons.

    Examples
    --------
    >>> second_ids(0, np.array([4])).to_pylist()
    ['Q000000005']
    """
    return numbered("Q", chunk * CHUNK + np.asarray(persons) + 1, 9)


def split_part(table: pa.Table, chunk: int, duplicates: Duplicates) -> pa.Table:
    """Move records of later events to the second subjects; all statements of a record stay together."""
    if not (duplicates.kind >= 0).any() or len(table) == 0:
        return table
    frame = table.select(["subject_id", "record_id", "event_date"]).to_pandas(date_as_object=False)
    person = frame.subject_id.str[1:].astype("int64").to_numpy() - 1 - chunk * CHUNK
    day = frame.event_date.astype("datetime64[s]").astype("int64") // 86_400
    first = day.groupby(frame.record_id).transform("min").to_numpy()
    moved = (duplicates.kind[person] >= 0) & (first >= duplicates.from_day)
    names = np.where(moved, np.asarray(second_ids(chunk, person)), np.asarray(table.column("subject_id")))
    place = table.column_names.index("subject_id")
    renamed = table.set_column(place, "subject_id", pa.array(names.tolist(), pa.string()))
    return renamed.take(pa.array(np.argsort(moved, kind="stable")))


def add_identities(identity: pa.Table, chunk: int, duplicates: Duplicates, keep: int) -> pa.Table:
    """Append the identifiers of the second subjects; the certificate is the same, the number is not."""
    persons = duplicates.persons(keep)
    if len(persons) == 0:
        return identity
    rows = identity.take(pa.array(persons))
    change = (mistype, second_number)
    numbers = [
        change[kind](number)
        for kind, number in zip(duplicates.kind[persons], rows.column("id_number").to_pylist(), strict=True)
    ]
    rows = rows.set_column(0, "subject_id", second_ids(chunk, persons))
    rows = rows.set_column(rows.column_names.index("id_number"), "id_number", pa.array(numbers, pa.string()))
    return pa.concat_tables([identity, rows])


def mistype(number: str) -> str:
    """Exchange two neighbouring digits that differ, the last such pair: the check character no longer fits.

    Examples
    --------
    >>> mistype("680101198503140019")
    '680101198503140109'
    """
    places = range(_DIGITS - 1, _FIRST_BIRTH_DIGIT, -1)
    place = next(place for place in places if number[place] != number[place - 1])
    return number[: place - 1] + number[place] + number[place - 1] + number[place + 1 :]


def second_number(number: str) -> str:
    """Give a valid other number: of county 00, which no first number has.

    Examples
    --------
    >>> second_number("680101198503140019")
    '680100198503140012'
    """
    body = number[: _COUNTY.start] + "00" + number[_COUNTY.stop : _DIGITS]
    return body + str(check_characters(np.array([[int(digit) for digit in body]]))[0])


def duplicates_table(chunk: int, duplicates: Duplicates, first_ids: pa.Array, keep: int) -> pa.Table:
    """Give the truth: subject, second subject, kind."""
    persons = duplicates.persons(keep)
    return pa.table(
        {
            "subject_id": first_ids.take(pa.array(persons)),
            "second_id": second_ids(chunk, persons),
            "kind": code_column(duplicates.kind[persons], KINDS),
        }
    )
