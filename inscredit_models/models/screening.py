"""Which columns a scorecard keeps (变量筛选): every decision with its reason, and never none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from inscredit_models.models.binning import ColumnBins
from inscredit_models.models.logistic import solve_logistic

SELECTION_COLUMNS = ("column", "iv", "decision", "reason")


def screen_by_information(columns: Sequence[ColumnBins], min_iv: float) -> dict[str, str]:
    """Say by column why it leaves before the regression; an empty reason keeps it.

    A column leaves with one bin only, or with an information value below ``min_iv``. Where all would leave, the one
    with the highest information value (the first of equals) stays.
    """
    reasons = {column.feature.code: _reason(column, min_iv) for column in columns}
    if all(reasons.values()):
        reasons[max(columns, key=lambda column: column.iv).feature.code] = ""
    return reasons


def agree_signs(
    matrix: np.ndarray, events: np.ndarray, columns: Sequence[ColumnBins], reasons: dict[str, str], strength: float
) -> tuple[np.ndarray, float]:
    """Regress on WOE and drop columns with the wrong sign one at a time, the most wrong first.

    Parameters
    ----------
    matrix : ndarray of shape (n, n_columns)
        WOE of each row, higher is better: a coefficient of the event's log-odds must be negative.
    events : ndarray of shape (n,)
        1 where the event happened, else 0.
    columns : sequence of ColumnBins
        One per column of the matrix.
    reasons : dict of str to str
        From `screen_by_information`; reasons are added in place.
    strength : float
        Inverse of the L2 penalty.

    Returns
    -------
    coefficients : ndarray
        Of the kept columns, in order, none positive.
    intercept : float
    """
    while True:
        kept = [place for place, column in enumerate(columns) if not reasons[column.feature.code]]
        coefficients, intercept = solve_logistic(matrix[:, kept], events, strength)
        worst = int(np.argmax(coefficients))
        if coefficients[worst] < 0 or len(kept) == 1:
            return np.minimum(coefficients, 0.0), intercept
        reasons[columns[kept[worst]].feature.code] = "wrong sign beside the other columns"


def selection_frame(columns: Sequence[ColumnBins], reasons: Mapping[str, str]) -> pd.DataFrame:
    """Lay out the decisions: column, iv, decision ("kept" or "dropped"), reason; one row per column."""
    rows = [
        {
            "column": column.feature.code,
            "iv": column.iv,
            "decision": "dropped" if reasons[column.feature.code] else "kept",
            "reason": reasons[column.feature.code],
        }
        for column in columns
    ]
    return pd.DataFrame(rows, columns=list(SELECTION_COLUMNS))


def _reason(column: ColumnBins, min_iv: float) -> str:
    filled = np.add(column.nonevents, column.events) > 0
    if filled.sum() < 2:
        return "one bin only"
    return f"information value below {min_iv:g}" if column.iv < min_iv else ""
