"""Many small linear programs at once (批量单纯形): all units walk from corner to corner of their weights together."""

from __future__ import annotations

import numpy as np

_TIE = 1e-11
_TOLERANCE = 1e-9
_MOST_STEPS = 500


def walk_to_best(units: np.ndarray, limits: np.ndarray, least: float, most: float) -> tuple[np.ndarray, np.ndarray]:
    """Give the weights that show each unit at its best, where no total of a limit may exceed 1.

    Parameters
    ----------
    units : ndarray of shape (n, k)
        Not negative.
    limits : ndarray of shape (m, k)
        Rows whose weighted sum must not exceed 1; every column has a value above 0 in some row.
    least, most : float
        Bounds on the share of one column in a unit's own sum.

    Returns
    -------
    weights : ndarray of shape (n, k)
    settled : ndarray of bool of shape (n,)
        Whether the weights are shown to be the best: no limit broken, no multiplier below 0. For the others (ties of
        many limits in one corner) the weights mean nothing.

    Notes
    -----
    The primal simplex method in the form of inequalities: a corner is k limits that hold with equality; where a
    multiplier is negative its limit is left and the first other limit on the way is taken up. All units take their
    step together, with one stack of k × k matrices. Limits are moved apart by less than 1e-10, so that corners in which
    more than k limits meet do not hold a unit up; the answer is that of the limits as they are.

    Examples
    --------
    >>> walk_to_best(np.array([[0.4, 0.5]]), np.array([[1.0, 0.5], [0.5, 1.0]]), 0.0, 1.0)[0].round(6).tolist()
    [[0.666667, 0.666667]]
    """
    weights, settled = np.zeros(units.shape), np.zeros(len(units), dtype=bool)
    shares, free = _first_shares(units, least, most)
    nothing = np.isnan(shares).any(axis=1)
    settled[nothing] = True  # no weights can meet the bounds but those of a sum of 0
    rows = np.flatnonzero(~nothing)
    if not len(rows) or not len(limits):
        return weights, settled
    walk = _Walk(units[rows], limits, least, most)
    try:
        found, good = walk.run(shares[rows], free[rows])
    except np.linalg.LinAlgError:
        return weights, settled
    weights[rows], settled[rows] = found, good
    return weights, settled


def _first_shares(units: np.ndarray, least: float, most: float) -> tuple[np.ndarray, np.ndarray]:
    """Give a corner of the allowed shares of each unit, and its one share that stands at no bound.

    All start at the least; what is left goes to the columns with the largest values, each up to the most. A unit that
    cannot spend it, since too few of its values are above 0, has no shares (NaN).
    """
    n, k = units.shape
    shares = np.full(units.shape, float(least))
    left = np.full(n, 1 - k * least)
    free = np.zeros(n, dtype=int)
    everyone = np.arange(n)
    order = np.argsort(-units, axis=1, kind="stable")
    for place in range(k):
        column = order[:, place]
        can = units[everyone, column] > 0
        added = np.where(can, np.minimum(most - least, left), 0.0)
        spends = added > 0
        free = np.where(spends, column, free)
        shares[everyone, column] += added
        left = left - added
    impossible = (left > 1e-12) | ((least > 0) & (units <= 0).any(axis=1))
    shares[impossible] = np.nan
    return shares, np.where(left < 1 - k * least, free, order[:, 0])


class _Walk:
    """The limits of all units: m common rows first, then c rows of each unit's own (shares, or weights not below 0)."""

    def __init__(self, units: np.ndarray, limits: np.ndarray, least: float, most: float) -> None:
        n, k = units.shape
        self.units, self.limits = units, limits
        self.bounds = 1 + _TIE * (1 + np.arange(len(limits)) % 97 / 97)
        own = np.zeros((n, k, k))
        places = np.arange(k)
        if least > 0:
            own += least * units[:, None, :]
            own[:, places, places] -= units
        else:
            own[:, places, places] = -1.0
        parts = [own]
        if most < 1:
            upper = np.repeat(-most * units[:, None, :], k, axis=1)
            upper[:, places, places] += units
            parts.append(upper)
        self.own = np.concatenate(parts, axis=1)
        self.has_upper, self.most = most < 1, most

    def run(self, shares: np.ndarray, free: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Walk until every unit stands at its best, or too many steps were taken."""
        active = self._start(shares, free)
        n = len(self.units)
        open_ = np.arange(n)
        settled = np.zeros(n, dtype=bool)
        for _ in range(_MOST_STEPS):
            inverse = np.linalg.inv(self._matrices(active[open_], open_))
            multipliers = np.einsum("uji,uj->ui", inverse, self.units[open_])
            leave = multipliers.argmin(axis=1)
            is_best = multipliers.min(axis=1) >= -_TOLERANCE
            settled[open_[is_best]] = True
            going = ~is_best
            if not going.any():
                break
            open_, inverse, leave = open_[going], inverse[going], leave[going]
            enter, is_bounded = self._first_hit(active[open_], open_, inverse, leave)
            open_, enter, leave = open_[is_bounded], enter[is_bounded], leave[is_bounded]
            active[open_, leave] = enter
            if not len(open_):
                break
        return self._answer(active, settled)

    def _start(self, shares: np.ndarray, free: np.ndarray) -> np.ndarray:
        """Give the limits that hold at the first corner: all bounds but one, and the limit that the ray meets first."""
        n, k = self.units.shape
        ray = np.divide(shares, self.units, out=np.zeros_like(shares), where=self.units > 0)
        met = (ray @ self.limits.T / self.bounds).argmax(axis=1)
        at_most = self.has_upper & (shares >= self.most)
        own = len(self.limits) + np.arange(k) + np.where(at_most, k, 0)
        own[np.arange(n), free] = met
        return own

    def _matrices(self, active: np.ndarray, units: np.ndarray) -> np.ndarray:
        count = len(self.limits)
        common = self.limits[np.minimum(active, count - 1)]
        own = self.own[units[:, None], np.maximum(active - count, 0)]
        return np.where((active < count)[:, :, None], common, own)

    def _right(self, active: np.ndarray) -> np.ndarray:
        count = len(self.limits)
        return np.where(active < count, self.bounds[np.minimum(active, count - 1)], 0.0)

    def _first_hit(
        self, active: np.ndarray, units: np.ndarray, inverse: np.ndarray, leave: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Move away from the limit that is left, and give the one that is met first."""
        everyone = np.arange(len(units))
        at = np.einsum("uij,uj->ui", inverse, self._right(active))
        way = -inverse[everyone, :, leave]
        own = self.own[units]
        slack = np.hstack([self.bounds - at @ self.limits.T, -np.einsum("ucj,uj->uc", own, at)])
        rate = np.hstack([way @ self.limits.T, np.einsum("ucj,uj->uc", own, way)])
        np.put_along_axis(rate, active, 0.0, axis=1)
        steps = np.full(rate.shape, np.inf)
        np.divide(np.maximum(slack, 0.0), rate, out=steps, where=rate > _TOLERANCE)
        enter = steps.argmin(axis=1)
        return enter, np.isfinite(steps[everyone, enter])

    def _answer(self, active: np.ndarray, settled: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give the corners of the limits as they are, and whether no limit is broken there."""
        right = (active < len(self.limits)).astype(float)
        everyone = np.arange(len(active))
        found = np.linalg.solve(self._matrices(active, everyone), right[:, :, None])[:, :, 0]
        kept = (found @ self.limits.T <= 1 + _TOLERANCE).all(axis=1)
        kept &= (np.einsum("ucj,uj->uc", self.own, found) <= _TOLERANCE).all(axis=1)
        return np.maximum(found, 0.0), settled & kept
