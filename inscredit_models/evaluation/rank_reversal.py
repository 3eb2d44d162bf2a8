"""Rank reversal (逆序检验): does a unit that comes or goes change the order of the others?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from inscredit_models.findings import Findings

REVERSAL_COLUMNS = ("change", "unit", "pairs", "reversed", "largest_shift", "first_changed")
Build = Callable[[pd.DataFrame], np.ndarray]


def rank_reversals(build: Build, frame: pd.DataFrame, *, added: pd.DataFrame | None = None) -> pd.DataFrame:
    """Take each unit away in turn, add the given ones in turn, and count the pairs whose order turns round.

    Parameters
    ----------
    build : callable
        From a frame of units to their scores of shape (n,), higher is better. All that is estimated from the units
        (bounds, weights, ideal points) must be estimated inside, or there is nothing to test.
    frame : pandas.DataFrame
        The units; the index names them.
    added : pandas.DataFrame, optional
        Units to add, one at a time; by default the worst and the best that could be (of each column the smallest and
        the largest values), and a copy of the first unit.

    Returns
    -------
    pandas.DataFrame
        Columns `REVERSAL_COLUMNS`: ``change`` is removed or added; ``pairs`` are the pairs of other units in strict
        order before, ``reversed`` those in the opposite strict order after; ``largest_shift`` of a rank among the
        others; ``first_changed`` whether another unit is now first among them.

    Examples
    --------
    A mean of given points cannot turn round:

    >>> units = pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [3.0, 2.5, 0.0]}, index=["u", "v", "w"])
    >>> int(rank_reversals(lambda frame: frame.mean(axis=1).to_numpy(), units)["reversed"].sum())
    0
    """
    base = np.asarray(build(frame), dtype=float)
    rows = []
    for place, unit in enumerate(frame.index):
        others = np.arange(len(frame)) != place
        scores = np.asarray(build(frame[others]), dtype=float)
        rows.append(("removed", str(unit), *_compared(base[others], scores)))
    for unit, values in (_strangers(frame) if added is None else added).iterrows():
        longer = pd.concat([frame, values.to_frame().T.astype(frame.dtypes.to_dict())])
        scores = np.asarray(build(longer), dtype=float)[: len(frame)]
        rows.append(("added", str(unit), *_compared(base, scores)))
    return pd.DataFrame(rows, columns=list(REVERSAL_COLUMNS))


def _strangers(frame: pd.DataFrame) -> pd.DataFrame:
    rows = [frame.min(), frame.max(), frame.iloc[0]]
    return pd.DataFrame(rows, index=["smallest_values", "largest_values", "copy_of_first"])[list(frame.columns)]


def _compared(before: np.ndarray, after: np.ndarray) -> tuple[int, int, float, bool]:
    _refuse_unscored(before, after)
    upper = np.triu_indices(len(before), 1)
    was, now = (np.sign(scores[:, None] - scores[None, :])[upper] for scores in (before, after))
    shift = np.abs(rankdata(-before) - rankdata(-after)).max(initial=0.0)
    first_changed = bool(len(before)) and bool(before[int(after.argmax())] != before.max())
    return int((was != 0).sum()), int((was * now < 0).sum()), float(shift), first_changed


def _refuse_unscored(before: np.ndarray, after: np.ndarray) -> None:
    gaps = int((~np.isfinite(before)).sum() + (~np.isfinite(after)).sum())
    if gaps:
        findings = Findings()
        findings.add(
            "ICM027", "rank reversal", f"{gaps} scores that are not finite", "a score for each unit", "mend them"
        )
        findings.refuse()
