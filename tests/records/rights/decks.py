"""Boundary decks: one CSV a rule, its cases with the state and the day that must come out."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "decks" / "rights"
HEAD = ("case", "on", "operator_class", "state", "due", "why")
BOUNDARY = ("before", "on", "after", "leap", "open")
"""What every deck shows: the day before, the day, the day after; 29 February; an open end."""


@dataclass(frozen=True)
class DeckRow:
    """One case of a rule."""

    case: str
    on: dt.date
    operator_class: str | None
    facts: dict[str, str]
    state: str
    due: dt.date | None
    why: str


def read_deck(path: Path) -> list[DeckRow]:
    """Read the deck of a rule; empty cells are facts that are not known."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [
        DeckRow(
            case=row["case"],
            on=dt.date.fromisoformat(row["on"]),
            operator_class=row["operator_class"] or None,
            facts={name: cell for name, cell in row.items() if name not in HEAD and cell},
            state=row["state"],
            due=dt.date.fromisoformat(row["due"]) if row["due"] else None,
            why=row["why"],
        )
        for row in rows
    ]
