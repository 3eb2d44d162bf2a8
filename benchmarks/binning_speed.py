"""WOE binning and scoring of a scorecard: against optbinning's process and scorecard on the same rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from benchmarks.measuring import Row, compare_seconds
from inscredit_models.models.bin_requests import BinRequest
from inscredit_models.models.binning import BinningRules, ColumnBins, bin_column
from inscredit_models.models.features import Feature
from inscredit_models.models.scorecard import Scorecard

COLUMNS = 32
RULES = BinningRules(max_bins=6, max_prebins=20, bin_price=0.0, prebins="split")
"""As theirs by default: up to 20 pre-bins, cut where the outcome changes most, and no price for a bin."""
TRENDS = ("peak", "valley")
"""As theirs by default: WOE may rise, fall, or turn once; a turn may lie at either end."""


def make_rows(rows: int, *, seed: int = 7) -> tuple[pd.DataFrame, np.ndarray]:
    """Simulate numeric columns of which half bear on the event, one in ten cells missing in every fifth column."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(rows, COLUMNS))
    logit = -2.0 + values[:, : COLUMNS // 2] @ np.linspace(0.5, 0.05, COLUMNS // 2)
    y = (rng.uniform(size=rows) < 1 / (1 + np.exp(-logit))).astype(int)
    values[:, ::5] = np.where(rng.uniform(size=(rows, len(range(0, COLUMNS, 5)))) < 0.1, np.nan, values[:, ::5])
    return pd.DataFrame(values, columns=[f"x{number:02d}" for number in range(COLUMNS)]), y


def information(values: np.ndarray, y: np.ndarray, cuts: Sequence[float]) -> float:
    """Give the information value of a column under cuts, missing values a bin of their own; the same for everybody.

    Examples
    --------
    One event in four below the cut, three in four above it: (3/4 − 1/4) · ln 3, twice.

    >>> round(information(np.array([1, 1, 1, 1, 2, 2, 2, 2]), np.array([1, 0, 0, 0, 1, 1, 1, 0]), [1.5]), 6)
    1.098612
    """
    places = np.where(np.isnan(values), len(cuts) + 1, np.searchsorted(np.asarray(cuts), values, side="right"))
    bad = np.bincount(places[y == 1], minlength=len(cuts) + 2) / (y == 1).sum()
    good = np.bincount(places[y == 0], minlength=len(cuts) + 2) / (y == 0).sum()
    filled = (bad > 0) & (good > 0)
    return float(((good - bad)[filled] * np.log(good[filled] / bad[filled])).sum())


def _best_of_trends(column: pd.Series, y: np.ndarray) -> ColumnBins:
    feature = Feature(str(column.name))
    made = [bin_column(column, y, feature, RULES, request=BinRequest(trend)) for trend in TRENDS]
    return max(made, key=lambda bins: bins.iv)


def information_row(size: str, frame: pd.DataFrame, y: np.ndarray, ours: Sequence[ColumnBins], theirs: object) -> Row:
    """Compare the information value that both find, over all columns that carry any."""
    pairs = []
    for bins in ours:
        values = frame[bins.feature.code].to_numpy()
        splits = theirs.get_binned_variable(bins.feature.code).splits  # type: ignore[attr-defined]
        pairs.append((information(values, y, bins.cuts), information(values, y, splits)))
    mine, yours = (sum(side) for side in zip(*pairs, strict=True))
    each = [a / b for a, b in pairs if b >= 0.01]
    note = "summed over the columns, both measured by one formula; in brackets the single columns"
    return Row("information value", size, "optbinning 1 process", "iv", mine, yours, mine / yours, min(each), max(each),
               float("nan"), note)  # fmt: skip


def measure(*, rows: int, rounds: int) -> list[Row]:
    """Measure binning all columns, then scoring all rows and one record with a fitted card."""
    from optbinning import BinningProcess
    from optbinning import Scorecard as Theirs
    from sklearn.linear_model import LogisticRegression

    frame, y = make_rows(rows)
    names = list(frame.columns)

    def bin_theirs() -> object:
        return BinningProcess(names, max_n_bins=6, n_jobs=1).fit(frame, y)

    def bin_ours() -> list[ColumnBins]:
        return [_best_of_trends(frame[name], y) for name in names]

    size = f"{rows} rows, {COLUMNS} columns"
    note = "at most 6 bins a column, WOE may turn once; dynamic programming against constraint programming, one job"
    made = compare_seconds("WOE binning", size, bin_ours, {"optbinning 1 process": bin_theirs}, note, rounds=rounds)
    made.append(information_row(size, frame, y, bin_ours(), bin_theirs()))
    ours = Scorecard().fit(frame, y)
    theirs = Theirs(
        BinningProcess(names, max_n_bins=6), LogisticRegression(), scaling_method="min_max",
        scaling_method_params={"min": 300, "max": 850},
    ).fit(frame, y)  # fmt: skip
    one = frame.iloc[[0]]
    record = one.iloc[0].to_dict()
    note = "a fitted card each, on the same columns; ours gives decimal points"
    made += compare_seconds(
        "scoring, all rows", size, lambda: ours.credit_score(frame),
        {"optbinning 1 scorecard": lambda: theirs.score(frame)}, note, rounds=rounds,
    )  # fmt: skip
    made += compare_seconds(
        "scoring, a frame of one row", size, lambda: ours.credit_score(one),
        {"optbinning 1 scorecard": lambda: theirs.score(one)}, note, rounds=5 * rounds,
    )  # fmt: skip
    note = "ours takes a dict, `score_one`; theirs takes frames only"
    made += compare_seconds(
        "scoring, one record", size, lambda: ours.score_one(record),
        {"optbinning 1 scorecard": lambda: theirs.score(one)}, note, rounds=5 * rounds,
    )  # fmt: skip
    return made
