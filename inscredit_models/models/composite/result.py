"""A finished index (指数结果): scores, ranks, every stage, weights, and the log by which it can be done again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from inscredit_models.digest import digest_value
from inscredit_models.findings import Finding
from inscredit_models.models.composite.framework import Framework
from inscredit_models.models.composite.scale import Scale
from inscredit_models.models.composite.treat import Treatment
from inscredit_models.scoring.system import ScoringSystem


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the log.

    Parameters
    ----------
    stage : str
        Name of the stage that it made.
    method : str
        How.
    parameters : dict
        Plain values that were declared for it.
    changed : int
        Cells that it filled or moved.
    digest : str
        Of the stage at nine significant digits.
    """

    stage: str
    method: str
    parameters: dict[str, Any]
    changed: int
    digest: str

    def as_dict(self) -> dict[str, Any]:
        """Give the step as plain values."""
        return {name: getattr(self, name) for name in ("stage", "method", "parameters", "changed", "digest")}


@dataclass(frozen=True)
class CompositeIndex:
    """The index of a table.

    Parameters
    ----------
    framework : Framework
        What was declared.
    scores : pandas.DataFrame
        ``unit``, ``group`` and ``time`` where declared, ``rank``, ``score``, ``grade`` where declared, then the points
        of each inner node below the root, then ``score_before_veto`` where there are vetoes, and ``reason`` (empty
        where there is a score). Table order.
    ranks : pandas.DataFrame
        The same units; the rank of each inner node, 1 the best, within one time.
    stages : dict of str to pandas.DataFrame
        ``raw``, ``denominated``, ``imputed``, ``treated``, ``normalised``: units and one column per leaf code. Units
        that were left out for too few values stand in the first two only.
    weights : pandas.DataFrame
        ``parent``, ``node``, ``level``, ``nominal`` (final share within the group), ``expert``, ``data``,
        ``effective`` (product of shares up to the root), ``note``.
    treatments, scales : dict
        By leaf code.
    log : tuple of Step
        Every step; `replay.replay` does them again and compares.
    findings : tuple of Finding
        Warnings.
    scoring_system : ScoringSystem or None
        The index as a scoring system, checked to give the same scores; ``why_not`` says why there is none.
    """

    framework: Framework
    scores: pd.DataFrame
    ranks: pd.DataFrame
    stages: dict[str, pd.DataFrame]
    weights: pd.DataFrame
    treatments: dict[str, Treatment]
    scales: dict[str, Scale]
    log: tuple[Step, ...]
    findings: tuple[Finding, ...]
    scoring_system: ScoringSystem | None = None
    why_not: str = ""
    order: tuple[str, ...] = field(default=(), repr=False)

    @property
    def result_digest(self) -> str:
        """Digest of all stages: equal results have equal digests."""
        return digest_value([step.digest for step in self.log])

    @property
    def score(self) -> np.ndarray:
        """Scores of all units in table order, shape (n,); NaN where ``reason`` names a cause."""
        return self.scores["score"].to_numpy(dtype=float)

    def treatment_table(self) -> pd.DataFrame:
        """Give one row per leaf: what was done, skewness and kurtosis before and after."""
        rows = []
        for code, treatment in self.treatments.items():
            rows.append(
                {
                    "node": code,
                    "kind": treatment.kind,
                    "points": treatment.points,
                    "low": treatment.low,
                    "high": treatment.high,
                    "skewness_before": treatment.before[0],
                    "kurtosis_before": treatment.before[1],
                    "skewness_after": treatment.after[0],
                    "kurtosis_after": treatment.after[1],
                }
            )
        return pd.DataFrame(rows)

    def to_document(self) -> dict[str, Any]:
        """Give framework and log as plain values, from which the index can be replayed on the same table."""
        return {
            "framework": self.framework.model_dump(mode="json", by_alias=True, exclude_none=True),
            "log": [step.as_dict() for step in self.log],
            "result_digest": self.result_digest,
            "why_not_a_scoring_system": self.why_not,
        }
