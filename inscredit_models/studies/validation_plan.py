"""The strict experiment file of a validation of worlds (校验实验): worlds, printed values, orders that must hold."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from inscredit_models.catalogue.documents import Code, Declaration
from inscredit_models.evaluation.validation.measures import MEASURES
from inscredit_models.worlds.subjects import SUBJECTS

Printed = Annotated[tuple[float, ...], Field(min_length=1, max_length=2)]
"""A printed mean, and the printed standard deviation over seeds where there is one."""


class ValidatedWorld(Declaration):
    """One world of a size, the seeds over which it is measured, and what is printed of it."""

    code: Code
    zh: str
    en: str
    subject: str
    variant: str = "default"
    subjects: Annotated[int, Field(ge=2)]
    first_seed: Annotated[int, Field(ge=0)] = 1
    seeds: Annotated[int, Field(ge=1)]
    printed: dict[Code, Printed] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _known_measures(self) -> ValidatedWorld:
        if self.subject not in SUBJECTS:
            raise ValueError(f"subject {self.subject!r} has no world; there are {', '.join(SUBJECTS)}")
        unknown = sorted(set(self.printed) - set(MEASURES[self.subject]))
        if unknown:
            known = ", ".join(MEASURES[self.subject])
            raise ValueError(f"{', '.join(unknown)} is not measured of {self.subject}; there are {known}")
        return self


class WorldOrder(Declaration):
    """In a world one measure must be above another; with a margin it may be below by no more than that."""

    world: Code
    higher: Code
    lower: Code
    margin: Annotated[float, Field(ge=0)] = 0.0


class ValidationExperiment(Declaration):
    """Whether the simulated worlds are those that were specified: measured values against printed ones."""

    question: str
    question_zh: str = ""
    world: tuple[ValidatedWorld, ...] = Field(min_length=1)
    order: tuple[WorldOrder, ...] = ()

    @model_validator(mode="after")
    def _known_names(self) -> ValidationExperiment:
        worlds = {item.code: item for item in self.world}
        if len(worlds) < len(self.world):
            raise ValueError("each [[world]] has a code of its own")
        for item in self.order:
            if item.world not in worlds:
                raise ValueError(f"no [[world]] has the code {item.world!r}")
            known = MEASURES[worlds[item.world].subject]
            unknown = [name for name in (item.higher, item.lower) if name not in known]
            if unknown:
                raise ValueError(f"{', '.join(unknown)} is not measured in {item.world}; there are {', '.join(known)}")
        return self
