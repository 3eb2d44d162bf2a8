"""A user's own classifier in the league (自带模型): fitted to the contract, or failed with a plain reason."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import clone

from inscredit_models.models.archive import ModelFailed, NotStorable, first_line, read_archive, write_archive
from inscredit_models.models.encoding import LinearEncoder
from inscredit_models.models.features import Feature
from inscredit_models.models.risk_classifier import RiskClassifier

__all__ = ["CustomClassifier", "ModelFailed", "NotStorable"]


SUM_TOLERANCE = 1e-6
"""How far the probabilities of a row may be from adding up to 1."""


def join_league(estimator: Any, features: tuple[Feature, ...] | None) -> RiskClassifier:
    """Give what joins the league: a model of the workbench with its own settings as it is, anything else wrapped.

    Examples
    --------
    >>> from inscredit_models.models.prevalence import Prevalence
    >>> type(join_league(Prevalence(), None)).__name__
    'Prevalence'
    """
    if isinstance(estimator, RiskClassifier):
        return clone(estimator).set_params(features=features)
    return CustomClassifier(estimator, features)


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
            raise ModelFailed(f"fit raised {type(error).__name__}: {first_line(error)}") from error
        if not hasattr(self.estimator_, "predict_proba"):
            raise ModelFailed(f"fit returned {type(self.estimator_).__name__}, not the fitted classifier")

    def _p_event(self, frame: pd.DataFrame) -> np.ndarray:
        try:
            proba = np.asarray(self.estimator_.predict_proba(self._prepared(frame)), dtype=float)
        except Exception as error:
            raise ModelFailed(f"predict_proba raised {type(error).__name__}: {first_line(error)}") from error
        classes = np.asarray(getattr(self.estimator_, "classes_", ())).tolist()
        if classes != [0, 1]:
            raise ModelFailed(f"classes_ is {classes}, not [0, 1]: the event cannot be told")
        if proba.shape != (len(frame), 2):
            raise ModelFailed(f"predict_proba has shape {proba.shape}, not {(len(frame), 2)}")
        p_event = proba[:, 1]
        if not np.isfinite(p_event).all():
            raise ModelFailed(f"{int((~np.isfinite(p_event)).sum())} probabilities are not finite")
        if p_event.min() < 0 or p_event.max() > 1:
            raise ModelFailed("probabilities lie outside 0 to 1")
        if np.abs(proba.sum(axis=1) - 1).max() > SUM_TOLERANCE:
            raise ModelFailed("the probabilities of the two classes do not add up to 1")
        return p_event

    def _prepared(self, frame: pd.DataFrame) -> pd.DataFrame | np.ndarray:
        return frame if self.accepts_frames else self.encoder_.transform(frame)

    def _state(self) -> dict[str, Any]:
        return {"encoder": self.encoder_.to_plain(), "skops": write_archive(self.estimator_)}

    def _restore(self, state: dict[str, Any]) -> None:
        self.encoder_ = LinearEncoder.from_plain(state["encoder"], self.features_)
        self.estimator_ = read_archive(state["skops"])
        self.estimator = clone(self.estimator_)
