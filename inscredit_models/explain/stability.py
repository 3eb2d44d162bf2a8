"""Stability of explanations (解释的稳定性): over seeds, over backgrounds, and the agreement between models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from inscredit_models.explain.agreement import agreement
from inscredit_models.explain.explanation import Explanation, explain

STABILITY_COLUMNS = ("model", "over", "pairs", "k", "measure", "lowest", "mean")


def strengths_of(explanation: Explanation) -> pd.Series:
    """Give the mean absolute contribution by column."""
    summary = explanation.summary()
    return pd.Series(summary["mean_abs"].to_numpy(dtype=float), index=summary["feature"])


def stability_over_seeds(
    fitted: Mapping[int, Any], X: pd.DataFrame, code: str, *, reference: pd.DataFrame | None = None, k: int = 5
) -> pd.DataFrame:
    """Say how alike the explanations of one model are that was fitted with several seeds (or on several resamples).

    Parameters
    ----------
    fitted : mapping of int to estimator
        By seed, at least two; nothing is fitted here.
    X : DataFrame of shape (n, n_features)
        Rows to explain.
    code : str
        Code of the model.
    reference : DataFrame, optional
        Rows that contributions are measured against.
    k : int
        Columns that `agreement.jaccard_at` looks at.

    Returns
    -------
    DataFrame
        One row per measure (jaccard, kendall, rbo): ``model``, ``over`` ("seeds"), ``pairs``, ``k``, ``measure``,
        ``lowest`` and ``mean`` over all pairs. Empty where the model has no exact explanation.
    """
    made = {f"seed {seed}": explain(model, X, code, reference=reference) for seed, model in fitted.items()}
    return _summarise(made, code, "seeds", k)


def stability_over_backgrounds(
    estimator: Any, X: pd.DataFrame, code: str, *, backgrounds: Sequence[pd.DataFrame], k: int = 5
) -> pd.DataFrame:
    """Say how alike the explanations of one fitted model are against several reference samples, at least two.

    Returns
    -------
    DataFrame
        As `stability_over_seeds`, with ``over`` = "backgrounds".
    """
    made = {
        f"background {place}": explain(estimator, X, code, reference=reference)
        for place, reference in enumerate(backgrounds)
    }
    return _summarise(made, code, "backgrounds", k)


def draw_backgrounds(X: pd.DataFrame, *, count: int = 5, rows: int = 200, seed: int = 0) -> list[pd.DataFrame]:
    """Draw reference samples with replacement, each of at most so many rows.

    Examples
    --------
    >>> [len(part) for part in draw_backgrounds(pd.DataFrame({"x": range(50)}), count=2, rows=10)]
    [10, 10]
    """
    random = np.random.default_rng(seed)
    size = min(rows, len(X))
    return [X.iloc[np.sort(random.choice(len(X), size=size, replace=True))] for _ in range(count)]


def agreement_between_models(explanations: Sequence[Explanation], *, k: int = 5) -> pd.DataFrame:
    """Compare the rankings of different models on the same rows, pair by pair (see `agreement.agreement`).

    Units differ between models (points, log-odds); rankings do not have units, so they can be compared.
    """
    return agreement({explanation.model: strengths_of(explanation) for explanation in explanations}, k=k)


def _summarise(made: Mapping[str, Explanation | None], code: str, over: str, k: int) -> pd.DataFrame:
    known = {name: strengths_of(explanation) for name, explanation in made.items() if explanation is not None}
    if made and not known:
        return pd.DataFrame(columns=list(STABILITY_COLUMNS))
    pairs = agreement(known, k=k)
    rows = [
        {
            "model": code,
            "over": over,
            "pairs": len(pairs),
            "k": int(pairs["k"].iloc[0]),
            "measure": measure,
            "lowest": float(pairs[measure].min()),
            "mean": float(pairs[measure].mean()),
        }
        for measure in ("jaccard", "kendall", "rbo")
    ]
    return pd.DataFrame(rows, columns=list(STABILITY_COLUMNS))
