"""Logistic regression (逻辑回归) with an L2, L1 or mixed penalty on encoded columns: the statistical yardstick."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from inscredit_models.findings import Findings
from inscredit_models.models.columns import refuse
from inscredit_models.models.contributions import Contributions
from inscredit_models.models.encoding import LinearEncoder
from inscredit_models.models.features import Feature
from inscredit_models.models.penalised import solve_elastic
from inscredit_models.models.risk_classifier import RiskClassifier


def solve_logistic(matrix: np.ndarray, events: np.ndarray, strength: float) -> tuple[np.ndarray, float]:
    """Find the coefficients and the intercept of a penalised logistic regression.

    Parameters
    ----------
    matrix : ndarray of shape (n, k)
        Encoded columns.
    events : ndarray of shape (n,)
        1 where the event happened, else 0.
    strength : float
        Inverse of the L2 penalty; the intercept is not penalised.

    Returns
    -------
    coefficients : ndarray of shape (k,)
    intercept : float

    Notes
    -----
    Newton steps are used since they end at the optimum to about 1e-12; quasi-Newton steps stop when the loss no longer
    moves, which leaves 1e-7 in the coefficients. One BLAS thread, so that the machine's thread count cannot matter.
    """
    if not matrix.shape[1]:
        return np.empty(0), float(np.log(events.sum() / (len(events) - events.sum())))
    with threadpool_limits(limits=1):
        solver = LogisticRegression(C=strength, solver="newton-cholesky", tol=1e-10, max_iter=200)
        solver.fit(matrix, events)
    return solver.coef_[0], float(solver.intercept_[0])


class Logistic(RiskClassifier):
    """Penalised logistic regression with median imputation, missing indicators, standardised and one-hot columns.

    Parameters
    ----------
    features : tuple of Feature or None
        Declared columns; None derives their kinds. Directions are not used.
    strength : float
        Inverse of the penalty (C), > 0.
    l1_share : float
        Share of the L1 penalty: 0 is L2 alone, 1 is L1 alone (which drops columns), between them the elastic net.
    rare_below : int
        Levels with fewer training rows than this are pooled as "other".

    Attributes
    ----------
    coefficients_ : Series
        Log-odds of the event per encoded column, indexed by the feature that owns it.
    intercept_ : float
        Log-odds of a row whose encoded columns are all zero.
    """

    def __init__(
        self,
        features: tuple[Feature, ...] | None = None,
        strength: float = 1.0,
        rare_below: int = 10,
        l1_share: float = 0.0,
    ) -> None:
        self.features = features
        self.strength = strength
        self.rare_below = rare_below
        self.l1_share = l1_share

    def credit_score(self, X: Any) -> np.ndarray:
        """Give minus the log-odds of the event, shape (n,); higher is more creditworthy."""
        return -self._log_odds(self._read_fitted(X))

    def contributions(self, X: Any) -> Contributions:
        """Give what each feature adds to the log-odds against the training mean: β (x − mean), its columns summed."""
        matrix = self.encoder_.transform(self._read_fitted(X))
        parts = (matrix - self.means_) * self.coefficients_.to_numpy()
        owners = np.array(self.encoder_.owners())
        terms = {f.code: parts[:, owners == f.code].sum(axis=1) for f in self.features_}
        base = self.intercept_ + float(self.means_ @ self.coefficients_.to_numpy())
        return Contributions(pd.DataFrame(terms), base, "log_odds", "more_risk")

    def encode(self, frame: pd.DataFrame) -> LinearEncoder:
        """Give the encoder that these training rows ask for; columns are those of ``features``."""
        return LinearEncoder.from_training(frame, self.features or (), rare_below=self.rare_below)

    def solve(self, matrix: np.ndarray, events: np.ndarray) -> tuple[np.ndarray, float]:
        """Give coefficients and intercept for encoded training rows."""
        self._refuse_parameters()
        if self.l1_share > 0 and matrix.shape[1]:
            return solve_elastic(matrix, events, self.strength, self.l1_share)
        return solve_logistic(matrix, events, self.strength)

    @staticmethod
    def p_of(matrix: np.ndarray, coefficients: np.ndarray, intercept: float) -> np.ndarray:
        """Give the probability of the event for encoded rows."""
        return expit(_log_odds(matrix, coefficients, intercept))

    def _learn(self, frame: pd.DataFrame, events: np.ndarray) -> None:
        self._refuse_parameters()
        self.encoder_ = LinearEncoder.from_training(frame, self.features_, rare_below=self.rare_below)
        matrix = self.encoder_.transform(frame)
        coefficients, self.intercept_ = self.solve(matrix, events)
        self.coefficients_ = pd.Series(coefficients, index=self.encoder_.owners(), dtype=float)
        self.means_ = matrix.mean(axis=0)

    def _refuse_parameters(self) -> None:
        findings = Findings()
        for name, low, high in (("strength", 1e-12, np.inf), ("l1_share", 0.0, 1.0)):
            if not low <= getattr(self, name) <= high:
                where = f"logistic, parameter {name!r}"
                findings.add("ICM006", where, repr(getattr(self, name)), f"{low:g} to {high:g}", "correct the value")
        refuse(findings)

    def _p_event(self, frame: pd.DataFrame) -> np.ndarray:
        return expit(self._log_odds(frame))

    def _log_odds(self, frame: pd.DataFrame) -> np.ndarray:
        return _log_odds(self.encoder_.transform(frame), self.coefficients_.to_numpy(), self.intercept_)

    def _state(self) -> dict[str, Any]:
        return {
            "encoder": self.encoder_.to_plain(),
            "coefficients": self.coefficients_.tolist(),
            "intercept": self.intercept_,
            "means": self.means_.tolist(),
        }

    def _restore(self, state: dict[str, Any]) -> None:
        self.encoder_ = LinearEncoder.from_plain(state["encoder"], self.features_)
        self.coefficients_ = pd.Series(state["coefficients"], index=self.encoder_.owners(), dtype=float)
        self.intercept_ = state["intercept"]
        self.means_ = np.array(state["means"], dtype=float)


def _log_odds(matrix: np.ndarray, coefficients: np.ndarray, intercept: float) -> np.ndarray:
    # A sum along the row, not a BLAS product: a row alone must score as it does in a batch, to the last bit.
    return (matrix * coefficients).sum(axis=1) + intercept
