"""What if one weight were another? (单权重假设) Scores, ranks and grades along the range of a single weight."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from inscredit_models.evaluation.choice_runs import best_first
from inscredit_models.evaluation.reweighting import Reweighting, shares_moved
from inscredit_models.findings import Findings, near_names
from inscredit_models.scoring.grades import grade_scores
from inscredit_models.scoring.system import ScoringSystem

WHAT_IF_COLUMNS = ("weight", "given", "unit", "score", "rank", "grade")
EFFECT_COLUMNS = ("weight", "given", "mean_rank_shift", "largest_rank_shift", "grades_changed", "first")


def weight_what_if(
    system: ScoringSystem, frame: pd.DataFrame, node: str, *, weights: Sequence[float] | None = None
) -> pd.DataFrame:
    """Score all units along a range of one weight; its siblings share what is left in proportion.

    Parameters
    ----------
    system : ScoringSystem
        The index; unrounded points are used, so that small moves show.
    frame : pandas.DataFrame of shape (n, any)
        Units; the index names them. Units without a score have no rank.
    node : str
        The node whose weight moves.
    weights : sequence of float, optional
        In the system's own units; by default 21 steps from 0 to the sum of the siblings. The given weight is added.

    Returns
    -------
    pandas.DataFrame
        Columns `WHAT_IF_COLUMNS`, one row per weight and unit; ``given`` marks the system's own weight.
    """
    climb = Reweighting(system, frame)
    siblings = _siblings(climb, system, node)
    total = sum(climb.weights[code] for code in siblings)
    asked = np.linspace(0, total, 21) if weights is None else np.asarray(weights, dtype=float)
    if ((asked < 0) | (asked > total)).any():
        findings = Findings()
        findings.add("ICM006", f"weight of {node!r}", "a weight outside", f"0 to {total:g}", "correct the weights")
        findings.refuse()
    given = climb.weights[node]
    tables = []
    for weight in np.unique(np.append(asked, given)):
        score = climb.try_weights(shares_moved(climb.weights, siblings, node, float(weight)))
        rank = np.full(len(score), np.nan)
        known = ~np.isnan(score)
        rank[known] = best_first(score[known])
        columns = (weight, weight == given, frame.index.astype(str), score, rank, grade_scores(system, score))
        tables.append(pd.DataFrame(dict(zip(WHAT_IF_COLUMNS, columns, strict=True))))
    return pd.concat(tables, ignore_index=True)


def what_if_effects(found: pd.DataFrame) -> pd.DataFrame:
    """Sum a what-if up by weight: shifts of rank against the given weight, units with another grade, who is first.

    Returns
    -------
    pandas.DataFrame
        Columns `EFFECT_COLUMNS`; ``first`` names the unit with the highest score, and is empty without any score.
    """
    own = found[found["given"]].set_index("unit")
    rows = []
    for weight, table in found.groupby("weight", sort=True):
        table = table.set_index("unit")
        shift = (table["rank"] - own["rank"]).abs()
        changed = int((table["grade"].fillna("") != own["grade"].fillna("")).sum())
        first = "" if table["score"].isna().all() else str(table["score"].idxmax())
        rows.append((weight, bool(table["given"].iloc[0]), shift.mean(), shift.max(), changed, first))
    return pd.DataFrame(rows, columns=list(EFFECT_COLUMNS))


def _siblings(climb: Reweighting, system: ScoringSystem, node: str) -> tuple[str, ...]:
    for siblings in climb.groups.values():
        if node in siblings:
            return siblings
    findings = Findings()
    known = [code for siblings in climb.groups.values() for code in siblings]
    findings.add("ICM008", f"{system.code}, node", repr(node), "a node with siblings", near_names(node, known))
    findings.refuse()
    return ()
