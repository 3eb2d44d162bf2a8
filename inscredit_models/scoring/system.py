"""A scoring system (评分体系): nodes, grades and overrides as one frozen declaration."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from inscredit_models.catalogue.documents import Code, Declaration
from inscredit_models.catalogue.record_types import Confidence, Subject

IntervalType = Literal["[lo,hi)", "(lo,hi]"]


class MissingRule(Declaration):
    """What a node does where its value is missing (a leaf) or all of its children are (an inner node).

    ``points`` gives fixed points (on the node's own scale, after ``multiply``), ``redistribute`` shares the weight
    among the siblings that have a value, ``refuse`` makes the score missing with a reason.
    """

    rule: Literal["points", "redistribute", "refuse"]
    points: Decimal | None = None

    @model_validator(mode="after")
    def _points_where_needed(self) -> MissingRule:
        if (self.rule == "points") != (self.points is not None):
            raise ValueError("points exactly where the rule is 'points'")
        return self


class Linear(Declaration):
    """Goalposts (目标值): 0 at ``worst``, 1 at ``best``, straight between, clipped outside; worst may exceed best."""

    kind: Literal["linear"]
    worst: float
    best: float

    @model_validator(mode="after")
    def _apart(self) -> Linear:
        if self.worst == self.best:
            raise ValueError("worst and best must differ")
        return self


class ZScore(Declaration):
    """(value − mean) / deviation of a frozen reference set; times ``sign`` so that higher is better."""

    kind: Literal["z_score"]
    mean: float
    deviation: Annotated[float, Field(gt=0)]
    sign: Literal[1, -1] = 1


class Percentile(Declaration):
    """Mid-rank share of a frozen, sorted reference set that lies below the value (0 to 1)."""

    kind: Literal["percentile"]
    reference: tuple[float, ...] = Field(min_length=1)
    sign: Literal[1, -1] = 1

    @model_validator(mode="after")
    def _sorted(self) -> Percentile:
        if any(low > high for low, high in zip(self.reference, self.reference[1:], strict=False)):
            raise ValueError("the reference set must be sorted")
        return self


class Bands(Declaration):
    """Points by interval: ``points[i]`` between cut i − 1 and cut i; one more point than cuts."""

    kind: Literal["bands"]
    cuts: tuple[float, ...] = ()
    points: tuple[Decimal, ...]
    interval: IntervalType = "[lo,hi)"

    @model_validator(mode="after")
    def _fits(self) -> Bands:
        if len(self.points) != len(self.cuts) + 1:
            raise ValueError("one more point than cuts")
        if any(low >= high for low, high in zip(self.cuts, self.cuts[1:], strict=False)):
            raise ValueError("cuts must rise")
        return self


class Categories(Declaration):
    """Points by category; ``other`` for a category that was not seen when the system was made."""

    kind: Literal["categories"]
    points: dict[str, Decimal]
    other: Decimal


Normalisation = Annotated[Linear | ZScore | Percentile | Bands | Categories, Field(discriminator="kind")]


class Node(Declaration):
    """One node of the hierarchy (指标节点). A leaf has a normalisation, an inner node an aggregation.

    ``multiply`` turns a leaf's normalised value into points (100 makes a 0–1 value a percentage scale). The weights
    of siblings may be any numbers that are not negative; with ``weights_sum`` on the parent they must add up to it.
    ``level`` is the depth (root 1), for tables that print it. Without a ``missing`` rule a missing value refuses the
    score. ``split = "unknown"`` marks a group whose own weight is published while the weights or rules inside it are
    not: such a system can be read and listed, but not evaluated. ``zh`` and ``en`` are labels; ``note`` says where
    the numbers come from.
    """

    code: Code
    parent: Code | None = None
    indicator: str | None = None
    zh: str = ""
    en: str = ""
    weight: float | None = None
    aggregate: Literal["weighted_mean", "sum", "geometric_mean", "smallest"] | None = None
    normalise: Normalisation | None = None
    multiply: float = 1
    missing: MissingRule | None = None
    weights_sum: Annotated[float, Field(gt=0)] | None = None
    level: Annotated[int, Field(ge=1)] | None = None
    split: Literal["declared", "unknown"] = "declared"
    note: str = ""

    @property
    def column(self) -> str:
        """The column that a leaf reads: its ``indicator``, else its own code."""
        return self.indicator or self.code


class Grade(Declaration):
    """One grade (等级): from this score upwards, best grade last or first; the highest ``from`` that fits wins."""

    symbol: str
    from_: float | None = Field(default=None, alias="from")
    zh: str = ""
    en: str = ""


class ScoringSystem(Declaration):
    """A whole scoring system: score is higher-is-better, everywhere.

    ``places`` are the decimals that the points of every node are rounded to (half away from zero) before they go
    up; ``None`` keeps floats. ``base`` is added to the root's points. ``interval`` is the type of the grade intervals.
    ``subject`` is set where the leaves read declared indicators of that subject type; ``note`` says what of a
    published system is left out. The checks across nodes and grades are in `scoring.check`.
    """

    code: Code
    zh: str
    en: str
    source: str
    status: Literal["published", "expert", "fitted"]
    subject: Subject | None = None
    confidence: Confidence | None = None
    note: str = ""
    places: Annotated[int, Field(ge=0, le=12)] | None = None
    base: Decimal = Decimal(0)
    interval: IntervalType = "[lo,hi)"
    node: tuple[Node, ...]
    grade: tuple[Grade, ...] = ()
