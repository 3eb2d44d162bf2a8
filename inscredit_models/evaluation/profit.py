"""Expected maximum profit (期望最大利润): what the best cut-offs earn, averaged over the loss that an event brings."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inscredit_models.evaluation.h_measure import hull_costs
from inscredit_models.evaluation.intervals import plain_interval
from inscredit_models.findings import Findings

REPLICATES = 100
"""Draws of the interval: each takes a sort of all rows."""


class Profit(NamedTuple):
    """Profit per row in units of the exposure, and the share of rows turned away to earn it."""

    value: float
    fraction: float


def expected_maximum_profit(
    y: np.ndarray, risk: np.ndarray, *, none_lost: float = 0.55, all_lost: float = 0.10, roi: float = 0.2644
) -> Profit:
    """Give the expected maximum profit of turning away the rows with the highest risk.

    An event loses the share λ of its exposure: 0 with probability ``none_lost``, 1 with ``all_lost``, evenly spread in
    between. Turning an event away saves λ, turning another row away forgoes ``roi``. At each λ the best cut-off of the
    convex hull is taken. The defaults are those published for consumer credit: they are not those of insurance.

    Parameters
    ----------
    y : ndarray of shape (n,)
        0 and 1.
    risk : ndarray of shape (n,)
        Higher means that the event is more likely.
    none_lost, all_lost : float
        Probabilities of λ = 0 and λ = 1, together at most 1.
    roi : float
        Return on a row without event, above 0.

    Returns
    -------
    Profit
        NaN where ``y`` has one class only.

    Raises
    ------
    Refused
        ICM006 for parameters out of range, all at once.

    References
    ----------
    Verbraken, T., Bravo, C., Weber, R. and Baesens, B. (2014), European Journal of Operational Research 238, 505–513.
    """
    findings = Findings()
    if min(none_lost, all_lost) < 0 or none_lost + all_lost > 1:
        found = f"{none_lost:g} and {all_lost:g}"
        findings.add("ICM006", "none_lost, all_lost", found, "from 0, together at most 1", "give two probabilities")
    if not roi > 0:
        findings.add("ICM006", "roi", f"{roi:g}", "above 0", "give the return on a row without event")
    findings.refuse()
    y = np.asarray(y)
    if y.min() == y.max():
        return Profit(float("nan"), float("nan"))
    share = hull_costs(y, risk)
    with np.errstate(divide="ignore"):
        from_loss = roi * (1 - share) / share  # turned away where λ is above this
    between = 1 - none_lost - all_lost
    # At λ = 0 nothing is saved and nobody is turned away, so the mass there adds nothing to either number.
    limit = np.minimum(from_loss, 1.0)
    is_away = from_loss < 1
    away = between * (1 - limit) + all_lost * is_away
    saved = between * (1 - limit**2) / 2 + all_lost * is_away
    gain = np.where(y == 1, saved, -roi * away)
    return Profit(float(gain.mean()), float(away.mean()))


def profit_interval(
    y: np.ndarray, risk: np.ndarray, clusters: np.ndarray, *, seed: int, replicates: int = REPLICATES, **terms: float
) -> tuple[Profit, float, float]:
    """Give the expected maximum profit with its 95 % interval from a bootstrap of whole clusters.

    Cut-offs are the best of the rows at hand, so the profit is biased upward: the interval is centred on the estimate
    less the bias that the bootstrap shows, and stretched to hold the estimate.

    Parameters
    ----------
    y, risk : ndarray of shape (n,)
        As in `expected_maximum_profit`.
    clusters : ndarray of int of shape (n,)
        Cluster numbers 0 … G−1, all present.
    seed, replicates : int
        Same seed, same draws.
    **terms
        ``none_lost``, ``all_lost``, ``roi``.

    Returns
    -------
    tuple of (Profit, float, float)
        Profit, low, high; all missing where ``y`` has one class only.
    """
    found = expected_maximum_profit(y, risk, **terms)
    order = np.argsort(clusters, kind="stable")
    rows_of = np.split(order, np.cumsum(np.bincount(clusters))[:-1])
    drawn = np.random.default_rng(seed).integers(len(rows_of), size=(replicates, len(rows_of)))
    values = []
    for draw in drawn:
        rows = np.concatenate([rows_of[each] for each in draw])
        values.append(expected_maximum_profit(y[rows], risk[rows], **terms).value)
    known = np.array(values)[np.isfinite(values)]
    if len(known) < 2:
        return found, float("nan"), float("nan")
    low, high = plain_interval(2 * found.value - float(known.mean()), float(known.std(ddof=1)))
    return found, min(low, found.value), max(high, found.value)
