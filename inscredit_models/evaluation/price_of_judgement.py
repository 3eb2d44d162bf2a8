"""The price of judgement (权重的代价): what each expert weight costs in ranking the outcome, with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from inscredit_models.evaluation.best_weights import (
    SEARCH_ROWS,
    Bounds,
    area_of_score,
    check_bounds,
    search,
    search_rows,
)
from inscredit_models.evaluation.compare import adjust, decide
from inscredit_models.evaluation.index_outcome import why_no_outcome
from inscredit_models.evaluation.intervals import Difference, assess_difference, minimum_detectable
from inscredit_models.evaluation.obuchowski import obuchowski_covariance
from inscredit_models.evaluation.reweighting import Reweighting
from inscredit_models.scoring.system import ScoringSystem

FOLDS = 5
PRICE_COLUMNS = (
    "node",
    "kind",
    "weight",
    "best_weight",
    "auc",
    "best_auc",
    "price",
    "low",
    "high",
    "p_value",
    "p_adjusted",
    "apparent",
    "mdd",
    "n",
    "events",
    "verdict",
    "cause",
)


@dataclass(frozen=True, slots=True)
class _Question:
    """Which weights may move: one (``weight``), those below one node (``group``), or all of them (``all``)."""

    node: str
    kind: str
    free: tuple[str, ...]


def price_of_judgement(
    system: ScoringSystem,
    frame: pd.DataFrame,
    y: np.ndarray,
    clusters: np.ndarray,
    *,
    bounds: Bounds | None = None,
    adverse: bool = True,
    margin: float | None = None,
    kinds: Sequence[str] = ("weight", "group", "all"),
    seed: int = 0,
    rows_searched: int = SEARCH_ROWS,
) -> pd.DataFrame:
    """Say what each weight of an index costs against the best weight that was admissible.

    Parameters
    ----------
    system : ScoringSystem
        The index, any kind of mean.
    frame : pandas.DataFrame of shape (n, any)
        Rows, with the columns that the system reads. Rows without a score are left out.
    y : ndarray of shape (n,)
        1 where the event happened, else 0.
    clusters : ndarray of shape (n,)
        Whose row it is; the rows of one subject are one cluster.
    bounds : mapping of node code to (low, high), optional
        Declared bounds of weights in the system's own units; by default 0 to the sum of the siblings.
    adverse : bool
        Whether the event is a bad thing.
    margin : float, optional
        Loss of AUC that does not matter; with it a price can be shown to be none ("equivalent").
    kinds : sequence of {"weight", "group", "all"}
        Rows wanted: each weight alone (siblings in proportion), all weights below a node together, all weights.
    seed : int
        Of folds and thinning.
    rows_searched : int
        Most rows that one search looks at; the price itself is taken over all rows.

    Returns
    -------
    pandas.DataFrame
        Columns `PRICE_COLUMNS`. ``price`` is the AUC of cross-fitted best weights (``best_auc``) less that of the index
        (``auc``), ``low`` and ``high`` its 95 % interval, ``p_adjusted`` Holm's over the rows of the frame, ``mdd`` the
        smallest price found with 80 % power; ``apparent`` is the price on the searched rows themselves, which is never
        negative and flatters the best weights; ``verdict`` is that of the given weights against the best (worse,
        equivalent, better, inconclusive, not_evaluable). ``weight`` and ``best_weight`` are missing where more than one
        weight moves.

    Notes
    -----
    The best weights for the subjects of one fold are searched on the other folds, so the price may be negative: then
    the data could not even find better weights. It is what is lost against weights that data of this size can find,
    on average less than against the unknown best; ``apparent`` is on average more. Scores of the folds are brought to
    one mean and spread over all rows (no outcome is used for that) and joined. Both AUCs are of the same rows, their
    covariance is Obuchowski's by subject; the interval takes the searched weights as given. Fewer than ten events or
    non-events, or either from one subject only: not evaluable.

    References
    ----------
    Obuchowski, N. A. (1997), Biometrics 53(2), 567–578.
    """
    limits = check_bounds(system, frame, bounds)
    full = Reweighting(system, frame)
    scored = np.flatnonzero(~np.isnan(full.score))
    outcome = np.asarray(y)[scored].astype(int)
    numbers = np.unique(np.asarray(clusters)[scored], return_inverse=True)[1]
    questions = [question for question in _questions(full) if question.kind in kinds]
    cause = why_no_outcome(outcome, numbers)
    if cause:
        return _without_answer(questions, full, outcome, cause)
    data = _Data(
        system, frame.iloc[scored], outcome, _folds(outcome, numbers, seed), limits, adverse, seed, rows_searched
    )
    answers = [_answer(question, data, numbers) for question in questions]
    return _table(answers, margin)


@dataclass(frozen=True)
class _Data:
    system: ScoringSystem
    frame: pd.DataFrame
    y: np.ndarray
    fold: np.ndarray
    limits: Bounds
    adverse: bool
    seed: int
    most: int

    def searched(self, rows: np.ndarray, question: _Question) -> dict[str, float]:
        """Best weights of a question on some rows."""
        kept = search_rows(self.y, rows, self.seed, self.most)
        climb = Reweighting(self.system, self.frame.iloc[kept])
        search(climb, self.y[kept] == 1, question.free, self.limits, adverse=self.adverse)
        return climb.weights


def _questions(climb: Reweighting) -> list[_Question]:
    single = [_Question(code, "weight", (code,)) for siblings in climb.groups.values() for code in siblings]
    groups = [_Question(parent, "group", siblings) for parent, siblings in climb.groups.items()]
    every = tuple(question.node for question in single)
    return [*single, *groups, _Question("", "all", every)] if len(groups) > 1 else [*single, *groups]


def _folds(y: np.ndarray, clusters: np.ndarray, seed: int) -> np.ndarray:
    """Deal subjects to folds so that each fold has its part of those with events."""
    events = np.bincount(clusters, weights=y)
    order = np.random.default_rng(seed).permutation(len(events))
    order = order[np.argsort(-np.minimum(events[order], 1), kind="stable")]
    count = min(FOLDS, int((events > 0).sum()))
    fold = np.empty(len(events), dtype=int)
    fold[order] = np.arange(len(events)) % count
    return fold[clusters]


def _answer(question: _Question, data: _Data, clusters: np.ndarray) -> dict[str, object]:
    full = Reweighting(data.system, data.frame)
    own, start = full.score, dict(full.weights)
    joined = np.empty(len(own))
    for fold in range(data.fold.max() + 1):
        test = data.fold == fold
        joined[test] = _standard(full.try_weights(data.searched(np.flatnonzero(~test), question)))[test]
    best = data.searched(np.arange(len(own)), question)
    apparent = _standard(full.try_weights(best))
    is_event = data.y == 1
    sign = -1.0 if data.adverse else 1.0
    auc, covariance = obuchowski_covariance(data.y, sign * np.array([joined, own]), clusters)
    error = float(np.sqrt(max(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1], 0.0)))
    one = len(question.free) == 1
    return {
        "node": question.node,
        "kind": question.kind,
        "weight": start[question.node] if one else np.nan,
        "best_weight": best[question.node] if one else np.nan,
        "auc": float(auc[1]),
        "best_auc": float(auc[0]),
        "apparent": area_of_score(apparent, is_event, adverse=data.adverse)
        - area_of_score(own, is_event, adverse=data.adverse),
        "difference": assess_difference(float(auc[0] - auc[1]), error),
        "n": len(own),
        "events": int(is_event.sum()),
    }


def _standard(score: np.ndarray) -> np.ndarray:
    """Bring scores to mean 0 and deviation 1; a row that the new weights leave without a score stands in the middle."""
    spread = float(np.nanstd(score))
    return np.nan_to_num((score - np.nanmean(score)) / (spread if spread > 0 else 1.0), nan=0.0)


def _table(answers: list[dict[str, object]], margin: float | None) -> pd.DataFrame:
    differences: list[Difference] = [answer.pop("difference") for answer in answers]  # type: ignore[misc]
    adjusted = adjust([difference.p_value for difference in differences])
    for answer, difference, p_adjusted in zip(answers, differences, adjusted, strict=True):
        # the verdict is that of the given weights: a price above 0 makes them worse
        verdict = decide(difference, p_adjusted, sign=-1, margin=margin)
        answer |= {
            "price": difference.value,
            "low": difference.low,
            "high": difference.high,
            "p_value": difference.p_value,
            "p_adjusted": p_adjusted,
            "mdd": minimum_detectable(difference.error),
            "verdict": verdict,
            "cause": "",
        }
    return pd.DataFrame(answers, columns=list(PRICE_COLUMNS))


def _without_answer(questions: list[_Question], climb: Reweighting, y: np.ndarray, cause: str) -> pd.DataFrame:
    rows = [
        {
            "node": question.node,
            "kind": question.kind,
            "weight": climb.weights[question.node] if question.kind == "weight" else np.nan,
            "n": len(y),
            "events": int((y == 1).sum()),
            "verdict": "not_evaluable",
            "cause": cause,
        }
        for question in questions
    ]
    return pd.DataFrame(rows, columns=list(PRICE_COLUMNS))
