"""WOE binning and scoring of a scorecard: against optbinning's process and scorecard on the same rows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.measuring import Row, compare_seconds
from inscredit_models.models.binning import BinningRules, bin_column
from inscredit_models.models.features import Feature
from inscredit_models.models.scorecard import Scorecard

COLUMNS = 20


def make_rows(rows: int, *, seed: int = 7) -> tuple[pd.DataFrame, np.ndarray]:
    """Simulate numeric columns of which half bear on the event, one in ten cells missing in every fifth column."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(rows, COLUMNS))
    logit = -2.0 + values[:, : COLUMNS // 2] @ np.linspace(0.5, 0.05, COLUMNS // 2)
    y = (rng.uniform(size=rows) < 1 / (1 + np.exp(-logit))).astype(int)
    values[:, ::5] = np.where(rng.uniform(size=(rows, len(range(0, COLUMNS, 5)))) < 0.1, np.nan, values[:, ::5])
    return pd.DataFrame(values, columns=[f"x{number:02d}" for number in range(COLUMNS)]), y


def measure(*, rows: int, rounds: int) -> list[Row]:
    """Measure binning all columns, then scoring all rows and one row with a fitted card."""
    from optbinning import BinningProcess
    from optbinning import Scorecard as Theirs
    from sklearn.linear_model import LogisticRegression

    frame, y = make_rows(rows)
    names = list(frame.columns)

    def bin_theirs() -> object:
        return BinningProcess(names, max_n_bins=6, n_jobs=1).fit(frame, y)

    def bin_ours() -> object:
        return [bin_column(frame[name], y, Feature(name), BinningRules()) for name in names]

    size = f"{rows} rows, {COLUMNS} columns"
    note = (
        "at most 6 bins a column, each with its defaults; ours by dynamic programming, theirs by constraint programming"
    )
    made = compare_seconds("WOE binning", size, bin_ours, {"optbinning 1 process": bin_theirs}, note, rounds=rounds)
    ours = Scorecard().fit(frame, y)
    theirs = Theirs(
        BinningProcess(names, max_n_bins=6), LogisticRegression(), scaling_method="min_max",
        scaling_method_params={"min": 300, "max": 850},
    ).fit(frame, y)  # fmt: skip
    one = frame.iloc[[0]]
    note = "a fitted card each, on the same columns; ours gives decimal points"
    made += compare_seconds(
        "scoring, all rows", size, lambda: ours.credit_score(frame),
        {"optbinning 1 scorecard": lambda: theirs.score(frame)}, note, rounds=rounds,
    )  # fmt: skip
    made += compare_seconds(
        "scoring, one row", size, lambda: ours.credit_score(one),
        {"optbinning 1 scorecard": lambda: theirs.score(one)}, note, rounds=5 * rounds,
    )  # fmt: skip
    return made
