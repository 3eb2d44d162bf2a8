"""What is asked of published figures (对公开数据的提问): indicators, recomputations and series, as declarations."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from inscredit_models.catalogue.documents import Code, Declaration

SubjectKind = Literal["insurer", "industry", "region", "regulator", "public_body", "cause"]


class Question(Declaration):
    """What all questions have: a code, names in both languages, and the table that is asked."""

    code: Code
    zh: str
    en: str
    table: Code


class PublishedIndicator(Question):
    """One indicator: the figures or grades of one measure, each period by itself.

    ``direction`` says which side is good; a grade's good side is the order of its table's head. ``statistic`` narrows
    figures over several insurers.
    """

    measure: Code
    subject_kind: SubjectKind = "insurer"
    sector: str | None = None
    statistic: str | None = None
    direction: Literal["higher_is_better", "lower_is_better", "none"]


class Recomputation(Question):
    """One printed figure that follows from others.

    ``ratio``: ``printed`` = ``scale`` × ``parts[0]`` ÷ ``parts[1]``. ``weighted``: ``printed`` is the sum of
    ``weights`` times ``parts``. ``share``: ``printed`` is the share in percent of ``parts[0]`` in one total that is not
    printed. ``rank``: the ranks of each list follow from its figures of ``printed``. ``sectors``: ``printed`` of all
    sectors is the sum of property and life. ``grades``: ``printed`` is the sum of ``parts[0]`` over all grades.
    ``change``: ``printed`` is the change in percent of ``parts[0]`` on the quarter before. ``decimals`` are those
    printed: half a unit of the last one is rounding. ``parts_rounded_to`` is the step in which the parts of a share or
    ratio are printed (0 for counts): half of it is rounding too.
    """

    kind: Literal["ratio", "weighted", "share", "rank", "sectors", "grades", "change"]
    printed: Code
    parts: tuple[Code, ...] = ()
    weights: tuple[float, ...] = ()
    statistic: str | None = None
    scale: float = 1
    decimals: int = Field(default=2, ge=0, le=6)
    parts_rounded_to: float = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _has_its_parts(self) -> Recomputation:
        wanted = {"ratio": 2, "share": 1, "grades": 1, "change": 1}.get(self.kind)
        if wanted is not None and len(self.parts) != wanted:
            raise ValueError(f"a {self.kind} has {wanted} of 'parts'")
        if self.kind == "weighted" and (not self.parts or len(self.parts) != len(self.weights)):
            raise ValueError("as many weights as parts")
        return self


class SeriesQuestion(Question):
    """One series that somebody might draw; the answer is a series or a refusal with its cause.

    ``expect`` says beforehand which of both: another answer is a finding.
    """

    measure: Code
    subject: str
    sector: str | None = None
    grade: str | None = None
    regime: str | None = None
    statistic: str | None = None
    months: int | None = None
    expect: Literal["refused", "given"]


class RatioShrinkage(Question):
    """One list of counts and their printed ratios, of one period: small volumes are shrunk towards the whole."""

    events: Code
    ratio: Code
    period: str
    sector: str | None = None
    decimals: int = Field(default=2, ge=0, le=6)
