"""The strict experiment file (实验文件): one TOML document says what is compared, on which rows, at which dates.

Two document types stand behind one door: `Experiment` on records (a store or a simulated world) and `TableExperiment`
on a company panel.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from inscredit_models.catalogue.documents import Code, Declaration, read_toml, structure
from inscredit_models.catalogue.record_types import Subject
from inscredit_models.findings import Findings
from inscredit_models.indicators.company_panel import Derived, NextOutcome
from inscredit_models.records.calendar import add_months
from inscredit_models.records.company_panel.declaration import PanelColumn, QualityRule, columns_of


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


class PanelSplit(Declaration):
    """Out-of-time on a panel: judged from ``test_from`` (the last day of a period) on, trained on before.

    A training row whose outcome period ends on ``test_from`` or later is purged. ``unseen_folds`` as in `SplitRule`.
    """

    test_from: dt.date
    unseen_folds: Annotated[int, Field(ge=2)] = 5


class TableExperiment(Declaration):
    """One experiment on a company panel: a table with one row per company and period.

    ``table`` and ``mapping`` are files, seen from the experiment's folder. All columns with ``feature = true`` and all
    derived ones are foreseen with, in the order of the file.
    """

    question: str
    question_zh: str = ""
    table: str
    mapping: str = "mapping.toml"
    outcome: NextOutcome
    column: tuple[PanelColumn, ...] = Field(min_length=1)
    derived: tuple[Derived, ...] = ()
    quality: tuple[QualityRule, ...] = ()
    models: tuple[Code, ...] = Field(min_length=1)
    seed: Annotated[int, Field(ge=0)] = 0
    explain_rows: Annotated[int, Field(ge=1, le=2000)] = 2000
    split: PanelSplit
    compare: CompareRule

    @model_validator(mode="after")
    def _known_columns(self) -> TableExperiment:
        codes = [item.code for item in self.column]
        named = [self.outcome.next, *(item.of for item in self.derived)]
        named += [name for rule in self.quality for name in columns_of(rule)]
        unknown = sorted(set(named) - set(codes))
        if unknown:
            raise ValueError(f"no [[column]] has the code {', '.join(map(repr, unknown))}")
        codes += [item.code for item in self.derived]
        repeated = sorted({code for code in codes if codes.count(code) > 1})
        if repeated:
            raise ValueError(f"codes that stand twice: {', '.join(repeated)}")
        return self


def read_experiment(folder: Path, findings: Findings) -> Experiment | TableExperiment | None:
    """Read ``experiment.toml`` of an experiment's folder (or the file itself); what is wrong becomes findings.

    Exactly one of ``[world]``, ``records`` and ``table`` says where the rows come from, and so which document it is.
    """
    path = folder / "experiment.toml" if folder.is_dir() else folder
    values = read_toml(path, findings)
    if values is None:
        return None
    sources = [key for key in ("world", "records", "table") if key in values]
    if "table" in sources and len(sources) > 1:
        allowed = 'exactly one of [world], records = "DIR" and table = "FILE"'
        findings.add("ICM006", path.name, " and ".join(sources), allowed, "keep one")
        return None
    return structure(TableExperiment if sources == ["table"] else Experiment, values, path.name, findings)
