"""Weight of evidence (证据权重, WOE) and information value (信息值, IV) of the bins of one column."""

from __future__ import annotations

import numpy as np


def weight_of_evidence(nonevents: np.ndarray, events: np.ndarray, *, smoothing: float = 0.5) -> np.ndarray:
    """Give the WOE of each bin: ln(share of all non-events / share of all events); higher is better.

    Parameters
    ----------
    nonevents, events : ndarray of shape (k,)
        Rows without and with the event in each bin.
    smoothing : float
        Pseudo rows of the rarer class that each bin receives, together with as many of the other class as the base rate
        has for them. An empty bin then has WOE 0, and a small one stays near 0. With 0 the WOE is the plain one.

    Returns
    -------
    ndarray of shape (k,)

    Notes
    -----
    With non-events g of G, events b of B and e = smoothing / min(G, B): WOE = ln((g/G + e) / (b/B + e)).
    Some packages use the opposite sign, ln(share of events / share of non-events).

    Examples
    --------
    >>> weight_of_evidence(np.array([30, 10]), np.array([10, 10]), smoothing=0).round(4).tolist()
    [0.4055, -0.6931]
    """
    good, bad, extra = _shares(nonevents, events, smoothing)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log((good + extra) / (bad + extra))


def information_value(nonevents: np.ndarray, events: np.ndarray, woe: np.ndarray) -> float:
    """Give the IV of a column: the sum over bins of (share of non-events − share of events) × WOE; at least 0.

    Examples
    --------
    >>> nonevents, events = np.array([30, 10]), np.array([10, 10])
    >>> round(information_value(nonevents, events, weight_of_evidence(nonevents, events, smoothing=0)), 4)
    0.2747
    """
    good, bad, _ = _shares(nonevents, events, 0.0)
    return float(((good - bad) * woe).sum())


def _shares(nonevents: np.ndarray, events: np.ndarray, smoothing: float) -> tuple[np.ndarray, np.ndarray, float]:
    total_good, total_bad = float(np.sum(nonevents)), float(np.sum(events))
    return nonevents / total_good, events / total_bad, smoothing / min(total_good, total_bad)
