"""Does an index predict? (指数的预测力) Its ranking against an outcome, and the share of events by grade."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.stats import beta

from inscredit_models.evaluation.intervals import (
    Difference,
    assess_difference,
    holm,
    logit_interval,
    minimum_detectable,
)
from inscredit_models.evaluation.judged import FEWEST
from inscredit_models.evaluation.obuchowski import obuchowski_covariance
from inscredit_models.scoring.evaluate import evaluate
from inscredit_models.scoring.score_rows import score_rows
from inscredit_models.scoring.system import ScoringSystem

RANKING_COLUMNS = ("metric", "estimate", "low", "high", "mdd", "n", "unscored", "events", "verdict", "cause")
GRADE_COLUMNS = ("grade", "n", "subjects", "events", "rate", "low", "high", "interval_method")
ORDER_COLUMNS = ("better", "worse", "difference", "low", "high", "p_value", "p_adjusted", "verdict")


def why_no_outcome(y: np.ndarray, clusters: np.ndarray) -> str:
    """Say why an index cannot be judged by an outcome, in Chinese and English, or give an empty text.

    Examples
    --------
    >>> why_no_outcome(np.array([1, 0, 0]), np.arange(3))
    '事件仅1个，少于10个 / 1 events, fewer than 10'
    """
    for value, zh, en in ((1, "事件", "events"), (0, "非事件", "non-events")):
        chosen = y == value
        count, subjects = int(chosen.sum()), len(np.unique(clusters[chosen]))
        if count < FEWEST:
            return f"{zh}仅{count}个，少于{FEWEST}个 / {count} {en}, fewer than {FEWEST}"
        if subjects < 2:
            return f"{zh}只来自1个主体 / {en} come from one subject"
    return ""


def judge_index(
    system: ScoringSystem, frame: pd.DataFrame, y: np.ndarray, clusters: np.ndarray, *, adverse: bool = True
) -> pd.DataFrame:
    """Judge the ranking of an index by an outcome.

    Parameters
    ----------
    system : ScoringSystem
        The index.
    frame : pandas.DataFrame of shape (n, any)
        Rows, with the columns that the system reads.
    y : ndarray of shape (n,)
        1 where the event happened, else 0.
    clusters : ndarray of shape (n,)
        Whose row it is.
    adverse : bool
        Whether the event is a bad thing, which a low score should foretell.

    Returns
    -------
    pandas.DataFrame
        One row, columns `RANKING_COLUMNS`: the AUC with its 95 % interval by subject (Obuchowski, logit scale),
        ``mdd`` the smallest distance from chance (0.5) found with 80 % power, ``unscored`` rows without a score;
        ``verdict`` is better or worse than chance, inconclusive, or not_evaluable with its cause.
    """
    score = score_rows(system, frame)
    scored = ~np.isnan(score)
    outcome, own = np.asarray(y)[scored].astype(int), np.asarray(clusters)[scored]
    numbers = np.unique(own, return_inverse=True)[1]
    counts = (len(outcome), int((~scored).sum()), int((outcome == 1).sum()))
    cause = why_no_outcome(outcome, numbers)
    if cause:
        row = ("auc", np.nan, np.nan, np.nan, np.nan, *counts, "not_evaluable", cause)
        return pd.DataFrame([row], columns=list(RANKING_COLUMNS))
    area, covariance = obuchowski_covariance(outcome, (-1 if adverse else 1) * score[scored][None], numbers)
    value, error = float(area[0]), float(np.sqrt(covariance[0, 0]))
    trials = min(len(np.unique(numbers[outcome == label])) for label in (0, 1))
    low, high = logit_interval(value, error, trials)
    verdict = "better" if low > 0.5 else "worse" if high < 0.5 else "inconclusive"
    row = ("auc", value, low, high, minimum_detectable(error), *counts, verdict, "")
    return pd.DataFrame([row], columns=list(RANKING_COLUMNS))


def events_by_grade(system: ScoringSystem, frame: pd.DataFrame, y: np.ndarray, clusters: np.ndarray) -> pd.DataFrame:
    """Give the share of events in each grade with its 95 % interval.

    Returns
    -------
    pandas.DataFrame
        Columns `GRADE_COLUMNS`, best grade first; a grade without rows has no rate. Where each subject has one row in
        a grade the interval is Jeffreys' (``jeffreys``); else rows are replaced by the number of independent ones that
        has the same variance (``jeffreys_effective``).

    References
    ----------
    Brown, L. D., Cai, T. T. & DasGupta, A. (2001), Interval estimation for a binomial proportion, Statistical Science
    16(2), 101–133.
    """
    grade = evaluate(system, frame).grade
    outcome, own = np.asarray(y).astype(float), np.asarray(clusters)
    rows = []
    for symbol in best_first_grades(system):
        chosen = grade == symbol
        numbers = np.unique(own[chosen], return_inverse=True)[1]
        rows.append((symbol, *_rate(outcome[chosen], numbers)))
    return pd.DataFrame(rows, columns=list(GRADE_COLUMNS))


def best_first_grades(system: ScoringSystem) -> list[str]:
    """Give the symbols of a system's grades, the best first."""
    edge = {grade.symbol: float("-inf") if grade.from_ is None else grade.from_ for grade in system.grade}
    return sorted(edge, key=lambda symbol: -edge[symbol])


def _rate(y: np.ndarray, clusters: np.ndarray) -> tuple[int, int, int, float, float, float, str]:
    n, events = len(y), int(y.sum())
    if not n:
        return 0, 0, 0, np.nan, np.nan, np.nan, ""
    subjects = int(clusters.max()) + 1
    rate = events / n
    if subjects == n:
        return n, subjects, events, rate, *jeffreys_interval(events, n), "jeffreys"
    variance = _covariance(y[:, None] - rate, clusters)[0, 0] / n**2 if subjects > 1 else 0.0
    trials = min(n, rate * (1 - rate) / variance) if variance > 0 else float(subjects)
    return n, subjects, events, rate, *jeffreys_interval(rate * trials, trials), "jeffreys_effective"


def jeffreys_interval(events: float, trials: float, *, level: float = 0.95) -> tuple[float, float]:
    """Give Jeffreys' interval of a share; it reaches to 0 without events and to 1 without non-events.

    Examples
    --------
    >>> low, high = jeffreys_interval(0, 10)
    >>> low, round(high, 4)
    (0.0, 0.2172)
    """
    tail = (1 - level) / 2
    low = 0.0 if events <= 0 else float(beta.ppf(tail, events + 0.5, trials - events + 0.5))
    high = 1.0 if events >= trials else float(beta.ppf(1 - tail, events + 0.5, trials - events + 0.5))
    return low, high


def order_of_grades(
    system: ScoringSystem, frame: pd.DataFrame, y: np.ndarray, clusters: np.ndarray, *, adverse: bool = True
) -> pd.DataFrame:
    """Ask of each two neighbouring grades whether the worse one has more events.

    Returns
    -------
    pandas.DataFrame
        Columns `ORDER_COLUMNS`: ``difference`` is the rate of the worse grade less that of the better, with its 95 %
        interval by subject (a subject may stand in both); ``verdict`` is in_order or reversed (Holm over the pairs),
        inconclusive, or not_evaluable (fewer than ten events in both together, or an empty grade).
    """
    grade = evaluate(system, frame).grade
    outcome = np.asarray(y).astype(float)
    numbers = np.unique(np.asarray(clusters), return_inverse=True)[1]
    symbols = best_first_grades(system)
    pairs = list(pairwise(symbols))
    found = [_rate_difference(outcome, grade == better, grade == worse, numbers) for better, worse in pairs]
    p_values = np.array([np.nan if each is None else each.p_value for each in found])
    adjusted = np.full(len(p_values), np.nan)
    known = ~np.isnan(p_values)
    adjusted[known] = holm(p_values[known])
    rows = []
    for (better, worse), each, p_adjusted in zip(pairs, found, adjusted, strict=True):
        if each is None:
            rows.append((better, worse, *([np.nan] * 5), "not_evaluable"))
            continue
        rises = (each.value > 0) == adverse
        verdict = "inconclusive" if p_adjusted >= 0.05 else "in_order" if rises else "reversed"
        rows.append((better, worse, each.value, each.low, each.high, each.p_value, p_adjusted, verdict))
    return pd.DataFrame(rows, columns=list(ORDER_COLUMNS))


def _rate_difference(y: np.ndarray, better: np.ndarray, worse: np.ndarray, clusters: np.ndarray) -> Difference | None:
    either = better | worse
    if not better.any() or not worse.any() or y[either].sum() < FEWEST:
        return None
    rates = [float(y[chosen].mean()) for chosen in (better, worse)]
    influence = np.column_stack(
        [np.where(chosen, y - rate, 0.0) / chosen.sum() for chosen, rate in zip((better, worse), rates, strict=True)]
    )
    covariance = _covariance(influence, clusters)
    error = float(np.sqrt(max(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1], 0.0)))
    return assess_difference(rates[1] - rates[0], error)


def _covariance(influence: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """Covariance of sums of influences, added up within clusters first."""
    size = int(clusters.max()) + 1
    sums = np.column_stack([np.bincount(clusters, weights=column, minlength=size) for column in influence.T])
    return size / max(size - 1, 1) * sums.T @ sums
