"""Bins of one column (分箱): pre-bins or ordered categories, joined by the best partition of the asked trend.

Every value of a column falls into exactly one bin: a band of numbers or a group of categories, a declared special
value, missing, or other (rare and unseen categories). Labels need no translation: ``∅`` is missing, ``*`` is other.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, Self

import numpy as np
import pandas as pd

from inscredit_models.findings import Findings
from inscredit_models.models.bin_requests import NOTHING_ASKED, BinRequest, meet_request
from inscredit_models.models.columns import refuse
from inscredit_models.models.features import Feature
from inscredit_models.models.partition import Segments, measure_segments
from inscredit_models.models.prebins import fine_steps, split_borders
from inscredit_models.models.woe import information_value, weight_of_evidence

MISSING_LABEL, OTHER_LABEL = "∅", "*"
FEW_CUTS = 24
"""Up to so many cuts, comparing with each is faster than a search in them (measured)."""
BinKind = Literal["band", "group", "special", "other", "missing"]
Treatment = Literal["own", "neutral", "worst"]


@dataclass(frozen=True)
class BinningRules:
    """How columns are cut.

    Parameters
    ----------
    max_prebins : int
        Most pre-bins that are joined.
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
    prebins : {"quantile", "split"}
        "quantile" takes bands of about equal rows as pre-bins; "split" cuts where the outcome changes most
        (`prebins.split_borders`), which finds more information value and more noise.
    turn_price : float
        What one turn of WOE must be worth where no trend is asked for, in the same multiples. 10.83 is what chance
        gives once in a thousand columns (χ² with one degree of freedom); infinity never turns.
    """

    max_prebins: int = 20
    max_bins: int = 6
    min_share: float = 0.05
    rare_share: float = 0.01
    smoothing: float = 0.5
    bin_price: float = 1.0
    prebins: Literal["quantile", "split"] = "quantile"
    turn_price: float = 10.83


@dataclass(frozen=True)
class BinPolicy:
    """What WOE the bins outside the trend get (缺失、特殊、未见取值的处理): "own", "neutral" or "worst".

    Parameters
    ----------
    missing, special, other : {"own", "neutral", "worst"}
        For missing values, special values, rare and unseen categories. "own" takes the WOE of the bin's own rows (0
        where it is thin), "neutral" is 0, "worst" is the lowest WOE of the bands or groups. It holds in the
        regression, in the points and in every score.
    """

    missing: Treatment = "own"
    special: Treatment = "own"
    other: Treatment = "own"


OWN_WOE = BinPolicy()


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
    policy : BinPolicy
        What WOE the bins outside the trend get.
    """

    feature: Feature
    cuts: tuple[float, ...]
    groups: tuple[tuple[str, ...], ...]
    special: tuple[float, ...]
    nonevents: tuple[int, ...]
    events: tuple[int, ...]
    smoothing: float
    min_rows: float
    policy: BinPolicy = OWN_WOE

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
        lowest = woe[is_ordinary].min(initial=np.inf)
        by_treatment = {
            "own": np.where(nonevents + events >= self.min_rows, woe, 0.0),
            "neutral": np.zeros(len(woe)),
            "worst": np.full(len(woe), lowest if np.isfinite(lowest) else 0.0),
        }
        for kind, treatment in asdict(self.policy).items():
            woe = np.where(np.array(self.kinds) == kind, by_treatment[treatment], woe)
        return woe

    @property
    def iv(self) -> float:
        """Information value of the column in training, with the WOE that scores use; a bin with WOE 0 adds nothing."""
        return information_value(np.array(self.nonevents), np.array(self.events), self.woe)

    def recut(
        self,
        column: pd.Series,
        events: np.ndarray,
        *,
        cuts: Sequence[float] | None = None,
        groups: Sequence[Sequence[str]] | None = None,
    ) -> Self:
        """Give the same column with other borders or groups, counted anew on the training rows."""
        changed = replace(
            self,
            cuts=self.cuts if cuts is None else tuple(cuts),
            groups=self.groups if groups is None else tuple(tuple(sorted(group)) for group in groups),
        )
        positions = changed.assign(column)
        counts = [np.bincount(positions[events == value], minlength=len(changed.kinds)) for value in (0, 1)]
        return replace(changed, nonevents=tuple(counts[0].tolist()), events=tuple(counts[1].tolist()))

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
            "policy": asdict(self.policy),
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any], feature: Feature) -> Self:
        """Rebuild the bins from `to_plain`."""
        groups = tuple(tuple(group) for group in plain["groups"])
        parts = {name: tuple(plain[name]) for name in ("cuts", "special", "nonevents", "events")}
        numbers = {name: plain[name] for name in ("smoothing", "min_rows")}
        return cls(feature=feature, groups=groups, policy=BinPolicy(**plain["policy"]), **numbers, **parts)


def bin_column(
    column: pd.Series,
    events: np.ndarray,
    feature: Feature,
    rules: BinningRules,
    *,
    special: Sequence[float] = (),
    request: BinRequest = NOTHING_ASKED,
    policy: BinPolicy = OWN_WOE,
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
    request : BinRequest
        Trend where no direction is declared, fewest bins, fewest rows of each class.
    policy : BinPolicy
        What WOE the bins outside the trend get.

    Raises
    ------
    ColumnsRefused
        The request cannot be met (ICM130); the constraint is named.
    """
    findings = Findings()
    cuts: tuple[float, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
    if feature.kind == "categorical":
        special = ()
        groups = _group_levels(column, events, feature, rules, request, findings)
    else:
        trend = {1: "ascending", -1: "descending"}.get(feature.direction, request.trend)
        special = tuple(sorted(set(special)))
        cuts = _cut(column, events, feature, rules, special, replace(request, trend=trend), findings)
    refuse(findings)
    empty = ColumnBins(feature, (), (), special, (), (), rules.smoothing, rules.rare_share * len(events), policy)
    return empty.recut(column, events, cuts=cuts, groups=groups)


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
    request: BinRequest,
    findings: Findings,
) -> tuple[float, ...]:
    values = column.to_numpy(dtype=float)
    is_ordinary = ~np.isnan(values)
    if special:
        is_ordinary &= ~np.isin(values, list(special))
    ordered = np.sort(values[is_ordinary])
    bad_values = np.sort(values[is_ordinary & (events == 1)])
    is_split = rules.prebins == "split"
    cuts = prebin_cuts(ordered, fine_steps(rules.max_prebins) if is_split else rules.max_prebins)
    total, bad = _counts_between(ordered, cuts), _counts_between(bad_values, cuts)
    if is_split and len(cuts):
        kept = split_borders(
            total,
            bad,
            totals=(len(events) - float(events.sum()), float(events.sum())),
            min_count=rules.min_share * len(events),
            most=rules.max_prebins,
            smoothing=rules.smoothing,
        )
        cuts = cuts[[border - 1 for border in kept]]
        total, bad = (np.add.reduceat(counts, [0, *kept]) for counts in (total, bad))
    borders = _join(total - bad, bad, events, feature, rules, request, findings)
    return tuple(cuts[[border - 1 for border in borders]].tolist())


def _counts_between(ordered: np.ndarray, cuts: np.ndarray) -> np.ndarray:
    """Count sorted values between cuts from where the cuts fall: far cheaper than placing every value."""
    return np.diff(np.searchsorted(ordered, cuts), prepend=0, append=len(ordered))


def _group_levels(
    column: pd.Series,
    events: np.ndarray,
    feature: Feature,
    rules: BinningRules,
    request: BinRequest,
    findings: Findings,
) -> tuple[tuple[str, ...], ...]:
    """Order the frequent categories by WOE, the best last (then by name), and join neighbours."""
    counts = pd.DataFrame({"level": column, "event": events}).dropna().groupby("level")["event"].agg(["sum", "count"])
    counts = counts[counts["count"] >= rules.rare_share * len(events)]
    good, bad = (counts["count"] - counts["sum"]).to_numpy(), counts["sum"].to_numpy()
    order = np.argsort(_woe_within(good, bad, events, rules.smoothing).round(12), kind="stable")
    good, bad, levels = good[order], bad[order], [str(counts.index[place]) for place in order]
    joined = _join(good, bad, events, feature, rules, replace(request, trend="ascending"), findings)
    borders = [0, *joined, len(counts)]
    return tuple(tuple(sorted(levels[a:b])) for a, b in itertools.pairwise(borders) if b > a)


def _woe_within(good: np.ndarray, bad: np.ndarray, events: np.ndarray, smoothing: float) -> np.ndarray:
    """Give the WOE of some groups of rows against all rows."""
    rest_bad = events.sum() - bad.sum()
    rest_good = len(events) - events.sum() - good.sum()
    woe = weight_of_evidence(np.append(good, rest_good), np.append(bad, rest_bad), smoothing=smoothing)
    return woe[:-1]


def _join(
    good: np.ndarray,
    bad: np.ndarray,
    events: np.ndarray,
    feature: Feature,
    rules: BinningRules,
    request: BinRequest,
    findings: Findings,
) -> tuple[int, ...]:
    all_bad = float(events.sum())
    totals = (len(events) - all_bad, all_bad)
    by_chance = 1 / totals[0] + 1 / totals[1]

    def measure(min_count: float, min_class: float) -> Segments:
        return measure_segments(
            good,
            bad,
            totals=totals,
            min_count=min_count,
            smoothing=rules.smoothing,
            bin_price=rules.bin_price * by_chance,
            min_class=min_class,
        )

    min_count = rules.min_share * len(events)
    borders, finding = meet_request(
        measure,
        request,
        max_bins=rules.max_bins,
        min_count=min_count,
        column=feature.code,
        turn_price=rules.turn_price * by_chance,
    )
    findings.extend([finding] if finding is not None else [])
    return borders


def _assign_numbers(values: np.ndarray, cuts: Sequence[float], special: Sequence[float]) -> np.ndarray:
    if len(cuts) <= FEW_CUTS:
        below = np.zeros(len(values), dtype=np.int8)
        for cut in cuts:
            below += values >= cut
        positions = below.astype(np.intp)
    else:
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
