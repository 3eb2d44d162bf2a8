"""The answer of one expert in one group as the arrays that the weighting methods take, and its weights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from inscredit_models.models.composite.judgement import (
    ACCEPTED_RATIO,
    PairwiseWeights,
    best_worst_weights,
    eigenvector_weights,
    least_squares_weights,
)
from inscredit_models.models.expert_panel.panel import METHOD_OF, ExpertPanel, Group, Judgement, Method

PAIRWISE = {"eigenvector": eigenvector_weights, "least_squares": least_squares_weights}
ACCEPTED_DEVIATION = 0.10
"""ξ of the linear best–worst method is close to 0 for consistent judgements; above this the finding is made."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Weights of one expert in one group.

    ``measure`` names the consistency (``consistency_ratio``, ``deviation``, empty for a budget, which cannot be
    inconsistent), ``value`` is it, ``missing`` counts judgements left out, ``table`` names the random index.
    """

    group: str
    expert: str
    round: int
    method: Method
    weights: np.ndarray
    measure: str
    value: float
    accepted: bool
    missing: int
    table: str


def weigh_answer(panel: ExpertPanel, group: Group, answer: list[Judgement]) -> Answer:
    """Give the weights of one expert's answer in a group, with its consistency."""
    first = answer[0]
    method = METHOD_OF[first.kind]
    who = (group.code, first.expert, first.round, method)
    if method == "budget":
        return Answer(*who, budget_shares(group, answer), "", 0.0, True, 0, "")
    if method == "best_worst":
        to_others, to_worst, best, worst = best_worst_vectors(group, answer)
        found = best_worst_weights(to_others, to_worst, best=best, worst=worst)
        missing = int(np.isnan(to_others).sum() + np.isnan(to_worst).sum())
        accepted = found.deviation <= ACCEPTED_DEVIATION
        return Answer(*who, found.weights, "deviation", found.deviation, accepted, missing, "")
    weighed = weigh_matrix(panel, pairwise_matrix(group, answer))
    accepted = weighed.ratio < ACCEPTED_RATIO
    return Answer(*who, weighed.weights, "consistency_ratio", weighed.ratio, accepted, weighed.missing, weighed.table)


def weigh_matrix(panel: ExpertPanel, matrix: np.ndarray) -> PairwiseWeights:
    """Weigh a pairwise matrix by the method that the panel's head names."""
    return PAIRWISE[panel.completion](matrix)


def pairwise_matrix(group: Group, answer: Iterable[Judgement]) -> np.ndarray:
    """Give the reciprocal matrix of a pairwise answer; NaN where a pair was not judged.

    Examples
    --------
    >>> group = Group(code="g", items=("a", "b"))
    >>> row = Judgement(expert="e1", group="g", kind="pairwise", item="b", against="a", value=4)
    >>> pairwise_matrix(group, [row]).tolist()
    [[1.0, 0.25], [4.0, 1.0]]
    """
    place = {item: position for position, item in enumerate(group.items)}
    matrix = np.full((len(place), len(place)), np.nan)
    np.fill_diagonal(matrix, 1.0)
    for each in answer:
        row, column = place[each.item], place[str(each.against)]
        matrix[row, column] = each.value
        matrix[column, row] = 1 / each.value if each.value > 0 else 0.0
    return matrix


def best_worst_vectors(group: Group, answer: Iterable[Judgement]) -> tuple[np.ndarray, np.ndarray, int, int]:
    """Give best-to-others, others-to-worst and the positions of the best and the worst item; NaN where not judged."""
    place = {item: position for position, item in enumerate(group.items)}
    to_others, to_worst = np.full(len(place), np.nan), np.full(len(place), np.nan)
    best = worst = 0
    for each in answer:
        if each.kind == "best":
            best = place[each.item]
            to_others[place[str(each.against)]] = each.value
        else:
            worst = place[str(each.against)]
            to_worst[place[each.item]] = each.value
    # an item is once as important as itself, and best against worst may be written on either side
    to_others[best] = 1.0 if np.isnan(to_others[best]) else to_others[best]
    to_worst[worst] = 1.0 if np.isnan(to_worst[worst]) else to_worst[worst]
    return to_others, to_worst, best, worst


def budget_shares(group: Group, answer: Iterable[Judgement]) -> np.ndarray:
    """Give the shares of a budget answer; an item without a row has no points.

    Examples
    --------
    >>> group = Group(code="g", items=("a", "b", "c"))
    >>> rows = [Judgement(expert="e1", group="g", kind="budget", item=i, value=v) for i, v in (("a", 75), ("c", 25))]
    >>> budget_shares(group, rows).tolist()
    [0.75, 0.0, 0.25]
    """
    points = dict.fromkeys(group.items, 0.0) | {each.item: each.value for each in answer}
    values = np.array([points[item] for item in group.items])
    return values / values.sum()
