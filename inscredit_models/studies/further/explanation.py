"""Explanations held against each other (解释的一致与稳定): between models, over backgrounds, over seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from inscredit_models.explain.explanation import Explanation
from inscredit_models.explain.stability import (
    STABILITY_COLUMNS,
    agreement_between_models,
    draw_backgrounds,
    stability_over_backgrounds,
    stability_over_seeds,
)
from inscredit_models.report.exhibit import Exhibit

LARGEST_SAMPLE = 300
"""Rows that are explained again and again; rankings of columns settle on few rows."""


def agreement_exhibit(explanations: Sequence[Explanation]) -> Exhibit:
    """Compare the rankings of columns of two models or more on the same rows."""
    frame = agreement_between_models(explanations)
    lead = (
        f"各模型最看重的指标是否相同：前{frame['k'].iloc[0]}项的重合度、强度的Kendall τ、加权重合度（RBO）；1为一致。",
        f"Do the models rest on the same columns? Overlap of the first {frame['k'].iloc[0]}, Kendall's tau of all "
        "strengths, rank-biased overlap; 1 is agreement.",
    )
    return Exhibit("agreement", "why", ("模型间的一致性", "Agreement between models"), lead, frame)


def stability_exhibit(
    models: Mapping[str, Any],
    reseeded: Mapping[str, Mapping[int, Any]],
    sample: pd.DataFrame,
    train: pd.DataFrame,
    *,
    backgrounds: int,
    seed: int,
) -> Exhibit | None:
    """Say how alike explanations of one model are against several backgrounds, and fitted with several seeds.

    Parameters
    ----------
    models : mapping of str to estimator
        The stored models.
    reseeded : mapping of str to mapping of int to estimator
        The same models fitted with other seeds.
    sample, train : DataFrame
        Rows to explain, and rows that backgrounds are drawn from.
    backgrounds : int
        Number of backgrounds; 0 leaves them out.
    seed : int
        Of the backgrounds.
    """
    sample = sample.head(LARGEST_SAMPLE)
    drawn = draw_backgrounds(train, count=backgrounds, seed=seed) if backgrounds else []
    parts = [
        stability_over_backgrounds(model, sample, code, backgrounds=drawn) for code, model in models.items() if drawn
    ]
    parts += [stability_over_seeds(fitted, sample, code) for code, fitted in reseeded.items() if len(fitted) > 1]
    filled = [part for part in parts if len(part)]
    if not filled:
        return None
    frame = pd.concat(filled, ignore_index=True)[list(STABILITY_COLUMNS)]
    lead = (
        "换一个参照样本，或只换随机种子重训，解释的排序还是否相同：各对中最低值与平均值，1为不变。",
        "With another reference sample, or fitted with another seed: does the ranking of columns stay? Lowest and mean "
        "over all pairs, 1 is unchanged.",
    )
    return Exhibit("explanation_stability", "why", ("解释的稳定性", "Stability of explanations"), lead, frame)
