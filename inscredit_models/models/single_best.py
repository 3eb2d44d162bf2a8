"""The best single column (最佳单一指标): the least that any combination of columns must beat."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from inscredit_models.models.features import Feature
from inscredit_models.models.probability_from_score import ScoreLink, estimate_link
from inscredit_models.models.risk_classifier import RiskClassifier


class SingleBest(RiskClassifier):
    """Take the column with the highest training AUC and turn it into a probability.

    A numeric column is read in its declared direction, and where none is declared in the better of the two; a
    categorical one by the smoothed rate of events of its levels. Missing numbers take the median; missing or unseen
    levels, the rate of all rows.

    Parameters
    ----------
    features : tuple of Feature or None
        Declared columns; None derives their kinds.
    smoothing : float
        Pseudo rows of the base rate that each level receives.

    Attributes
    ----------
    column_ : str
        The chosen column (the first of equals).
    candidates_ : DataFrame
        One row per column: column, direction (+1 higher is better, −1 lower is better, 0 categorical), auc.

    Examples
    --------
    >>> X = pd.DataFrame({"noise": [1.0, 2.0, 1.0, 2.0], "cases": [0.0, 1.0, 2.0, 3.0]})
    >>> SingleBest().fit(X, [0, 0, 1, 1]).column_
    'cases'
    """

    def __init__(self, features: tuple[Feature, ...] | None = None, smoothing: float = 10.0) -> None:
        self.features = features
        self.smoothing = smoothing

    def _learn(self, frame: pd.DataFrame, events: np.ndarray) -> None:
        codings = [self._code(frame[f.code], events, f) for f in self.features_]
        scores = [_read_score(frame[f.code], coding) for f, coding in zip(self.features_, codings, strict=True)]
        aucs = [float(roc_auc_score(events, -score)) for score in scores]
        directions = [coding.get("sign", 0) for coding in codings]
        codes = [f.code for f in self.features_]
        self.candidates_ = pd.DataFrame({"column": codes, "direction": directions, "auc": aucs})
        best = int(np.argmax(np.round(aucs, 12)))
        self.column_, self.coding_ = codes[best], codings[best]
        self.link_ = estimate_link(scores[best], events)
        self.findings_ = self.link_.findings

    def risk(self, X: Any) -> np.ndarray:
        """Give minus the score of the chosen column: it ranks also where the data oppose the declared direction.

        In units of its spread over the training rows, since a risk is kept in journals and a value of a record is not.
        """
        return -_read_score(self._read_fitted(X)[self.column_], self.coding_) / self.coding_.get("spread", 1.0)

    def _code(self, column: pd.Series, events: np.ndarray, feature: Feature) -> dict[str, Any]:
        """Say how a column becomes a score (higher is better), as plain values."""
        if feature.kind == "categorical":
            rate = float(events.mean())
            groups = pd.DataFrame({"level": column, "event": events}).dropna().groupby("level")["event"]
            rates = (groups.sum() + self.smoothing * rate) / (groups.count() + self.smoothing)
            return {"rates": {str(level): float(value) for level, value in rates.items()}, "base": rate}
        values = column.to_numpy(dtype=float)
        present = values[~np.isnan(values)]
        spread = float(present.std()) if len(present) else 0.0
        coding = {"median": float(np.median(present)) if len(present) else 0.0, "sign": feature.direction or 1}
        coding["spread"] = spread if spread > 0 else 1.0
        if not feature.direction and roc_auc_score(events, -_read_score(column, coding)) < 0.5:
            coding["sign"] = -1
        return coding

    def _p_event(self, frame: pd.DataFrame) -> np.ndarray:
        return self.link_.p_event(_read_score(frame[self.column_], self.coding_))

    def _state(self) -> dict[str, Any]:
        return {
            "column": self.column_,
            "coding": self.coding_,
            "intercept": self.link_.intercept,
            "slope": self.link_.slope,
            "candidates": self.candidates_.to_dict("list"),
        }

    def _restore(self, state: dict[str, Any]) -> None:
        self.column_, self.coding_ = state["column"], state["coding"]
        self.link_ = ScoreLink(state["intercept"], state["slope"])
        self.candidates_ = pd.DataFrame(state["candidates"])


def _read_score(column: pd.Series, coding: dict[str, Any]) -> np.ndarray:
    if "rates" in coding:
        rates = column.map(coding["rates"]).to_numpy(dtype=float, na_value=np.nan)
        return -np.where(np.isnan(rates), coding["base"], rates)
    values = column.to_numpy(dtype=float)
    return coding["sign"] * np.where(np.isnan(values), coding["median"], values)
