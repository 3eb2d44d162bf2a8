"""The work of one unit (拟合与预测): a fresh model learns from the training rows and predicts the test rows."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from inscredit_models.evaluation.splits import Fold
from inscredit_models.findings import Finding
from inscredit_models.models.custom import NotStorable
from inscredit_models.models.dataset import Dataset
from inscredit_models.models.stored import save_model
from inscredit_models.run.result import PREDICTION_COLUMNS, UnitResult
from inscredit_models.run.units import Unit

MakeModel = Callable[[str, int], Any]
"""Gives a fresh, unfitted estimator for a model code and a seed."""


@dataclass(frozen=True)
class FitWork:
    """Fits and predicts; the same object serves every unit of a plan, in this process or in a worker.

    Parameters
    ----------
    dataset : Dataset
        All rows.
    folds : mapping of (split, repeat, fold) to Fold
        Row positions by the name that units carry.
    make_model : callable
        Gives a fresh estimator for a model code and a seed.
    kept : frozenset of str
        Splits whose fitted models are stored.
    """

    dataset: Dataset
    folds: Mapping[tuple[str, int, int], Fold]
    make_model: MakeModel
    kept: frozenset[str]

    def __call__(self, unit: Unit) -> UnitResult:
        """Do one unit."""
        fold = self.folds[unit.split, unit.repeat, unit.fold]
        estimator = self.make_model(unit.model, unit.seed)
        estimator.fit(self.dataset.X.iloc[fold.train], self.dataset.y[fold.train], **self._beside(estimator, fold))
        findings = [*getattr(estimator, "findings_", ())]
        write_model = self._writer(unit, estimator, findings)
        return UnitResult(
            unit,
            self._predict(unit, fold, estimator),
            details={"findings": [_plain(finding, unit) for finding in findings]},
            write_model=write_model,
        )

    def _beside(self, estimator: Any, fold: Fold) -> dict[str, Any]:
        """Give what a model asks for beside its rows.

        The clusters where it cuts inner folds, so that a subject stays on one side; the days where its bins must keep
        their order over time.
        """
        taken, beside = inspect.signature(estimator.fit).parameters, {}
        if "groups" in taken and self.dataset.has_repeated_subjects:
            beside["groups"] = self.dataset.clusters[fold.train]
        if "periods" in taken and getattr(estimator, "stable_over", None) and self.dataset.as_of is not None:
            beside["periods"] = self.dataset.as_of[fold.train]
        return beside

    def _predict(self, unit: Unit, fold: Fold, estimator: Any) -> pd.DataFrame:
        rows = self.dataset.X.iloc[fold.test]
        probability = estimator.predict_proba(rows)[:, 1] if len(rows) else []
        values = {
            "model": unit.model,
            "split": unit.split,
            "repeat": unit.repeat,
            "fold": unit.fold,
            "row": fold.test,
            "y": self.dataset.y[fold.test],
            "p_event": probability,
            "risk": estimator.risk(rows) if len(rows) else [],
        }
        frame = pd.DataFrame(values, columns=list(PREDICTION_COLUMNS))
        return frame.astype({"p_event": float, "risk": float})

    def _writer(self, unit: Unit, estimator: Any, findings: list[Finding]) -> Callable[[Path], None] | None:
        if unit.split not in self.kept:
            return None
        try:
            estimator.to_document()
        except NotStorable as error:
            findings.append(
                Finding("ICM062", "model file", error.reason, "types on the allow-list", "store it yourself")
            )
            return None
        return lambda folder: save_model(estimator, folder, unit.model)


def _plain(finding: Finding, unit: Unit) -> dict[str, str]:
    return {
        "code": finding.code,
        "where": f"{unit.model}, {finding.where}",
        "found": finding.found,
        "allowed": finding.allowed,
        "remedy": finding.remedy,
    }
