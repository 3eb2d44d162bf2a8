"""The form of an indicator (指标), an outcome (结果) and a population (总体): frozen declarations, no code in them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictFloat, StrictInt, StrictStr, model_validator

from inscredit_models.catalogue.documents import Code, Declaration
from inscredit_models.catalogue.record_types import Subject

Direction = Literal["higher_is_better", "lower_is_better", "none"]
Scalar = StrictBool | StrictInt | StrictFloat | StrictStr
OPERATORS = ("is", "in", "not_in", "at_least", "at_most", "above", "below")


class Condition(Declaration):
    """One condition on a content field; a missing field value never meets a condition."""

    field: Code
    is_: Scalar | None = Field(default=None, alias="is")
    in_: tuple[Scalar, ...] | None = Field(default=None, alias="in")
    not_in: tuple[Scalar, ...] | None = None
    at_least: StrictInt | StrictFloat | None = None
    at_most: StrictInt | StrictFloat | None = None
    above: StrictInt | StrictFloat | None = None
    below: StrictInt | StrictFloat | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Condition:
        if sum(value is not None for value in self._values().values()) != 1:
            raise ValueError("exactly one of " + ", ".join(OPERATORS))
        return self

    def _values(self) -> dict[str, object]:
        return {name: getattr(self, "is_" if name == "is" else "in_" if name == "in" else name) for name in OPERATORS}

    @property
    def operator(self) -> str:
        """Name of the operator, one of ``OPERATORS``."""
        return next(name for name, value in self._values().items() if value is not None)

    @property
    def operand(self) -> Scalar | tuple[Scalar, ...]:
        """Value (or tuple of values) that the field is compared with."""
        return self._values()[self.operator]  # type: ignore[return-value]


class Window(Declaration):
    """The event window (as_of − months, as_of], half-open; month-end stays month-end."""

    months: Annotated[int, Field(ge=1, le=1200)]


class Measure(Declaration):
    """What every measure has: one record type, conditions that all must hold, a window (none = all of the past).

    With a ``lag`` the window ends that long before as_of: (as_of − lag − window, as_of − lag]. Every record is still
    read as known at as_of.
    """

    record: Code
    where: tuple[Condition, ...] = ()
    window: Window | None = None
    lag: Window | None = None


class Count(Measure):
    """Number of records. Empty: 0."""

    kind: Literal["count"]


class Total(Measure):
    """Sum of a numeric field. Empty: 0; missing field values add nothing."""

    kind: Literal["total"]
    field: Code


class Average(Measure):
    """Mean of a numeric field over the records where it is present. Empty: missing."""

    kind: Literal["average"]
    field: Code


class Extreme(Measure):
    """Smallest or largest value of a numeric field. Empty: missing."""

    kind: Literal["extreme"]
    field: Code
    which: Literal["smallest", "largest"]


class Distinct(Measure):
    """Number of different present values of a field. Empty: 0."""

    kind: Literal["distinct"]
    field: Code


class Latest(Measure):
    """Numeric field of the latest record (by event date, known date, sequence, record id). Empty: missing."""

    kind: Literal["latest"]
    field: Code


class Recency(Measure):
    """Days from the last (or first) event to as_of. Empty: missing."""

    kind: Literal["recency"]
    since: Literal["last", "first"] = "last"


class Share(Measure):
    """Share of records, 0 to 1: numerator ∧ denominator without exclusions, over denominator without exclusions.

    ``where`` is the initial population; each part is a list of conditions that all must hold (exclusions: any).
    An empty denominator is missing.
    """

    kind: Literal["share"]
    numerator: tuple[Condition, ...]
    denominator: tuple[Condition, ...] = ()
    exclusions: tuple[Condition, ...] = ()


class Flag(Measure):
    """1 where any record (or the latest record of the window) meets the conditions, else 0.

    With ``on = "latest"`` the conditions are put to the latest record of the window, whatever it is.
    """

    kind: Literal["flag"]
    on: Literal["any", "latest"] = "any"


class Trend(Measure):
    """Least-squares slope per year (365.25 days) of a numeric field over event dates. Under two dates: missing."""

    kind: Literal["trend"]
    field: Code


class Dispersion(Measure):
    """Sample standard deviation (n − 1), or coefficient of variation, of a numeric field. Under two values: missing.

    The coefficient of variation is missing where the mean is not above zero.
    """

    kind: Literal["dispersion"]
    field: Code
    form: Literal["standard_deviation", "coefficient_of_variation"] = "standard_deviation"


AnyMeasure = Annotated[
    Count | Total | Average | Extreme | Distinct | Latest | Recency | Share | Flag | Trend | Dispersion,
    Field(discriminator="kind"),
]


class Ratio(Declaration):
    """Numerator measure over denominator measure, times a scale. A missing part makes it missing."""

    kind: Literal["ratio"]
    numerator: AnyMeasure
    denominator: AnyMeasure
    scale: Annotated[float, Field(gt=0)] = 1
    when_denominator_zero: Literal["missing", "zero"] = "missing"


class Change(Declaration):
    """A measure in its window less the same measure in the window before (or divided by it, less 1).

    The window before is the same measure with a lag longer by its window, read as known at as_of. A relative
    change against zero or a missing part is missing.
    """

    kind: Literal["change"]
    of: AnyMeasure
    form: Literal["difference", "relative"] = "difference"

    @model_validator(mode="after")
    def _has_window(self) -> Change:
        if self.of.window is None:
            raise ValueError("the measure of a change needs a window")
        return self


class Constant(Declaration):
    """A number in a formula."""

    constant: float


class Reference(Declaration):
    """Another indicator in a formula, by its code."""

    indicator: Code


class Operation(Declaration):
    """Arithmetic in a formula; a missing argument or a division by zero makes the result missing."""

    op: Literal["add", "subtract", "multiply", "divide", "smallest", "largest"]
    args: tuple[Constant | Reference | Operation, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _two_where_order_counts(self) -> Operation:
        if self.op in ("subtract", "divide") and len(self.args) != 2:
            raise ValueError(f"{self.op} takes two arguments")
        return self


class Formula(Declaration):
    """Arithmetic over other indicators of the same subject type."""

    kind: Literal["formula"]
    expression: Operation


class PeerField(Declaration):
    """A code or yes/no field whose value in the latest record says which peer group a subject is in."""

    record: Code
    field: Code


class PeerPercentile(Declaration):
    """Share of the other subjects of the peer group that lie below a subject in another indicator, ties counted half.

    Peers are the subjects with equal values of all ``peers`` fields at the same date (without any: everybody), of the
    population ``among`` where one is named. Missing: without a value of its own, with a peer field missing, outside
    the population, or with fewer than ``minimum_peers`` others that have a value.
    """

    kind: Literal["peer_percentile"]
    of: Code
    peers: tuple[PeerField, ...] = ()
    among: Code | None = None
    minimum_peers: Annotated[int, Field(ge=1)] = 10


class Figures(Measure):
    """Reported figures: the numbers in some fields of one record type, where present and not zero."""

    fields: tuple[Code, ...] = Field(min_length=1)


AuthenticityTest = Literal["first_digit", "second_digit", "heaping", "bunching"]
AuthenticityStatistic = Literal["mad", "chi_square", "p_value", "excess", "index", "share"]
STATISTICS_OF_TEST: dict[str, tuple[str, ...]] = {
    "first_digit": ("mad", "chi_square", "p_value"),
    "second_digit": ("mad", "chi_square", "p_value"),
    "heaping": ("excess", "index", "p_value"),
    "bunching": ("share", "p_value"),
}


class Authenticity(Declaration):
    """A digit or heaping test on the figures a subject has reported, all pooled; their sign does not count.

    ``first_digit`` and ``second_digit`` compare significant digits with Benford's law, ``heaping`` the multiples of
    ``multiple`` with what even spacing in steps of ``step`` gives, ``bunching`` the figures in [line, line + width)
    with those in [line − width, line). Fewer than ``minimum_figures`` figures (for bunching: near the line): missing.
    """

    kind: Literal["authenticity"]
    test: AuthenticityTest
    statistic: AuthenticityStatistic
    figures: tuple[Figures, ...] = Field(min_length=1)
    multiple: Annotated[int, Field(ge=2)] | None = None
    step: Annotated[int, Field(ge=1)] = 1
    line: float | None = None
    width: Annotated[float, Field(gt=0)] | None = None
    minimum_figures: Annotated[int, Field(ge=1)] = 30

    @model_validator(mode="after")
    def _fits_its_test(self) -> Authenticity:
        if self.statistic not in STATISTICS_OF_TEST[self.test]:
            raise ValueError(f"{self.test} gives one of " + ", ".join(STATISTICS_OF_TEST[self.test]))
        if (self.multiple is not None) != (self.test == "heaping"):
            raise ValueError("'multiple' stands with the test heaping, and only there")
        if self.multiple is not None and (self.multiple % self.step or self.multiple == self.step):
            raise ValueError("'multiple' must be a larger multiple of 'step'")
        if self.step != 1 and self.test != "heaping":
            raise ValueError("'step' stands with the test heaping only")
        if {self.line is not None, self.width is not None} != {self.test == "bunching"}:
            raise ValueError("'line' and 'width' stand with the test bunching, and only there")
        return self


class Links(Measure):
    """Links of a subject to others: records in which a text field names the other one, or a thing both have.

    With a ``weight`` (a numeric field) a link weighs the sum over its records; records where it is missing or not above
    zero are no links.
    """

    field: Code
    via: Literal["named", "shared"]
    weight: Code | None = None
    largest_group: Annotated[int, Field(ge=2)] | None = None

    @model_validator(mode="after")
    def _fits_its_form(self) -> Links:
        if self.via == "shared" and self.weight is not None:
            raise ValueError("links through something shared have no weight")
        if self.via == "named" and self.largest_group is not None:
            raise ValueError("'largest_group' stands with links through something shared only")
        return self


class Contagion(Declaration):
    """Share (0 to 1) of a subject's links that lead to subjects whose indicator ``of`` is above a limit.

    Only links to other subjects in view at the same date whose indicator has a value count. Fewer than
    ``minimum_links`` of them: missing.
    """

    kind: Literal["contagion"]
    links: Links
    of: Code
    above: float = 0
    minimum_links: Annotated[int, Field(ge=1)] = 1


Computation = Annotated[
    Count
    | Total
    | Average
    | Extreme
    | Distinct
    | Latest
    | Recency
    | Share
    | Flag
    | Trend
    | Dispersion
    | Ratio
    | Change
    | Formula
    | PeerPercentile
    | Authenticity
    | Contagion,
    Field(discriminator="kind"),
]

MEASURE_KINDS = (
    "count",
    "total",
    "average",
    "extreme",
    "distinct",
    "latest",
    "recency",
    "share",
    "flag",
    "trend",
    "dispersion",
)
DERIVED_KINDS = ("ratio", "change", "formula")
COHORT_KINDS = ("peer_percentile", "authenticity", "contagion")
"""The tier that is computed from arrays of all subjects at one date (see `cohort`)."""


class Indicator(Declaration):
    """One indicator: what it is called, where it comes from, which direction is better, how it is computed.

    Build it from a document with `registry.parse_indicator`, where the keys of ``compute`` stand beside the others.
    """

    code: Code
    zh: str
    en: str
    subject: Subject
    category: Code
    clauses: tuple[str, ...] = ()
    direction: Direction
    unit: str
    source: str
    compute: Computation

    @property
    def sign(self) -> int:
        """+1 where higher is better, −1 where lower is better, 0 where no direction is declared."""
        return {"higher_is_better": 1, "lower_is_better": -1, "none": 0}[self.direction]


class Outcome(Declaration):
    """What is to be foreseen: whether a record of this kind has its event in (as_of, as_of + horizon]."""

    code: Code
    zh: str
    en: str
    subject: Subject
    adverse: bool
    record: Code
    where: tuple[Condition, ...] = ()
    horizon: Window
    source: str


class Population(Declaration):
    """Who is at risk at as_of: subjects for whom every flag is 1, as known at as_of."""

    code: Code
    zh: str
    en: str
    subject: Subject
    flags: tuple[Flag, ...]
    source: str
