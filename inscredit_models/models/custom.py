"""A user's own classifier in the league (自带模型): fitted to the contract, or failed with a plain reason."""

from __future__ import annotations

import base64
from typing import Any, Self

import numpy as np
import pandas as pd
import skops.io
from sklearn.base import clone

from inscredit_models.models.encoding import LinearEncoder
from inscredit_models.models.features import Feature
from inscredit_models.models.risk_classifier import RiskClassifier

ALLOWED_TYPES = (
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.calibration._SigmoidCalibration",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.metrics._dist_metrics.EuclideanDistance64",
    "sklearn.neighbors._kd_tree.KDTree",
    "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
    "sklearn.neural_network._stochastic_optimizers.SGDOptimizer",
    "sklearn.tree._tree.Tree",
)
"""Types that may be rebuilt from a stored file beyond scikit-learn's estimators and numpy's arrays; no others."""


class ModelFailed(Exception):
    """A model broke its contract; ``reason`` says how, in one line."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class NotStorable(ModelFailed):
    """A fitted model cannot be stored without trusting unknown code; the study goes on without its file."""


class CustomClassifier(RiskClassifier):
    """Wrap any scikit-learn classifier.

    Parameters
    ----------
    estimator : classifier
        Has ``fit``, ``predict_proba`` and ``classes_``; it is cloned, never changed. Outcomes reach it as 0 and 1.
    features : tuple of Feature or None
        Declared columns; None derives their kinds.
    accepts_frames : bool
        True hands over the frame itself (numbers with NaN, text with missing), for a pipeline that prepares columns on
        its own. False hands over the matrix that the logistic regression uses: median, missing indicator,
        standardised, one-hot.
    rare_below : int
        Levels with fewer training rows than this are pooled in the one-hot encoding.

    Attributes
    ----------
    estimator_ : classifier
        The fitted clone.
    """

    def __init__(
        self,
        estimator: Any,
        features: tuple[Feature, ...] | None = None,
        accepts_frames: bool = False,
        rare_below: int = 10,
    ) -> None:
        self.estimator = estimator
        self.features = features
        self.accepts_frames = accepts_frames
        self.rare_below = rare_below

    def to_document(self) -> dict[str, Any]:
        """Give the fitted model as plain JSON values; the estimator is a skops archive in base64.

        Raises
        ------
        NotStorable
            The estimator holds types that are not on the allow-list.
        """
        document = super().to_document()
        document["parameters"].pop("estimator")
        return document

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Rebuild the fitted model; types that are not on the allow-list are refused before anything is built."""
        return super().from_document(document | {"parameters": document["parameters"] | {"estimator": None}})

    def _learn(self, frame: pd.DataFrame, events: np.ndarray) -> None:
        self.encoder_ = LinearEncoder.from_training(frame, self.features_, rare_below=self.rare_below)
        if not hasattr(self.estimator, "predict_proba"):
            raise ModelFailed(f"{type(self.estimator).__name__} has no predict_proba, so it gives no probability")
        try:
            self.estimator_ = clone(self.estimator).fit(self._prepared(frame), events)
        except Exception as error:
            raise ModelFailed(f"fit raised {type(error).__name__}: {_first_line(error)}") from error

    def _p_event(self, frame: pd.DataFrame) -> np.ndarray:
        try:
            proba = np.asarray(self.estimator_.predict_proba(self._prepared(frame)), dtype=float)
        except Exception as error:
            raise ModelFailed(f"predict_proba raised {type(error).__name__}: {_first_line(error)}") from error
        classes = [int(value) for value in getattr(self.estimator_, "classes_", ())]
        if classes != [0, 1]:
            raise ModelFailed(f"classes_ is {classes}, not [0, 1]: the event cannot be told")
        if proba.shape != (len(frame), 2):
            raise ModelFailed(f"predict_proba has shape {proba.shape}, not {(len(frame), 2)}")
        p_event = proba[:, 1]
        if not np.isfinite(p_event).all():
            raise ModelFailed(f"{int((~np.isfinite(p_event)).sum())} probabilities are not finite")
        if p_event.min() < 0 or p_event.max() > 1:
            raise ModelFailed("probabilities lie outside 0 to 1")
        return p_event

    def _prepared(self, frame: pd.DataFrame) -> pd.DataFrame | np.ndarray:
        return frame if self.accepts_frames else self.encoder_.transform(frame)

    def _state(self) -> dict[str, Any]:
        return {"encoder": self.encoder_.to_plain(), "skops": _archive(self.estimator_)}

    def _restore(self, state: dict[str, Any]) -> None:
        self.encoder_ = LinearEncoder.from_plain(state["encoder"], self.features_)
        data = base64.b64decode(state["skops"])
        _refuse_unknown_types(data)
        self.estimator_ = skops.io.loads(data, trusted=list(ALLOWED_TYPES))
        self.estimator = clone(self.estimator_)


def _archive(estimator: Any) -> str:
    try:
        data = skops.io.dumps(estimator)
    except Exception as error:
        raise NotStorable(f"skops cannot write it: {type(error).__name__}: {_first_line(error)}") from error
    _refuse_unknown_types(data)
    return base64.b64encode(data).decode("ascii")


def _refuse_unknown_types(data: bytes) -> None:
    unknown = sorted(set(skops.io.get_untrusted_types(data=data)) - set(ALLOWED_TYPES))
    if unknown:
        raise NotStorable(f"types that are not on the allow-list: {', '.join(unknown)}")


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no message"])[0]
