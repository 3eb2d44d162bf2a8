"""The scoring systems that come with the package (自带评分体系): expert indices and published systems."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from inscredit_models.findings import Finding, Refused, near_names
from inscredit_models.indicators.registry import load_registry
from inscredit_models.scoring.load import load_system
from inscredit_models.scoring.system import ScoringSystem

SHIPPED: dict[str, str] = {
    "practitioner_conduct": "expert",
    "life_supervisory_rating_2024": "published",
    "life_service_evaluation_2015": "published",
    "property_service_evaluation_2015": "published",
}
"""Folder of each shipped system, by its code."""


@cache
def load_shipped(code: str) -> ScoringSystem:
    """Read a shipped system by its code, checked against the declared indicators.

    Raises
    ------
    Refused
        The code is not one of ``SHIPPED`` (ICM008, with near names), or a file is not in order.

    Examples
    --------
    >>> load_shipped("life_supervisory_rating_2024").interval
    '(lo,hi]'
    """
    if code not in SHIPPED:
        known = tuple(SHIPPED)
        raise Refused([Finding("ICM008", "scoring system", repr(code), ", ".join(known), near_names(code, known))])
    return load_system(Path(__file__).parent / SHIPPED[code] / f"{code}.toml", indicators=load_registry().indicators)
