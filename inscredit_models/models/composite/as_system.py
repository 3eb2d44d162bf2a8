"""A fitted index as a scoring system (指数即评分体系): frozen scales and weights, or the reason why it is none."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import numpy as np
import pandas as pd

from inscredit_models.models.composite.framework import Framework, FrameworkNode
from inscredit_models.models.composite.scale import RELATIVE, Scale, to_scale
from inscredit_models.models.composite.treat import Treatment, apply_treatment
from inscredit_models.models.composite.weigh import GroupWeights
from inscredit_models.scoring.score_rows import score_rows
from inscredit_models.scoring.system import Linear, MissingRule, Node, Percentile, ScoringSystem, ZScore

_AGGREGATIONS = {"weighted_mean": "weighted_mean", "geometric_mean": "geometric_mean", "smallest": "smallest"}
_SHARE = MissingRule(rule="redistribute")
NOT_ONE_SCALE = "异常值处理与标准化合起来不是一个冻结的标度 / treatment and scale together are not one frozen scale"


def as_scoring_system(
    framework: Framework,
    treatments: Mapping[str, Treatment],
    scales: Mapping[str, Scale],
    weights: Mapping[str, tuple[list[FrameworkNode], GroupWeights]],
    fillers: np.ndarray | None,
) -> tuple[ScoringSystem | None, str]:
    """Write a fitted index as a scoring system.

    Parameters
    ----------
    framework : Framework
        What was declared.
    treatments, scales, weights : mapping
        What was estimated, by leaf and by parent.
    fillers : ndarray of shape (k,) or None
        Constants that fill gaps; their points become the fixed points of a missing value.

    Returns
    -------
    system : ScoringSystem or None
        Its leaves read denominated values; without ``fillers`` also imputed ones. A missing value leaves its weight to
        the siblings.
    why_not : str
        In both languages, "中文 / English"; empty where there is a system.
    """
    why_not = _reason(framework, treatments, scales)
    if why_not:
        return None, why_not
    shares = {
        child.code: float(share)
        for children, group in weights.values()
        for child, share in zip(children, group.final, strict=True)
    }
    places = {leaf.code: place for place, leaf in enumerate(framework.leaves)}
    nodes = []
    for node in framework.node:
        words = {"zh": node.zh, "en": node.en, "parent": node.parent, "weight": shares.get(node.code)}
        if node.code in places:
            filler = None if fillers is None else float(fillers[places[node.code]])
            nodes.append(_leaf(node, treatments[node.code], scales[node.code], words, filler))
        else:
            rule = None if node.parent is None else _SHARE
            nodes.append(
                Node(code=node.code, aggregate=_AGGREGATIONS[framework.aggregation_of(node)], missing=rule, **words)
            )
    low = framework.normalise.ends[0]
    return (
        ScoringSystem(
            code=framework.code,
            zh=framework.zh,
            en=framework.en,
            source=framework.source or "composite index",
            status="fitted",
            note=_note(framework, fillers),
            base=Decimal(repr(low)),
            node=tuple(nodes),
            grade=framework.grade,
        ),
        "",
    )


def gives_the_same(system: ScoringSystem, framework: Framework, imputed: np.ndarray, score: np.ndarray) -> bool:
    """Say whether a system gives the scores of the index within 1e-9.

    Parameters
    ----------
    system : ScoringSystem
        From `as_scoring_system`.
    framework : Framework
        What was declared.
    imputed : ndarray of shape (n, k)
        Values by leaf after imputing.
    score : ndarray of shape (n,)
        Scores of the index.
    """
    columns = {_column(leaf) or leaf.code: values for leaf, values in zip(framework.leaves, imputed.T, strict=True)}
    given = score_rows(system, pd.DataFrame(columns))
    return bool(np.allclose(given, score, rtol=1e-9, atol=1e-9, equal_nan=True))


def _column(leaf: FrameworkNode) -> str | None:
    """Give the column that a leaf of the system reads: one of its own code where it is denominated first."""
    return None if leaf.denominator else leaf.indicator


def _reason(framework: Framework, treatments: Mapping[str, Treatment], scales: Mapping[str, Scale]) -> str:
    for node in framework.bottom_up():
        method = framework.aggregation_of(node)
        if method not in _AGGREGATIONS:
            zh = f"{node.code} 的汇总方法 {method} 不在评分体系之内"
            return f"{zh} / {node.code} is aggregated by {method}, which scoring systems do not have"
        if method != "weighted_mean" and framework.normalise.ends[0] != 0:
            zh = f"{node.code} 用 {method} 汇总，而标度不从0开始"
            return f"{zh} / {node.code}: {method} on a scale that does not begin at 0"
    if framework.veto:
        return "一票否决在层级之外封顶 / vetoes cap the score outside of the hierarchy"
    method = framework.normalise.method
    if method in RELATIVE:
        return f"{method} 对单独一个单位没有取值 / {method} has no value for one unit alone; percentile has"
    if method not in ("z_score", "percentile") and not framework.normalise.cap:
        return "超出目标值的取值未截断 / values beyond the goalposts are not cut"
    logged = [code for code, treatment in treatments.items() if treatment.kind == "log"]
    return f"{', '.join(logged)} 取了对数 / log treatment of {', '.join(logged)}" if logged else ""


def _leaf(
    node: FrameworkNode, treatment: Treatment, scale: Scale, words: dict[str, object], filler: float | None
) -> Node:
    span = scale.high - scale.low
    missing = _SHARE
    if filler is not None and not np.isnan(filler):
        treated = apply_treatment(np.array([filler]), treatment)
        points = float(to_scale(treated, scale)[0]) - scale.low
        missing = MissingRule(rule="points", points=Decimal(repr(points)))
    return Node(
        code=node.code,
        indicator=_column(node),
        normalise=_normalisation(scale),
        multiply=span,
        missing=missing,
        note=node.note,
        **words,
    )


def _normalisation(scale: Scale) -> Linear | ZScore | Percentile:
    if scale.constant:
        # its weight is 0: any scale will do, and the middle stays the middle
        return Linear(kind="linear", worst=scale.start - scale.direction, best=scale.start + scale.direction)
    if scale.method == "z_score":
        return ZScore(kind="z_score", mean=scale.start, deviation=scale.end, sign=scale.direction)
    if scale.method == "percentile":
        return Percentile(kind="percentile", reference=scale.reference, sign=scale.direction)
    start = 0.0 if scale.method == "fraction_of_best" else scale.start
    return Linear(kind="linear", worst=start, best=scale.end)


def _note(framework: Framework, fillers: np.ndarray | None) -> str:
    parts = []
    if any(leaf.denominator for leaf in framework.leaves):
        parts.append("leaves read denominated values")
    if framework.impute.method != "none" and fillers is None:
        parts.append(f"leaves read values imputed by {framework.impute.method}")
    return "; ".join(parts)
