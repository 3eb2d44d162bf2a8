"""From a score to its grade (等级), with the interval type that the system declares."""

from __future__ import annotations

import numpy as np

from inscredit_models.scoring.system import ScoringSystem


def grade_scores(system: ScoringSystem, score: np.ndarray) -> np.ndarray:
    """Give the symbol of the grade of each score, ``None`` where there is no score or no grade.

    Parameters
    ----------
    system : ScoringSystem
        With ``[lo,hi)`` a score equal to an edge has the upper grade, with ``(lo,hi]`` the lower one.
    score : ndarray of shape (n,)
        NaN for missing.

    Examples
    --------
    >>> head = {"code": "s", "zh": "", "en": "", "source": "", "status": "expert", "node": []}
    >>> system = ScoringSystem(**head, grade=[{"symbol": "A", "from": 80}, {"symbol": "B"}])
    >>> grade_scores(system, np.array([79.9, 80.0, np.nan])).tolist()
    ['B', 'A', None]
    """
    grades = sorted(system.grade, key=lambda grade: float("-inf") if grade.from_ is None else grade.from_)
    result = np.full(len(score), None, dtype=object)
    if grades:
        edges = np.array([grade.from_ for grade in grades if grade.from_ is not None], dtype=float)
        symbols = np.array([grade.symbol for grade in grades], dtype=object)
        known = ~np.isnan(score)
        side = "right" if system.interval == "[lo,hi)" else "left"
        result[known] = symbols[np.searchsorted(edges, score[known], side=side)]
    return result
