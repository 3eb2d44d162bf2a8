"""Agreement of rankings (排序一致性): do two explanations name the same columns as the strongest?

One set of measures serves all three questions: the same model over seeds, the same model over backgrounds, and
different models side by side.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.stats import kendalltau

from inscredit_models.findings import Findings

AGREEMENT_COLUMNS = ("a", "b", "k", "jaccard", "kendall", "rbo")
PERSISTENCE = 0.9
"""Weight of depth in the rank-biased overlap: the first ten ranks carry 86 % of it."""


def jaccard_at(first: Sequence[str], second: Sequence[str], k: int) -> float:
    """Give the share of columns that are among the first k of both rankings: |A ∩ B| / |A ∪ B|, 0 to 1.

    Examples
    --------
    >>> jaccard_at(["a", "b", "c"], ["b", "a", "d"], 2), jaccard_at(["a", "b", "c"], ["c", "d", "a"], 2)
    (1.0, 0.0)
    """
    left, right = set(first[:k]), set(second[:k])
    return len(left & right) / len(left | right) if left | right else 1.0


def rank_biased_overlap(
    first: Sequence[str], second: Sequence[str], *, persistence: float = PERSISTENCE
) -> tuple[float, float]:
    """Give the rank-biased overlap of two rankings without ties, truncated and extrapolated.

    Parameters
    ----------
    first, second : sequence of str
        Rankings, the strongest first, each item once, of equal length.
    persistence : float
        How fast the weight of a rank falls, 0 < p < 1.

    Returns
    -------
    truncated : float
        What is seen: (1 − p) Σ p^(d−1) A_d, with A_d the share of common items among the first d.
    extrapolated : float
        As if the agreement at the last depth went on for ever; 1 for identical rankings.

    Notes
    -----
    Webber, Moffat and Zobel (2010), ACM Transactions on Information Systems 28(4), equations 7 and 30.

    Examples
    --------
    >>> truncated, extrapolated = rank_biased_overlap("abcdef", "badcfe")
    >>> round(truncated, 6), round(extrapolated, 6)
    (0.328437, 0.859878)
    """
    depth = len(first)
    shares = np.array([len(set(first[:d]) & set(second[:d])) / d for d in range(1, depth + 1)])
    weights = persistence ** np.arange(depth)
    truncated = float((1 - persistence) * (weights * shares).sum())
    return truncated, truncated + float(shares[-1] * persistence**depth) if depth else 0.0


def agreement(strengths: Mapping[str, pd.Series], *, k: int = 5) -> pd.DataFrame:
    """Compare the rankings of several explanations, pair by pair.

    Parameters
    ----------
    strengths : mapping of str to Series
        By name (a model, a seed, a background): strength by column, such as the mean absolute contribution. Columns
        that one of them lacks have strength 0 there: a model that leaves a column out gives it nothing.
    k : int
        How many of the strongest columns `jaccard_at` looks at.

    Returns
    -------
    DataFrame
        One row per pair: ``a``, ``b``, ``k``, ``jaccard`` (of the first k), ``kendall`` (tau-b of the strengths; ties,
        such as columns that both leave out, count for neither side; NaN where one has no order at all), ``rbo``
        (extrapolated rank-biased overlap).

    Raises
    ------
    Refused
        Fewer than two explanations (ICM006), or a strength that is not finite (ICM027).

    Examples
    --------
    >>> found = agreement({"m1": pd.Series({"x": 3.0, "y": 1.0}), "m2": pd.Series({"x": 2.0, "y": 1.0})}, k=1)
    >>> found[["jaccard", "kendall", "rbo"]].to_numpy().round(9).tolist()
    [[1.0, 1.0, 1.0]]
    """
    _check(strengths)
    columns = sorted({str(name) for series in strengths.values() for name in series.index})
    filled = {name: _filled(series, columns) for name, series in strengths.items()}
    rankings = {name: _ranking(series) for name, series in filled.items()}
    rows = []
    for a, b in itertools.combinations(strengths, 2):
        tau = kendalltau(filled[a].to_numpy(), filled[b].to_numpy()).statistic
        rows.append(
            {
                "a": a,
                "b": b,
                "k": min(k, len(columns)),
                "jaccard": jaccard_at(rankings[a], rankings[b], k),
                "kendall": float(tau),
                "rbo": rank_biased_overlap(rankings[a], rankings[b])[1],
            }
        )
    return pd.DataFrame(rows, columns=list(AGREEMENT_COLUMNS))


def _check(strengths: Mapping[str, pd.Series]) -> None:
    findings = Findings()
    if len(strengths) < 2:
        findings.add("ICM006", "agreement", f"{len(strengths)} explanations", "two or more", "add another")
    for name, series in strengths.items():
        bad = int((~np.isfinite(series.to_numpy(dtype=float))).sum())
        if bad:
            findings.add("ICM027", f"explanation {name!r}", f"{bad} strengths", "finite numbers", "look at its model")
    findings.refuse()


def _filled(series: pd.Series, columns: Sequence[str]) -> pd.Series:
    return series.rename(index=str).reindex(columns, fill_value=0.0).astype(float)


def _ranking(strengths: pd.Series) -> list[str]:
    """Order columns by strength, the strongest first; equal ones by name."""
    order = np.lexsort([strengths.index.to_numpy(dtype=str), -strengths.to_numpy()])
    return [strengths.index[place] for place in order]
