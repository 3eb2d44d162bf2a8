"""All models against each other: difference, interval, multiplicity, equivalence, what the data could have shown."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from inscredit_models.evaluation.estimates import Estimates
from inscredit_models.evaluation.intervals import Difference, holm, is_equivalent, minimum_detectable

COMPARISON_COLUMNS = (
    "model_a",
    "model_b",
    "metric",
    "split",
    "difference",
    "low",
    "high",
    "p_value",
    "p_adjusted",
    "margin",
    "mdd",
    "verdict",
)
SIGNIFICANCE = 0.05
OPPOSITE = {"better": "worse", "worse": "better"}


def decide(
    difference: Difference, p_adjusted: float, *, sign: int, margin: float | None = None, df: float = np.inf
) -> str:
    """Give the verdict of a against b.

    Equivalence is asked first (two one-sided tests at 5 %, not adjusted: each is a claim of its own about a margin set
    beforehand), so a tiny difference that is certain stays "equivalent". Then better or worse by the adjusted p value,
    where better means nearer the metric's good end. What is left is inconclusive.

    Examples
    --------
    >>> clear = Difference(-0.02, 0.005, -0.03, -0.01, 0.0001)
    >>> decide(clear, 0.0003, sign=-1), decide(clear, 0.0003, sign=1), decide(clear, 0.0003, sign=1, margin=0.03)
    ('better', 'worse', 'equivalent')
    """
    if not np.isfinite(difference.p_value):
        return "not_evaluable"
    if margin is not None and is_equivalent(difference.value, difference.error, margin, df=df):
        return "equivalent"
    if p_adjusted < SIGNIFICANCE:
        return "better" if sign * difference.value > 0 else "worse"
    return "inconclusive"


def compare_pairs(estimates: Estimates, split: str, *, margin: float) -> pd.DataFrame:
    """Compare every pair of models on the compare metric; Holm's family is all pairs of the split.

    Parameters
    ----------
    estimates : Estimates
        Of the compare metric, fitted models only (never ``truth``).
    split : str
        Name of the split.
    margin : float
        Equivalence margin in units of the metric, above 0.

    Returns
    -------
    pandas.DataFrame
        One row per pair in the order of the models, columns `COMPARISON_COLUMNS`. ``difference`` is a − b, ``low`` and
        ``high`` its paired 95 % interval, ``p_adjusted`` Holm's, ``mdd`` the smallest difference found with 80 % power
        at 5 % two-sided. Where the split is not evaluable, interval, p values and ``mdd`` are missing.
    """
    pairs = list(combinations(estimates.models, 2))
    differences = [estimates.difference(a, b) for a, b in pairs]
    adjusted = adjust([difference.p_value for difference in differences])
    sign, df = estimates.metric.sign, estimates.df
    rows = [
        (
            a,
            b,
            estimates.metric.code,
            split,
            difference.value,
            difference.low,
            difference.high,
            difference.p_value,
            p_adjusted,
            margin,
            minimum_detectable(difference.error, df=df),
            decide(difference, p_adjusted, sign=sign, margin=margin, df=df),
        )
        for (a, b), difference, p_adjusted in zip(pairs, differences, adjusted, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(COMPARISON_COLUMNS))


def against_reference(estimates: Estimates, reference: str) -> dict[str, str]:
    """Give each model's verdict against the reference on a metric without margin; Holm's family is these models."""
    others = [model for model in estimates.models if model != reference]
    differences = [estimates.difference(model, reference) for model in others]
    adjusted = adjust([difference.p_value for difference in differences])
    return {
        model: decide(difference, p_adjusted, sign=estimates.metric.sign)
        for model, difference, p_adjusted in zip(others, differences, adjusted, strict=True)
    }


def verdicts_from_pairs(comparisons: pd.DataFrame, reference: str) -> dict[str, str]:
    """Read each model's verdict against the reference from the pairs of one split."""
    verdicts = {}
    for a, b, verdict in comparisons[["model_a", "model_b", "verdict"]].itertuples(index=False):
        if b == reference:
            verdicts[a] = verdict
        elif a == reference:
            verdicts[b] = OPPOSITE.get(verdict, verdict)
    return verdicts


def adjust(p_values: list[float]) -> np.ndarray:
    """Adjust a family by Holm's rule; a family that is not evaluable stays missing."""
    family = np.asarray(p_values, dtype=float)
    return holm(family) if len(family) and np.isfinite(family).all() else np.full(len(family), np.nan)
