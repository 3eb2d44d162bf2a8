"""Advice on inconsistent judgements (一致性建议): which one to revisit, and what the others say it should be."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import connected_components

from inscredit_models.models.composite.judgement import ACCEPTED_RATIO, least_squares_weights
from inscredit_models.models.expert_panel.answers import PAIRWISE, pairwise_matrix
from inscredit_models.models.expert_panel.panel import ExpertPanel

ADVICE_COLUMNS = ("item", "against", "judged", "suggested", "on_scale", "ratio_now", "ratio_after")
_SCALE = np.array([1 / value for value in range(9, 1, -1)] + [float(value) for value in range(1, 10)])


def advise(matrix: np.ndarray, items: tuple[str, ...], *, completion: str = "eigenvector") -> pd.DataFrame:
    """Rank the judgements of a matrix by how much consistency would gain if they were revisited.

    Parameters
    ----------
    matrix : ndarray of shape (n, n)
        A pairwise matrix, NaN where not judged.
    items : tuple of str of length n
        Names of the items.
    completion : {"eigenvector", "least_squares"}
        The weighting.

    Returns
    -------
    pandas.DataFrame
        ``item, against, judged, suggested, on_scale, ratio_now, ratio_after``, the most useful first. ``suggested`` is
        the ratio of the weights that the *other* judgements give; ``on_scale`` the nearest value of Saaty's scale (1/9
        to 9), and ``ratio_after`` the consistency ratio with it. Judgements without which the items would fall apart
        have no advice.

    Notes
    -----
    Leaving a judgement out (as in Harker 1987) and asking the rest is used, not the largest a_ij w_j / w_i of the whole
    matrix (Saaty 2003), since a gross slip pulls the weights towards itself.

    Examples
    --------
    a : b = 2 and b : c = 2, but a : c = 1/4, which should be 4:

    >>> from inscredit_models.models.composite.judgement import pairwise_from_upper
    >>> found = advise(pairwise_from_upper([2, 1 / 4, 2], 3), ("a", "b", "c"))
    >>> found.query("item == 'a' and against == 'c'")[["judged", "suggested", "ratio_after"]].values.tolist()
    [[0.25, 4.0, 0.0]]
    """
    weigh = PAIRWISE[completion]
    now = weigh(matrix).ratio
    rows = []
    for row, column in zip(*np.triu_indices(len(matrix), 1), strict=True):
        others = matrix.copy()
        others[row, column] = others[column, row] = np.nan
        is_judged = not np.isnan(matrix[row, column])
        if not is_judged or connected_components(~np.isnan(others), directed=False)[0] > 1:
            continue
        weights = least_squares_weights(others).weights
        suggested = float(weights[row] / weights[column])
        on_scale = float(_SCALE[np.argmin(np.abs(np.log(_SCALE / suggested)))])
        others[row, column], others[column, row] = on_scale, 1 / on_scale
        after = weigh(others).ratio
        rows.append(
            (items[row], items[column], matrix[row, column], round(suggested, 9), on_scale, now, round(after, 12))
        )
    frame = pd.DataFrame(rows, columns=list(ADVICE_COLUMNS))
    return frame.sort_values("ratio_after", kind="stable", ignore_index=True)


def panel_advice(panel: ExpertPanel, round_: int | None = None) -> pd.DataFrame:
    """Give the best advice for each pairwise answer whose consistency ratio is not accepted.

    Returns
    -------
    pandas.DataFrame
        ``group, expert`` and the columns of `advise`; one row per answer, empty where all are consistent.
    """
    groups = {group.code: group for group in panel.group}
    found = []
    for (code, expert), answer in panel.last_answers(round_).items():
        if answer[0].kind != "pairwise":
            continue
        matrix = pairwise_matrix(groups[code], answer)
        if PAIRWISE[panel.completion](matrix).ratio >= ACCEPTED_RATIO:
            best = advise(matrix, groups[code].items, completion=panel.completion).iloc[:1]
            found.append(best.assign(group=code, expert=expert))
    columns = ["group", "expert", *ADVICE_COLUMNS]
    return pd.concat(found, ignore_index=True)[columns] if found else pd.DataFrame(columns=columns)
