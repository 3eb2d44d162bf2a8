"""How firm ranks and grades are (排名稳健性) when every choice behind an index is varied at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from inscredit_models.evaluation.choice_runs import ChoiceRuns
from inscredit_models.evaluation.perturbation_plan import OmitOne, Options

_PAIRS_AT_ONCE = 20_000_000


def rank_intervals(found: ChoiceRuns, *, level: float = 0.90) -> pd.DataFrame:
    """Give each unit's rank with its interval over the runs.

    Returns
    -------
    pandas.DataFrame
        ``unit, nominal, mean, median, low, high, level``, in the order of the nominal rank; ``low`` and ``high`` are
        the quantiles that hold ``level`` of the runs between them.
    """
    ranks = found.ranks
    low, middle, high = np.quantile(ranks, [(1 - level) / 2, 0.5, (1 + level) / 2], axis=0)
    table = {
        "unit": found.units,
        "nominal": found.nominal_ranks,
        "mean": ranks.mean(axis=0),
        "median": middle,
        "low": low,
        "high": high,
        "level": level,
    }
    return pd.DataFrame(table).sort_values("nominal", kind="stable", ignore_index=True)


def grade_shares(found: ChoiceRuns, grade: Callable[[np.ndarray], np.ndarray]) -> pd.DataFrame:
    """Give the share of runs in which each unit has each grade.

    Parameters
    ----------
    found : ChoiceRuns
        Runs whose scores are on the scale of the grades.
    grade : callable
        From scores of shape (n,) to symbols of shape (n,), for example ``partial(grade_scores, system)``.

    Returns
    -------
    pandas.DataFrame
        ``unit, grade, share, nominal``: only grades that a unit has in some run; ``nominal`` marks its own. The shares
        of a unit add up to 1.
    """
    symbols = grade(found.scores.ravel()).reshape(found.scores.shape)
    own = grade(found.nominal)
    order = np.argsort(found.nominal_ranks, kind="stable")
    rows = [
        (found.units[place], str(symbol), count / len(symbols), symbol == own[place])
        for place in order
        for symbol, count in zip(*np.unique(symbols[:, place].astype(str), return_counts=True), strict=True)
    ]
    return pd.DataFrame(rows, columns=["unit", "grade", "share", "nominal"])


@dataclass(frozen=True, slots=True)
class RobustPairs:
    """Pairs of units whose order hardly depends on the choices: ``robust`` of ``pairs``, at agreement of ``level``."""

    pairs: int
    robust: int
    level: float

    @property
    def share(self) -> float:
        """Robust pairs as a share of all; NaN for a single unit."""
        return self.robust / self.pairs if self.pairs else float("nan")


def robust_pairs(found: ChoiceRuns, *, level: float = 0.95) -> RobustPairs:
    """Count the pairs of units that stand in one and the same strict order in at least ``level`` of the runs."""
    above = order_shares(found)
    upper = np.triu_indices(len(above), 1)
    robust = np.maximum(above, above.T)[upper] >= level
    return RobustPairs(len(robust), int(robust.sum()), level)


def order_shares(found: ChoiceRuns) -> np.ndarray:
    """Give the share of runs in which unit i is strictly above unit j, shape (n, n)."""
    runs, units = found.scores.shape
    above = np.zeros((units, units))
    block = max(1, _PAIRS_AT_ONCE // (units * units))
    for start in range(0, runs, block):
        scores = found.scores[start : start + block]
        above += (scores[:, :, None] > scores[:, None, :]).sum(axis=0)
    return above / runs


def mean_rank_shift(found: ChoiceRuns) -> np.ndarray:
    """Give the mean absolute shift of rank against the nominal index, for each run, shape (runs,).

    References
    ----------
    Saisana, M., Saltelli, A. & Tarantola, S. (2005), Journal of the Royal Statistical Society A 168(2), 307–323.
    """
    return np.abs(found.ranks - found.nominal_ranks).mean(axis=1)


def shift_by_option(found: ChoiceRuns) -> pd.DataFrame:
    """Give the mean rank shift of the runs with each option of each factor: ``factor, option, runs, mean_shift``."""
    shift = mean_rank_shift(found)
    rows = []
    for factor in found.plan.factor:
        if isinstance(factor, Options | OmitOne):
            for option in factor.options:
                chosen = found.choices[factor.code] == option
                rows.append((factor.code, option or "nothing", int(chosen.sum()), float(shift[chosen].mean())))
    return pd.DataFrame(rows, columns=["factor", "option", "runs", "mean_shift"])
