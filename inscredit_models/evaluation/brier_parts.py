"""The Brier score in parts (Brier分解): reliability, resolution, uncertainty, and what lies within the bins."""

from __future__ import annotations

import numpy as np
import pandas as pd

from inscredit_models.evaluation.bootstrap import REPLICATES, sum_by_bin, weight_blocks
from inscredit_models.evaluation.intervals import plain_interval
from inscredit_models.evaluation.metrics import BINS, quantile_bins

PARTS = ("reliability", "resolution", "uncertainty", "within_variance", "within_covariance", "brier")
"""brier = reliability − resolution + uncertainty + within_variance − within_covariance, exactly."""


def brier_parts(y: np.ndarray, p_event: np.ndarray, bins: np.ndarray | None = None) -> dict[str, float]:
    """Split the Brier score over bins of the probability.

    Parameters
    ----------
    y, p_event : ndarray of shape (n,)
        Outcome and probability.
    bins : ndarray of int of shape (n,), optional
        Bin of each row from 0, for example its grade; by default quantile bins.

    Returns
    -------
    dict of str to float
        By the names in `PARTS`. The two within-bin terms vanish where every bin has one probability; without them the
        three classical terms do not add up to the score on continuous probabilities.

    References
    ----------
    Murphy, A. H. (1973), J. Applied Meteorology 12, 595–600; Stephenson, D. B. et al. (2008), Weather and Forecasting
    23, 752–757.

    Examples
    --------
    >>> parts = brier_parts(np.array([0, 1, 1, 1]), np.array([0.2, 0.2, 0.8, 0.8]))
    >>> [round(parts[name], 4) for name in ("reliability", "resolution", "uncertainty", "brier")]
    [0.065, 0.0625, 0.1875, 0.19]
    """
    sums = _row_sums(y, p_event)
    number = quantile_bins(p_event) if bins is None else bins
    per_bin = np.array([np.bincount(number, weights=row) for row in sums])
    return {name: float(value[0]) for name, value in _parts(per_bin[:, :, None]).items()}


def brier_parts_intervals(
    y: np.ndarray, p_event: np.ndarray, clusters: np.ndarray, *, seed: int, replicates: int = REPLICATES
) -> pd.DataFrame:
    """Give each part with a 95 % interval from a bootstrap of whole clusters; the bins stay as they are.

    Reliability, resolution and the within-bin variance are sums of squares and so biased upward; their intervals are
    centred on the estimate less the bias that the bootstrap shows, and stretched to hold the estimate.

    Parameters
    ----------
    y, p_event : ndarray of shape (n,)
        Outcome and probability.
    clusters : ndarray of int of shape (n,)
        Cluster numbers 0 … G−1, all present.
    seed : int
        Same seed, same draws.

    Returns
    -------
    pandas.DataFrame
        Columns part, estimate, low, high, in the order of `PARTS`.
    """
    number = quantile_bins(p_event, BINS)
    by_cluster = [sum_by_bin(number, clusters, row) for row in _row_sums(y, p_event)]
    size = int(clusters.max()) + 1
    drawn: dict[str, list[np.ndarray]] = {name: [] for name in PARTS}
    for weights in weight_blocks(size, seed=seed, replicates=replicates):
        for name, values in _parts(np.array([table @ weights for table in by_cluster])).items():
            drawn[name].append(values)
    rows = []
    for name, value in brier_parts(y, p_event, number).items():
        values = np.concatenate(drawn[name])
        low, high = plain_interval(2 * value - float(values.mean()), float(values.std(ddof=1)), within=(-1.0, 1.0))
        floor = -1.0 if name == "within_covariance" else 0.0
        rows.append((name, value, max(floor, min(low, value)), max(high, value)))
    return pd.DataFrame(rows, columns=["part", "estimate", "low", "high"])


def _row_sums(y: np.ndarray, p_event: np.ndarray) -> np.ndarray:
    """What is summed by bin: rows, probabilities, outcomes, squared probabilities, products; shape (5, n)."""
    p, y = np.asarray(p_event, dtype=float), np.asarray(y, dtype=float)
    return np.array([np.ones_like(p), p, y, p * p, p * y])


def _parts(sums: np.ndarray) -> dict[str, np.ndarray]:
    """The parts from sums of shape (5, bins, replicates); an empty bin adds nothing."""
    count, p, y, squares, products = sums
    total = count.sum(axis=0)
    safe = np.where(count > 0, count, 1.0)
    mean_p, share = p / safe, y / safe
    base = y.sum(axis=0) / total
    parts = {
        "reliability": (count * (mean_p - share) ** 2).sum(axis=0) / total,
        "resolution": (count * (share - base) ** 2).sum(axis=0) / total,
        "uncertainty": base * (1 - base),
        "within_variance": (squares - count * mean_p**2).sum(axis=0) / total,
        "within_covariance": 2 * (products - count * mean_p * share).sum(axis=0) / total,
        "brier": (squares - 2 * products + y).sum(axis=0) / total,
    }
    return {name: parts[name] for name in PARTS}
