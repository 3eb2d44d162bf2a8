"""How well an order recovers the planted one (植入次序的还原): correlation, the first ones, pairs said to be firm."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from scipy.stats import kendalltau, rankdata

from inscredit_models.evaluation.truth_files import truth_file
from inscredit_models.findings import Finding, Refused

RECOVERY_COLUMNS = ("measure", "estimate", "low", "high", "n")
RESAMPLES = 1000


def read_planted_credit(store_path: Path, subjects: np.ndarray, as_of: dt.date, *, subject: str) -> np.ndarray | None:
    """Read ``credit_true``, higher = better, of the last period that the truth has and that is over on a date.

    Parameters
    ----------
    store_path : pathlib.Path
        Folder of the record store; the truth lies in ``truth/latent_<subject>.parquet``, by quarter (``2024Q4``),
        half-year (``2024H2``) or year (``2024``).
    subjects : ndarray of str of shape (n,)
        Whose values are wanted, in this order.
    as_of : datetime.date
        The day from which one looks.
    subject : str
        Subject type.

    Returns
    -------
    ndarray of shape (n,) or None
        NaN for a subject that the truth does not list in that period (who had left); None where there is no truth.

    Raises
    ------
    Refused
        ICM019 for a file that is not as it was written, ICM023 where no period of the truth is over on the date.
    """
    path = truth_file(store_path, f"latent_{subject}.parquet")
    if path is None:
        return None
    table = pq.read_table(path, columns=["subject_id", "period", "credit_true"]).to_pandas()
    periods = table["period"].astype("str")
    over = sorted(period for period in periods.unique() if period <= last_period(as_of, period[4:5]))
    if not over:
        found, allowed = f"no period is over on {as_of}", f"a day after the end of {periods.min()}"
        raise Refused([Finding("ICM023", f"truth/{path.name}", found, allowed, "choose a later date")])
    then = table[periods == over[-1]].set_index("subject_id")["credit_true"]
    return then.reindex(subjects).to_numpy(dtype=float)


def last_period(as_of: dt.date, kind: str) -> str:
    """Name the last quarter (``Q``), half-year (``H``) or year (empty) that is over on a day.

    Examples
    --------
    >>> last_period(dt.date(2025, 3, 31), "Q"), last_period(dt.date(2025, 3, 30), "Q")
    ('2025Q1', '2024Q4')
    >>> last_period(dt.date(2025, 3, 31), "H"), last_period(dt.date(2025, 12, 31), "")
    ('2024H2', '2025')
    """
    months = {"Q": 3, "H": 6, "": 12}[kind]
    begun = (as_of + dt.timedelta(days=1)).replace(day=1)
    # periods since the year 0 that are over when the month of tomorrow begins
    year, number = divmod((begun.year * 12 + begun.month - 1) // months - 1, 12 // months)
    return f"{year}{kind}{number + 1}" if kind else str(year)


def rank_correlation(score: np.ndarray, truth: np.ndarray) -> float:
    """Give Spearman's correlation; 0 where a score is the same for all, since it orders nobody."""
    one, two = rankdata(score), rankdata(truth)
    if np.ptp(one) == 0 or np.ptp(two) == 0:
        return 0.0
    return float(np.corrcoef(one, two)[0, 1])


def top_overlap(score: np.ndarray, truth: np.ndarray, *, share: float = 1 / 6) -> float:
    """Give the share of the truly first sixth (rounded) that the score also puts there.

    Examples
    --------
    >>> top_overlap(np.array([3.0, 2.0, 1.0, 0.0]), np.array([3.0, 1.0, 2.0, 0.0]), share=0.5)
    0.5
    """
    count = max(1, round(share * len(score)))
    first = np.argsort(-score, kind="stable")[:count]
    return len(set(first.tolist()) & set(np.argsort(-truth, kind="stable")[:count].tolist())) / count


def planted_frame(score: np.ndarray, truth: np.ndarray, firm: np.ndarray, *, seed: int = 0) -> pd.DataFrame:
    """Compare an index with the planted order.

    Parameters
    ----------
    score, truth : ndarray of shape (n,)
        Higher is better in both.
    firm : ndarray of bool of shape (n, n)
        [i, j] true where i is said to stand firmly above j.
    seed : int
        Of the bootstrap over units.

    Returns
    -------
    pandas.DataFrame
        Columns `RECOVERY_COLUMNS`: ``spearman`` and ``kendall`` with 95 % intervals over units drawn anew,
        ``top_overlap`` of the first sixth, ``firm_pairs_true``: the share of firm pairs that stand in the planted
        order (n is then their number; missing without any).
    """
    rng = np.random.default_rng(seed)
    n = len(score)
    measures = {"spearman": rank_correlation, "kendall": lambda a, b: float(kendalltau(a, b).statistic)}
    rows: list[tuple[str, float, float, float, int]] = []
    places = [rng.integers(0, n, n) for _ in range(RESAMPLES)]
    for name, measure in measures.items():
        drawn = np.array([measure(score[place], truth[place]) for place in places])
        low, high = np.nanquantile(drawn, [0.025, 0.975])
        rows.append((name, measure(score, truth), float(low), float(high), n))
    rows.append(("top_overlap", top_overlap(score, truth), np.nan, np.nan, n))
    count = int(firm.sum())
    right = float((truth[:, None] > truth[None, :])[firm].mean()) if count else np.nan
    rows.append(("firm_pairs_true", right, np.nan, np.nan, count))
    return pd.DataFrame(rows, columns=list(RECOVERY_COLUMNS))
