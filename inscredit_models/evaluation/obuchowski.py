"""Obuchowski's covariance of several AUCs when the rows come in clusters (several dates of one subject)."""

from __future__ import annotations

import numpy as np

from inscredit_models.evaluation.placements import compute_placements


def obuchowski_covariance(y: np.ndarray, risk: np.ndarray, clusters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the AUCs of k models on the same clustered rows and their covariance matrix.

    Placement values are summed within each cluster before they are squared, so that rows of one subject do not count
    as independent; a cluster may hold events and non-events. With one row per cluster it equals DeLong's matrix.

    Parameters
    ----------
    y : ndarray of shape (rows,)
        0 and 1; events in at least two clusters and non-events in at least two.
    risk : ndarray of shape (k, rows)
        Higher means that the event is more likely.
    clusters : ndarray of shape (rows,)
        Cluster numbers from 0.

    Returns
    -------
    auc : ndarray of shape (k,)
    covariance : ndarray of shape (k, k)

    References
    ----------
    Obuchowski, N. A. (1997), Nonparametric analysis of clustered ROC curve data, Biometrics 53(2), 567–578.
    """
    is_event = np.asarray(y) == 1
    placements = compute_placements(y, risk)
    size = int(clusters.max()) + 1
    centre = placements.auc[:, None]
    event_sums = sum_by_cluster(placements.events - centre, clusters[is_event], size)
    other_sums = sum_by_cluster(placements.others - centre, clusters[~is_event], size)
    m, n = int(is_event.sum()), int((~is_event).sum())
    with_event = len(np.unique(clusters[is_event]))
    with_other = len(np.unique(clusters[~is_event]))
    total = len(np.unique(clusters))
    cross = event_sums @ other_sums.T
    covariance = (
        with_event / (with_event - 1) * (event_sums @ event_sums.T) / m**2
        + with_other / (with_other - 1) * (other_sums @ other_sums.T) / n**2
        + total / (total - 1) * (cross + cross.T) / (m * n)
    )
    return placements.auc, covariance


def sum_by_cluster(values: np.ndarray, clusters: np.ndarray, size: int) -> np.ndarray:
    """Sum columns (k, rows) within clusters, giving shape (k, size).

    Examples
    --------
    >>> sum_by_cluster(np.array([[1.0, 2.0, 4.0]]), np.array([0, 1, 0]), 2).tolist()
    [[5.0, 2.0]]
    """
    return np.array([np.bincount(clusters, weights=row, minlength=size) for row in values])
