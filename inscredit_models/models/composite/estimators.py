"""The steps of an index as scikit-learn pieces (估计器): thin classes around the pure functions, for pipelines."""

from __future__ import annotations

from typing import Any, Literal, Self

import numpy as np
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from inscredit_models.findings import Findings
from inscredit_models.models.columns import refuse
from inscredit_models.models.composite.aggregate import BY_CODE, combine_children
from inscredit_models.models.composite.impute import fill_values, fill_with
from inscredit_models.models.composite.method import Aggregate, Aggregation, Scaling
from inscredit_models.models.composite.scale import Wanted, estimate_scale, to_scale
from inscredit_models.models.composite.treat import TreatmentRules, apply_treatment, decide_treatment
from inscredit_models.models.composite.weights.critic import critic_weights
from inscredit_models.models.composite.weights.guard import shares_of, spread_over, varying
from inscredit_models.models.composite.weights.principal import principal_weights
from inscredit_models.models.index_weights import entropy_weights


class _Step(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Reading and tags that all steps share."""

    def _read(self, X: Any, *, reset: bool) -> np.ndarray:
        return validate_data(self, X, reset=reset, dtype=np.float64, ensure_all_finite="allow-nan")

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags


class GapFiller(_Step):
    """Fill gaps with the mean or median of the training rows (插补).

    Parameters
    ----------
    statistic : {"mean", "median"}
        Of the present training values; a column without any is filled with 0 in every row, so that it is constant.

    Attributes
    ----------
    fillers_ : ndarray of shape (n_features,)
    """

    def __init__(self, statistic: Literal["mean", "median"] = "mean") -> None:
        self.statistic = statistic

    def fit(self, X: Any, y: Any = None) -> Self:
        values = self._read(X, reset=True)
        _refuse_unknown("statistic", self.statistic, ("mean", "median"))
        self.fillers_ = np.nan_to_num(fill_values(values, self.statistic))
        return self

    def transform(self, X: Any) -> np.ndarray:
        check_is_fitted(self)
        return fill_with(self._read(X, reset=False), self.fillers_)


class OutlierTreater(_Step):
    """Winsorise, or take the log, as decided on the training rows (异常值处理); see `treat.decide_treatment`.

    Attributes
    ----------
    treatments_ : tuple of Treatment
        One per column.
    """

    def __init__(
        self, winsorise_at_most: int = 5, skewness: float = 2.0, kurtosis: float = 3.5, log: bool = True
    ) -> None:
        self.winsorise_at_most = winsorise_at_most
        self.skewness = skewness
        self.kurtosis = kurtosis
        self.log = log

    def fit(self, X: Any, y: Any = None) -> Self:
        values = self._read(X, reset=True)
        rules = TreatmentRules(self.winsorise_at_most, self.skewness, self.kurtosis, self.log)
        self.treatments_ = tuple(decide_treatment(column, rules) for column in values.T)
        return self

    def transform(self, X: Any) -> np.ndarray:
        check_is_fitted(self)
        values = self._read(X, reset=False)
        pairs = zip(values.T, self.treatments_, strict=True)
        return np.column_stack([apply_treatment(column, treatment) for column, treatment in pairs])


class Normaliser(_Step):
    """Bring columns to one scale on which higher is better (标准化); see `scale.estimate_scale`.

    Parameters
    ----------
    method : str
        A method that has a value for one row alone and needs no declared goals: ``min_max``, ``z_score``,
        ``percentile`` or ``fraction_of_best``. Ranks compare rows with each other and belong to `pipeline.compose`.
    directions : tuple of int, optional
        +1 or −1 per column; by default all +1.
    low, high : float
        Points at the worst and at the best value.

    Attributes
    ----------
    scales_ : tuple of Scale
        One per column.
    """

    def __init__(
        self,
        method: Scaling = "min_max",
        directions: tuple[int, ...] | None = None,
        low: float = 0.0,
        high: float = 100.0,
    ) -> None:
        self.method = method
        self.directions = directions
        self.low = low
        self.high = high

    def fit(self, X: Any, y: Any = None) -> Self:
        values = self._read(X, reset=True)
        allowed = ("min_max", "z_score", "percentile", "fraction_of_best")
        _refuse_unknown("method", self.method, allowed)
        directions = (1,) * values.shape[1] if self.directions is None else self.directions
        _refuse_length("directions", directions, values.shape[1])
        self.scales_ = tuple(
            estimate_scale(column, Wanted(self.method, direction, low=self.low, high=self.high))
            for column, direction in zip(values.T, directions, strict=True)
        )
        return self

    def transform(self, X: Any) -> np.ndarray:
        check_is_fitted(self)
        pairs = zip(self._read(X, reset=False).T, self.scales_, strict=True)
        return np.column_stack([to_scale(column, scale) for column, scale in pairs])


class IndexAggregator(_Step):
    """Weigh columns of one scale and make one score of them (加权汇总).

    Parameters
    ----------
    weighting : {"equal", "given", "entropy", "critic", "pca"}
        Where the weights come from; a constant column gets 0.
    weights : tuple of float, optional
        For ``"given"``: not negative, any sum.
    aggregation : str
        One of the aggregations that need no other rows (means, ``smallest``, ``mazziotta_pareto``).
    power : float
        Of the generalised mean.
    shift : float
        Of the entropy weights.

    Attributes
    ----------
    weights_ : ndarray of shape (n_features,)
        Adding up to 1.
    """

    def __init__(
        self,
        weighting: Literal["equal", "given", "entropy", "critic", "pca"] = "equal",
        weights: tuple[float, ...] | None = None,
        aggregation: Aggregation = "weighted_mean",
        power: float = 0.5,
        shift: float = 0.1,
    ) -> None:
        self.weighting = weighting
        self.weights = weights
        self.aggregation = aggregation
        self.power = power
        self.shift = shift

    def fit(self, X: Any, y: Any = None) -> Self:
        values = self._read(X, reset=True)
        _refuse_unknown("weighting", self.weighting, ("equal", "given", "entropy", "critic", "pca"))
        alone = tuple(method.code for method in BY_CODE.values() if not method.is_relative)
        _refuse_unknown("aggregation", self.aggregation, alone)
        usable = varying(values)
        if self.weighting == "given":
            _refuse_length("weights", self.weights or (), values.shape[1])
            raw = shares_of(self.weights, "index, weights")
        elif self.weighting == "entropy":
            units = Normaliser(high=1.0).fit_transform(np.asarray(values))
            raw = entropy_weights(np.where(np.isnan(units), 0.5, units), shift=self.shift)
        elif self.weighting == "critic":
            raw = critic_weights(values)
        elif self.weighting == "pca":
            raw = principal_weights(values).weights
        else:
            raw = np.ones(values.shape[1])
        self.weights_ = spread_over(raw, usable)
        return self

    def transform(self, X: Any) -> np.ndarray:
        check_is_fitted(self)
        values = self._read(X, reset=False)
        rules = Aggregate(power=self.power)
        return combine_children(self.aggregation, values, self.weights_, rules, (0.0, 100.0))[:, None]

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        check_is_fitted(self)
        return np.array(["index"], dtype=object)


def _refuse_unknown(name: str, value: object, allowed: tuple[str, ...]) -> None:
    findings = Findings()
    if value not in allowed:
        findings.add("ICM006", f"index, {name}", repr(value), ", ".join(allowed), "choose one of these")
    refuse(findings)


def _refuse_length(name: str, values: tuple[float, ...], size: int) -> None:
    findings = Findings()
    if len(values) != size:
        findings.add("ICM006", f"index, {name}", f"{len(values)} values", f"{size}, one per column", "complete them")
    refuse(findings)
