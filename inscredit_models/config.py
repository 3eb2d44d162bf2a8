"""The strict experiment file (实验文件): one TOML document says what is compared, on which rows, at which dates.

Four document types stand behind one door: `Experiment` on records (a store or a simulated world), `TableExperiment` on
a company panel, `IndexExperiment` (a framework on records), `RecoveryExperiment` (methods on many worlds) and
`ValidationExperiment` (the worlds themselves).
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from inscredit_models.catalogue.documents import Code, Declaration, read_toml, structure, structure_partly
from inscredit_models.catalogue.record_types import Subject
from inscredit_models.findings import Findings
from inscredit_models.indicators.company_panel import Derived, NextOutcome
from inscredit_models.models.composite.method import Aggregate, Impute, Normalise, Treat, Weigh
from inscredit_models.records.calendar import add_months
from inscredit_models.records.company_panel.declaration import PanelColumn, QualityRule, columns_of
from inscredit_models.studies.further.declaration import Further
from inscredit_models.studies.published_plan import PublishedExperiment, read_published_plan
from inscredit_models.studies.validation_plan import ValidationExperiment


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
    """Out-of-time with purge and label maturity; a second row on unseen subjects by cross-fitting over subjects.

    ``by`` names [[group]] attributes (region, insurer, one other): a further split each, judged on groups nobody was
    trained on, within the out-of-time rows; more than ``group_folds`` groups are dealt into that many folds.
    """

    test_from: dt.date
    maturity_months: Annotated[int, Field(ge=0)]
    labels_known_at: dt.date
    unseen_folds: Annotated[int, Field(ge=2)] = 5
    by: tuple[Code, ...] = ()
    group_folds: Annotated[int, Field(ge=2)] = 5


class LimitRule(Declaration):
    """Limits of one unit of work (one fit): seconds, and 10^6 bytes of memory of the process that does it."""

    unit_seconds: Annotated[float, Field(gt=0)] | None = None
    unit_memory_mb: Annotated[int, Field(ge=1)] | None = None


class CompareRule(Declaration):
    """How models are compared: metric, reference model, margin within which they count as equivalent.

    ``further`` names metrics that become rows of the league beside those that every league has.
    """

    metric: Code = "auc"
    further: tuple[Code, ...] = ()
    reference: Code
    equivalence_margin: Annotated[float, Field(gt=0)]


class Experiment(Further):
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
    limits: LimitRule = LimitRule()

    @model_validator(mode="after")
    def _one_source(self) -> Experiment:
        if (self.world is None) == (self.records is None):
            raise ValueError('exactly one of [world] and records = "DIR"')
        if self.world is not None and self.world.name != self.subject:
            raise ValueError(f"the world {self.world.name!r} has no {self.subject!r} records")
        check_split_groups(self, self.split.by)
        return self


class PanelSplit(Declaration):
    """Out-of-time on a panel: judged from ``test_from`` (the last day of a period) on, trained on before.

    A training row whose outcome period ends on ``test_from`` or later is purged. The other keys as in `SplitRule`.
    """

    test_from: dt.date
    unseen_folds: Annotated[int, Field(ge=2)] = 5
    by: tuple[Code, ...] = ()
    group_folds: Annotated[int, Field(ge=2)] = 5


class TableExperiment(Further):
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
    limits: LimitRule = LimitRule()

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
        check_split_groups(self, self.split.by)
        return self


class IndexExperiment(Declaration):
    """A composite index made of records and questioned. Exactly one of ``world`` and ``records`` is their source.

    ``framework`` and ``plan`` are files, seen from the experiment's folder; the framework's leaves name declared
    indicators. The index is made at every as-of date by itself; the last one is the headline, the earlier ones say how
    well it repeats. ``outcome`` may be left out where none is declared for the subject type; then whether the index
    predicts is not evaluable.
    """

    question: str
    question_zh: str = ""
    subject: Subject
    framework: str
    plan: str = "plan.toml"
    as_of: AsOf
    population: Code | None = None
    outcome: Code | None = None
    labels_known_at: dt.date | None = None
    runs: Annotated[int, Field(ge=100)] = 1000
    base: Annotated[int, Field(ge=2)] = 256
    seed: Annotated[int, Field(ge=0)] = 0
    world: WorldSource | None = None
    records: str | None = None

    @model_validator(mode="after")
    def _one_source(self) -> IndexExperiment:
        if (self.world is None) == (self.records is None):
            raise ValueError('exactly one of [world] and records = "DIR"')
        if self.world is not None and self.world.name != self.subject:
            raise ValueError(f"the world {self.world.name!r} has no {self.subject!r} records")
        if (self.outcome is None) != (self.labels_known_at is None):
            raise ValueError("outcome and labels_known_at belong together")
        return self


class RecoverySource(Declaration):
    """Where the conditions of one subject type come from: its framework, population and the day of the index."""

    subject: Subject
    framework: str
    as_of: dt.date
    population: Code | None = None


class RecoveryCondition(Declaration):
    """One world in which the methods are tried: a variant of a size, and the trouble that it stands for."""

    code: Code
    zh: str
    en: str
    trouble: Code
    subject: Subject
    variant: str = "default"
    subjects: Annotated[int, Field(ge=2)]


class RecoveryMethod(Declaration):
    """One way to make the index: sections of a framework's head that replace its own."""

    code: Code
    zh: str
    en: str
    impute: Impute | None = None
    treat: Treat | None = None
    normalise: Normalise | None = None
    weigh: Weigh | None = None
    aggregate: Aggregate | None = None


class RecoveryExperiment(Declaration):
    """Which method recovers the planted order: every method in every condition on the same seeds.

    ``reference`` is the method that the others are held against, ``margin`` the difference of rank correlation that
    does not matter.
    """

    question: str
    question_zh: str = ""
    first_seed: Annotated[int, Field(ge=0)] = 1
    seeds: Annotated[int, Field(ge=2)]
    reference: Code
    margin: Annotated[float, Field(gt=0)] = 0.02
    source: tuple[RecoverySource, ...] = Field(min_length=1)
    condition: tuple[RecoveryCondition, ...] = Field(min_length=1)
    method: tuple[RecoveryMethod, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _known_names(self) -> RecoveryExperiment:
        for name, items in (("condition", self.condition), ("method", self.method)):
            codes = [item.code for item in items]
            repeated = sorted({code for code in codes if codes.count(code) > 1})
            if repeated:
                raise ValueError(f"[[{name}]] {', '.join(repeated)} stands twice")
        if self.reference not in [item.code for item in self.method]:
            raise ValueError(f"no [[method]] has the code {self.reference!r} of the reference")
        sources = [item.subject for item in self.source]
        without = sorted({item.subject for item in self.condition} - set(sources))
        if without or len(set(sources)) < len(sources):
            raise ValueError(f"one [[source]] for each subject type; without one: {', '.join(without) or 'none'}")
        return self


AnyExperiment = (
    Experiment | TableExperiment | IndexExperiment | RecoveryExperiment | PublishedExperiment | ValidationExperiment
)


def check_split_groups(plan: Further, by: tuple[str, ...]) -> None:
    """Check that a split is by declared groups, and by one other than region and insurer at most.

    Raises
    ------
    ValueError
        Where it is not.
    """
    known = [item.code for item in plan.group]
    unknown = [code for code in by if code not in known]
    if unknown:
        raise ValueError(f"no [[group]] has the code {', '.join(map(repr, unknown))}")
    others = sorted(set(by) - {"region", "insurer"})
    if len(others) > 1 or len(set(by)) < len(by):
        raise ValueError("split by region, by insurer, and by one other group, each once")


def read_experiment(folder: Path, findings: Findings) -> AnyExperiment | None:
    """Read ``experiment.toml`` of an experiment's folder (or the file itself); what is wrong becomes findings.

    With findings the plan may be partial (see `structure_partly`): what it names can be looked up, it cannot be run.
    Exactly one of ``[world]``, ``records`` and ``table`` says where the rows come from, and so which document it is;
    ``framework`` makes it one of an index, ``[[condition]]`` one of method recovery, ``published`` one on published
    figures, a list of ``[[world]]`` one that validates the worlds.
    """
    path = folder / "experiment.toml" if folder.is_dir() else folder
    values = read_toml(path, findings)
    if values is None:
        return None
    if isinstance(values.get("world"), list):
        return structure(ValidationExperiment, values, path.name, findings)
    sources = [key for key in ("world", "records", "table") if key in values]
    if "table" in sources and len(sources) > 1:
        allowed = 'exactly one of [world], records = "DIR" and table = "FILE"'
        findings.add("ICM006", path.name, " and ".join(sources), allowed, "keep one")
        return None
    if "published" in values:
        return read_published_plan(values, path, findings)
    if "framework" in values:
        return structure(IndexExperiment, values, path.name, findings)
    if "condition" in values:
        return structure(RecoveryExperiment, values, path.name, findings)
    return structure_partly(TableExperiment if sources == ["table"] else Experiment, values, path.name, findings)
