"""From log-odds to points (分值刻度): the PDO scale, and the card as a scoring system."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
from scipy.special import expit

from inscredit_models.models.binning import ColumnBins
from inscredit_models.models.rate_interval import jeffreys_interval
from inscredit_models.scoring.system import Bands, Categories, MissingRule, Node, ScoringSystem


@dataclass(frozen=True)
class PointScale:
    """A linear scale of log-odds: ``anchor`` points at ``odds`` : 1 for no event, ``doubling`` points double the odds.

    Examples
    --------
    >>> scale = PointScale(anchor=600, odds=50, doubling=20)
    >>> round(scale.factor, 4), round(scale.offset, 4)
    (28.8539, 487.1229)
    >>> round(float(scale.p_event(np.array(600.0))), 6) == round(1 / 51, 6)
    True
    """

    anchor: float = 600
    odds: float = 50
    doubling: float = 20

    @property
    def factor(self) -> float:
        """Points per unit of log-odds."""
        return self.doubling / math.log(2)

    @property
    def offset(self) -> float:
        """Points at even odds."""
        return self.anchor - self.factor * math.log(self.odds)

    def p_event(self, score: np.ndarray) -> np.ndarray:
        """Give the probability of the event that a score stands for; it falls as the score rises."""
        return expit((self.offset - score) / self.factor)


def points_of_bins(
    bins: Sequence[ColumnBins], coefficients: Sequence[float], intercept: float, scale: PointScale, places: int
) -> list[tuple[Decimal, ...]]:
    """Give the points of every bin of every column, rounded half away from zero.

    Parameters
    ----------
    bins : sequence of ColumnBins
        Columns of the card, k of them.
    coefficients, intercept
        Log-odds of the event: intercept + Σ coefficient × WOE.
    scale : PointScale
        How log-odds become points.
    places : int
        Decimals that are kept; the sum of the rounded points *is* the score.

    Notes
    -----
    points = offset / k − factor × (coefficient × WOE + intercept / k).
    """
    k = len(bins)
    return [
        tuple(
            _rounded(scale.offset / k - scale.factor * (coefficient * woe + intercept / k), places)
            for woe in column.woe.tolist()
        )
        for column, coefficient in zip(bins, coefficients, strict=True)
    ]


def build_system(bins: Sequence[ColumnBins], points: Sequence[tuple[Decimal, ...]], places: int) -> ScoringSystem:
    """Write the card as a scoring system: a sum of one leaf per column."""
    leaves = [
        _leaf(column, column_points, _node_code(column.feature.code, place))
        for place, (column, column_points) in enumerate(zip(bins, points, strict=True), start=1)
    ]
    return ScoringSystem(
        code="scorecard",
        zh="评分卡",
        en="Scorecard",
        source="fitted on training rows",
        status="fitted",
        places=places,
        node=(Node(code="total", zh="总分", en="Total", aggregate="sum"), *leaves),
    )


def tabulate(bins: Sequence[ColumnBins], points: Mapping[str, tuple[Decimal, ...]]) -> pd.DataFrame:
    """Lay the bins out as a table, one row per bin.

    Returns
    -------
    DataFrame
        ``feature``, ``bin`` (label), ``kind``, ``count``, ``events``, ``event_rate`` (NaN where the bin was empty),
        ``rate_low``, ``rate_high`` (its 95 % Jeffreys interval), ``woe`` (higher is better, as scores use it), ``iv``
        (of the whole column), ``points``.
    """
    parts = []
    for column in bins:
        nonevents, events = np.array(column.nonevents), np.array(column.events)
        counts = nonevents + events
        part = pd.DataFrame({"bin": column.labels, "kind": column.kinds, "count": counts, "events": events})
        part["event_rate"] = np.divide(events, counts, out=np.full(len(counts), np.nan), where=counts > 0)
        part["rate_low"], part["rate_high"] = jeffreys_interval(events, counts)
        part["woe"], part["iv"] = column.woe, column.iv
        part["points"] = [float(value) for value in points[column.feature.code]]
        part.insert(0, "feature", column.feature.code)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _rounded(value: float, places: int) -> Decimal:
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) + 0


def _node_code(code: str, place: int) -> str:
    """Keep a column's code where it is one a node may have; other names (Chinese, spaces) get a number."""
    is_usable = re.fullmatch(r"[a-z][a-z0-9_]{0,62}", code) and code != "total" and not code.startswith("column_")
    return code if is_usable else f"column_{place}"


def _leaf(column: ColumnBins, points: tuple[Decimal, ...], code: str) -> Node:
    by_kind = {kind: points[place] for place, kind in enumerate(column.kinds)}
    if column.feature.kind == "categorical":
        levels = {level: points[place] for place, group in enumerate(column.groups) for level in group}
        rule: Bands | Categories = Categories(kind="categories", points=levels, other=by_kind["other"])
    else:
        rule = _bands(column, points)
    return Node(
        code=code,
        parent="total",
        indicator=column.feature.code,
        zh=column.feature.label("zh"),
        en=column.feature.label("en"),
        normalise=rule,
        missing=MissingRule(rule="points", points=by_kind["missing"]),
    )


def _bands(column: ColumnBins, points: tuple[Decimal, ...]) -> Bands:
    """Give the bands; a special value is the narrowest band there is, from itself to the next float."""
    edges = set(column.cuts)
    for value in column.special:
        edges |= {value, float(np.nextafter(value, np.inf))}
    cuts = tuple(sorted(edges))
    samples = np.array([np.nextafter(cuts[0], -np.inf), *cuts]) if cuts else np.zeros(1)
    places = column.assign(pd.Series(samples))
    return Bands(kind="bands", cuts=cuts, points=tuple(points[place] for place in places))
