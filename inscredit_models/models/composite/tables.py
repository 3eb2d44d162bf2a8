"""The tables of an index (结果表): scores, ranks and weights as frames with fixed columns."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from inscredit_models.models.composite.framework import Framework, FrameworkNode
from inscredit_models.models.composite.framework_check import as_open_system
from inscredit_models.models.composite.ranking import ranks_of
from inscredit_models.models.composite.units import Units
from inscredit_models.models.composite.weigh import GroupWeights
from inscredit_models.scoring.grades import grade_scores

Weighed = tuple[list[FrameworkNode], GroupWeights]
"""The children of one node and their weights."""


def identity_of(framework: Framework, units: Units) -> pd.DataFrame:
    """Give the columns that say whose row it is: ``unit``, then ``group`` and ``time`` where declared."""
    columns = {"unit": units.names}
    if framework.group is not None:
        columns["group"] = units.groups
    if framework.time is not None:
        columns["time"] = units.times
    return pd.DataFrame(columns)


def score_tables(
    framework: Framework,
    everyone: Units,
    out: np.ndarray,
    points: Mapping[str, np.ndarray],
    before_veto: np.ndarray,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the tables of scores and ranks, see `result.CompositeIndex`.

    Parameters
    ----------
    framework : Framework
        What was declared.
    everyone : Units
        All n units.
    out : ndarray of bool of shape (n,)
        Units that were left out.
    points : mapping
        By node, of the m units that were not.
    before_veto : ndarray of shape (m,)
        Score before vetoes.
    """
    root = framework.root.code
    inner = [node.code for node in reversed(framework.bottom_up()) if node.code != root]
    full = {code: _in_place(points[code], out) for code in (root, *inner)}
    identity = identity_of(framework, everyone)
    places = {code: ranks_of(full[code], everyone.times) for code in full}
    before = {"score_before_veto": _in_place(before_veto, out)} if framework.veto else {}
    reasons = np.where(out, "fewer present values than min_available", "")
    reasons = np.where(~out & np.isnan(full[root]), "no weighted value", reasons)
    parts = {code: full[code] for code in inner}
    grades = {"grade": grade_scores(as_open_system(framework), full[root])} if framework.grade else {}
    columns = {"rank": places[root], "score": full[root], **grades, **parts, **before, "reason": reasons}
    return pd.concat([identity, pd.DataFrame(columns)], axis=1), pd.concat([identity, pd.DataFrame(places)], axis=1)


def weight_table(framework: Framework, weights: Mapping[str, Weighed]) -> pd.DataFrame:
    """Give one row per node below the root: nominal, expert, data and effective weight."""
    effective, level = {framework.root.code: 1.0}, {framework.root.code: 1}
    rows = []
    for parent in reversed(framework.bottom_up()):
        children, group = weights[parent.code]
        for place, child in enumerate(children):
            effective[child.code] = effective[parent.code] * float(group.final[place])
            level[child.code] = level[parent.code] + 1
            rows.append(
                {
                    "parent": parent.code,
                    "node": child.code,
                    "level": level[child.code],
                    "nominal": float(group.final[place]),
                    "expert": float(group.expert[place]),
                    "data": float(group.data[place]),
                    "effective": effective[child.code],
                    "note": group.note,
                }
            )
    return pd.DataFrame(rows)


def _in_place(points: np.ndarray, out: np.ndarray) -> np.ndarray:
    """Give points for all units, NaN where a unit was left out."""
    column = np.full(len(out), np.nan)
    column[~out] = points
    return column
