"""What a run shows (跟踪项): plain typed items, free of any tracking library."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pandas as pd

RESULT_DIGEST = "result_digest"


@dataclass(frozen=True, slots=True)
class Param:
    """A setting, shown as text."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Metric:
    """A number; a missing or infinite one is listed as not evaluable instead of drawn."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Tag:
    """A label. The tag `RESULT_DIGEST` names the result: a run is written once for each value of it."""

    name: str
    value: str


@dataclass(frozen=True, eq=False, slots=True)
class Table:
    """A frame, stored as CSV under its file name (``league.csv``)."""

    name: str
    frame: pd.DataFrame

    def text(self) -> str:
        """Give the frame as CSV."""
        return self.frame.to_csv(index=False, lineterminator="\n")


@dataclass(frozen=True, slots=True)
class Text:
    """A text under its file name."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A finished picture under its file name; the ending (``.svg``, ``.png``) says what the bytes are."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file that lies on disk already; ``folder`` is where it goes among the artifacts of the run."""

    path: Path
    folder: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class ModelItem:
    """A stored model.

    Parameters
    ----------
    folder : Path
        Folder that ``models.stored.save_model`` wrote.
    example : pandas.DataFrame
        A few raw rows, as a user would score them: their columns become the signature. Give rows that may be shown;
        they are not stored.
    code : str
        Model code.
    """

    folder: Path
    example: pd.DataFrame
    code: str


Item = Param | Metric | Tag | Table | Text | Figure | Artifact | ModelItem
_Kind = TypeVar("_Kind")


@dataclass(frozen=True, eq=False, slots=True)
class Run:
    """A run with its items and the runs below it (a study with one child for each model).

    Examples
    --------
    >>> run = Run("study", (Param("seed", "7"), Tag("result_digest", "ab")), (Run("logistic", (Metric("auc", 0.7),)),))
    >>> run.result_digest, [metric.name for metric in run.children[0].of(Metric)]
    ('ab', ['auc'])
    """

    name: str
    items: tuple[Item, ...] = ()
    children: tuple[Run, ...] = ()

    def of(self, kind: type[_Kind]) -> Iterator[_Kind]:
        """Give the items of one kind, in order."""
        return (item for item in self.items if isinstance(item, kind))

    @property
    def result_digest(self) -> str | None:
        """Value of the tag `RESULT_DIGEST`, or None where there is none."""
        return next((tag.value for tag in self.of(Tag) if tag.name == RESULT_DIGEST), None)
