"""Venn–Abers calibration (Venn–Abers校准): a pair of probabilities that brackets what exchangeable rows allow."""

from __future__ import annotations

import numpy as np
from scipy.optimize import isotonic_regression
from sklearn.utils.validation import check_is_fitted

from inscredit_models.models.calibrators import Calibrator


class VennAbersCalibrator(Calibrator):
    """Inductive Venn–Abers: each value is added once as a non-event and once as an event, and isotonic regression is
    learned both times; p0 and p1 are what it gets. One of the two is perfectly calibrated, whatever the distribution.

    The single probability is p1 / (1 − p0 + p1), the best under log loss. The wider p1 − p0, the less is known there.

    Notes
    -----
    The pair hangs only on the place of the value among the learned ones, so each place is worked out once: time grows
    with (different places asked) × (different values learned).

    References
    ----------
    Vovk, V. and Petej, I. (2014), Venn–Abers predictors, UAI, 829–838.
    """

    def pair(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give p0 and p1 of values of shape (n,)."""
        check_is_fitted(self)
        left = np.searchsorted(self.knots_, values, side="left")
        is_known = left < np.searchsorted(self.knots_, values, side="right")
        places, back = np.unique(2 * left + is_known, return_inverse=True)
        worked_out = np.array([self._pair_at(int(place) // 2, is_known=bool(place % 2)) for place in places])
        p0, p1 = worked_out[back].T
        return p0, p1

    def _learn(self, values: np.ndarray, y: np.ndarray) -> None:
        self.knots_, place, counts = np.unique(values, return_inverse=True, return_counts=True)
        self.counts_, self.events_ = counts.astype(float), np.bincount(place, weights=y)

    def _p_event(self, values: np.ndarray) -> np.ndarray:
        p0, p1 = self.pair(values)
        return p1 / (1 - p0 + p1)

    def _pair_at(self, place: int, *, is_known: bool) -> tuple[float, float]:
        """The pair at a learned value, or between the one before and the one at ``place``."""
        counts, events = self.counts_, self.events_
        if not is_known:
            counts, events = np.insert(counts, place, 0.0), np.insert(events, place, 0.0)
        counts = counts.copy()
        counts[place] += 1
        found = []
        for added in (0.0, 1.0):
            with_added = events.copy()
            with_added[place] += added
            found.append(float(np.clip(isotonic_regression(with_added / counts, weights=counts).x[place], 0.0, 1.0)))
        return found[0], found[1]
