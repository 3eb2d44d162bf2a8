"""How an index is made (指数方法): the sections of a framework's head, each with every parameter and its default."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from inscredit_models.catalogue.documents import Code, Declaration

Aggregation = Literal[
    "weighted_mean",
    "geometric_mean",
    "harmonic_mean",
    "generalised_mean",
    "smallest",
    "mazziotta_pareto",
    "benefit_of_the_doubt",
    "copeland",
    "topsis",
    "vikor",
    "grey_relational",
]
Scaling = Literal[
    "min_max",
    "goalposts",
    "z_score",
    "rank",
    "borda",
    "percentile",
    "distance_to_target",
    "efficacy",
    "fraction_of_best",
]
Share = Annotated[float, Field(ge=0, le=1)]


class Impute(Declaration):
    """How gaps are filled, and how many may be.

    ``none`` leaves them: a missing child leaves its weight to its siblings. Mean and median are those of the same year
    where the framework has a time column; ``panel`` takes the unit's own last known earlier value, at most ``reach``
    back. Units with a smaller share of present values than ``min_available`` are left out before anything is estimated;
    an indicator that fewer of the remaining units have than ``min_units`` (its own limit in the node table comes first)
    has weight 0, and no gap of it is filled.
    """

    method: Literal["none", "mean", "median", "group_mean", "group_median", "em", "panel"] = "none"
    min_available: Share = 0.0
    min_units: Share = 0.0
    reach: Annotated[float, Field(gt=0)] = 1.0


class Treat(Declaration):
    """How outliers are treated: see `treat.decide_treatment`."""

    method: Literal["none", "winsorise_then_log"] = "none"
    winsorise_at_most: Annotated[int, Field(ge=0)] = 5
    skewness: Annotated[float, Field(gt=0)] = 2.0
    kurtosis: Annotated[float, Field(gt=0)] = 3.5
    log: bool = True


class Normalise(Declaration):
    """How indicators come to one scale: ``low`` at the worst and ``high`` at the best.

    For ``z_score`` the scale has mean ``low`` and one standard deviation is worth ``high`` less ``low``. ``efficacy``
    is 60 to 100 unless said otherwise. ``reference_until`` is the last time whose rows set bounds, treatment and data
    weights; later times are measured on them and cannot move them.
    """

    method: Scaling = "min_max"
    low: float | None = None
    high: float | None = None
    cap: bool = True
    reference_until: float | None = None

    @model_validator(mode="after")
    def _rises(self) -> Normalise:
        low, high = self.ends
        if not low < high:
            raise ValueError("low must lie below high")
        return self

    @property
    def ends(self) -> tuple[float, float]:
        """The scale: its given ends, else the custom of the method."""
        custom = {"efficacy": (60.0, 100.0), "z_score": (0.0, 1.0)}.get(self.method, (0.0, 100.0))
        return (
            custom[0] if self.low is None else self.low,
            custom[1] if self.high is None else self.high,
        )


class Weigh(Declaration):
    """Where weights come from: the table (``given``), equal, or the data of each group of siblings.

    ``data_share`` combines both: the weight is (1 − share) · given + share · data, or their product in these powers
    where ``combination`` is multiplicative. ``shift`` is that of the entropy weights.
    """

    method: Literal["given", "equal", "entropy", "critic", "pca"] = "given"
    data_share: Share = 1.0
    combination: Literal["additive", "multiplicative"] = "additive"
    shift: Annotated[float, Field(ge=0, lt=1)] = 0.1


class Aggregate(Declaration):
    """How children become a parent where its row names nothing else; ``power`` is that of the generalised mean.

    ``least_share`` and ``most_share`` bound the part that one indicator may have in a benefit of the doubt.
    """

    method: Aggregation = "weighted_mean"
    power: float = 0.5
    least_share: Share = 0.0
    most_share: Share = 1.0

    @model_validator(mode="after")
    def _bounds_rise(self) -> Aggregate:
        if self.least_share > self.most_share:
            raise ValueError("least_share must not exceed most_share")
        return self


class Veto(Declaration):
    """One vote down (一票否决): where ``node`` lies below or above a limit, ``caps`` gets at most ``at`` points.

    For an indicator the limit is in its own unit, before treatment; for an inner node in points.
    """

    node: Code
    below: float | None = None
    above: float | None = None
    caps: Code
    at: float
    zh: str = ""
    en: str = ""

    @model_validator(mode="after")
    def _one_side(self) -> Veto:
        if (self.below is None) == (self.above is None):
            raise ValueError("exactly one of below and above")
        return self


def _fraction(cell: object) -> object:
    """Read judgements that are written as fractions, such as 1/3."""
    if isinstance(cell, str) and cell.count("/") == 1:
        top, bottom = (float(part) for part in cell.split("/"))
        if bottom == 0:
            raise ValueError("a fraction with 0 below the line")
        return top / bottom
    return cell


Judged = Annotated[float, BeforeValidator(_fraction), Field(gt=0)]


class Judgement(Declaration):
    """Expert weights of the children of one node, in the order in which they stand in the table.

    ``ahp``: the upper triangle of the pairwise matrix by rows. ``best_worst``: how much the best child is preferred to
    each, and each to the worst. ``budget``: points given to each child.
    """

    parent: Code
    method: Literal["ahp", "best_worst", "budget"]
    upper: tuple[Judged, ...] = ()
    best: Code | None = None
    worst: Code | None = None
    best_to_others: tuple[Judged, ...] = ()
    others_to_worst: tuple[Judged, ...] = ()
    points: tuple[Annotated[float, Field(ge=0)], ...] = ()
