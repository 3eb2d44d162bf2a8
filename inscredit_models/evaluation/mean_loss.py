"""Cluster-robust covariance of mean losses (Brier score, log loss) of several models."""

from __future__ import annotations

import numpy as np

from inscredit_models.evaluation.obuchowski import sum_by_cluster


def mean_loss_covariance(losses: np.ndarray, clusters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the mean loss of k models on the same rows and the covariance matrix of the means.

    Deviations from the mean are summed within each cluster before they are multiplied (the sandwich of Liang and
    Zeger 1986 for a mean), with the factor G/(G−1) for G clusters. With one row per cluster it is s²/n.

    Parameters
    ----------
    losses : ndarray of shape (k, rows)
    clusters : ndarray of shape (rows,)
        Cluster numbers from 0; at least two clusters.

    Examples
    --------
    Rows 0, 1 of one subject, 3 and 4 of another: deviations −2, −1, 1, 2 sum to −3 and 3; (9 + 9) · 2/1 / 4² = 2.25.

    >>> mean, covariance = mean_loss_covariance(np.array([[0.0, 1.0, 3.0, 4.0]]), np.array([0, 0, 1, 1]))
    >>> mean.tolist(), covariance.tolist()
    ([2.0], [[2.25]])
    """
    mean = losses.mean(axis=1)
    sums = sum_by_cluster(losses - mean[:, None], clusters, int(clusters.max()) + 1)
    total = len(np.unique(clusters))
    return mean, total / (total - 1) * (sums @ sums.T) / losses.shape[1] ** 2
