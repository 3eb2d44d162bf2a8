"""Subject bootstrap of what has no closed form: whole subjects are drawn, never single rows of a subject."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from inscredit_models.evaluation.metrics import quantile_bins

REPLICATES = 500
_CELLS_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class _Curve:
    """A ROC curve as counts by cluster, kept only at the risks where an event lies.

    Between two events the curve only moves along the axis of the non-events, so the largest gap and every gain of
    precision lie at these steps; what is left to do for a replicate is one product with the weights of the clusters.
    """

    events: sparse.csr_array  # (steps, clusters): events at the step
    before: sparse.csr_array  # (steps, clusters): non-events above the step, below the step before
    tied: sparse.csr_array  # (steps, clusters): non-events exactly at the step
    others: np.ndarray  # (clusters,): all non-events

    def metrics(self, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """KS and average precision of each replicate for weights (clusters, replicates); NaN without both classes."""
        gained, tied = self.events @ weights, self.tied @ weights
        true_after = np.cumsum(gained, axis=0)
        false_after = np.cumsum(self.before @ weights + tied, axis=0)
        total_true, total_false = true_after[-1], self.others @ weights
        with np.errstate(invalid="ignore", divide="ignore"):
            above = true_after / total_true - false_after / total_false
            below = (false_after - tied) / total_false - (true_after - gained) / total_true
            precision = np.where(gained > 0, true_after / (true_after + false_after), 0.0)
            average = (gained * precision).sum(axis=0) / np.where(total_false > 0, total_true, np.nan)
        distance = np.maximum(above.max(axis=0), below.max(axis=0))
        return distance, average


def _curve(y: np.ndarray, risk: np.ndarray, clusters: np.ndarray, size: int) -> _Curve:
    """Count events and non-events by cluster around each step."""
    is_event = np.asarray(y) == 1
    level = np.unique(-np.asarray(risk, dtype=float), return_inverse=True)[1]
    steps = np.unique(level[is_event])
    step = np.searchsorted(steps, level)
    is_tied = steps[np.minimum(step, len(steps) - 1)] == level
    is_before = ~is_event & ~is_tied & (step < len(steps))

    def count(chosen: np.ndarray) -> sparse.csr_array:
        places = (step[chosen], clusters[chosen])
        return sparse.csr_array((np.ones(int(chosen.sum())), places), shape=(len(steps), size))

    others = np.bincount(clusters[~is_event], minlength=size).astype(float)
    return _Curve(count(is_event), count(is_before), count(is_tied & ~is_event), others)


def bootstrap_replicates(
    y: np.ndarray, risk: np.ndarray, clusters: np.ndarray, *, seed: int, replicates: int = REPLICATES
) -> dict[str, np.ndarray]:
    """Draw clusters with replacement and recompute KS and average precision for k models on the same draws.

    Parameters
    ----------
    y : ndarray of shape (rows,)
        0 and 1.
    risk : ndarray of shape (k, rows)
    clusters : ndarray of shape (rows,)
        Cluster numbers 0 … G−1, all of them present.
    seed : int
        Same seed, same draws.
    replicates : int
        Number of draws of G clusters.

    Returns
    -------
    dict of str to ndarray of shape (replicates, k)
        Keys ``"ks"`` and ``"average_precision"``. A draw without both classes is NaN in every column.
    """
    size = int(clusters.max()) + 1
    curves = [_curve(y, row, clusters, size) for row in risk]
    widest = max(curve.events.shape[0] for curve in curves)
    blocks = [
        np.array([curve.metrics(weights) for curve in curves])
        for weights in weight_blocks(size, seed=seed, replicates=replicates, widest=widest)
    ]
    both = np.concatenate(blocks, axis=2)
    return {"ks": both[:, 0, :].T, "average_precision": both[:, 1, :].T}


def ece_replicates(
    y: np.ndarray, p_event: np.ndarray, clusters: np.ndarray, *, seed: int, replicates: int = REPLICATES
) -> np.ndarray:
    """Draw clusters with replacement and recompute the calibration error of k models; the bins stay as they are.

    Returns
    -------
    ndarray of shape (replicates, k)
    """
    size = int(clusters.max()) + 1
    gaps = [sum_by_bin(quantile_bins(p), clusters, p - y) for p in p_event]
    rows = np.bincount(clusters, minlength=size).astype(float)
    blocks = [
        [np.abs(gap @ weights).sum(axis=0) / (rows @ weights) for gap in gaps]
        for weights in weight_blocks(size, seed=seed, replicates=replicates)
    ]
    return np.concatenate(blocks, axis=1).T


def sum_by_bin(bins: np.ndarray, clusters: np.ndarray, values: np.ndarray) -> sparse.csr_array:
    """Sum values by bin (0 … B−1) and cluster, giving shape (B, clusters)."""
    shape = (int(bins.max()) + 1, int(clusters.max()) + 1)
    return sparse.csr_array(sparse.coo_array((np.asarray(values, dtype=float), (bins, clusters)), shape=shape))


def weight_blocks(size: int, *, seed: int, replicates: int = REPLICATES, widest: int = 1) -> Iterator[np.ndarray]:
    """Give how often each cluster is drawn, block by block of (size, replicates in the block).

    Parameters
    ----------
    size : int
        Number of clusters.
    seed : int
        Same seed, same draws.
    replicates : int
        Number of draws of ``size`` clusters, over all blocks.
    widest : int
        Longest other side of a product with the weights; bounds the size of a block.
    """
    drawn = np.random.default_rng(seed)
    at_once = max(1, min(replicates, _CELLS_AT_ONCE // max(size, widest)))
    for start in range(0, replicates, at_once):
        yield _draw_weights(drawn, size, min(at_once, replicates - start))


def _draw_weights(drawn: np.random.Generator, size: int, count: int) -> np.ndarray:
    """How often each cluster is drawn: (clusters, count), columns sum to the number of clusters."""
    draws = drawn.integers(size, size=(count, size)) + np.arange(count)[:, None] * size
    return np.bincount(draws.ravel(), minlength=count * size).reshape(count, size).T.astype(float)
