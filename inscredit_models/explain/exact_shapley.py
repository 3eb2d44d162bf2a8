"""Shapley values by enumeration (夏普利值的穷举): slow, exact, and for any model; the second route for all others."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from inscredit_models.findings import Findings

MOST_COLUMNS = 14
"""2^14 = 16,384 coalitions a row; beyond that enumeration is no second route but a wait."""


def shapley_values(worth: Callable[[frozenset[int]], float], players: int) -> np.ndarray:
    """Give the Shapley value of each player of a game.

    Parameters
    ----------
    worth : callable
        Worth of a coalition, given as positions 0 … players − 1.
    players : int
        Number of players, at most ``MOST_COLUMNS``.

    Returns
    -------
    ndarray of shape (players,)
        They add up to worth(all) − worth(none).

    Notes
    -----
    φ_i = Σ over coalitions S without i of |S|! (n − |S| − 1)! / n! × (worth(S ∪ i) − worth(S)) (Shapley 1953).

    Examples
    --------
    One right glove and two left ones; a pair is worth 1:

    >>> shapley_values(lambda s: float(2 in s and len(s) > 1), 3).round(4).tolist()
    [0.1667, 0.1667, 0.6667]
    """
    _refuse_many(players)
    worths = [worth(frozenset(i for i in range(players) if mask >> i & 1)) for mask in range(2**players)]
    return _from_worths(np.array(worths, dtype=float)[:, np.newaxis], players)[0]


def enumerate_contributions(
    predict: Callable[[pd.DataFrame], np.ndarray], X: pd.DataFrame, background: pd.DataFrame
) -> tuple[pd.DataFrame, float]:
    """Give the Shapley contributions of each column to a model's number, by enumeration over all coalitions.

    Columns outside a coalition take the values of the background rows, all of them, independently of the columns inside
    (interventional; an additive model's own contributions against the background mean are exactly these).

    Parameters
    ----------
    predict : callable
        The model's number for each row of a frame.
    X : DataFrame of shape (n, k)
        Rows to explain; k at most ``MOST_COLUMNS``.
    background : DataFrame of shape (m, k)
        Reference rows; each row of X costs 2^k × m predictions.

    Returns
    -------
    contributions : DataFrame of shape (n, k)
        A row's sum + base = its number.
    base : float
        Mean number over the background.
    """
    columns, players = list(X.columns), X.shape[1]
    _refuse_many(players)
    base = float(np.mean(predict(background)))
    worths = np.empty((2**players, len(X)))
    for mask in range(2**players):
        inside = [name for place, name in enumerate(columns) if mask >> place & 1]
        worths[mask] = _mean_with(predict, X, background, inside)
    return pd.DataFrame(_from_worths(worths, players), columns=columns, index=X.index), base


def _mean_with(
    predict: Callable[[pd.DataFrame], np.ndarray], X: pd.DataFrame, background: pd.DataFrame, inside: Sequence[str]
) -> np.ndarray:
    """Give each row's mean number over the background, with the columns inside the coalition held at the row's."""
    n, m = len(X), len(background)
    mixed = background.iloc[np.tile(np.arange(m), n)].reset_index(drop=True)
    held = X.iloc[np.repeat(np.arange(n), m)].reset_index(drop=True)
    for name in inside:
        mixed[name] = held[name]
    return np.asarray(predict(mixed), dtype=float).reshape(n, m).mean(axis=1)


def _from_worths(worths: np.ndarray, players: int) -> np.ndarray:
    """Weigh the gains of joining; ``worths`` has one row per coalition (bit mask), the result one column per player."""
    values = np.zeros((worths.shape[1], players))
    for mask in range(2**players):
        size = mask.bit_count()
        for place in range(players):
            if not mask >> place & 1:
                weight = math.factorial(size) * math.factorial(players - size - 1) / math.factorial(players)
                values[:, place] += weight * (worths[mask | 1 << place] - worths[mask])
    return values


def _refuse_many(players: int) -> None:
    findings = Findings()
    if not 1 <= players <= MOST_COLUMNS:
        allowed = f"1 to {MOST_COLUMNS}"
        findings.add("ICM006", "enumeration", f"{players} columns", allowed, "explain fewer columns, or another way")
    findings.refuse()
