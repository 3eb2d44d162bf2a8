"""Do subjects move as a rating should let them? (等级迁移检验): weighted bandwidths and neighbouring cells."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import norm

from inscredit_models.models.migration.cohort import Moves


class Bandwidth(NamedTuple):
    """Share of the furthest possible way that was moved: ``upper`` towards worse, ``lower`` towards better grades."""

    upper: float
    lower: float


def weighted_bandwidth(moves: Moves) -> Bandwidth:
    """Give the weighted bandwidths of the moves between the grades that are not default.

    Σ |i − j| · moves(i, j) on one side of the diagonal, divided by its value where everybody who moved to that side
    had gone to the last grade on either side, the farther one.

    References
    ----------
    European Central Bank (2019), Instructions for reporting the validation results of internal models, section on
    customer migrations.
    """
    counts = moves.counts[:-1, :-1].astype(float)
    k = len(counts)
    steps = np.abs(np.subtract.outer(np.arange(k), np.arange(k)))
    farthest = np.maximum(np.arange(k), k - 1 - np.arange(k))[:, None]
    found = []
    for side in (np.triu(counts, 1), np.tril(counts, -1)):
        most = (farthest * side).sum()
        found.append(float((steps * side).sum() / most) if most else float("nan"))
    return Bandwidth(*found)


def neighbouring_cells(moves: Moves) -> pd.DataFrame:
    """Test whether shares fall with the distance from the diagonal.

    Returns
    -------
    pandas.DataFrame
        Columns grade, nearer, farther, share_nearer, share_farther, z, p_value: p is small where more subjects moved to
        the farther of two neighbouring grades than to the nearer one, which a rating should not do.
    """
    rows = []
    counts, names = moves.counts[:-1, :-1], moves.grades
    for start in range(len(counts)):
        n = moves.counts[start].sum()
        pairs = [(j, j + 1) for j in range(start + 1, len(counts) - 1)] + [(j, j - 1) for j in range(start - 1, 0, -1)]
        for nearer, farther in pairs if n else ():
            near, far = counts[start, nearer] / n, counts[start, farther] / n
            variance = (near * (1 - near) + far * (1 - far) + 2 * near * far) / n
            z = float((far - near) / np.sqrt(variance)) if variance > 0 else float("nan")
            rows.append((names[start], names[nearer], names[farther], near, far, z, float(norm.sf(z))))
    columns = ["grade", "nearer", "farther", "share_nearer", "share_farther", "z", "p_value"]
    return pd.DataFrame(rows, columns=columns)
