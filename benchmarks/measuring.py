"""How a claim is measured: the same work by both, in turn, in one process; medians, their ratio, and who it was."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from inscredit_models.evaluation.resampled import corrected_covariance

LIBRARIES = ("numpy", "pandas", "duckdb", "polars", "scikit-learn", "optbinning", "ortools", "toad", "lightgbm")


@dataclass(frozen=True)
class Row:
    """One claim.

    Parameters
    ----------
    topic, size, yardstick : str
        What is done, on how much, and against whom.
    measure : {"seconds", "cpu_seconds", "peak_mib", "exponent_seconds", "exponent_cpu_seconds", "iv", "auc"}
        Seconds, of the clock or of the processors, and peak memory: ``value`` is ours ÷ theirs, below 1 we are quicker
        or smaller; information value likewise, above 1 we find more. Exponents: of the growth of the time with the
        number of events. AUC: ``value`` is ours − theirs.
    ours, theirs : float
        Median seconds, or mean AUC over all folds.
    value, low, high : float
        Ratio of medians with its smallest and largest single ratio, or difference with its 95 % interval.
    p_value : float
        Of the paired test; NaN for seconds.
    note : str
        What makes the two the same work, or not quite.
    """

    topic: str
    size: str
    yardstick: str
    measure: str
    ours: float
    theirs: float
    value: float
    low: float
    high: float
    p_value: float
    note: str


def compare_seconds(
    topic: str, size: str, ours: Callable[[], Any], theirs: dict[str, Callable[[], Any]], note: str, *, rounds: int
) -> list[Row]:
    """Time ours and each yardstick in turn, a number of rounds after one that does not count."""
    seconds: dict[str, list[float]] = {name: [] for name in ("ours", *theirs)}
    for number in range(rounds + 1):
        for name, work in (("ours", ours), *theirs.items()):
            begun = time.perf_counter()
            work()
            if number:
                seconds[name].append(time.perf_counter() - begun)
    return [ratio_row(topic, size, name, seconds["ours"], seconds[name], note) for name in theirs]


def ratio_row(topic: str, size: str, yardstick: str, ours: Sequence[float], theirs: Sequence[float], note: str) -> Row:
    """Give the row of two series of seconds that were measured in the same rounds.

    Examples
    --------
    >>> row = ratio_row("a", "b", "c", [1.0, 2.0, 3.0], [2.0, 4.0, 3.0], "")
    >>> row.value, row.low, row.high
    (0.6666666666666666, 0.5, 1.0)
    """
    each = [mine / yours for mine, yours in zip(ours, theirs, strict=True)]
    mine, yours = statistics.median(ours), statistics.median(theirs)
    return Row(topic, size, yardstick, "seconds", mine, yours, mine / yours, min(each), max(each), float("nan"), note)


def auc_row(
    topic: str, size: str, yardstick: str, ours: np.ndarray, theirs: np.ndarray, test_to_train: float, note: str
) -> Row:
    """Give the row of two models' AUC in the same folds, by the corrected resampled t test (Nadeau and Bengio)."""
    (difference,), ((variance,),) = corrected_covariance((ours - theirs)[:, None], test_to_train)
    spread, freedom = float(np.sqrt(variance)), len(ours) - 1
    reach = float(stats.t.ppf(0.975, freedom)) * spread
    p_value = float(2 * stats.t.sf(abs(difference) / spread, freedom)) if spread > 0 else 1.0
    low, high = float(difference) - reach, float(difference) + reach
    means = float(ours.mean()), float(theirs.mean())
    return Row(topic, size, yardstick, "auc", *means, float(difference), low, high, p_value, note)


def environment() -> dict[str, str]:
    """Say on what the figures were measured: processor count, platform, versions; no name of a machine."""
    found = {"python": platform.python_version(), "platform": f"{platform.system()} {platform.machine()}"}
    found["processors"] = str(os.cpu_count())
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def tabulate(rows: Sequence[Row]) -> pd.DataFrame:
    """Give the rows as a frame with the environment in a last column."""
    where = "; ".join(f"{name} {value}" for name, value in environment().items())
    return pd.DataFrame([asdict(row) for row in rows]).assign(environment=where)


def table_text(rows: Sequence[Row]) -> str:
    """Give the rows as lines for the terminal."""
    lines = [f"{'topic':<34}{'yardstick':<28}{'ours':>9}{'theirs':>9}  ours ÷ theirs, or ours − theirs"]
    for row in rows:
        sign, p_value = (
            ("+", f"  p {max(row.p_value, 0.001):.3f}{' or less' if row.p_value < 0.001 else ''}")
            if row.measure == "auc"
            else ("", "")
        )
        value = f"{row.value:{sign}.3f} [{row.low:{sign}.3f}, {row.high:{sign}.3f}]{p_value}"
        lines.append(f"{row.topic:<34}{row.yardstick:<28}{row.ours:>9.3f}{row.theirs:>9.3f}  {value}")
    return "\n".join(lines)
