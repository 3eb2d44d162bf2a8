"""One model explained on one sample (模型解释): a frozen result that figures, tables and reasons are made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from inscredit_models.explain.additive import additive_contributions, centred
from inscredit_models.explain.shapley import shapley_contributions
from inscredit_models.models.contributions import Contributions

SUMMARY_COLUMNS = ("model", "feature", "mean_abs", "mean_signed", "unit", "higher_is")


@dataclass(frozen=True)
class Explanation:
    """Contributions of one model on a sample, measured against a reference.

    Parameters
    ----------
    model : str
        Code of the model.
    values : DataFrame of shape (n, n_columns)
        What each column adds, row by row, against the reference; base + sum over a row = the model's own number.
    base : float
        The model's mean number over the reference rows.
    unit : {"points", "log_odds"}
        Points of the credit score, or log-odds of the event.
    higher_is : {"better", "more_risk"}
        What a higher contribution means.
    reference_zh, reference_en : str
        What the contributions are measured against, in words.
    """

    model: str
    values: pd.DataFrame
    base: float
    unit: Literal["points", "log_odds"]
    higher_is: Literal["better", "more_risk"]
    reference_zh: str
    reference_en: str

    def summary(self) -> pd.DataFrame:
        """Give one row per column, the strongest first.

        Returns
        -------
        DataFrame
            ``model``; ``feature``; ``mean_abs`` (mean absolute contribution, in ``unit``); ``mean_signed`` (mean
            contribution: how the sample stands against the reference, zero where the sample is its own reference);
            ``unit``; ``higher_is``.
        """
        frame = pd.DataFrame(
            {
                "model": self.model,
                "feature": [str(name) for name in self.values.columns],
                "mean_abs": self.values.abs().mean().to_numpy(dtype=float),
                "mean_signed": self.values.mean().to_numpy(dtype=float),
                "unit": self.unit,
                "higher_is": self.higher_is,
            },
            columns=list(SUMMARY_COLUMNS),
        )
        return frame.sort_values("mean_abs", ascending=False, kind="stable", ignore_index=True)


def explain(estimator: Any, X: pd.DataFrame, code: str, *, reference: pd.DataFrame | None = None) -> Explanation | None:
    """Explain a fitted model on rows, against the mean contribution over the reference rows.

    All models are centred on the same reference, so that their contributions can be laid side by side.

    Parameters
    ----------
    estimator : object
        Fitted model. Additive ones have ``contributions``; boosted trees have ``booster_`` and ``encoded``.
    X : DataFrame of shape (n, n_features)
        Rows to explain, at least one.
    code : str
        Code of the model.
    reference : DataFrame, optional
        Rows that the contributions are measured against; by default the explained rows themselves.

    Returns
    -------
    Explanation or None
        None where the model has no exact method; `unexplained_reason` says why in words.

    Raises
    ------
    NotAdditive
        When contributions do not add up to the model's own number.
    """
    contributions = _contributions(estimator, X, code)
    if contributions is None:
        return None
    against = contributions if reference is None else _contributions(estimator, reference, code)
    shifted = centred(contributions, against.values.mean().to_numpy(dtype=float))
    zh, en = _reference_text(len(against.values), own=reference is None)
    return Explanation(code, shifted.values, shifted.base, shifted.unit, shifted.higher_is, zh, en)


def unexplained_reason(code: str) -> tuple[str, str]:
    """Say in Chinese and English why `explain` gave None for a model.

    Examples
    --------
    >>> unexplained_reason("prevalence")[1]
    'prevalence gives every row the same probability: there is nothing to attribute'
    """
    if code == "prevalence":
        return (
            f"{code}对每一行给出同一概率，没有可归因的内容",
            f"{code} gives every row the same probability: there is nothing to attribute",
        )
    return (
        f"{code}既非可加模型，也非本项目的提升树，没有精确的解释方法",
        f"{code} is neither additive nor one of our boosted models: no exact method of explanation",
    )


def _contributions(estimator: Any, X: pd.DataFrame, code: str) -> Contributions | None:
    if hasattr(estimator, "contributions"):
        return additive_contributions(estimator, X, code)
    if hasattr(estimator, "booster_"):
        columns = [feature.code for feature in estimator.features_]
        return shapley_contributions(estimator.booster_, estimator.encoded(X), columns, code)
    return None


def _reference_text(n_rows: int, *, own: bool) -> tuple[str, str]:
    if own:
        return f"相对所解释样本（{n_rows}行）的平均贡献", f"against the mean over the explained sample ({n_rows} rows)"
    return f"相对参照样本（{n_rows}行）的平均贡献", f"against the mean over the reference sample ({n_rows} rows)"
