"""Calibrators (校准器): from a value that ranks to a probability that can be believed, learned on out-of-fold values.

A calibrator learned on rows its model was trained on believes the model's own optimism: give it out-of-fold values.
"""

from __future__ import annotations

from typing import Any, Literal, Self

import numpy as np
from scipy.optimize import brentq, isotonic_regression
from scipy.special import expit, logit
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from inscredit_models.findings import Finding, Findings, Refused
from inscredit_models.models.columns import refuse

LOGIT_CLIP = 1e-6
"""Probabilities are moved this far away from 0 and 1 before log-odds are taken."""
_RIDGE = 1e-6
_STEPS = 100


class Calibrator(BaseEstimator):
    """What all calibrators share: they learn from values of shape (n,) and outcomes, and give probabilities."""

    def fit(self, values: Any, y: Any) -> Self:
        """Learn from values (higher = event more likely) and outcomes of shape (n,), both classes present."""
        values, y = np.asarray(values, dtype=float), np.asarray(y)
        findings = _findings_of(values)
        if values.shape != y.shape:
            findings.add("ICM012", "outcome", f"shape {y.shape}", f"{values.shape}", "give one outcome to each value")
        elif not np.isin(y, (0, 1)).all():
            findings.add("ICM021", "outcome", "values other than 0 and 1", "0 and 1", "code the event as 1")
        elif y.min() == y.max():
            findings.add("ICM020", "outcome", "one class", "two values", "calibrate on rows of both classes")
        refuse(findings)
        self._learn(values, y.astype(float))
        return self

    def predict(self, values: Any) -> np.ndarray:
        """Give the probability of the event for values of shape (n,)."""
        check_is_fitted(self)
        values = np.asarray(values, dtype=float)
        refuse(_findings_of(values))
        return self._p_event(values)

    def to_document(self) -> dict[str, Any]:
        """Give the fitted calibrator as plain JSON values."""
        check_is_fitted(self)
        state = {name: value for name, value in vars(self).items() if name.endswith("_")}
        plain = {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in state.items()}
        return {"parameters": self.get_params(), "state": plain}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Rebuild a fitted calibrator from `to_document`; it predicts the same to the last bit."""
        made = cls(**document["parameters"])
        for name, value in document["state"].items():
            setattr(made, name, np.array(value, dtype=float) if isinstance(value, list) else value)
        return made


class PlattCalibrator(Calibrator):
    """Platt scaling: P(event) = 1 / (1 + exp(−(slope · value + intercept))) with smoothed targets.

    The targets are (N₁+1)/(N₁+2) and 1/(N₀+2), which keeps the slope finite where the values separate the classes.
    Where events go with lower values the slope is 0 and the probability the smoothed base rate: a calibrator never
    turns a ranking round.

    Parameters
    ----------
    scale : {"raw", "log_odds"}
        Whether values are taken as they are or as probabilities whose log-odds are taken first.

    References
    ----------
    Platt, J. (1999), Advances in Large Margin Classifiers, 61–74.
    """

    def __init__(self, scale: Literal["raw", "log_odds"] = "raw") -> None:
        self.scale = scale

    def _learn(self, values: np.ndarray, y: np.ndarray) -> None:
        events = y.sum()
        targets = np.where(y == 1, (events + 1) / (events + 2), 1 / (len(y) - events + 2))
        scaled = self._scaled(values)
        slope, intercept = climb_logistic(scaled[:, None], targets)
        if slope <= 0 or scaled.std() == 0:
            slope, intercept = 0.0, float(logit(targets.mean()))
        self.slope_, self.intercept_ = float(slope), float(intercept)

    def _p_event(self, values: np.ndarray) -> np.ndarray:
        return expit(self.slope_ * self._scaled(values) + self.intercept_)

    def _scaled(self, values: np.ndarray) -> np.ndarray:
        return log_odds(values) if self.scale == "log_odds" else values


class BetaCalibrator(Calibrator):
    """Beta calibration: log-odds = a · ln p − b · ln(1 − p) + c with a, b ≥ 0; values are probabilities.

    It holds the identity (a = b = 1, c = 0), unlike Platt scaling of probabilities. A coefficient that the data want
    negative is set to 0 and the others are learned anew.

    References
    ----------
    Kull, M., Silva Filho, T. and Flach, P. (2017), Electronic Journal of Statistics 11, 5052–5080.
    """

    def _learn(self, values: np.ndarray, y: np.ndarray) -> None:
        design = self._design(values)
        kept = [0, 1]
        while kept:
            *slopes, intercept = climb_logistic(design[:, kept], y, ridge=_RIDGE)
            if min(slopes) >= 0:
                break
            kept.remove(kept[int(np.argmin(slopes))])
        if not kept:
            slopes, intercept = [], float(logit(y.mean()))
        self.slopes_ = np.zeros(2)
        self.slopes_[kept] = slopes
        self.intercept_ = float(intercept)

    def _p_event(self, values: np.ndarray) -> np.ndarray:
        return expit((self._design(values) * self.slopes_).sum(axis=1) + self.intercept_)

    @staticmethod
    def _design(values: np.ndarray) -> np.ndarray:
        p = _probability(values)
        return np.column_stack([np.log(p), -np.log1p(-p)])


class IsotonicCalibrator(Calibrator):
    """Isotonic regression (pool adjacent violators): the best non-decreasing map; needs many events, ties stay tied.

    Between its blocks it interpolates, beyond them it stays level.
    """

    def _learn(self, values: np.ndarray, y: np.ndarray) -> None:
        distinct, place, counts = np.unique(values, return_inverse=True, return_counts=True)
        levels = isotonic_regression(np.bincount(place, weights=y) / counts, weights=counts).x
        is_end = np.append(levels[1:] != levels[:-1], True)
        is_start = np.append(True, is_end[:-1])
        kept = is_end | is_start
        self.knots_, self.levels_ = distinct[kept], np.clip(levels[kept], 0.0, 1.0)

    def _p_event(self, values: np.ndarray) -> np.ndarray:
        return np.interp(values, self.knots_, self.levels_)


class AnchorCalibrator(Calibrator):
    """Shift log-odds so that the mean probability is an anchor (central tendency 长期平均违约率); ranks stay.

    Parameters
    ----------
    anchor : float or None
        The mean wanted on the rows it learns from; None takes their share of events.
    """

    def __init__(self, anchor: float | None = None) -> None:
        self.anchor = anchor

    def _learn(self, values: np.ndarray, y: np.ndarray) -> None:
        anchor = float(y.mean()) if self.anchor is None else self.anchor
        if not 0 < anchor < 1:
            found = f"{anchor:g}"
            raise Refused([Finding("ICM006", "anchor", found, "between 0 and 1", "give the long-run share of events")])
        odds = log_odds(values)
        reach = float(np.abs(odds).max()) + abs(float(logit(anchor))) + 1
        self.shift_ = float(brentq(lambda shift: expit(odds + shift).mean() - anchor, -reach, reach, xtol=1e-14))

    def _p_event(self, values: np.ndarray) -> np.ndarray:
        return expit(log_odds(values) + self.shift_)


def log_odds(p_event: np.ndarray) -> np.ndarray:
    """Give the log-odds of probabilities, clipped by `LOGIT_CLIP`."""
    return logit(_probability(p_event))


def climb_logistic(design: np.ndarray, targets: np.ndarray, *, ridge: float = 0.0) -> np.ndarray:
    """Maximise the logistic likelihood of targets in [0, 1] by Newton's method with halved steps.

    Parameters
    ----------
    design : ndarray of shape (n, k)
        Columns without the intercept; they are standardised inside.
    targets : ndarray of shape (n,)
        Shares of event.
    ridge : float
        Penalty (ridge / 2 · slope²) on the standardised slopes.

    Returns
    -------
    ndarray of shape (k + 1,)
        Slopes, then the intercept.
    """
    centre, spread = design.mean(axis=0), np.where(design.std(axis=0) > 0, design.std(axis=0), 1.0)
    columns = np.column_stack([(design - centre) / spread, np.ones(len(design))])
    penalty = np.append(np.full(design.shape[1], ridge), 0.0)
    at = np.append(np.zeros(design.shape[1]), logit(targets.mean()))

    def loss(point: np.ndarray) -> float:
        linear = columns @ point
        return float((np.logaddexp(0.0, linear) - targets * linear).sum() + (penalty * point**2).sum() / 2)

    for _ in range(_STEPS):
        p = expit(columns @ at)
        gradient = columns.T @ (targets - p) - penalty * at
        curvature = columns.T @ (columns * (p * (1 - p))[:, None]) + np.diag(penalty)
        step = np.linalg.lstsq(curvature, gradient, rcond=None)[0]
        allowed = loss(at)
        allowed += 1e-10 * (1 + abs(allowed))  # rounding must not stop the last steps
        while loss(at + step) > allowed:
            step = step / 2
        at = at + step
        if np.abs(step).max() < 1e-11 * max(1.0, np.abs(at).max()):
            break
    slopes = at[:-1] / spread
    return np.append(slopes, at[-1] - (slopes * centre).sum())


def _probability(values: np.ndarray) -> np.ndarray:
    """Probabilities away from 0 and 1; anything else is refused."""
    outside = int(((values < 0) | (values > 1)).sum())
    if outside:
        found = f"{outside} values outside [0, 1]"
        raise Refused([Finding("ICM006", "values", found, "probabilities", "calibrate p_event, or take raw values")])
    return np.clip(values, LOGIT_CLIP, 1 - LOGIT_CLIP)


def _findings_of(values: np.ndarray) -> Findings:
    """What is wrong with values that are to be calibrated."""
    findings = Findings()
    if values.ndim != 1 or not len(values):
        findings.add("ICM006", "values", f"shape {values.shape}", "one value a row", "give a vector of values")
    elif not np.isfinite(values).all():
        found = f"{int((~np.isfinite(values)).sum())} values are not finite"
        findings.add("ICM027", "values", found, "finite values", "mend the model's predictions")
    return findings
