"""DeLong's covariance of several AUCs: right where every subject has one row."""

from __future__ import annotations

import numpy as np

from inscredit_models.evaluation.placements import compute_placements


def delong_covariance(y: np.ndarray, risk: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the AUCs of k models on the same rows and their covariance matrix.

    Not valid where a subject has several rows (on panels its 95 % interval covers about 75 %): use
    `obuchowski_covariance` there.

    Parameters
    ----------
    y : ndarray of shape (rows,)
        0 and 1, at least two of each.
    risk : ndarray of shape (k, rows)
        Higher means that the event is more likely.

    Returns
    -------
    auc : ndarray of shape (k,)
    covariance : ndarray of shape (k, k)

    References
    ----------
    DeLong, E. R., DeLong, D. M. and Clarke-Pearson, D. L. (1988), Biometrics 44(3), 837–845.

    Examples
    --------
    Placements of events .75 and 1, of non-events 1 and .75: each has variance .03125, and .03125/2 + .03125/2 = .03125.

    >>> auc, covariance = delong_covariance(np.array([0, 1, 0, 1]), np.array([[0.1, 0.5, 0.5, 0.9]]))
    >>> auc.tolist(), covariance.tolist()
    ([0.875], [[0.03125]])
    """
    placements = compute_placements(y, risk)
    covariance = _covariance_of_mean(placements.events) + _covariance_of_mean(placements.others)
    return placements.auc, covariance


def _covariance_of_mean(values: np.ndarray) -> np.ndarray:
    """Covariance (k, k) of the row means of independent columns (k, n)."""
    n = values.shape[1]
    centred = values - values.mean(axis=1, keepdims=True)
    return centred @ centred.T / (n - 1) / n
