"""Placement values (位置值): how each event and each non-event stands against all of the other kind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata


@dataclass(frozen=True, slots=True)
class Placements:
    """What the variance of an AUC is made of, for k models on the same rows.

    Parameters
    ----------
    events : ndarray of shape (k, m)
        For each event, the share of non-events with a lower risk (ties count half).
    others : ndarray of shape (k, n)
        For each non-event, the share of events with a higher risk (ties count half).
    auc : ndarray of shape (k,)
        The mean of either.
    """

    events: np.ndarray
    others: np.ndarray
    auc: np.ndarray


def compute_placements(y: np.ndarray, risk: np.ndarray) -> Placements:
    """Compute placement values from mid-ranks, O(n log n) for each model.

    Parameters
    ----------
    y : ndarray of shape (rows,)
        0 and 1, both present.
    risk : ndarray of shape (k, rows)
        Higher means that the event is more likely.

    References
    ----------
    Sun, X. and Xu, W. (2014), Fast implementation of DeLong's algorithm, IEEE Signal Processing Letters 21(11).

    Examples
    --------
    >>> placements = compute_placements(np.array([0, 1, 0, 1]), np.array([[0.1, 0.5, 0.5, 0.9]]))
    >>> placements.events.tolist(), placements.others.tolist(), placements.auc.tolist()
    ([[0.75, 1.0]], [[1.0, 0.75]], [0.875])
    """
    is_event = np.asarray(y) == 1
    m, n = int(is_event.sum()), int((~is_event).sum())
    ranks = rankdata(risk, axis=1)
    event_ranks, other_ranks = ranks[:, is_event], ranks[:, ~is_event]
    events = (event_ranks - rankdata(risk[:, is_event], axis=1)) / n
    others = 1 - (other_ranks - rankdata(risk[:, ~is_event], axis=1)) / m
    return Placements(events, others, events.mean(axis=1))
