"""What an index of few units can tell apart (指数的分辨力): its error from year to year, and what n units can show."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import norm, rankdata

from inscredit_models.evaluation.choice_runs import ChoiceRuns
from inscredit_models.evaluation.rank_robustness import order_shares

PRECISION_COLUMNS = ("measure", "estimate", "low", "high", "n", "periods")
RESAMPLES = 1000


def detectable_correlation(n: int) -> float:
    """Give the smallest rank correlation that n units show with 80 % power in a two-sided test at 5 %.

    Notes
    -----
    By Fisher's transformation with the variance 1.06 / (n − 3) of Spearman's coefficient; 1 below four units.

    References
    ----------
    Fieller, E. C., Hartley, H. O. & Pearson, E. S. (1957), Tests for rank correlation coefficients, Biometrika 44.

    Examples
    --------
    (1.960 + 0.842) · √(1.06 / 33) = 0.502, and tanh 0.502 = 0.464.

    >>> round(detectable_correlation(36), 3), detectable_correlation(3)
    (0.464, 1.0)
    """
    if n < 4:
        return 1.0
    return float(np.tanh((norm.ppf(0.975) + norm.ppf(0.80)) * np.sqrt(1.06 / (n - 3))))


def score_error(scores: np.ndarray) -> float:
    """Give the standard error of one score from repeated years: scores of shape (n, periods), NaN where missing.

    Notes
    -----
    Half the variance over units of the change from one period to the next, averaged over the changes; what all
    units have in common does not count. True change of a unit counts as error, so it is an upper bound where
    periods do not overlap.

    Examples
    --------
    The changes are +1, −1: variance 2, half of it 1.

    >>> score_error(np.array([[50.0, 51.0], [60.0, 59.0]]))
    1.0
    """
    changes = np.diff(scores, axis=1)
    spreads = [np.var(change[np.isfinite(change)], ddof=1) for change in changes.T if np.isfinite(change).sum() > 1]
    return float(np.sqrt(np.mean(spreads) / 2)) if spreads else float("nan")


def repeat_correlation(scores: np.ndarray) -> float:
    """Give the mean Spearman correlation of scores (n, periods) with those of the period before."""
    found = [_spearman(before, after) for before, after in zip(scores.T[:-1], scores.T[1:], strict=True)]
    known = [value for value in found if np.isfinite(value)]
    return float(np.mean(known)) if known else float("nan")


def precision_frame(history: pd.DataFrame, *, seed: int = 0) -> pd.DataFrame:
    """Say how precise an index is, from its own repetition.

    Parameters
    ----------
    history : pandas.DataFrame
        ``unit``, ``period`` and ``score``; the last period is the one that is judged.
    seed : int
        Of the bootstrap over units.

    Returns
    -------
    pandas.DataFrame
        Columns `PRECISION_COLUMNS`, with 95 % intervals over units drawn anew: ``repeat_correlation``;
        ``score_error``; ``least_difference`` of two scores that a test at 5 % tells apart, 1.96 · √2 · error; its
        ``detectable_difference`` with 80 % power, 2.80 · √2 · error; ``pairs_apart``, the share of pairs further
        apart than the least difference. Missing with fewer than two periods.
    """
    table = history.pivot(index="unit", columns="period", values="score").sort_index(axis=1)
    scores = table.to_numpy(dtype=float)
    n, periods = scores.shape
    rng = np.random.default_rng(seed)
    drawn = [_measures(scores[rng.integers(0, n, n)]) for _ in range(RESAMPLES)] if periods > 1 else []
    own = _measures(scores)
    rows = [(name, estimate, *_bounds([each[name] for each in drawn]), n, periods) for name, estimate in own.items()]
    share = np.nan
    if np.isfinite(own["least_difference"]) and n > 1:
        share = float(pairs_apart(scores[:, -1], own["least_difference"])[np.triu_indices(n, 1)].mean())
    rows.append(("pairs_apart", share, np.nan, np.nan, n, periods))
    return pd.DataFrame(rows, columns=list(PRECISION_COLUMNS))


def _bounds(values: list[float]) -> tuple[float, float]:
    known = [value for value in values if np.isfinite(value)]
    low, high = np.quantile(known, [0.025, 0.975]) if known else (np.nan, np.nan)
    return float(low), float(high)


def _measures(scores: np.ndarray) -> dict[str, float]:
    error = score_error(scores)
    return {
        "repeat_correlation": repeat_correlation(scores),
        "score_error": error,
        "least_difference": float(norm.ppf(0.975) * np.sqrt(2)) * error,
        "detectable_difference": float((norm.ppf(0.975) + norm.ppf(0.80)) * np.sqrt(2)) * error,
    }


def pairs_apart(score: np.ndarray, least: float) -> np.ndarray:
    """Say which pairs of units differ by more than a least difference, shape (n, n)."""
    return np.abs(score[:, None] - score[None, :]) > least


def firm_pairs(found: ChoiceRuns, least: float, *, level: float = 0.95) -> np.ndarray:
    """Give the pairs whose order holds against choices *and* error: [i, j] is true where i stands firmly above j.

    Parameters
    ----------
    found : ChoiceRuns
        Rebuilds of the index; i must be above j in a share ``level`` of them.
    least : float
        Smallest difference of two nominal scores that tells units apart; NaN where it is not known (no pair is firm).
    """
    above = order_shares(found) >= level
    gap = found.nominal[:, None] - found.nominal[None, :]
    return above & (gap > least)


def could_be_first(firm: np.ndarray) -> np.ndarray:
    """Say of each unit whether no other unit stands firmly above it, shape (n,)."""
    return ~firm.any(axis=0)


def _spearman(first: np.ndarray, second: np.ndarray) -> float:
    both = np.isfinite(first) & np.isfinite(second)
    if both.sum() < 3:
        return float("nan")
    one, two = rankdata(first[both]), rankdata(second[both])
    if np.ptp(one) == 0 or np.ptp(two) == 0:
        return float("nan")
    return float(np.corrcoef(one, two)[0, 1])
