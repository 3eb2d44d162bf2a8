"""Shares of several groups with the covariance that clusters call for (聚类稳健的比率)."""

from __future__ import annotations

import numpy as np

from inscredit_models.evaluation.obuchowski import sum_by_cluster


def clustered_rates(
    numerators: np.ndarray, denominators: np.ndarray, clusters: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Estimate k ratios of sums, Σ numerator / Σ denominator, with their cluster-robust covariance.

    Parameters
    ----------
    numerators, denominators : ndarray of shape (k, n)
        What each row adds; for the share of a group its indicator is the denominator.
    clusters : ndarray of int of shape (n,)
        Cluster numbers 0 … G−1.

    Returns
    -------
    values : ndarray of shape (k,)
        NaN where a denominator is 0.
    covariance : ndarray of shape (k, k)
        NaN in the rows and columns of such a ratio.

    Examples
    --------
    Two groups of two rows that stand alone: shares 1/2 and 1, variance (1/4 + 1/4) / 2² · 4/3 and 0.

    >>> group = np.array([[1.0, 1, 0, 0], [0, 0, 1, 1]])
    >>> values, covariance = clustered_rates(group * np.array([1, 0, 1, 1]), group, np.arange(4))
    >>> values.tolist(), covariance.round(4).tolist()
    ([0.5, 1.0], [[0.1667, 0.0], [0.0, 0.0]])
    """
    totals = denominators.sum(axis=1)
    safe = np.where(totals > 0, totals, np.nan)
    values = numerators.sum(axis=1) / safe
    influence = (numerators - values[:, None] * denominators) / safe[:, None]
    size = int(clusters.max()) + 1
    sums = sum_by_cluster(influence, clusters, size)
    return values, size / (size - 1) * (sums @ sums.T)
