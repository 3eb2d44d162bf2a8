"""Metrics of a decision (决策指标): expected cost at a declared cost ratio, share of events captured at the top."""

from __future__ import annotations

import numpy as np

from inscredit_models.evaluation.h_measure import hull_costs
from inscredit_models.evaluation.steps import cumulative_counts

COST_RATIO = 10.0
"""Default: a missed event costs ten false alarms. Not a finding about the world: declare your own."""
TOP_SHARE = 0.10
"""Default: the tenth of the rows with the highest risk."""


def cost_losses(y: np.ndarray, p_event: np.ndarray, ratio: float = COST_RATIO) -> np.ndarray:
    """Give the cost of each row when an alarm is raised where it is worth it: p_event ≥ 1 / (1 + ratio).

    Costs are scaled so that a false alarm and a missed event together cost 1.

    Parameters
    ----------
    y : ndarray of shape (n,)
        0 and 1.
    p_event : ndarray of shape (..., n)
        Probabilities.
    ratio : float
        Cost of a missed event in false alarms, above 0.
    """
    is_alarm = np.asarray(p_event) >= 1 / (1 + ratio)
    return np.where(np.asarray(y) == 1, np.where(is_alarm, 0.0, ratio), np.where(is_alarm, 1.0, 0.0)) / (1 + ratio)


def expected_cost(y: np.ndarray, p_event: np.ndarray, ratio: float = COST_RATIO) -> float:
    """Give the mean cost of a row, see `cost_losses`; probabilities that are off pay for it.

    Examples
    --------
    Threshold 1/4: one false alarm (1) and one missed event (3) in four rows, scaled by 1 + 3.

    >>> expected_cost(np.array([0, 0, 1, 1]), np.array([0.1, 0.3, 0.2, 0.9]), ratio=3)
    0.25
    """
    return float(cost_losses(y, p_event, ratio).mean())


def capture_rate(y: np.ndarray, risk: np.ndarray, top: float = TOP_SHARE) -> float:
    """Give the share of all events that lie in the top share of the rows by risk.

    Where the cut falls into rows of one risk they count in proportion, so the order of rows cannot matter.

    Parameters
    ----------
    y, risk : ndarray of shape (n,)
        Outcome; higher risk means that the event is more likely.
    top : float
        Share of the rows that are looked at, in (0, 1). Without skill the rate is equal to it.

    Returns
    -------
    float
        In [0, 1]; NaN where ``y`` has one class only.

    Examples
    --------
    >>> capture_rate(np.array([0, 1, 0, 1]), np.array([0.1, 0.5, 0.4, 0.9]), top=0.25)
    0.5
    """
    events, others = cumulative_counts(y, risk)
    if not events[-1] or not others[-1]:
        return float("nan")
    rows = np.append(0, events + others)
    return float(np.interp(top * rows[-1], rows, np.append(0, events)) / events[-1])


def capture_rows(y: np.ndarray, risks: np.ndarray, top: float = TOP_SHARE) -> np.ndarray:
    """Give one value per row whose mean is the capture rate and whose spread carries its uncertainty.

    The cut moves with the sample; what that costs is the rate of events at the cut, read from the isotonic regression
    of the outcome on the risk.

    Parameters
    ----------
    y : ndarray of shape (n,)
        0 and 1, both present.
    risks : ndarray of shape (k, n)

    Returns
    -------
    ndarray of shape (k, n)
    """
    made, share = [], np.mean(y)
    for risk in risks:
        taken = _share_taken(risk, top)
        rate = float((taken * y).sum() / np.sum(y))
        at_cut = hull_costs(y, risk)[np.argsort(-risk, kind="stable")[min(int(top * len(y)), len(y) - 1)]]
        made.append(rate + (y * (taken - rate) - at_cut * (taken - top)) / share)
    return np.array(made)


def _share_taken(risk: np.ndarray, top: float) -> np.ndarray:
    """How much of each row lies in the top share: 1, 0, or a part where the cut falls into its risk."""
    level, counts = np.unique(-risk, return_inverse=True, return_counts=True)[1:]
    before = np.cumsum(counts) - counts
    return np.clip((top * len(risk) - before) / counts, 0.0, 1.0)[level]
