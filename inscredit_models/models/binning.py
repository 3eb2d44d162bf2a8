"""Bins of one column (分箱): pre-bins or ordered categories, joined by the best monotone partition.

Every value of a column falls into exactly one bin: a band of numbers or a group of categories, a declared special
value, missing, or other (rare and unseen categories). Labels need no translation: ``∅`` is missing, ``*`` is other.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self

import numpy as np
import pandas as pd

from inscredit_models.models.features import Feature
from inscredit_models.models.partition import Trend, best_partition, measure_segments
from inscredit_models.models.woe import information_value, weight_of_evidence

MISSING_LABEL, OTHER_LABEL = "∅", "*"
BinKind = Literal["band", "group", "special", "other", "missing"]


@dataclass(frozen=True)
class BinningRules:
    """How columns are cut.

    Parameters
    ----------
    max_prebins : int
        Most quantile bands that are looked at.
    max_bins : int
        Most bins that remain (special, missing and other not counted).
    min_share : float
        Smallest share of all rows in a bin.
    rare_share : float
        Categories with a smaller share of all rows are pooled as "other"; special, other and missing bins with a
        smaller share have WOE 0.
    smoothing : float
        As in `woe.weight_of_evidence`.
    bin_price : float
        What each bin must be worth, in multiples of the information value that one more bin gives by chance,
        1/G + 1/B with G non-events and B events. 0 maximises plain information value.
    """

    max_prebins: int = 20
    max_bins: int = 6
    min_share: float = 0.05
    rare_share: float = 0.01
    smoothing: float = 0.5
    bin_price: float = 1.0


@dataclass(frozen=True)
class ColumnBins:
    """The fitted bins of one column.

    Parameters
    ----------
    feature : Feature
        The column.
    cuts : tuple of float
        Borders of the bands, ``[lower, upper)``; empty for categories.
    groups : tuple of tuple of str
        Categories of each group; empty for numbers.
    special : tuple of float
        Special values, one bin each.
    nonevents, events : tuple of int
        Rows in training, by bin: bands or groups, special values, other (categories only), missing.
    smoothing : float
        As in `woe.weight_of_evidence`.
    min_rows : float
        A special, other or missing bin with fewer rows in training says nothing yet: its WOE is 0.
    """

    feature: Feature
    cuts: tuple[float, ...]
    groups: tuple[tuple[str, ...], ...]
    special: tuple[float, ...]
    nonevents: tuple[int, ...]
    events: tuple[int, ...]
    smoothing: float
    min_rows: float

    @property
    def kinds(self) -> tuple[BinKind, ...]:
        """What each bin is."""
        if self.feature.kind == "categorical":
            return (*["group"] * len(self.groups), "other", "missing")
        return (*["band"] * (len(self.cuts) + 1), *["special"] * len(self.special), "missing")

    @property
    def labels(self) -> tuple[str, ...]:
        """A label of each bin that reads the same in every language."""
        special = [f"= {value:g}" for value in self.special]
        if self.feature.kind == "categorical":
            return (*[" | ".join(group) for group in self.groups], OTHER_LABEL, MISSING_LABEL)
        return (*_band_labels(self.cuts), *special, MISSING_LABEL)

    @property
    def woe(self) -> np.ndarray:
        """Weight of evidence of each bin; higher is better."""
        nonevents, events = np.array(self.nonevents), np.array(self.events)
        is_ordinary = np.isin(self.kinds, ["band", "group"])
        woe = weight_of_evidence(nonevents, events, smoothing=self.smoothing)
        return np.where(is_ordinary | (nonevents + events >= self.min_rows), woe, 0.0)

    @property
    def iv(self) -> float:
        """Information value of the column in training; a bin with WOE 0 adds nothing."""
        return information_value(np.array(self.nonevents), np.array(self.events), self.woe)

    def assign(self, column: pd.Series) -> np.ndarray:
        """Give the position of each value's bin, shape (n,)."""
        if self.feature.kind == "categorical":
            return _assign_levels(column, self.groups)
        return _assign_numbers(column.to_numpy(dtype=float), self.cuts, self.special)

    def to_plain(self) -> dict[str, Any]:
        """Give the bins as plain JSON values (without the feature)."""
        return {
            "cuts": list(self.cuts),
            "groups": [list(group) for group in self.groups],
            "special": list(self.special),
            "nonevents": list(self.nonevents),
            "events": list(self.events),
            "smoothing": self.smoothing,
            "min_rows": self.min_rows,
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any], feature: Feature) -> Self:
        """Rebuild the bins from `to_plain`."""
        groups = tuple(tuple(group) for group in plain["groups"])
        parts = {name: tuple(plain[name]) for name in ("cuts", "special", "nonevents", "events")}
        return cls(feature=feature, groups=groups, smoothing=plain["smoothing"], min_rows=plain["min_rows"], **parts)


def bin_column(
    column: pd.Series,
    events: np.ndarray,
    feature: Feature,
    rules: BinningRules,
    *,
    special: Sequence[float] = (),
    trend: Trend = "auto",
) -> ColumnBins:
    """Cut one column.

    Parameters
    ----------
    column : Series of shape (n,)
        float64 with NaN, or text.
    events : ndarray of shape (n,)
        1 where the event happened, else 0; both must occur.
    feature : Feature
        A declared direction fixes the trend of the bands: WOE rises with the value for +1, falls for −1.
    rules : BinningRules
        How to cut.
    special : sequence of float
        Values that stand for something else than a quantity (−1 "unknown", 9999 "none"): a bin each, outside the trend.
    trend : {"ascending", "descending", "auto"}
        Trend of WOE where no direction is declared.
    """
    if feature.kind == "categorical":
        cuts, groups, special = (), _group_levels(column, events, rules), ()
        positions = _assign_levels(column, groups)
    else:
        cuts, groups, special = _cut(column, events, feature, rules, special, trend), (), tuple(sorted(set(special)))
        positions = _assign_numbers(column.to_numpy(dtype=float), cuts, special)
    size = len(groups) + 2 if feature.kind == "categorical" else len(cuts) + len(special) + 2
    good = np.bincount(positions[events == 0], minlength=size)
    bad = np.bincount(positions[events == 1], minlength=size)
    counts = (tuple(good.tolist()), tuple(bad.tolist()))
    return ColumnBins(feature, cuts, groups, special, *counts, rules.smoothing, rules.rare_share * len(events))


def prebin_cuts(values: np.ndarray, max_prebins: int) -> np.ndarray:
    """Give cuts near the quantiles of sorted values, halfway between two neighbouring values.

    Only ranks decide between which values a cut lies, so a change of unit moves no row.

    Examples
    --------
    >>> prebin_cuts(np.array([1.0, 1.0, 2.0, 4.0]), 20).tolist()
    [1.5, 3.0]
    """
    if not len(values):
        return np.empty(0)
    starts = np.flatnonzero(np.diff(values) > 0) + 1
    if len(starts) >= max_prebins:
        wanted = np.arange(1, max_prebins) * len(values) / max_prebins
        right = np.minimum(np.searchsorted(starts, wanted), len(starts) - 1)
        left = np.maximum(right - 1, 0)
        is_left_nearer = wanted - starts[left] <= starts[right] - wanted
        starts = np.unique(np.where(is_left_nearer, starts[left], starts[right]))
    below, above = values[starts - 1], values[starts]
    middle = below / 2 + above / 2
    return np.where(middle > below, middle, above)


def _cut(
    column: pd.Series,
    events: np.ndarray,
    feature: Feature,
    rules: BinningRules,
    special: Sequence[float],
    trend: Trend,
) -> tuple[float, ...]:
    values = column.to_numpy(dtype=float)
    is_ordinary = ~np.isnan(values) & ~np.isin(values, list(special))
    cuts = prebin_cuts(np.sort(values[is_ordinary]), rules.max_prebins)
    places = np.searchsorted(cuts, values[is_ordinary], side="right")
    bad = np.bincount(places[events[is_ordinary] == 1], minlength=len(cuts) + 1)
    good = np.bincount(places[events[is_ordinary] == 0], minlength=len(cuts) + 1)
    trend = {1: "ascending", -1: "descending"}.get(feature.direction, trend)
    return tuple(cuts[[border - 1 for border in _join(good, bad, events, rules, trend)]].tolist())


def _group_levels(column: pd.Series, events: np.ndarray, rules: BinningRules) -> tuple[tuple[str, ...], ...]:
    """Order the frequent categories by WOE, the best last (then by name), and join neighbours."""
    counts = pd.DataFrame({"level": column, "event": events}).dropna().groupby("level")["event"].agg(["sum", "count"])
    counts = counts[counts["count"] >= rules.rare_share * len(events)]
    if counts.empty:
        return ()
    good, bad = (counts["count"] - counts["sum"]).to_numpy(), counts["sum"].to_numpy()
    order = np.argsort(_woe_within(good, bad, events, rules.smoothing).round(12), kind="stable")
    good, bad, levels = good[order], bad[order], [str(counts.index[place]) for place in order]
    borders = [0, *_join(good, bad, events, rules, "ascending"), len(counts)]
    return tuple(tuple(sorted(levels[a:b])) for a, b in itertools.pairwise(borders))


def _woe_within(good: np.ndarray, bad: np.ndarray, events: np.ndarray, smoothing: float) -> np.ndarray:
    """Give the WOE of some groups of rows against all rows."""
    rest_bad = events.sum() - bad.sum()
    rest_good = len(events) - events.sum() - good.sum()
    woe = weight_of_evidence(np.append(good, rest_good), np.append(bad, rest_bad), smoothing=smoothing)
    return woe[:-1]


def _join(good: np.ndarray, bad: np.ndarray, events: np.ndarray, rules: BinningRules, trend: Trend) -> tuple[int, ...]:
    all_bad = float(events.sum())
    totals = (len(events) - all_bad, all_bad)
    price = rules.bin_price * (1 / totals[0] + 1 / totals[1])
    segments = measure_segments(
        good,
        bad,
        totals=totals,
        min_count=rules.min_share * len(events),
        smoothing=rules.smoothing,
        bin_price=price,
    )
    return best_partition(segments, trend=trend, max_bins=rules.max_bins)


def _assign_numbers(values: np.ndarray, cuts: Sequence[float], special: Sequence[float]) -> np.ndarray:
    positions = np.searchsorted(np.asarray(cuts, dtype=float), values, side="right")
    for place, value in enumerate(special, start=len(cuts) + 1):
        positions[values == value] = place
    positions[np.isnan(values)] = len(cuts) + 1 + len(special)
    return positions


def _assign_levels(column: pd.Series, groups: Sequence[Sequence[str]]) -> np.ndarray:
    places = {level: place for place, group in enumerate(groups) for level in group}
    positions = column.map(places).to_numpy(dtype=float, na_value=np.nan)
    positions = np.where(np.isnan(positions), len(groups), positions)
    return np.where(column.isna().to_numpy(), len(groups) + 1, positions).astype(int)


def _band_labels(cuts: Sequence[float]) -> list[str]:
    if not cuts:
        return ["(−∞, ∞)"]
    inner = [f"[{low:g}, {high:g})" for low, high in itertools.pairwise(cuts)]
    return [f"< {cuts[0]:g}", *inner, f"≥ {cuts[-1]:g}"]
