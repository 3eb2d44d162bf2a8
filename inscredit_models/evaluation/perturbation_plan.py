"""A perturbation plan (扰动方案): which choices behind an index are varied, and how; declared before any run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from inscredit_models.catalogue.documents import Code, Declaration, read_toml, structure
from inscredit_models.findings import Findings, near_names

Values = np.ndarray | pd.DataFrame
"""Values of a factor, one a run; for weights a frame with one column a node."""


class Options(Declaration):
    """A choice among named options, equally likely; the first is the nominal one."""

    kind: Literal["one_of"] = "one_of"
    code: Code
    options: Annotated[tuple[str, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _different(self) -> Options:
        if len(set(self.options)) < len(self.options):
            raise ValueError("each option once")
        return self

    @property
    def dimensions(self) -> int:
        """Uniform numbers that one draw takes."""
        return 1

    def decode(self, uniform: np.ndarray) -> np.ndarray:
        """Turn uniform numbers of shape (runs, 1) into options, by the inverse of their distribution."""
        place = np.minimum((uniform[:, 0] * len(self.options)).astype(int), len(self.options) - 1)
        return np.array(self.options, dtype=object)[place]

    def nominal(self) -> np.ndarray:
        """Give the nominal value as one run."""
        return np.array(self.options[:1], dtype=object)


class Interval(Declaration):
    """A number that is uniform between two ends."""

    kind: Literal["interval"] = "interval"
    code: Code
    low: float
    middle: float
    high: float

    @model_validator(mode="after")
    def _rises(self) -> Interval:
        if not self.low <= self.middle <= self.high or self.low == self.high:
            raise ValueError("low ≤ middle ≤ high, and low below high")
        return self

    @property
    def dimensions(self) -> int:
        """Uniform numbers that one draw takes."""
        return 1

    def decode(self, uniform: np.ndarray) -> np.ndarray:
        """Turn uniform numbers of shape (runs, 1) into values."""
        return self.low + uniform[:, 0] * (self.high - self.low)

    def nominal(self) -> np.ndarray:
        """Give the nominal value as one run."""
        return np.array([self.middle])


class OmitOne(Declaration):
    """Nothing left out (nominal), or one of the items left out, all equally likely."""

    kind: Literal["omit_one"] = "omit_one"
    code: Code
    items: Annotated[tuple[str, ...], Field(min_length=1)]

    @property
    def options(self) -> tuple[str, ...]:
        """The items, and an empty text for nothing left out."""
        return ("", *self.items)

    dimensions = Options.dimensions
    decode = Options.decode
    nominal = Options.nominal


class WeightNoise(Declaration):
    """The weight of each node is multiplied by a number of its own, uniform in 1 ± ``spread``."""

    kind: Literal["weight_noise"] = "weight_noise"
    code: Code
    spread: Annotated[float, Field(gt=0, le=1)]
    nodes: Annotated[tuple[str, ...], Field(min_length=1)]

    @property
    def dimensions(self) -> int:
        """Uniform numbers that one draw takes: one a node."""
        return len(self.nodes)

    def decode(self, uniform: np.ndarray) -> pd.DataFrame:
        """Turn uniform numbers of shape (runs, nodes) into factors, one column a node."""
        return pd.DataFrame(1 + self.spread * (2 * uniform - 1), columns=list(self.nodes))

    def nominal(self) -> pd.DataFrame:
        """Give the nominal factors, all 1, as one run."""
        return pd.DataFrame(np.ones((1, len(self.nodes))), columns=list(self.nodes))


Factor = Annotated[Options | Interval | OmitOne | WeightNoise, Field(discriminator="kind")]


class Plan(Declaration):
    """All factors that are varied at once; one factor is one group of a sensitivity analysis.

    Examples
    --------
    >>> plan = Plan(factor=[Options(code="aggregation", options=("weighted_mean", "geometric_mean"))])
    >>> plan.decode(np.array([[0.2], [0.7]]))["aggregation"].tolist()
    ['weighted_mean', 'geometric_mean']
    """

    factor: tuple[Factor, ...]

    @model_validator(mode="after")
    def _unique(self) -> Plan:
        codes = [factor.code for factor in self.factor]
        if not codes:
            raise ValueError("at least one factor")
        if len(set(codes)) < len(codes):
            raise ValueError("each factor once")
        return self

    @property
    def dimensions(self) -> int:
        """Uniform numbers that one run takes."""
        return sum(factor.dimensions for factor in self.factor)

    @property
    def group_of_dimension(self) -> tuple[str, ...]:
        """The factor that each uniform number belongs to."""
        return tuple(factor.code for factor in self.factor for _ in range(factor.dimensions))

    def decode(self, uniform: np.ndarray) -> dict[str, Values]:
        """Turn uniform numbers of shape (runs, dimensions) into the values of each factor."""
        values: dict[str, Values] = {}
        start = 0
        for factor in self.factor:
            values[factor.code] = factor.decode(uniform[:, start : start + factor.dimensions])
            start += factor.dimensions
        return values

    def nominal(self) -> dict[str, Values]:
        """Give the nominal values as one run."""
        return {factor.code: factor.nominal() for factor in self.factor}


def load_plan(path: Path) -> Plan:
    """Read a plan from TOML: one ``[[factor]]`` each, with ``kind``, ``code`` and what the kind needs.

    Raises
    ------
    Refused
        With all findings at once.
    """
    findings = Findings()
    values = read_toml(path, findings)
    plan = structure(Plan, values, path.name, findings) if values is not None else None
    findings.refuse()
    return plan  # type: ignore[return-value]  # nothing was found, so there is one


def check_plan(plan: Plan, known: Mapping[str, Any], findings: Findings, where: str = "perturbation plan") -> None:
    """Name everything that a plan asks for and the index cannot vary.

    Parameters
    ----------
    plan : Plan
        What is asked.
    known : mapping of factor code to the options (or node codes) that can be had, or to None where any number can
        What the index can vary.
    findings : Findings
        Collector: unknown factors, options, items and nodes (ICM008).
    """
    for factor in plan.factor:
        if factor.code not in known:
            found = f"factor {factor.code!r}"
            findings.add("ICM008", where, found, ", ".join(sorted(known)), near_names(factor.code, known))
            continue
        allowed = known[factor.code]
        asked = factor.nodes if isinstance(factor, WeightNoise) else getattr(factor, "options", ())
        for name in asked:
            if allowed is not None and name and name not in allowed:
                place = f"{where}, factor {factor.code!r}"
                findings.add("ICM008", place, repr(name), ", ".join(map(str, allowed)), near_names(name, allowed))
