"""What may be asked beyond the league (进一步评估的声明): strict keys, the same for records, panels and any table."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from inscredit_models.catalogue.documents import Code, Declaration
from inscredit_models.evaluation.decisions import COST_RATIO, TOP_SHARE

CalibrationMethod = Literal["platt", "isotonic", "beta", "venn_abers", "anchor"]
SplitCode = Literal["out_of_time", "out_of_time_unseen", "folds", "by_region", "by_insurer", "by_group"]
Outcomes = Literal["shuffled", "noise"]
Share = Annotated[float, Field(gt=0, lt=1)]
Fits = Annotated[int, Field(ge=2, le=200)]


class GroupAttribute(Declaration):
    """What rows are grouped by: a region, an insurer, sex, ownership, size.

    Parameters
    ----------
    code, zh, en : str
        Name.
    record, field : str, optional
        On records: the field (or ``source_region``, ``source_insurer``) of the latest statement known at as_of.
    column : str, optional
        On a table or company panel: the column.
    cuts : tuple of float
        A number is grouped into bands that begin at these values; without them it is a group by value.
    """

    code: Code
    zh: str = ""
    en: str = ""
    record: Code | None = None
    field: Code | None = None
    column: str | None = None
    cuts: tuple[float, ...] = ()

    @model_validator(mode="after")
    def _one_place(self) -> GroupAttribute:
        if (self.column is None) == (self.record is None) or (self.record is None) != (self.field is None):
            raise ValueError("either record and field, or column")
        if list(self.cuts) != sorted(set(self.cuts)):
            raise ValueError("cuts must rise")
        return self

    @property
    def names(self) -> tuple[str, str]:
        """Chinese and English name, or the code twice."""
        return self.zh or self.code, self.en or self.code


class FairnessRule(Declaration):
    """Fairness and reliability by group; flagged is the share of judged rows with the highest risk."""

    groups: tuple[Code, ...] = Field(min_length=1)
    flagged: Share = TOP_SHARE
    references: dict[Code, str] = Field(default_factory=dict)
    models: tuple[Code, ...] = ()


class CalibrationRule(Declaration):
    """Calibrators learned on folds inside the training rows of each split, and judged on it.

    ``splits`` names the splits (all, where none is named); ``anchor`` is the mean probability of method ``anchor``;
    without it the share of events learned on.
    """

    methods: tuple[CalibrationMethod, ...] = Field(min_length=1)
    anchor: Share | None = None
    folds: Annotated[int, Field(ge=2, le=20)] = 5
    models: tuple[Code, ...] = ()
    splits: tuple[SplitCode, ...] = ()


class RatingRule(Declaration):
    """Probabilities cut into ``grades`` on a geometric master scale from ``lowest`` to ``highest``, tried as a rating.

    ``confidence`` and ``correlation`` are what the most prudent bounds assume.
    """

    grades: Annotated[int, Field(ge=2, le=30)] = 8
    lowest: Share = 0.001
    highest: Share = 0.5
    confidence: Share = 0.75
    correlation: Annotated[float, Field(ge=0, lt=1)] = 0.12
    models: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _rising(self) -> RatingRule:
        if self.lowest >= self.highest:
            raise ValueError("lowest must lie below highest")
        return self


class StabilityRule(Declaration):
    """Drift of indicators and scores over dates; spread over ``seeds`` and training ``resamples`` (0: not asked)."""

    drift: bool = True
    seeds: Annotated[int, Field(ge=0, le=200)] = 0
    resamples: Annotated[int, Field(ge=0, le=200)] = 0
    top: Share = TOP_SHARE
    models: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _enough(self) -> StabilityRule:
        if 1 in (self.seeds, self.resamples):
            raise ValueError("a spread needs two fits or more")
        return self


class DecisionRule(Declaration):
    """Cost, capture and profit of decisions; the defaults are published or conventional, not those of insurance."""

    cost_ratio: Annotated[float, Field(gt=0)] = COST_RATIO
    top: tuple[Share, ...] = (0.05, 0.10, 0.20)
    none_lost: Annotated[float, Field(ge=0, le=1)] = 0.55
    all_lost: Annotated[float, Field(ge=0, le=1)] = 0.10
    roi: Annotated[float, Field(gt=0)] = 0.2644

    @model_validator(mode="after")
    def _probabilities(self) -> DecisionRule:
        if self.none_lost + self.all_lost > 1:
            raise ValueError("none_lost and all_lost are together above 1")
        return self


class ExplanationRule(Declaration):
    """Stability of explanations over ``backgrounds`` and refitted ``seeds``; what to repair for ``repair`` subjects."""

    backgrounds: Annotated[int, Field(ge=0, le=50)] = 0
    seeds: Annotated[int, Field(ge=0, le=50)] = 0
    repair: Annotated[int, Field(ge=0, le=50)] = 0
    models: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _enough(self) -> ExplanationRule:
        if 1 in (self.backgrounds, self.seeds):
            raise ValueError("stability needs two explanations or more")
        return self


class ChecksRule(Declaration):
    """Runs of every pipeline on outcomes without signal: ``shuffled`` by subject, ``noise`` drawn by row."""

    no_signal: tuple[Outcomes, ...] = Field(min_length=1)
    folds: Annotated[int, Field(ge=2, le=20)] = 3


class Further(Declaration):
    """Keys that all experiments share: options of models, groups, and what is evaluated beyond the league.

    ``options`` sets parameters of a model by its code (`models.options`). Nothing is asked by default.
    """

    options: dict[Code, dict[str, Any]] = Field(default_factory=dict)
    group: tuple[GroupAttribute, ...] = ()
    fairness: FairnessRule | None = None
    calibration: CalibrationRule | None = None
    rating: RatingRule | None = None
    stability: StabilityRule | None = None
    decisions: DecisionRule | None = None
    explanation: ExplanationRule | None = None
    checks: ChecksRule | None = None

    @classmethod
    def of(cls, plan: Further) -> Further:
        """Give these keys of an experiment alone."""
        return Further(**{name: getattr(plan, name) for name in Further.model_fields})

    @model_validator(mode="after")
    def _known_groups(self) -> Further:
        codes = [item.code for item in self.group]
        repeated = sorted({code for code in codes if codes.count(code) > 1})
        if repeated:
            raise ValueError(f"[[group]] that stand twice: {', '.join(repeated)}")
        named = [] if self.fairness is None else [*self.fairness.groups, *self.fairness.references]
        unknown = sorted(set(named) - set(codes))
        if unknown:
            raise ValueError(f"no [[group]] has the code {', '.join(map(repr, unknown))}")
        return self
