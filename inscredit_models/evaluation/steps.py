"""Counting down a ranking (累计计数): events and non-events at or above each distinct risk."""

from __future__ import annotations

import numpy as np


def cumulative_counts(y: np.ndarray, risk: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Count events and non-events at or above each distinct risk, from the highest risk down.

    Returns
    -------
    tuple of ndarray of shape (n_distinct,)
        True positives and false positives; the last entries are the totals.

    Examples
    --------
    >>> events, others = cumulative_counts(np.array([0, 1, 0, 1]), np.array([0.1, 0.5, 0.5, 0.9]))
    >>> events.tolist(), others.tolist()
    ([1, 2, 2], [0, 1, 2])
    """
    order = np.argsort(-np.asarray(risk, dtype=float), kind="stable")
    ranked = np.asarray(risk)[order]
    step_ends = np.append(np.flatnonzero(ranked[1:] != ranked[:-1]), len(ranked) - 1)
    true_positives = np.cumsum(np.asarray(y)[order] == 1)[step_ends]
    return true_positives, step_ends + 1 - true_positives
