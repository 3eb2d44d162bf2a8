"""Best–worst method (最优最劣法), the linear model: weights nearest to two rows of judgements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from inscredit_models.findings import Finding, Refused


@dataclass(frozen=True, slots=True)
class BestWorstWeights:
    """Weights and ξ, the largest departure from the judgements: 0 where they are fully consistent."""

    weights: np.ndarray
    departure: float


def best_worst_weights(
    best_to_others: Sequence[float], others_to_worst: Sequence[float], *, best: int, worst: int
) -> BestWorstWeights:
    """Give the weights of the linear best–worst model.

    Parameters
    ----------
    best_to_others : sequence of float of length k
        How many times the best outweighs each (1 for itself).
    others_to_worst : sequence of float of length k
        How many times each outweighs the worst (1 for itself).
    best, worst : int
        Positions of the best and the worst, different.

    Notes
    -----
    Smallest ξ with |w_B − a_Bj w_j| ≤ ξ and |w_j − a_jW w_W| ≤ ξ for all j, Σ w = 1, w ≥ 0.

    References
    ----------
    Rezaei (2016), Best-worst multi-criteria decision-making method: Some properties and a linear model, Omega 64.

    Examples
    --------
    >>> answer = best_worst_weights([8, 2, 1], [1, 5, 8], best=2, worst=0)
    >>> answer.weights.round(6).tolist(), round(answer.departure, 6)
    ([0.071429, 0.321429, 0.607143], 0.035714)
    """
    size = len(best_to_others)
    _refuse_unready(best_to_others, others_to_worst, best, worst)
    rows = []
    for other in range(size):
        for first, second, times in ((best, other, best_to_others[other]), (other, worst, others_to_worst[other])):
            row = np.zeros(size + 1)
            row[first] += 1
            row[second] -= times
            if row[:size].any():
                for sign in (1, -1):
                    rows.append(np.append(sign * row[:size], -1.0))
    answer = linprog(
        np.append(np.zeros(size), 1.0),
        A_ub=np.array(rows),
        b_ub=np.zeros(len(rows)),
        A_eq=[[1.0] * size + [0.0]],
        b_eq=[1.0],
        method="highs",
    )
    weights = np.clip(answer.x[:size], 0.0, None)
    return BestWorstWeights(weights / weights.sum(), float(answer.x[size]))


def _refuse_unready(best_to_others: Sequence[float], others_to_worst: Sequence[float], best: int, worst: int) -> None:
    findings = []
    where, size = "best–worst judgements", len(best_to_others)
    if len(others_to_worst) != size or size < 2:
        found = f"{size} and {len(others_to_worst)} judgements"
        raise Refused([Finding("ICM104", where, found, "two rows of one length, 2 or more", "complete the rows")])
    if best == worst or not (0 <= best < size and 0 <= worst < size):
        found = f"best {best}, worst {worst}"
        raise Refused([Finding("ICM104", where, found, "two different elements", "name another best or worst")])
    for name, row, own in (("best to others", best_to_others, best), ("others to worst", others_to_worst, worst)):
        small = [position + 1 for position, value in enumerate(row) if not value >= 1]
        if small:
            found = f"below 1 at {small}"
            findings.append(Finding("ICM104", f"{where}, {name}", found, "1 or more", "nothing outweighs the best"))
        if row[own] != 1:
            found = f"{row[own]:g} against itself"
            findings.append(Finding("ICM104", f"{where}, {name}", found, "1", "correct the judgement"))
    if best_to_others[worst] != others_to_worst[best]:
        found = f"best to worst is {best_to_others[worst]:g} in one row and {others_to_worst[best]:g} in the other"
        findings.append(Finding("ICM104", where, found, "one number", "correct one of both"))
    if findings:
        raise Refused(findings)
