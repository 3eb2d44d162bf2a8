"""Reason codes (理由码): which columns worsen the assessment of a row the most, in sentences a person can check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from inscredit_models.explain.explanation import Explanation
from inscredit_models.explain.wording import is_missing, number_words, plain_text, unit_words, value_words
from inscredit_models.models.features import Feature

REASON_COLUMNS = ("row", "rank", "feature", "code", "zh", "en", "contribution", "unit")
LARGEST_NUMBER = 4
"""At most four reasons a row: what credit practice gives a person who asks."""
NOTHING = 1e-9
"""A contribution below this is no reason, only rounding."""


def reason_code(feature: str) -> str:
    """Give the stable text id of a column's reason.

    Examples
    --------
    >>> reason_code("violation_serious_count_36m")
    'R_violation_serious_count_36m'
    """
    return f"R_{feature}"


def reason_frame(
    explanation: Explanation,
    X: pd.DataFrame,
    features: Sequence[Feature],
    *,
    rows: Sequence[int] | None = None,
    largest: int = LARGEST_NUMBER,
) -> pd.DataFrame:
    """Give the reasons of each row: the columns that worsen its assessment against the reference, the worst first.

    Parameters
    ----------
    explanation : Explanation
        Contributions of one model on the rows of ``X``.
    X : DataFrame of shape (n, n_features)
        The explained rows, in the same order.
    features : sequence of Feature
        Labels and units of the columns.
    rows : sequence of int, optional
        Names of the rows in the result (such as their positions in the data set); by default 0 … n − 1.
    largest : int, default=4
        Most reasons a row can have.

    Returns
    -------
    DataFrame
        One row per reason: ``row``; ``rank`` (1 = worst); ``feature``; ``code`` (stable text id); ``zh``, ``en``
        (sentences with value, mean and effect); ``contribution`` (in ``unit``, its sign as in the explanation);
        ``unit``. A row that nothing worsens has no reason.

    Notes
    -----
    Only the adverse side counts: below zero where higher is better, above zero where higher is more risk. Equal
    contributions keep the order of the columns.
    """
    names = range(len(X)) if rows is None else rows
    labels = {feature.code: feature for feature in features}
    columns = [str(name) for name in explanation.values.columns]
    means = {name: _mean(X, name) for name in columns}
    matrix = explanation.values.to_numpy(dtype=float)
    worsening = matrix if explanation.higher_is == "more_risk" else -matrix
    reasons: list[dict[str, Any]] = []
    for position, name in enumerate(names):
        order = np.argsort(-worsening[position], kind="stable")[:largest]
        adverse = [column for column in order if worsening[position, column] > NOTHING]
        for rank, column in enumerate(adverse, start=1):
            code = columns[column]
            feature = labels.get(code, Feature(code))
            value = X[code].iloc[position] if code in X else None
            effect = matrix[position, column]
            reasons.append(
                {
                    "row": name,
                    "rank": rank,
                    "feature": code,
                    "code": reason_code(code),
                    "zh": reason_sentence(feature, value, means[code], effect, explanation.unit, "zh"),
                    "en": reason_sentence(feature, value, means[code], effect, explanation.unit, "en"),
                    "contribution": effect,
                    "unit": explanation.unit,
                }
            )
    return pd.DataFrame(reasons, columns=list(REASON_COLUMNS))


def reason_sentence(feature: Feature, value: Any, mean: float, effect: float, unit: str, language: str) -> str:
    """Write one reason: label, value, how it stands to the mean, what it costs.

    Parameters
    ----------
    feature : Feature
        The column.
    value : float, str or None
        Value of the row.
    mean : float
        Mean of the column over the explained rows; NaN for text columns.
    effect : float
        Contribution against the reference, in ``unit``; points lower the score, log-odds raise the risk.

    Examples
    --------
    >>> serious = Feature("serious", zh="严重违法违规次数（近36个月）", en="Violations", unit="case")
    >>> reason_sentence(serious, 3.0, 0.25, -41.2, "points", "zh")
    '严重违法违规次数（近36个月）：3次，高于同类平均（0.25次），评分降低41.2分'
    >>> reason_sentence(serious, 3.0, 0.25, 0.812, "log_odds", "en")
    'Violations: 3 cases, above the average of comparable rows (0.25 cases); log-odds of the event +0.812'
    """
    zh = language == "zh"
    shown = value_words(value, feature.unit, language)
    place = "" if is_missing(value) or isinstance(value, str) else _place(float(value), mean, feature.unit, language)
    size = number_words(abs(effect))
    if unit == "points":
        cost = f"评分降低{size}{unit_words(unit, 'zh')}" if zh else f"score −{size} {unit_words(unit, 'en')}"
    else:
        cost = f"事件的对数几率升高{size}" if zh else f"log-odds of the event +{size}"
    label = plain_text(feature.label(language))
    return f"{label}：{shown}{place}，{cost}" if zh else f"{label}: {shown}{place}; {cost}"


def _place(value: float, mean: float, unit: str, language: str) -> str:
    if is_missing(mean):
        return ""
    # A flag has no "average yes": its mean is the share of rows where it holds.
    average = number_words(100 * mean) + "%" if unit == "flag" else value_words(mean, unit, language)
    if language == "zh":
        side = "高于" if value > mean else "低于" if value < mean else "等于"
        return f"（同类中“是”占{average}）" if unit == "flag" else f"，{side}同类平均（{average}）"
    side = "above" if value > mean else "below" if value < mean else "equal to"
    if unit == "flag":
        return f" (yes for {average} of comparable rows)"
    return f", {side} the average of comparable rows ({average})"


def _mean(X: pd.DataFrame, name: str) -> float:
    if name not in X or not pd.api.types.is_numeric_dtype(X[name].dtype) or X[name].isna().all():
        return float("nan")
    return float(X[name].mean())
