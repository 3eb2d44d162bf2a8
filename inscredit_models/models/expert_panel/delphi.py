"""Delphi rounds (德尔菲法): do the experts agree, and has their judgement stopped moving?"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.stats import chi2, rankdata

from inscredit_models.models.expert_panel.group_weights import individual_weights
from inscredit_models.models.expert_panel.panel import ExpertPanel

STRONG_AGREEMENT = 0.7
"""Kendall's W from which agreement is called strong (Schmidt 1997)."""
STILL = 0.02
"""A median that moves by no more than this share of the group's weight is still."""
DELPHI_COLUMNS = (
    "group",
    "round",
    "experts",
    "kendall_w",
    "chi_square",
    "p_value",
    "spread",
    "median_shift",
    "spread_change",
    "compared",
    "agreement",
    "stability",
)


def kendall_w(values: np.ndarray) -> tuple[float, float, float]:
    """Give Kendall's coefficient of concordance W with its chi-square and p value.

    Parameters
    ----------
    values : ndarray of shape (judges, items)
        What each judge gave; ranked within judges, ties have mid-ranks and are corrected for.

    Returns
    -------
    tuple of float
        W from 0 (none) to 1 (all alike), m(n − 1)W, and the p value against no agreement; NaN with fewer than two
        judges or where every judge ties everything.

    References
    ----------
    Kendall, M. G. & Babington Smith, B. (1939), The problem of m rankings, Annals of Mathematical Statistics 10.

    Examples
    --------
    >>> round(kendall_w(np.array([[1, 2, 3, 4, 5], [2, 1, 3, 5, 4], [1, 3, 2, 4, 5]]))[0], 7)
    0.8444444
    """
    judges, items = values.shape
    ranks = rankdata(values, axis=1)
    ties = sum(float((counts**3 - counts).sum()) for counts in (np.unique(row, return_counts=True)[1] for row in ranks))
    deviation = float(((ranks.sum(axis=0) - judges * (items + 1) / 2) ** 2).sum())
    room = judges**2 * (items**3 - items) - judges * ties
    if judges < 2 or room == 0:
        return float("nan"), float("nan"), float("nan")
    concordance = 12 * deviation / room
    square = judges * (items - 1) * concordance
    return concordance, square, float(chi2.sf(square, items - 1))


def delphi_rounds(panel: ExpertPanel, *, still: float = STILL, strong: float = STRONG_AGREEMENT) -> pd.DataFrame:
    """Test each round of each group for agreement and for stability against the round before.

    Parameters
    ----------
    panel : ExpertPanel
        Judgements of one or more rounds; an expert who is silent in a round keeps the earlier answer.
    still : float
        Largest shift of any item's median weight, and largest growth of the mean interquartile range, that counts as
        still.
    strong : float
        Kendall's W from which agreement is strong.

    Returns
    -------
    pandas.DataFrame
        Columns `DELPHI_COLUMNS`. ``spread`` is the mean interquartile range of the weights; ``median_shift`` the
        largest shift of a median and ``spread_change`` the change of the spread among the ``compared`` experts who
        stand in both rounds; ``agreement`` is strong, weak (W significant but lower), none or not_evaluable;
        ``stability`` is first_round, stable, moving or not_evaluable (no expert stands in both rounds).
    """
    rows = []
    for group in panel.group:
        tables = {round_: _table(panel, group.code, round_) for round_ in panel.rounds}
        previous = {later: earlier for earlier, later in pairwise(panel.rounds)}
        for round_, table in tables.items():
            if table.empty:
                continue
            agreement = kendall_w(table.to_numpy())
            moved = _moved(tables[previous[round_]], table) if round_ in previous else None
            state = "first_round" if moved is None else _stability(*moved, still)
            shift, change, compared = moved or (np.nan, np.nan, 0)
            spread = float(_spread(table).mean())
            cells = (*agreement, spread, shift, change, compared, _agreement(agreement, strong), state)
            rows.append((group.code, round_, len(table), *cells))
    return pd.DataFrame(rows, columns=list(DELPHI_COLUMNS))


def _table(panel: ExpertPanel, group: str, round_: int) -> pd.DataFrame:
    weights = individual_weights(panel, round_)
    chosen = weights[weights["group"] == group]
    return chosen.pivot(index="expert", columns="item", values="weight")


def _spread(table: pd.DataFrame) -> pd.Series:
    return table.quantile(0.75) - table.quantile(0.25)


def _moved(before: pd.DataFrame, after: pd.DataFrame) -> tuple[float, float, int]:
    both = before.index.intersection(after.index)
    if not len(both):
        return float("nan"), float("nan"), 0
    before, after = before.loc[both], after.loc[both]
    shift = float((after.median() - before.median()).abs().max())
    return shift, float(_spread(after).mean() - _spread(before).mean()), len(both)


def _stability(shift: float, change: float, compared: int, still: float) -> str:
    if not compared:
        return "not_evaluable"
    return "stable" if shift <= still and change <= still else "moving"


def _agreement(found: tuple[float, float, float], strong: float) -> str:
    concordance, _, p_value = found
    if np.isnan(concordance):
        return "not_evaluable"
    if p_value >= 0.05:
        return "none"
    return "strong" if concordance >= strong else "weak"
