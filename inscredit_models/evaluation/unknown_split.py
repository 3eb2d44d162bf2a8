"""Ranks under every split of a group's weight (组内权重未知): what a published group weight leaves open is tried."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from inscredit_models.evaluation.choice_runs import best_first

LEVEL = 0.90
"""Share of the splits that an interval holds."""


def rank_over_splits(
    points: np.ndarray,
    groups: Sequence[str],
    weights: Sequence[float],
    units: Sequence[str],
    *,
    draws: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Rank units by a weighted mean of groups whose inner split is not known.

    Parameters
    ----------
    points : ndarray of shape (n, k)
        Normalised indicators, higher is better, no gaps.
    groups : sequence of str of length k
        Group of each indicator.
    weights : sequence of float of length k
        Weight of its group, the same for all members.
    units : sequence of str of length n
        Names.
    draws, seed : int
        Splits that are drawn uniformly from all splits of each group, and the seed.

    Returns
    -------
    pandas.DataFrame
        ``unit, score, nominal, mean, median, low, high, level``, best first: score and rank with equal shares inside
        the groups, and the ranks between which ``level`` of all splits lie. A group of one has nothing to split.

    Examples
    --------
    >>> frame = rank_over_splits(np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]), ["a", "a"], [1, 1], ["x", "y", "z"])
    >>> frame[["unit", "nominal", "low", "high"]].to_numpy().tolist()
    [['x', 1.5, 1.0, 2.0], ['y', 1.5, 1.0, 2.0], ['z', 3.0, 3.0, 3.0]]
    """
    drawn = np.random.default_rng(seed)
    names = list(dict.fromkeys(groups))
    total = sum(weights[list(groups).index(name)] for name in names)
    equal, splits = np.zeros(len(groups)), np.zeros((draws, len(groups)))
    for name in names:
        members = [place for place, group in enumerate(groups) if group == name]
        share = weights[members[0]] / total
        equal[members] = share / len(members)
        splits[:, members] = share * drawn.dirichlet(np.ones(len(members)), size=draws)
    score = points @ equal
    ranks = best_first(np.round(splits @ points.T, 9))
    low, middle, high = np.quantile(ranks, [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2], axis=0)
    table = {
        "unit": list(units),
        "score": score,
        "nominal": best_first(np.round(score, 9)),
        "mean": ranks.mean(axis=0),
        "median": middle,
        "low": low,
        "high": high,
        "level": LEVEL,
    }
    return pd.DataFrame(table).sort_values("nominal", kind="stable", ignore_index=True)
