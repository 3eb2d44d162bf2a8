"""The scorecard (评分卡): bins, weight of evidence, a logistic regression with agreed signs, points that add up."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from inscredit_models.findings import Findings, near_names
from inscredit_models.models.binning import BinningRules, ColumnBins, bin_column
from inscredit_models.models.columns import refuse
from inscredit_models.models.contributions import Contributions
from inscredit_models.models.features import Feature
from inscredit_models.models.points import PointScale, build_system, points_of_bins, tabulate
from inscredit_models.models.risk_classifier import RiskClassifier
from inscredit_models.models.screening import agree_signs, screen_by_information, selection_frame
from inscredit_models.scoring.evaluate import evaluate


class Scorecard(RiskClassifier):
    """A WOE scorecard whose fitted result is a scoring system.

    Each column is cut by the best monotone partition (`binning`); a declared direction fixes its trend. Columns of one
    bin or with too little information leave; a logistic regression on WOE follows, and columns whose coefficient
    contradicts WOE (higher is better) leave one at a time. The last column never leaves. Points are rounded, and their
    sum is the score; the probability is read off the score, so both order rows alike.

    Parameters
    ----------
    features : tuple of Feature or None
        Declared columns; None derives their kinds.
    max_prebins, max_bins, min_share, rare_share, smoothing, bin_price
        As in `binning.BinningRules`.
    min_iv : float
        Columns with a smaller information value leave.
    special_values : mapping of str to tuple of float, or None
        Special values by numeric column: a bin each.
    strength : float
        Inverse of the L2 penalty of the logistic regression.
    anchor, odds, doubling : float
        The point scale: ``anchor`` points at ``odds`` : 1, ``doubling`` points double the odds.
    places : int
        Decimals of points.

    Attributes
    ----------
    scoring_system_ : ScoringSystem
        The card. A row alone scores as it does in a batch.
    table_ : DataFrame
        One row per bin: feature, bin, kind, count, events, event_rate, woe, iv, points. ``∅`` is missing, ``*`` other.
    selection_ : DataFrame
        One row per column: column, iv, decision ("kept" or "dropped"), reason.

    Examples
    --------
    >>> X = pd.DataFrame({"late_payments": [0.0] * 50 + [5.0] * 50})
    >>> card = Scorecard(places=0).fit(X, [0] * 45 + [1] * 5 + [0] * 25 + [1] * 25)
    >>> card.table_[["bin", "count", "events"]].to_numpy().tolist()
    [['< 2.5', 50, 5], ['≥ 2.5', 50, 25], ['∅', 0, 0]]
    >>> (np.diff(card.credit_score(pd.DataFrame({"late_payments": [0.0, 5.0]}))) < 0).tolist()
    [True]
    """

    def __init__(
        self,
        features: tuple[Feature, ...] | None = None,
        max_prebins: int = 20,
        max_bins: int = 6,
        min_share: float = 0.05,
        rare_share: float = 0.01,
        smoothing: float = 0.5,
        bin_price: float = 1.0,
        min_iv: float = 0.02,
        special_values: Mapping[str, tuple[float, ...]] | None = None,
        strength: float = 1.0,
        anchor: float = 600,
        odds: float = 50,
        doubling: float = 20,
        places: int = 2,
    ) -> None:
        self.features = features
        self.max_prebins = max_prebins
        self.max_bins = max_bins
        self.min_share = min_share
        self.rare_share = rare_share
        self.smoothing = smoothing
        self.bin_price = bin_price
        self.min_iv = min_iv
        self.special_values = special_values
        self.strength = strength
        self.anchor = anchor
        self.odds = odds
        self.doubling = doubling
        self.places = places

    def credit_score(self, X: Any) -> np.ndarray:
        """Give the score, shape (n,): the sum of the points; higher is more creditworthy."""
        return self._score(self._read_fitted(X))

    def contributions(self, X: Any) -> Contributions:
        """Give the points of each column of the card against their mean in training."""
        nodes = evaluate(self.scoring_system_, self._read_fitted(X)).nodes
        leaves = {node.column: nodes[node.code] for node in self.scoring_system_.node if node.parent}
        means = pd.Series(self.mean_points_)
        return Contributions(pd.DataFrame(leaves) - means, float(means.sum()), "points", "better")

    def _learn(self, frame: pd.DataFrame, events: np.ndarray) -> None:
        self._refuse_parameters()
        rules = BinningRules(
            self.max_prebins, self.max_bins, self.min_share, self.rare_share, self.smoothing, self.bin_price
        )
        special = self.special_values or {}
        candidates = [
            bin_column(frame[f.code], events, f, rules, special=special.get(f.code, ())) for f in self.features_
        ]
        matrix = np.column_stack([column.woe[column.assign(frame[column.feature.code])] for column in candidates])
        reasons = screen_by_information(candidates, self.min_iv)
        coefficients, intercept = agree_signs(matrix, events, candidates, reasons, self.strength)
        self.selection_ = selection_frame(candidates, reasons)
        self.bins_ = [column for column in candidates if not reasons[column.feature.code]]
        points = points_of_bins(self.bins_, coefficients, intercept, self._scale(), self.places)
        self._set_card({c.feature.code: values for c, values in zip(self.bins_, points, strict=True)})
        self.mean_points_ = {column.feature.code: _mean_points(column, self.points_) for column in self.bins_}

    def _refuse_parameters(self) -> None:
        findings = Findings()
        ranges = {
            "max_prebins": (2, np.inf),
            "max_bins": (1, np.inf),
            "min_share": (0, 0.5),
            "rare_share": (0, 0.5),
            "smoothing": (1e-9, np.inf),
            "bin_price": (0, np.inf),
            "min_iv": (0, np.inf),
            "places": (0, 12),
        }
        for name, (low, high) in ranges.items():
            value = getattr(self, name)
            if not low <= value <= high:
                allowed = f"{low:g} to {high:g}"
                findings.add("ICM006", f"scorecard, parameter {name!r}", repr(value), allowed, "correct the value")
        numeric = [feature.code for feature in self.features_ if feature.kind == "numeric"]
        for code in self.special_values or {}:
            if code not in numeric:
                where = "scorecard, parameter 'special_values'"
                findings.add("ICM008", where, f"column {code!r}", "numeric columns", near_names(code, numeric))
        refuse(findings)

    def _set_card(self, points: dict[str, tuple[Decimal, ...]]) -> None:
        self.points_ = points
        ordered = [points[column.feature.code] for column in self.bins_]
        self.scoring_system_ = build_system(self.bins_, ordered, self.places)
        self.table_ = tabulate(self.bins_, points)

    def _scale(self) -> PointScale:
        return PointScale(self.anchor, self.odds, self.doubling)

    def _score(self, frame: pd.DataFrame) -> np.ndarray:
        return evaluate(self.scoring_system_, frame).score

    def _p_event(self, frame: pd.DataFrame) -> np.ndarray:
        return self._scale().p_event(self._score(frame))

    def _state(self) -> dict[str, Any]:
        return {
            "bins": {column.feature.code: column.to_plain() for column in self.bins_},
            "points": {code: [str(p) for p in points] for code, points in self.points_.items()},
            "means": self.mean_points_,
            "selection": self.selection_.to_dict("list"),
        }

    def _restore(self, state: dict[str, Any]) -> None:
        by_code = {feature.code: feature for feature in self.features_}
        self.bins_ = [ColumnBins.from_plain(plain, by_code[code]) for code, plain in state["bins"].items()]
        self._set_card({code: tuple(Decimal(p) for p in points) for code, points in state["points"].items()})
        self.mean_points_ = dict(state["means"])
        self.selection_ = pd.DataFrame(state["selection"])


def _mean_points(column: ColumnBins, points: Mapping[str, tuple[Decimal, ...]]) -> float:
    counts = np.add(column.nonevents, column.events)
    return float(np.average(np.array(points[column.feature.code], dtype=float), weights=counts))
