"""The strict experiment file of a study on published figures (公开数据实验): what is asked, as declarations."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from inscredit_models.catalogue.documents import Code, Declaration
from inscredit_models.records.published.questions import (
    PublishedIndicator,
    RatioShrinkage,
    Recomputation,
    SeriesQuestion,
)


class CompositePart(Declaration):
    """One indicator of the experiment in the place of a node of the published system."""

    node: Code
    indicator: Code


class LeftOut(Declaration):
    """One insurer, as printed, that a composite leaves out, and why, in Chinese and English."""

    unit: str
    zh: str
    en: str


class PublishedComposite(Declaration):
    """A composite of published figures with the group weights of a published system, named by its code.

    Of the system only the weights of its groups are used: where the split inside a group is not published, its observed
    members count alike and every other split is tried (``draws`` of them). ``leave_out`` names insurers whose figures
    would set the scale of all others without saying anything; they stay in the table with the reason and no score.
    """

    code: Code
    zh: str
    en: str
    system: Code
    period: str
    part: tuple[CompositePart, ...] = Field(min_length=1)
    leave_out: tuple[LeftOut, ...] = ()
    draws: Annotated[int, Field(ge=100, le=20000)] = 2000


class AgreementQuestion(Declaration):
    """Whether an indicator (or a composite) goes with published grades; each with its period."""

    indicator: Code
    period: str
    grade: Code
    grade_period: str


class PublishedExperiment(Declaration):
    """One experiment on published figures.

    ``published`` is the folder of the tables and ``readings`` a file of readings of names, both seen from the folder of
    the experiment.
    """

    question: str
    question_zh: str = ""
    published: str
    readings: str | None = None
    seed: Annotated[int, Field(ge=0)] = 0
    indicator: tuple[PublishedIndicator, ...] = Field(min_length=1)
    recompute: tuple[Recomputation, ...] = ()
    series: tuple[SeriesQuestion, ...] = ()
    shrink: tuple[RatioShrinkage, ...] = ()
    composite: tuple[PublishedComposite, ...] = ()
    agreement: tuple[AgreementQuestion, ...] = ()

    @model_validator(mode="after")
    def _codes_known_and_once(self) -> PublishedExperiment:
        codes = [item.code for item in (*self.indicator, *self.composite)]
        named = [name for asked in self.agreement for name in (asked.indicator, asked.grade)]
        named += [part.indicator for item in self.composite for part in item.part]
        unknown = sorted(set(named) - set(codes))
        if unknown:
            raise ValueError(f"no [[indicator]] or [[composite]] has the code {', '.join(map(repr, unknown))}")
        for group in (codes, [item.code for item in self.recompute], [item.code for item in self.series]):
            repeated = sorted({code for code in group if group.count(code) > 1})
            if repeated:
                raise ValueError(f"codes that stand twice: {', '.join(repeated)}")
        return self
