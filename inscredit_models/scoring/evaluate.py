"""Evaluate a scoring system (评分): score, grade and every intermediate of every row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from inscredit_models.findings import Finding, Findings
from inscredit_models.scoring.grades import grade_scores
from inscredit_models.scoring.system import ScoringSystem
from inscredit_models.scoring.walk import Walk, missing_rule, walk

_POLICY = {
    "points": "fixed points by the declared rule",
    "redistribute": "weight shared among the siblings by the declared rule",
    "refuse": "the score is missing by the declared rule",
}


@dataclass(frozen=True)
class Evaluation:
    """What a scoring system says of each row.

    Parameters
    ----------
    score : ndarray of float of shape (n,)
        Higher is better; NaN exactly where ``reasons`` names a cause.
    grade : ndarray of object of shape (n,)
        Symbol of the grade; ``None`` without a score, or where the system has no grades.
    nodes : pandas.DataFrame of shape (n, n_nodes)
        Points of every node in system order, with the index of the input; NaN where a node has none.
    reasons : ndarray of object of shape (n,)
        Why the score is missing: ``"missing: "`` and the codes of the nodes that refused; empty where there is a score.
    findings : tuple of Finding
        One per node with missing values, with the number of rows and the rule that was applied (ICM060).
    """

    score: np.ndarray
    grade: np.ndarray
    nodes: pd.DataFrame
    reasons: np.ndarray
    findings: tuple[Finding, ...]


def evaluate(system: ScoringSystem, frame: pd.DataFrame) -> Evaluation:
    """Score every row of a frame.

    Parameters
    ----------
    system : ScoringSystem
        Any system whose rules are all declared.
    frame : pandas.DataFrame of shape (n, any)
        One row per case, with the column of every leaf; missing cells are NaN or None.

    Returns
    -------
    Evaluation
        A row alone gives the same bits as in a batch.

    Raises
    ------
    Refused
        The system is not in order, publishes weights for groups whose inside is unknown, or the frame does not fit it.

    Examples
    --------
    >>> from inscredit_models.scoring.system import Node
    >>> nodes = [
    ...     Node(code="total", aggregate="weighted_mean"),
    ...     Node(code="cases", parent="total", weight=3, multiply=100,
    ...          normalise={"kind": "linear", "worst": 2, "best": 0}),
    ...     Node(code="years", parent="total", weight=1, multiply=100,
    ...          normalise={"kind": "linear", "worst": 0, "best": 5}),
    ... ]
    >>> head = {"code": "s", "zh": "", "en": "", "source": "", "status": "expert"}
    >>> rows = pd.DataFrame({"cases": [0, 1], "years": [5.0, 2.0]})
    >>> evaluate(ScoringSystem(**head, node=nodes), rows).score.tolist()
    [100.0, 47.5]
    """
    walked = walk(system, frame)
    nodes = {}
    for node in system.node:
        own = walked.points[node.code]
        nodes[node.code] = np.where(own.present, own.points / walked.unit, np.nan)
    reasons, findings = _explain_missing(system, walked, len(frame))
    return Evaluation(
        walked.score,
        grade_scores(system, walked.score),
        pd.DataFrame(nodes, index=frame.index),
        reasons,
        findings,
    )


def _explain_missing(system: ScoringSystem, walked: Walk, rows: int) -> tuple[np.ndarray, tuple[Finding, ...]]:
    refusing: list[list[str]] = [[] for _ in range(rows)]
    findings = Findings()
    for node in system.node:
        absent = walked.absent[node.code]
        if not absent.any():
            continue
        rule = missing_rule(node).rule
        findings.add(
            "ICM060",
            f"{system.code}, node {node.code!r}",
            f"{int(absent.sum())} of {rows} rows without a value",
            _POLICY[rule],
            "nothing, or complete the data",
        )
        if rule == "refuse":
            for position in np.flatnonzero(absent):
                refusing[position].append(node.code)
    reasons = np.array(["missing: " + ", ".join(codes) if codes else "" for codes in refusing], dtype=object)
    return reasons, tuple(findings)
