"""One world: parameters, seed and time, with what all its subjects share."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from inscredit_models.catalogue.record_types import OperatorClass
from inscredit_models.findings import Findings
from inscredit_models.worlds.backbone import Backbone, draw_backbone
from inscredit_models.worlds.horizon import Horizon
from inscredit_models.worlds.parameters import DEFAULT, Parameters, load_parameters
from inscredit_models.worlds.streams import stream

VERSIONS: dict[str, str] = {"practitioner": "2", "consumer": "3", "enterprise": "3", "regulator": "3"}
"""Generator version of each subject type: raised whenever the same seed gives other records of that type."""

OPERATOR_CLASS: OperatorClass = "industry_body"
"""Who keeps the records of a simulated store unless it is said."""


@dataclass(frozen=True)
class World:
    """Everything that does not belong to one subject.

    Parameters
    ----------
    seed : int
        Seed of all streams.
    parameters : Parameters
        Values under the variant.
    horizon : Horizon
        Time in which things happen and become known.
    backbone : Backbone
        Regions, insurers and branches with their planted effects.
    operator_class : str
        Who keeps the records; decides what is kept without consent.
    """

    seed: int
    parameters: Parameters
    horizon: Horizon
    backbone: Backbone
    operator_class: OperatorClass = OPERATOR_CLASS

    def stream(self, stage: str, chunk: int = 0) -> np.random.Generator:
        """Give the random stream of a stage and chunk of this world."""
        return stream(self.seed, stage, chunk)


def make_world(
    seed: int,
    *,
    subject: str = "practitioner",
    variant: str = DEFAULT,
    operator_class: OperatorClass = OPERATOR_CLASS,
) -> World:
    """Draw the shared part of a world.

    Raises
    ------
    Refused
        For a negative seed (ICM006) or an unknown variant (ICM008).

    Examples
    --------
    >>> make_world(7).backbone.insurers, make_world(7).horizon.quarters
    (180, 32)
    """
    if seed < 0:
        findings = Findings()
        findings.add("ICM006", "seed", "a negative number", "0 or more", "choose another seed")
        findings.refuse()
    parameters = load_parameters(subject, variant)
    horizon = Horizon(
        parameters["time.first_year"],
        parameters["time.last_year"],
        dt.date.fromisoformat(parameters["time.extract_date"]),
    )
    return World(seed, parameters, horizon, draw_backbone(seed, parameters, horizon), operator_class)
