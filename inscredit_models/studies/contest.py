"""What is compared with what, on which rows (比较): the one declaration behind every league of models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator

from inscredit_models.digest import digest_bytes, digest_value
from inscredit_models.evaluation.splits import Fold
from inscredit_models.indicators.declaration import Indicator
from inscredit_models.indicators.engine import Store
from inscredit_models.models.dataset import Dataset
from inscredit_models.models.roster import MODELS
from inscredit_models.run.code_version import code_version, lock_digest
from inscredit_models.scoring.system import ScoringSystem
from inscredit_models.studies.further.declaration import Further


@dataclass(frozen=True)
class RepairSource:
    """Where the statements behind the columns are.

    Parameters
    ----------
    store : Store
        The record store.
    indicators : tuple of Indicator
        All declared columns.
    """

    store: Store
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class Contest:
    """What is compared with what, on which rows.

    Parameters
    ----------
    name : str
        Name of the experiment, or ``bench_<table>``; the folder below ``--out``.
    dataset : Dataset
        All rows.
    folds : tuple of Fold
        Who is trained on and who is judged; the first split is the headline.
    models : tuple of str
        Codes in league order.
    custom : mapping of str to estimator
        The user's own classifiers by code.
    scoring_system : ScoringSystem or None
        Behind ``index_expert``.
    reference, metric, margin : str, str, float
        What the others are held against, on which metric, and which difference does not matter.
    seed, explain_rows : int
        Seed of models, bootstrap and samples; most rows to explain.
    document : dict
        The declarations of the study as plain values; part of the run's name.
    data_digest : str
        Digest of the rows.
    truth_risk : ndarray or None
        Planted truth per row, where the records come from a world.
    asked : Further
        What is evaluated beyond the league; ``further_metrics`` are its further rows.
    groups : mapping of str to ndarray
        Group of each row by attribute.
    repair_source : RepairSource or None
        Records behind the columns, for what to repair.
    """

    name: str
    dataset: Dataset
    folds: tuple[Fold, ...]
    models: tuple[str, ...]
    reference: str
    metric: str
    margin: float
    seed: int
    document: dict[str, Any]
    data_digest: str
    explain_rows: int = 2000
    custom: Mapping[str, BaseEstimator] = field(default_factory=dict)
    scoring_system: ScoringSystem | None = None
    truth_risk: np.ndarray | None = None
    asked: Further = field(default_factory=Further)
    further_metrics: tuple[str, ...] = ()
    groups: Mapping[str, np.ndarray] = field(default_factory=dict)
    repair_source: RepairSource | None = None

    @property
    def names(self) -> dict[str, tuple[str, str]]:
        """Chinese and English names of all models and of the truth."""
        known = {spec.code: (spec.zh, spec.en) for spec in MODELS} | {
            "truth": ("植入真值", "Planted truth"),
            "rounding": ("取整", "Rounding"),
        }
        groups = {item.code: item.names for item in self.asked.group}
        return groups | known | {code: (code, code) for code in self.custom}

    @property
    def run_id(self) -> str:
        """Name of the run: what is compared, on what, with which code; the same again is the same run."""
        truth = None if self.truth_risk is None else digest_bytes(np.ascontiguousarray(self.truth_risk).tobytes())
        groups = {name: digest_value([str(value) for value in values]) for name, values in self.groups.items()}
        parts = [truth, self.document, self.data_digest, groups, code_version(), lock_digest(), self.seed]
        return digest_value(parts)[:12]

    @property
    def headline(self) -> str:
        """The first split."""
        return self.folds[0].split

    @property
    def splits(self) -> tuple[str, ...]:
        """All splits in order, the headline first."""
        return tuple(dict.fromkeys(fold.split for fold in self.folds))
