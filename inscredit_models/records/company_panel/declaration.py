"""What is declared of a company panel (面板声明): columns with units, the names of another table, quality rules."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from inscredit_models.catalogue.documents import Code, Declaration, read_toml, structure
from inscredit_models.findings import Findings, near_names
from inscredit_models.records.company_panel.periods import PeriodFormat

Direction = Literal["higher_is_better", "lower_is_better", "none"]


class Bounds(Declaration):
    """The values a column can sensibly have, both ends included."""

    from_: float = Field(alias="from")
    to: float

    @model_validator(mode="after")
    def _ordered(self) -> Bounds:
        if self.to < self.from_:
            raise ValueError("'to' lies below 'from'")
        return self


class PanelColumn(Declaration):
    """A numeric column of the panel.

    ``plausible`` is what a fraction can sensibly be: where most values lie outside and a hundredth of them inside, the
    column is refused as percent. ``feature = false`` keeps a column for quality rules and outcomes only.
    """

    code: Code
    zh: str
    en: str
    unit: str
    direction: Direction = "none"
    plausible: Bounds | None = None
    feature: bool = True

    @property
    def sign(self) -> int:
        """+1 higher is better, −1 lower is better, 0 not declared."""
        return {"higher_is_better": 1, "lower_is_better": -1, "none": 0}[self.direction]


class PeriodColumn(Declaration):
    """Where the period stands and how it is written."""

    column: str
    format: PeriodFormat
    every_months: Literal[1, 3, 6, 12] = 3


class MappedColumn(Declaration):
    """One column of another table: its name there, its name here, and the factor that brings it to our unit."""

    code: Code
    column: str
    scale: Annotated[float, Field(gt=0)] = 1.0


class Mapping(Declaration):
    """How a table says what the experiment declares (``mapping.toml``); nothing is matched by likeness.

    A column that is not listed stands under its own code, in our unit.
    ``name`` is the column of company names beside a stable ``id``; ``missing`` are the cell markers that mean missing.
    ``absent`` names columns of ours that the table does not have: they are left out, and all that is made of them.
    """

    id: str
    name: str | None = None
    time: PeriodColumn
    origin: Literal["simulated", "recorded", "public table"] = "public table"
    encoding: Literal["utf-8", "gb18030"] = "utf-8"
    missing: tuple[str, ...] = ()
    absent: tuple[Code, ...] = ()
    column: tuple[MappedColumn, ...] = ()

    def source(self, code: str) -> MappedColumn:
        """Say where a column of ours stands in the table."""
        found = next((item for item in self.column if item.code == code), None)
        return found or MappedColumn(code=code, column=code)

    def elsewhere(self, company: str | None = None, period: str | None = None) -> Mapping:
        """Give the mapping with company and period in other columns of the table, all else as declared.

        Where the company stands in another column, the column of names is no longer taken to be there.

        Parameters
        ----------
        company : str, optional
            Column of the stable id of a company.
        period : str, optional
            Column of the period, in the declared format, or ``COLUMN=FORMAT``.

        Raises
        ------
        Refused
            ICM006 where the format is none that is known.
        """
        changes: dict[str, object] = {}
        if company is not None:
            changes |= {"id": company, "name": self.name if company == self.id else None}
        if period is not None:
            column, _, form = period.partition("=")
            if form and form not in get_args(PeriodFormat):
                findings = Findings()
                remedy = near_names(form, get_args(PeriodFormat))
                findings.add("ICM006", "period", f"format {form!r}", ", ".join(get_args(PeriodFormat)), remedy)
                findings.refuse()
            changes["time"] = self.time.model_copy(update={"column": column} | ({"format": form} if form else {}))
        return self.model_copy(update=changes)


class SumRule(Declaration):
    """Parts add up to the total, within a share of the total; a missing part counts as nothing if another is there."""

    kind: Literal["sum"]
    code: Code
    total: Code
    parts: tuple[Code, ...] = Field(min_length=2)
    tolerance: Annotated[float, Field(ge=0)]


class RatioRule(Declaration):
    """The printed ratio is numerator ÷ denominator, within an absolute tolerance."""

    kind: Literal["ratio"]
    code: Code
    ratio: Code
    numerator: Code
    denominator: Code
    tolerance: Annotated[float, Field(ge=0)]


class JumpRule(Declaration):
    """From one period to the next a positive value changes by less than a factor."""

    kind: Literal["jump"]
    code: Code
    column: Code
    factor: Annotated[float, Field(gt=1)]


class RepeatedRule(Declaration):
    """A value other than zero does not stand unchanged in so many periods in a row."""

    kind: Literal["repeated"]
    code: Code
    column: Code
    periods: Annotated[int, Field(ge=2)]


class UnitRule(Declaration):
    """A value does not lie a factor (10,000: 元 for 万元) away from the median of the company's other periods.

    It is named where value ÷ median comes nearer to the factor, or to its inverse, than to ``within`` times it.
    """

    kind: Literal["unit"]
    code: Code
    column: Code
    factor: Annotated[float, Field(gt=1)] = 10000.0
    within: Annotated[float, Field(gt=1)] = 5.0


class RangeRule(Declaration):
    """A value lies between two bounds, both included; one whose hundredth does may be percent among fractions."""

    kind: Literal["range"]
    code: Code
    column: Code
    between: Bounds


class RenamedRule(Declaration):
    """A company keeps its name from one of its periods to the next."""

    kind: Literal["renamed"]
    code: Code


QualityRule = Annotated[
    SumRule | RatioRule | JumpRule | RepeatedRule | UnitRule | RangeRule | RenamedRule, Field(discriminator="kind")
]


def columns_of(rule: QualityRule) -> tuple[str, ...]:
    """Give the columns that a rule reads."""
    if isinstance(rule, SumRule):
        return (rule.total, *rule.parts)
    if isinstance(rule, RatioRule):
        return (rule.ratio, rule.numerator, rule.denominator)
    return () if isinstance(rule, RenamedRule) else (rule.column,)


def read_mapping(path: Path, findings: Findings) -> Mapping | None:
    """Read a ``mapping.toml``; what is wrong becomes findings."""
    values = read_toml(path, findings)
    return structure(Mapping, values, path.name, findings) if values is not None else None
