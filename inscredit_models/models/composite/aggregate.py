"""From children to parent (逐层汇总): one entry per aggregation, with what is known about each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from inscredit_models.models.composite.method import Aggregate, Aggregation
from inscredit_models.models.composite.outranking import copeland, grey_relation, topsis, vikor
from inscredit_models.models.composite.weights.benefit_of_doubt import benefit_of_doubt
from inscredit_models.scoring import means

Combine = Callable[[np.ndarray, np.ndarray, Aggregate, tuple[float, float]], np.ndarray]


@dataclass(frozen=True, slots=True)
class AggregationMethod:
    """One way to make a parent of children.

    Parameters
    ----------
    code, zh, en : str
        Name.
    combine : callable
        (values (n, k), weights (k,), parameters, ends of the scale) → points (n,).
    is_monotone : bool
        Whether a unit's points can never fall where one of its children rises and the weights stay.
    is_relative : bool
        Whether a unit's points depend on the other units: they move where units are added.
    """

    code: Aggregation
    zh: str
    en: str
    combine: Combine
    is_monotone: bool = True
    is_relative: bool = False


def _on_scale(shares: np.ndarray, ends: tuple[float, float]) -> np.ndarray:
    return ends[0] + (ends[1] - ends[0]) * shares


def _copeland(values: np.ndarray, weights: np.ndarray, ends: tuple[float, float]) -> np.ndarray:
    share = copeland(values, weights) / max(len(values) - 1, 1)
    return _on_scale((share + 1) / 2, ends)


METHODS: tuple[AggregationMethod, ...] = (
    AggregationMethod(
        "weighted_mean", "加权算术平均", "weighted mean", lambda x, w, rules, ends: means.arithmetic_mean(x, w)
    ),
    AggregationMethod(
        "geometric_mean", "加权几何平均", "geometric mean", lambda x, w, rules, ends: means.geometric_mean(x, w)
    ),
    AggregationMethod(
        "harmonic_mean", "加权调和平均", "harmonic mean", lambda x, w, rules, ends: means.harmonic_mean(x, w)
    ),
    AggregationMethod(
        "generalised_mean",
        "广义平均",
        "generalised mean",
        lambda x, w, rules, ends: means.generalised_mean(x, w, power=rules.power),
    ),
    AggregationMethod("smallest", "取最小值", "smallest", lambda x, w, rules, ends: means.smallest_value(x, w)),
    AggregationMethod(
        "mazziotta_pareto",
        "不均衡惩罚平均",
        "Mazziotta–Pareto",
        lambda x, w, rules, ends: means.mazziotta_pareto(x, w),
        is_monotone=False,
    ),
    AggregationMethod(
        "benefit_of_the_doubt",
        "存疑有利",
        "benefit of the doubt",
        lambda x, w, rules, ends: _on_scale(
            benefit_of_doubt(x[:, w > 0], least_share=rules.least_share, most_share=rules.most_share).scores,
            (0.0, ends[1]),
        ),
        is_relative=True,
    ),
    AggregationMethod(
        "copeland", "科普兰计分", "Copeland", lambda x, w, rules, ends: _copeland(x, w, ends), is_relative=True
    ),
    AggregationMethod(
        "topsis",
        "优劣解距离法",
        "TOPSIS",
        lambda x, w, rules, ends: _on_scale(topsis(x, w).closeness, ends),
        is_monotone=False,
        is_relative=True,
    ),
    AggregationMethod(
        "vikor",
        "折衷排序法",
        "VIKOR",
        lambda x, w, rules, ends: _on_scale(1 - vikor(x, w).compromise, ends),
        is_monotone=False,
        is_relative=True,
    ),
    AggregationMethod(
        "grey_relational",
        "灰色关联",
        "grey relational grade",
        lambda x, w, rules, ends: _on_scale(grey_relation(x, x.max(axis=0, initial=-np.inf), w), ends),
        is_monotone=False,
        is_relative=True,
    ),
)
"""All aggregations, in the order in which they are listed. Monotone is claimed only where it holds for every table."""

BY_CODE = {method.code: method for method in METHODS}


def combine_children(
    code: Aggregation, values: np.ndarray, weights: np.ndarray, rules: Aggregate, ends: tuple[float, float]
) -> np.ndarray:
    """Give the points of a parent from those of its children.

    Parameters
    ----------
    code : str
        One of ``METHODS``.
    values : ndarray of shape (n, k)
        Points of the children, higher better; NaN where missing.
    weights : ndarray of shape (k,)
        Adding up to 1.
    rules : Aggregate
        Parameters of the methods that have some.
    ends : tuple of float
        Ends of the scale of normalised indicators; methods that give shares are put on it.

    Examples
    --------
    >>> combine_children("smallest", np.array([[3.0, 7.0]]), np.array([0.5, 0.5]), Aggregate(), (0.0, 100.0)).tolist()
    [3.0]
    """
    return BY_CODE[code].combine(values, weights, rules, ends)
