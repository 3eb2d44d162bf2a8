"""What a declaration of the cohort tier (群体层) is made of: what it reads of records, and which flags it asks for."""

from __future__ import annotations

from typing import Any

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.indicators.declaration import (
    COHORT_KINDS,
    Authenticity,
    Contagion,
    Figures,
    Flag,
    Indicator,
    Links,
    PeerField,
    PeerPercentile,
    Population,
)


def is_cohort(indicator: Indicator) -> bool:
    """Say whether an indicator is of the cohort tier."""
    return indicator.compute.kind in COHORT_KINDS


def parts_of_cohort(compute: Any) -> tuple[Figures | Links, ...]:
    """Give what a declaration of the cohort tier reads of records itself: figures or links."""
    if isinstance(compute, Authenticity):
        return compute.figures
    return (compute.links,) if isinstance(compute, Contagion) else ()


def flags_of_cohort(compute: Any, populations: dict[str, Population]) -> tuple[Flag, ...]:
    """Give the flags a declaration of the cohort tier asks for: codes of peer fields, and its population."""
    if not isinstance(compute, PeerPercentile):
        return ()
    codes = [flag for field in compute.peers for flag in flags_of_field(field)]
    return (*codes, *(populations[compute.among].flags if compute.among is not None else ()))


def values_of_field(field: PeerField) -> tuple[str | bool, ...]:
    """Give the values that a peer field can have, in the order of its code list."""
    declared = load_catalogue().record_type(field.record).field(field.field)
    if declared.type == "boolean":
        return (False, True)
    return tuple(dict.fromkeys(load_catalogue().codes(declared.codes)))


def flags_of_field(field: PeerField) -> tuple[Flag, ...]:
    """Give the flags that say which value of a peer field the latest record has, one for each value."""
    flag = {"kind": "flag", "record": field.record, "on": "latest"}
    return tuple(
        Flag.model_validate(flag | {"where": ({"field": field.field, "is": value},)})
        for value in values_of_field(field)
    )
