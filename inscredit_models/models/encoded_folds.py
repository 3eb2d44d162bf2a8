"""Inner folds of a logistic regression (内层折), encoded once: trials that differ in the penalty share the columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from inscredit_models.models.features import Feature
from inscredit_models.models.logistic import Logistic


class EncodedFolds:
    """Training and test parts of inner folds, each encoded by what its own training part gives.

    Parameters
    ----------
    features : tuple of Feature
        Columns.
    frame, events : DataFrame, ndarray
        Rows in canonical order.
    folds : sequence of (ndarray, ndarray)
        Positions of training and test rows.
    """

    def __init__(
        self,
        features: tuple[Feature, ...],
        frame: pd.DataFrame,
        events: np.ndarray,
        folds: Sequence[tuple[np.ndarray, np.ndarray]],
    ) -> None:
        self.features = features
        self.frame = frame
        self.events = events
        self.folds = folds
        self._encoded: dict[tuple[int, int], tuple[np.ndarray, np.ndarray]] = {}

    def p_event(self, parameters: Mapping[str, Any], place: int) -> np.ndarray:
        """Give what ``Logistic`` with these parameters, fitted on a fold's training rows, says of its test rows."""
        model = Logistic(self.features, **parameters)
        train, test = self._encode(model.rare_below, place)
        coefficients, intercept = model.solve(train, self.events[self.folds[place][0]])
        return model.p_of(test, coefficients, intercept)

    def _encode(self, rare_below: int, place: int) -> tuple[np.ndarray, np.ndarray]:
        key = rare_below, place
        if key not in self._encoded:
            train, test = (self.frame.iloc[rows] for rows in self.folds[place])
            encoder = Logistic(self.features, rare_below=rare_below).encode(train)
            self._encoded[key] = encoder.transform(train), encoder.transform(test)
        return self._encoded[key]
