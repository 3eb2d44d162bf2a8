"""The scorecard (评分卡): bins, weight of evidence, a logistic regression with agreed signs, points that add up."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal, Self, get_args

import numpy as np
import pandas as pd

from inscredit_models.findings import Finding, Findings, near_names
from inscredit_models.models.bin_edits import LOG_COLUMNS as EDIT_COLUMNS
from inscredit_models.models.bin_edits import BinEdit, apply_edits, check_edits, trends_of
from inscredit_models.models.bin_periods import LOG_COLUMNS as JOIN_COLUMNS
from inscredit_models.models.bin_periods import MONTHS, join_unstable, periods_of
from inscredit_models.models.bin_requests import BinRequest
from inscredit_models.models.binning import BinningRules, BinPolicy, ColumnBins, Treatment, bin_column
from inscredit_models.models.card_lookup import CardLookup, build_lookup
from inscredit_models.models.columns import ColumnsRefused, refuse
from inscredit_models.models.contributions import Contributions
from inscredit_models.models.features import Feature
from inscredit_models.models.partition import TRENDS, Trend
from inscredit_models.models.points import PointScale, build_system, points_of_bins, tabulate
from inscredit_models.models.risk_classifier import RiskClassifier
from inscredit_models.models.screening import SELECTION_COLUMNS, agree_signs, screen_by_information, selection_frame
from inscredit_models.scoring.evaluate import evaluate


class Scorecard(RiskClassifier):
    """A WOE scorecard whose fitted result is a scoring system.

    Each column is cut by the best monotone partition, with one turn where it is well worth it (`binning`); a declared
    direction fixes its trend. Columns of one bin or with too little information leave; a logistic regression on WOE
    follows, and columns whose coefficient contradicts WOE (higher is better) leave one at a time: all with a declared
    direction, of the others those within noise (`screening`). The last column never leaves. Points are rounded, their
    sum is the score; the probability is read off the score, so both order rows alike.

    Parameters
    ----------
    features : tuple of Feature or None
        Declared columns; None derives their kinds.
    max_prebins, max_bins, min_share, rare_share, smoothing, bin_price, prebins, turn_price
        As in `binning.BinningRules`.
    min_iv : float or None
        Columns with a smaller information value leave. None asks for 0.02, or on many rows for what chance gives in one
        of 20 samples where that is less (`screening.iv_by_chance`).
    special_values : mapping of str to tuple of float, or None
        Special values by numeric column: a bin each.
    trends : mapping of str to str, or None
        Trend of WOE by numeric column without a declared direction: "ascending", "descending", "peak", "valley",
        "auto" (the better of the first two, or of the next two where the turn is worth ``turn_price``; also where
        nothing is said), "none".
    min_bins : mapping of str to int, or None
        Fewest bands or groups by column; what cannot be met is refused and the constraint named.
    min_class : float
        Fewest events, and fewest non-events, in each band or group; 0 asks nothing.
    missing_policy, special_policy, other_policy : {"own", "neutral", "worst"}
        What WOE missing values, special values, and rare or unseen categories get (`binning.BinPolicy`).
    edits : tuple of BinEdit, or None
        Manual edits, replayed at every fit and stored with the card.
    flip_noise : float
        Where periods are given to `fit`: a flip of order between neighbours counts from this many standard errors on.
    stable_over : {"year", "half_year", "quarter", "month"} or None
        Then `fit` gets the day of each row as ``periods``, and bins keep their order over periods of this length.
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
        One row per bin: feature, bin, kind, count, events, event_rate and its 95 % interval (rate_low, rate_high),
        woe, iv, points. ``∅`` is missing, ``*`` other.
    selection_ : DataFrame
        One row per column: column, iv, decision ("kept" or "dropped"), reason.
    edits_ : DataFrame
        One row per manual edit: column, action, detail, who, why, effect.
    joins_ : DataFrame
        One row per pair of bins that was joined since its order flipped in a period: column, left, right, period,
        reason.

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
        min_iv: float | None = None,
        special_values: Mapping[str, tuple[float, ...]] | None = None,
        strength: float = 1.0,
        anchor: float = 600,
        odds: float = 50,
        doubling: float = 20,
        places: int = 2,
        trends: Mapping[str, Trend] | None = None,
        min_bins: Mapping[str, int] | None = None,
        min_class: float = 0,
        missing_policy: str = "own",
        special_policy: str = "own",
        other_policy: str = "own",
        edits: tuple[BinEdit, ...] | None = None,
        flip_noise: float = 1.0,
        prebins: str = "quantile",
        stable_over: Literal["year", "half_year", "quarter", "month"] | None = None,
        turn_price: float = 10.83,
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
        self.trends = trends
        self.min_bins = min_bins
        self.min_class = min_class
        self.missing_policy = missing_policy
        self.special_policy = special_policy
        self.other_policy = other_policy
        self.edits = edits
        self.flip_noise = flip_noise
        self.prebins = prebins
        self.stable_over = stable_over
        self.turn_price = turn_price

    def fit(self, X: Any, y: Any, periods: Any = None) -> Self:
        """Learn from rows and outcomes.

        Parameters
        ----------
        X : DataFrame or array of shape (n, n_features)
            Numeric columns may miss values; categorical ones are text.
        y : array of shape (n,)
            Two values; the larger one is the event.
        periods : array of shape (n,), optional
            Period of each row (year, quarter), or with ``stable_over`` its day. Neighbouring bins whose order flips
            between periods are then joined, and `joins_` says why.
        """
        return self._fit_rows(X, y, periods=periods)

    def score_one(self, record: Mapping[str, Any]) -> float:
        """Give the score of one record by column, equal to the last bit to what it gets in a batch.

        An absent or empty value is missing. The record may hold any column the card was fitted with.

        Raises
        ------
        ColumnsRefused
            An unknown column (ICM008), text in a numeric column (ICM011), a number that is not finite (ICM027).
        """
        return self._lookup_.score(record)

    def credit_score(self, X: Any) -> np.ndarray:
        """Give the score, shape (n,): the sum of the points; higher is more creditworthy."""
        return self._score(self._read_fitted(X))

    def contributions(self, X: Any) -> Contributions:
        """Give the points of each column of the card against their mean in training."""
        nodes = evaluate(self.scoring_system_, self._read_fitted(X)).nodes
        leaves = {node.column: nodes[node.code] for node in self.scoring_system_.node if node.parent}
        means = pd.Series(self.mean_points_)
        return Contributions(pd.DataFrame(leaves) - means, float(means.sum()), "points", "better")

    def _learn(self, frame: pd.DataFrame, events: np.ndarray, periods: np.ndarray | None = None) -> None:
        self._refuse_parameters()
        if self.stable_over is not None:
            periods = periods_of(self._days(periods), self.stable_over)
        candidates = self._bin_all(frame, events, periods)
        matrix = np.column_stack([column.woe[column.assign(frame[column.feature.code])] for column in candidates])
        reasons = screen_by_information(candidates, self.min_iv)
        coefficients, intercept = agree_signs(matrix, events, candidates, reasons, self.strength)
        self.selection_ = selection_frame(candidates, reasons)
        self.bins_ = [column for column in candidates if not reasons[column.feature.code]]
        points = points_of_bins(self.bins_, coefficients, intercept, self._scale(), self.places)
        self._set_card({c.feature.code: values for c, values in zip(self.bins_, points, strict=True)})
        self.mean_points_ = {column.feature.code: _mean_points(column, self.points_) for column in self.bins_}
        self.findings_ = [*_edits_found(self.edits_), *_joins_found(self.joins_)]

    def _days(self, periods: np.ndarray | None) -> np.ndarray:
        if periods is None or periods.dtype.kind != "M":
            findings = Findings()
            allowed, remedy = "the day of each row as periods", "give it to fit, or leave stable_over out"
            findings.add("ICM007", f"scorecard, stable_over {self.stable_over!r}", "no days", allowed, remedy)
            refuse(findings)
        return periods

    def _bin_all(self, frame: pd.DataFrame, events: np.ndarray, periods: np.ndarray | None) -> list[ColumnBins]:
        """Cut every column; join what flips between periods; the manual edits have the last word."""
        findings, joins, edited, columns = Findings(), [], [], []
        for feature in self.features_:
            column = frame[feature.code]
            try:
                bins = self._bin(column, events, feature)
            except ColumnsRefused as error:
                findings.extend(error.findings)
                continue
            if periods is not None:
                bins, log = join_unstable(bins, column, events, periods, noise=self.flip_noise)
                joins += log
            bins, log = apply_edits(bins, column, events, self.edits or ())
            edited += log
            columns.append(bins)
        refuse(findings)
        self.joins_ = pd.DataFrame(joins, columns=list(JOIN_COLUMNS), dtype="str")
        self.edits_ = pd.DataFrame(edited, columns=list(EDIT_COLUMNS), dtype="str")
        return columns

    def _bin(self, column: pd.Series, events: np.ndarray, feature: Feature) -> ColumnBins:
        rules = BinningRules(
            self.max_prebins,
            self.max_bins,
            self.min_share,
            self.rare_share,
            self.smoothing,
            self.bin_price,
            self.prebins,
            self.turn_price,
        )
        trends = {**(self.trends or {}), **trends_of(self.edits or ())}
        request = BinRequest(
            trends.get(feature.code, "auto"), (self.min_bins or {}).get(feature.code, 1), self.min_class
        )
        return bin_column(
            column,
            events,
            feature,
            rules,
            special=(self.special_values or {}).get(feature.code, ()),
            request=request,
            policy=BinPolicy(self.missing_policy, self.special_policy, self.other_policy),
        )

    def _refuse_parameters(self) -> None:
        findings = Findings()
        ranges = {
            "max_prebins": (2, np.inf),
            "max_bins": (1, np.inf),
            "min_share": (0, 0.5),
            "rare_share": (0, 0.5),
            "smoothing": (1e-9, np.inf),
            "bin_price": (0, np.inf),
            "turn_price": (0, np.inf),
            "min_iv": (0, np.inf),
            "places": (0, 12),
            "min_class": (0, np.inf),
            "flip_noise": (0, np.inf),
        }
        for name, (low, high) in ranges.items():
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                allowed = f"{low:g} to {high:g}"
                findings.add("ICM006", f"scorecard, parameter {name!r}", repr(value), allowed, "correct the value")
        treatments = get_args(Treatment)
        choices = {name: treatments for name in ("missing_policy", "special_policy", "other_policy")}
        for name, allowed in {**choices, "prebins": ("quantile", "split"), "stable_over": (None, *MONTHS)}.items():
            if getattr(self, name) not in allowed:
                where = f"scorecard, parameter {name!r}"
                findings.add(
                    "ICM006", where, repr(getattr(self, name)), ", ".join(map(str, allowed)), "correct the value"
                )
        self._check_named_columns(findings)
        check_edits(self.edits or (), self.features_, findings)
        refuse(findings)

    def _check_named_columns(self, findings: Findings) -> None:
        every = [feature.code for feature in self.features_]
        numeric = [feature.code for feature in self.features_ if feature.kind == "numeric"]
        for name, allowed in (("special_values", numeric), ("trends", numeric), ("min_bins", every)):
            for code in getattr(self, name) or {}:
                if code not in allowed:
                    what = "columns" if allowed is every else "numeric columns"
                    where = f"scorecard, parameter {name!r}"
                    findings.add("ICM008", where, f"column {code!r}", what, near_names(code, allowed))
        directions = {feature.code: feature.direction for feature in self.features_}
        for code, trend in (self.trends or {}).items():
            where = f"scorecard, parameter 'trends', column {code!r}"
            if trend not in TRENDS:
                findings.add("ICM006", where, repr(trend), ", ".join(TRENDS), "correct the trend")
            elif directions.get(code):
                allowed = "a trend only where no direction is declared"
                findings.add("ICM130", where, f"trend {trend!r} beside a direction", allowed, "change one of the two")

    def _set_card(self, points: dict[str, tuple[Decimal, ...]]) -> None:
        self.points_ = points
        ordered = [points[column.feature.code] for column in self.bins_]
        self.scoring_system_ = build_system(self.bins_, ordered, self.places)
        self.table_ = tabulate(self.bins_, points)
        kinds = {feature.code: feature.kind for feature in self.features_}
        self._lookup_: CardLookup = build_lookup(self.bins_, points, self.places, kinds)

    def _scale(self) -> PointScale:
        return PointScale(self.anchor, self.odds, self.doubling)

    def _score(self, frame: pd.DataFrame) -> np.ndarray:
        return self._lookup_.scores(frame)

    def _p_event(self, frame: pd.DataFrame) -> np.ndarray:
        return self._scale().p_event(self._score(frame))

    def to_document(self) -> dict[str, Any]:
        """Give the fitted card as plain JSON values, its manual edits included."""
        document = super().to_document()
        document["parameters"]["edits"] = None if self.edits is None else [edit.to_plain() for edit in self.edits]
        return document

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Rebuild the card from `to_document`; it scores the same to the last bit."""
        parameters = dict(document["parameters"])
        if parameters["edits"] is not None:
            parameters["edits"] = tuple(BinEdit.from_plain(edit) for edit in parameters["edits"])
        return super().from_document(document | {"parameters": parameters})

    def _state(self) -> dict[str, Any]:
        return {
            "bins": {column.feature.code: column.to_plain() for column in self.bins_},
            "points": {code: [str(p) for p in points] for code, points in self.points_.items()},
            "means": self.mean_points_,
            "selection": self.selection_.to_dict("list"),
            "edits": self.edits_.to_dict("list"),
            "joins": self.joins_.to_dict("list"),
        }

    def _restore(self, state: dict[str, Any]) -> None:
        self._refuse_parameters()
        by_code = {feature.code: feature for feature in self.features_}
        self.bins_ = [ColumnBins.from_plain(plain, by_code[code]) for code, plain in state["bins"].items()]
        self._set_card({code: tuple(Decimal(p) for p in points) for code, points in state["points"].items()})
        self.mean_points_ = dict(state["means"])
        self.selection_ = pd.DataFrame(state["selection"], columns=list(SELECTION_COLUMNS))
        self.edits_ = pd.DataFrame(state["edits"], columns=list(EDIT_COLUMNS), dtype="str")
        self.joins_ = pd.DataFrame(state["joins"], columns=list(JOIN_COLUMNS), dtype="str")


def _mean_points(column: ColumnBins, points: Mapping[str, tuple[Decimal, ...]]) -> float:
    counts = np.add(column.nonevents, column.events)
    return float(np.average(np.array(points[column.feature.code], dtype=float), weights=counts))


def _edits_found(edits: pd.DataFrame) -> list[Finding]:
    """Name every manual edit that was replayed, with its reason (ICM265); who made it stays with the model."""
    return [
        Finding("ICM265", f"column {row.column!r}", f"{row.action} {row.detail}: {row.effect}; reason: {row.why}",
                "bins as they were cut, or an edit with author and reason", "nothing: it is replayed at every fit")
        for row in edits.itertuples()
    ]  # fmt: skip


def _joins_found(joins: pd.DataFrame) -> list[Finding]:
    """Name every pair of bins that was joined since its order flipped in a period (ICM266)."""
    return [
        Finding("ICM266", f"column {row.column!r}", f"{row.left} and {row.right}, period {row.period}: {row.reason}",
                "the same order in every period", "nothing: they are one bin now")
        for row in joins.itertuples()
    ]  # fmt: skip
