"""The H-measure (H测度): how much of the cost of ignorance a ranking saves, averaged over a named prior of costs.

The cost of a false alarm is c, of a missed event 1 − c. At each c the best threshold of the convex hull of the ROC
curve is taken. AUC does the same with a prior that differs from model to model, so it compares models with different
yardsticks; here the prior is the same for all, and it must be named.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from scipy.optimize import isotonic_regression
from scipy.special import betainc

Prior = Literal["mode_at_share", "symmetric", "share"]

_SPLITS = 4
_STEP = 1e-5
"""Step of the numerical derivative of H by the share of events that shapes the prior."""

PRIORS: dict[str, tuple[str, str]] = {
    "mode_at_share": ("Beta(2, 1+π0/π1)，众数为事件占比", "Beta(2, 1 + π0/π1), mode at the share of events"),
    "symmetric": ("Beta(2, 2)", "Beta(2, 2)"),
    "share": ("Beta(1+π1, 1+π0)", "Beta(1 + π1, 1 + π0)"),
}
"""Priors of c by name; π1 is the share of events. They can differ by .03 and more on ordinary data."""


class _Losses(NamedTuple):
    """Cost of each row under the model's and under the best constant decision, averaged over the prior."""

    of_model: np.ndarray
    of_trivial: np.ndarray


def prior_shapes(share: float, prior: Prior) -> tuple[float, float]:
    """Give the two shapes of the Beta prior of c for a share of events.

    Examples
    --------
    >>> prior_shapes(0.25, "mode_at_share"), prior_shapes(0.25, "symmetric"), prior_shapes(0.25, "share")
    ((2.0, 4.0), (2.0, 2.0), (1.25, 1.75))
    """
    if prior == "mode_at_share":
        return 2.0, 1 / share
    return (2.0, 2.0) if prior == "symmetric" else (1 + share, 2 - share)


def h_measure(y: np.ndarray, risk: np.ndarray, prior: Prior = "mode_at_share") -> float:
    """Give the H-measure: 1 for a perfect ranking, 0 where it never beats the better of "all" and "none".

    Parameters
    ----------
    y : ndarray of shape (n,)
        0 and 1.
    risk : ndarray of shape (n,)
        Higher means that the event is more likely. A ranking that is the wrong way round has no skill here.
    prior : {"mode_at_share", "symmetric", "share"}
        Prior of the cost of a false alarm, see `PRIORS`; the default is that of the R package of the authors.

    Returns
    -------
    float
        In [0, 1]; NaN where ``y`` has one class only.

    References
    ----------
    Hand, D. J. (2009), Machine Learning 77, 103–123 (symmetric); Hand, D. J. and Anagnostopoulos, C. (2014), Pattern
    Recognition Letters 40, 41–46 (share).

    Examples
    --------
    >>> h_measure(np.array([0, 0, 1]), np.array([0.1, 0.2, 0.3])), h_measure(np.array([0, 1]), np.array([0.5, 0.5]))
    (1.0, 0.0)
    """
    y = np.asarray(y)
    share = float(y.mean())
    if share in (0.0, 1.0):
        return float("nan")
    return _saved(_losses(y, hull_costs(y, risk), share, prior))


def h_rows(y: np.ndarray, risks: np.ndarray, prior: Prior = "mode_at_share") -> np.ndarray:
    """Give one value per row whose mean is H and whose spread carries its uncertainty (H plus the row's influence).

    At each cost the loss is a minimum over thresholds, so by the envelope theorem the thresholds count as fixed; the
    share of events moves H through the prior as well.

    Parameters
    ----------
    y : ndarray of shape (n,)
        0 and 1, both present.
    risks : ndarray of shape (k, n)

    Returns
    -------
    ndarray of shape (k, n)
    """
    share = float(np.mean(y))
    made = []
    for risk in risks:
        costs = hull_costs(y, risk)
        losses = _losses(y, costs, share, prior)
        worst, value = losses.of_trivial.mean(), _saved(losses)
        through_losses = ((1 - value) * losses.of_trivial - losses.of_model) / worst
        step = _STEP * min(share, 1 - share)
        above, below = (_saved(_losses(y, costs, share, prior, at=share + move)) for move in (step, -step))
        made.append(value + through_losses + (above - below) / (2 * step) * (y - share))
    return np.array(made)


def h_bias(y: np.ndarray, risks: np.ndarray, clusters: np.ndarray, *, seed: int) -> np.ndarray:
    """Estimate how much too high H is, since its thresholds are the best ones of these very rows; shape (k,).

    The bias of such a maximum falls with the sample like n^(−2/3). So halves of the clusters, drawn at random, have
    2^(2/3) times the bias of the whole, and the difference between them gives it away.

    Parameters
    ----------
    y : ndarray of shape (n,)
        0 and 1, both present.
    risks : ndarray of shape (k, n)
    clusters : ndarray of int of shape (n,)
        Cluster numbers 0 … G−1.
    seed : int
        Same seed, same halves.
    """
    drawn = np.random.default_rng(seed)
    size = int(clusters.max()) + 1
    halves = [
        side == half for side in (drawn.permutation(size)[clusters] % 2 for _ in range(_SPLITS)) for half in (0, 1)
    ]
    halves = [half for half in halves if 0 < y[half].sum() < half.sum()]
    whole = np.array([h_measure(y, risk) for risk in risks])
    if not halves:
        return np.zeros(len(risks))
    of_halves = np.array([[h_measure(y[half], risk[half]) for half in halves] for risk in risks]).mean(axis=1)
    return (of_halves - whole) / (2 ** (2 / 3) - 1)


def hull_costs(y: np.ndarray, risk: np.ndarray) -> np.ndarray:
    """Give for each row the cost c below which the hull's best decision raises an alarm for it.

    It is the isotonic regression of the outcome on the risk: the segments of the convex hull are its blocks, and the
    slope of a segment says at which cost one moves from one of its ends to the other.

    Examples
    --------
    >>> hull_costs(np.array([0, 1, 0, 1]), np.array([0.1, 0.2, 0.3, 0.4])).tolist()
    [0.0, 0.5, 0.5, 1.0]
    """
    level, counts = np.unique(risk, return_inverse=True, return_counts=True)[1:]
    shares = np.bincount(level, weights=y) / counts
    return isotonic_regression(shares, weights=counts).x[level]


def _losses(y: np.ndarray, costs: np.ndarray, share: float, prior: Prior, *, at: float | None = None) -> _Losses:
    """Mean cost of each row over the prior; ``at`` shapes the prior by another share than that of the rows."""
    shapes = prior_shapes(share if at is None else at, prior)
    distinct, place = np.unique(np.append(costs, share), return_inverse=True)
    missed, alarmed = _cost_of_missing(distinct, shapes)[place], _cost_of_alarm(distinct, shapes)[place]
    return _Losses(np.where(y == 1, missed[:-1], alarmed[:-1]), np.where(y == 1, missed[-1], alarmed[-1]))


def _cost_of_alarm(up_to: np.ndarray, shapes: tuple[float, float]) -> np.ndarray:
    """Integral of c over the prior from 0 on: an alarm for a non-event at every cost below."""
    a, b = shapes
    return a / (a + b) * betainc(a + 1, b, up_to)


def _cost_of_missing(from_: np.ndarray, shapes: tuple[float, float]) -> np.ndarray:
    """Integral of 1 − c over the prior up to 1: an event missed at every cost above."""
    a, b = shapes
    return b / (a + b) * (1 - betainc(a, b + 1, from_))


def _saved(losses: _Losses) -> float:
    """Share of the trivial loss that is saved, without rounding errors beyond the ends."""
    return float(np.clip(1 - losses.of_model.mean() / losses.of_trivial.mean(), 0.0, 1.0))
