"""The head of a published table (公开数据表头): titles, measures with units, definition regimes, sources, row count."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from inscredit_models.catalogue.documents import Code, Declaration, read_toml, structure
from inscredit_models.findings import Findings

Text = Annotated[str, StringConstraints(min_length=1)]


class Measure(Declaration):
    """One measure of a table.

    ``kind`` says which cells a row must fill: ``number`` the value, ``grade`` the grade, ``count_by_grade`` both (so
    many companies at that grade). ``minimum`` and ``maximum`` are what a value can be, both ends included.
    """

    code: Code
    zh: Text
    en: Text
    unit: Text
    kind: Literal["number", "grade", "count_by_grade"]
    minimum: float | None = None
    maximum: float | None = None
    grades: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _grades_where_graded(self) -> Measure:
        if bool(self.grades) == (self.kind == "number"):
            raise ValueError("grades go with kind 'grade' or 'count_by_grade', and only with them")
        return self


class Regime(Declaration):
    """A definition regime (口径): figures of two regimes are never one series."""

    code: Code
    zh: Text
    en: Text


class PublishedHead(Declaration):
    """What is declared of a published table: everything a row may refer to, and how many rows there are.

    ``record`` names the record type that its rows about a subject become; without it they are about no single subject.
    """

    title_zh: Text
    title_en: Text
    rows: int = Field(gt=0)
    record: Code | None = None
    measures: tuple[Measure, ...] = Field(min_length=1)
    regimes: tuple[Regime, ...] = Field(min_length=1)
    sources: dict[Code, Text] = Field(min_length=1)

    @model_validator(mode="after")
    def _codes_once(self) -> PublishedHead:
        for codes in ([item.code for item in self.measures], [item.code for item in self.regimes]):
            if len(set(codes)) < len(codes):
                raise ValueError("a code stands twice")
        return self

    def measure(self, code: str) -> Measure | None:
        """Give a measure by its code, ``None`` where it is not declared."""
        return next((item for item in self.measures if item.code == code), None)

    def regime(self, code: str) -> Regime | None:
        """Give a regime by its code, ``None`` where it is not declared."""
        return next((item for item in self.regimes if item.code == code), None)


def read_head(path: Path, findings: Findings) -> PublishedHead | None:
    """Read the head of a table; everything wrong becomes a finding and the answer ``None``."""
    document = read_toml(path, findings)
    return None if document is None else structure(PublishedHead, document, path.name, findings)
