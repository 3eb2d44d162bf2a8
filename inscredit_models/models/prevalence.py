"""The base rate (基准发生率): what a model that knows nothing says. Every other model must beat it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from inscredit_models.models.features import Feature
from inscredit_models.models.risk_classifier import RiskClassifier


class Prevalence(RiskClassifier):
    """Give every row the share of events among the training rows.

    Parameters
    ----------
    features : tuple of Feature or None
        Declared columns; None derives their kinds.

    Attributes
    ----------
    rate_ : float
        Share of events in training.

    Examples
    --------
    >>> Prevalence().fit([[1.0], [2.0], [3.0], [4.0]], [0, 0, 0, 1]).p_event([[9.0]]).tolist()
    [0.25]
    """

    def __init__(self, features: tuple[Feature, ...] | None = None) -> None:
        self.features = features

    def risk(self, X: Any) -> np.ndarray:
        """Give 0 for every row: a base rate ranks nobody, also where rates of several fits are laid side by side."""
        return np.zeros(len(self._read_fitted(X)))

    def _learn(self, frame: pd.DataFrame, events: np.ndarray) -> None:
        self.rate_ = float(events.mean())

    def _p_event(self, frame: pd.DataFrame) -> np.ndarray:
        return np.full(len(frame), self.rate_)

    def _state(self) -> dict[str, Any]:
        return {"rate": self.rate_}

    def _restore(self, state: dict[str, Any]) -> None:
        self.rate_ = state["rate"]

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.poor_score = True
        return tags
