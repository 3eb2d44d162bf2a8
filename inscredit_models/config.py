"""The strict experiment file (实验文件): one TOML document says what is compared, on which records, at which dates."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from inscredit_models.catalogue.documents import Code, Declaration, read_toml, structure
from inscredit_models.catalogue.record_types import Subject
from inscredit_models.findings import Findings
from inscredit_models.records.calendar import add_months


class AsOf(Declaration):
    """The as-of dates: from, from + every, … up to and including ``to``; month-end stays month-end."""

    from_: dt.date = Field(alias="from")
    to: dt.date
    every_months: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _ordered(self) -> AsOf:
        if self.to < self.from_:
            raise ValueError("'to' lies before 'from'")
        return self

    def dates(self) -> tuple[dt.date, ...]:
        """Give the dates in order."""
        dates = [self.from_]
        while (following := add_months(self.from_, self.every_months * len(dates))) <= self.to:
            dates.append(following)
        return tuple(dates)


class WorldSource(Declaration):
    """A simulated world as the source of the records."""

    name: Subject
    variant: str = "default"
    subjects: Annotated[int, Field(ge=1)]
    seed: Annotated[int, Field(ge=0)]


class SplitRule(Declaration):
    """Out-of-time with purge and label maturity; a second row on unseen subjects by cross-fitting over subjects."""

    test_from: dt.date
    maturity_months: Annotated[int, Field(ge=0)]
    labels_known_at: dt.date
    unseen_folds: Annotated[int, Field(ge=2)] = 5


class CompareRule(Declaration):
    """How models are compared: metric, reference model, margin within which they count as equivalent."""

    metric: Code = "auc"
    reference: Code
    equivalence_margin: Annotated[float, Field(gt=0)]


class Experiment(Declaration):
    """One experiment on records. Exactly one of ``world`` and ``records`` says where the records come from.

    ``expert_system`` names the scoring system behind ``index_expert``. ``explain_rows`` bounds the seeded sample that
    is explained.
    """

    question: str
    question_zh: str = ""
    subject: Subject
    population: Code
    as_of: AsOf
    indicators: tuple[str, ...] = Field(min_length=1)
    outcome: Code
    models: tuple[Code, ...] = Field(min_length=1)
    expert_system: Code | None = None
    seed: Annotated[int, Field(ge=0)] = 0
    explain_rows: Annotated[int, Field(ge=1, le=2000)] = 2000
    world: WorldSource | None = None
    records: str | None = None
    split: SplitRule
    compare: CompareRule

    @model_validator(mode="after")
    def _one_source(self) -> Experiment:
        if (self.world is None) == (self.records is None):
            raise ValueError('exactly one of [world] and records = "DIR"')
        if self.world is not None and self.world.name != self.subject:
            raise ValueError(f"the world {self.world.name!r} has no {self.subject!r} records")
        return self


def read_experiment(folder: Path, findings: Findings) -> Experiment | None:
    """Read ``experiment.toml`` of an experiment's folder (or the file itself); what is wrong becomes findings."""
    path = folder / "experiment.toml" if folder.is_dir() else folder
    values = read_toml(path, findings)
    return structure(Experiment, values, path.name, findings) if values is not None else None
