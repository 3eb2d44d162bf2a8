"""Which columns a scorecard keeps (变量筛选): every decision with its reason, and never none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.special import chdtri, expit
from threadpoolctl import threadpool_limits

from inscredit_models.models.binning import ColumnBins
from inscredit_models.models.logistic import solve_logistic

SELECTION_COLUMNS = ("column", "iv", "decision", "reason")
RULE_OF_THUMB = 0.02
"""Information value below which a column is called useless in the trade."""
CHANCE = 0.05
"""Share of samples in which a column without information may look as if it had some."""
NOISE = 3.0
"""Standard errors up to which a coefficient of the wrong sign counts as noise."""


def screen_by_information(columns: Sequence[ColumnBins], min_iv: float | None) -> dict[str, str]:
    """Say by column why it leaves before the regression; an empty reason keeps it.

    A column leaves with one bin only, or with an information value below ``min_iv``. None asks for the rule of thumb,
    or where many rows can tell a weaker column from noise, for more than chance gives (`iv_by_chance`): a sum of weak
    columns may be strong. Where all would leave, the one with the highest information value (the first of equals)
    stays.
    """
    reasons = {column.feature.code: _reason(column, min_iv) for column in columns}
    if all(reasons.values()):
        reasons[max(columns, key=lambda column: column.iv).feature.code] = ""
    return reasons


def iv_by_chance(nonevents: Sequence[int], events: Sequence[int], share: float) -> float:
    """Give the information value that bins of a column without information pass in this share of samples.

    Parameters
    ----------
    nonevents, events : sequence of int
        Rows of each bin; empty bins do not count.
    share : float
        0 to 1.

    Notes
    -----
    With G non-events and B events, IV ÷ (1/G + 1/B) is distributed as χ² with as many degrees of freedom as there are
    bins less one, where each bin holds enough rows: it is Pearson's χ² of the table to the first order.

    Examples
    --------
    Two bins of 1,000 + 1,000 rows: 3.841 ÷ 500. The rule of thumb 0.02 is far above it.

    >>> round(iv_by_chance([600, 400], [500, 500], 0.05), 5)
    0.00768
    """
    filled = int((np.add(nonevents, events) > 0).sum())
    return float(chdtri(max(filled - 1, 1), share)) * (1 / sum(nonevents) + 1 / sum(events))


def agree_signs(
    matrix: np.ndarray, events: np.ndarray, columns: Sequence[ColumnBins], reasons: dict[str, str], strength: float
) -> tuple[np.ndarray, float]:
    """Regress on WOE and drop columns with the wrong sign one at a time, the most wrong first.

    A column without a declared direction stays where its wrong sign is beyond `NOISE` standard errors: beside the other
    columns it then means the opposite of what it means alone, and nothing declared says otherwise.

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
        Of the kept columns, in order, none positive where a direction is declared.
    intercept : float
    """
    declared = np.array([column.feature.direction != 0 for column in columns])
    while True:
        kept = [place for place, column in enumerate(columns) if not reasons[column.feature.code]]
        part = matrix[:, kept]
        coefficients, intercept = solve_logistic(part, events, strength)
        if len(kept) == 1:
            return np.minimum(coefficients, 0.0), intercept
        is_wrong = coefficients >= 0
        if is_wrong.any():
            errors = _standard_errors(part, coefficients, intercept, strength)
            is_wrong &= declared[kept] | (coefficients <= NOISE * errors)
        if not is_wrong.any():
            return coefficients, intercept
        worst = int(np.where(is_wrong, coefficients, -np.inf).argmax())
        reasons[columns[kept[worst]].feature.code] = "wrong sign beside the other columns"


def _standard_errors(matrix: np.ndarray, coefficients: np.ndarray, intercept: float, strength: float) -> np.ndarray:
    """Give the standard error of each coefficient from the curvature of the penalised log likelihood."""
    p_event = expit(matrix @ coefficients + intercept)
    full = np.column_stack([matrix, np.ones(len(matrix))])
    penalty = np.diag([*np.full(matrix.shape[1], 1 / strength), 0.0])
    with threadpool_limits(limits=1):
        curvature = (full * (p_event * (1 - p_event))[:, np.newaxis]).T @ full + penalty
    return np.sqrt(np.diag(np.linalg.pinv(curvature))[:-1])


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


def _reason(column: ColumnBins, min_iv: float | None) -> str:
    filled = np.add(column.nonevents, column.events) > 0
    if filled.sum() < 2:
        return "one bin only"
    if min_iv is None:
        min_iv = min(RULE_OF_THUMB, iv_by_chance(column.nonevents, column.events, CHANCE))
    return f"information value below {min_iv:.2g}" if column.iv < min_iv else ""
