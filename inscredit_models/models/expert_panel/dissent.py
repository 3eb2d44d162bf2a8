"""Dissent (异议) is kept: who differs from the others by how much, and what the panel would say without one expert."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import kendalltau, rankdata

from inscredit_models.findings import Findings, Refused
from inscredit_models.models.expert_panel.group_weights import individual_weights, panel_weights, with_weights
from inscredit_models.models.expert_panel.panel import ExpertPanel
from inscredit_models.scoring.evaluate import evaluate
from inscredit_models.scoring.system import ScoringSystem

DISSENT_COLUMNS = ("group", "expert", "distance", "item", "own", "others", "tau")
OMISSION_COLUMNS = (
    "expert",
    "largest_weight_change",
    "item",
    "mean_rank_shift",
    "largest_rank_shift",
    "grades_changed",
)


def dissent(panel: ExpertPanel, round_: int | None = None) -> pd.DataFrame:
    """Say how far each expert stands from the panel of the others.

    Returns
    -------
    pandas.DataFrame
        Columns `DISSENT_COLUMNS`, the largest distance first. ``distance`` is the share of weight that would have to
        move (half the sum of absolute differences, 0 to 1); ``item`` is where expert and others differ most, with both
        weights; ``tau`` is Kendall's τ-b of the two orders. Experts who are alone in a group are left out.
    """
    own = individual_weights(panel, round_)
    rows = []
    for (group, expert), table in own.groupby(["group", "expert"], sort=True):
        others = _others(panel, round_, str(group), str(expert))
        if others is None:
            continue
        mine = table["weight"].to_numpy()
        gaps = np.abs(mine - others)
        most = int(gaps.argmax())
        tau = kendalltau(mine, others).statistic if np.ptp(mine) > 0 and np.ptp(others) > 0 else np.nan
        rows.append((group, expert, gaps.sum() / 2, table["item"].iloc[most], mine[most], others[most], tau))
    frame = pd.DataFrame(rows, columns=list(DISSENT_COLUMNS))
    return frame.sort_values(["distance", "group", "expert"], ascending=[False, True, True], ignore_index=True)


def _others(panel: ExpertPanel, round_: int | None, group: str, expert: str) -> np.ndarray | None:
    alone = panel.model_copy(update={"group": tuple(each for each in panel.group if each.code == group)})
    kept = tuple(each for each in panel.judgement if each.group == group)
    try:
        weights = panel_weights(alone.model_copy(update={"judgement": kept}), round_, without={expert})
    except Refused:  # nobody else answered, or the others' judgements do not connect the items
        return None
    return weights["weight"].to_numpy()


def leave_one_expert_out(
    panel: ExpertPanel,
    system: ScoringSystem | None = None,
    frame: pd.DataFrame | None = None,
    *,
    round_: int | None = None,
) -> pd.DataFrame:
    """Say what each single expert changes: weights and, with a system and units, ranks and grades.

    Parameters
    ----------
    panel : ExpertPanel
        The panel.
    system : ScoringSystem, optional
        The index whose nodes the panel weighed.
    frame : pandas.DataFrame, optional
        Units to be scored, with the columns that the system reads.
    round_ : int, optional
        Last round that counts.

    Returns
    -------
    pandas.DataFrame
        Columns `OMISSION_COLUMNS`, one row per expert. Rank shifts are absolute and over the units with a score;
        without system and frame they and ``grades_changed`` (a count of units) are missing. Experts whose absence
        leaves a group without weights are left out: their dissent cannot be told from the panel.
    """
    whole = panel_weights(panel, round_)
    base = None if system is None or frame is None else _scored(system, frame, whole)
    rows = []
    for expert in panel.experts:
        try:
            rest = panel_weights(panel, round_, without={expert}, findings=Findings())
        except Refused:
            continue
        change = (rest["weight"] - whole["weight"]).abs()
        cells = (float(change.max()), whole["item"].iloc[int(change.to_numpy().argmax())])
        effect = (np.nan, np.nan, np.nan) if base is None else _effect(base, _scored(system, frame, rest))
        rows.append((expert, *cells, *effect))
    return pd.DataFrame(rows, columns=list(OMISSION_COLUMNS))


def _scored(
    system: ScoringSystem | None, frame: pd.DataFrame | None, weights: pd.DataFrame
) -> tuple[np.ndarray, np.ndarray]:
    found = evaluate(with_weights(system, weights), frame)
    known = ~np.isnan(found.score)
    return rankdata(-found.score[known], method="min"), found.grade[known]


def _effect(base: tuple[np.ndarray, np.ndarray], other: tuple[np.ndarray, np.ndarray]) -> tuple[float, float, int]:
    shift = np.abs(base[0] - other[0])
    return float(shift.mean()), float(shift.max()), int((base[1] != other[1]).sum())
