"""Panels at scale: 30 declared indicators at 12 dates, against the same by hand in DuckDB SQL, pandas and polars.

Every way (`scale_ways`) makes the same Parquet file from the same store in a process of its own, one after the other,
at 10^5, 10^6 and 10^7 events. Each has run once before anything is measured, so that the bytecode of what it loads is
on the disk, as it is for whoever uses a program twice.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd

from benchmarks.event_store import event_store
from benchmarks.measuring import Row, ratio_row
from benchmarks.scale_table import DATES, INDICATORS, THREADS
from benchmarks.scale_ways import ENGINE_GB, WAYS

YARDSTICKS = ("DuckDB SQL by hand", "polars by hand", "pandas by hand")
LIMITED = "ours in 2 GiB"
ONCE = ("pandas by hand", LIMITED)
"""At the largest size these run in the first round only."""

NOTE = "two threads; each a process of its own, bytecode on the disk, from Parquet parts to a Parquet file; same values"

Took = dict[str, float]
"""Seconds, seconds of the processors and peak memory in MiB of one process."""


def run_way(way: str, store: Path, out: Path, bytecode: Path) -> Took | None:
    """Carry out a way in a process of its own; ``None`` where it did not finish."""
    own = {"POLARS_MAX_THREADS": str(THREADS), "PYTHONPYCACHEPREFIX": str(bytecode), "PYTHONDONTWRITEBYTECODE": ""}
    environment = os.environ | own
    command = [sys.executable, "-m", "benchmarks.scale_ways", way, str(store), str(out)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    return json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else None


def check_equal(ours: Path, theirs: Path) -> None:
    """Raise where a yardstick gives other rows or values than we do."""
    first, second = pd.read_parquet(ours), pd.read_parquet(theirs)
    if first["subject_id"].tolist() != second["subject_id"].astype(str).tolist():
        raise ValueError("the yardstick has other rows")
    for code in INDICATORS:
        np.testing.assert_allclose(first[code], second[code], rtol=1e-9, atol=1e-9, err_msg=code)


def measure(folder: Path, *, subjects: int, rounds: int, large_rounds: int) -> Iterator[Row]:
    """Measure all ways on stores of ten statements a subject, of a hundredth, a tenth and all of the subjects.

    The largest is measured in ``large_rounds``, the others in ``rounds``; in a round every way runs once.
    """
    grown, sizes = [], (subjects // 100, subjects // 10, subjects)
    with tempfile.TemporaryDirectory() as bytecode:
        _rounds(event_store(folder, subjects=sizes[0]).path, 1, Path(bytecode), check=True)  # does not count
        for number in sizes:
            path, large = event_store(folder, subjects=number).path, number == subjects
            taken = _rounds(path, large_rounds if large else rounds, Path(bytecode), check=not large)
            size = f"{10 * number} events, {number} subjects, {len(DATES)} dates, {len(INDICATORS)} indicators"
            for way in YARDSTICKS:
                yield from _rows(size, way, taken["ours"], taken[way])
            grown.append(_median(taken["ours"]))
    yield _limit(size, taken[LIMITED])
    yield from _growth(size, grown)


def _rounds(store: Path, rounds: int, bytecode: Path, *, check: bool) -> dict[str, list[Took]]:
    """Run all ways in turn; with ``check`` the files of the first round must agree, else what is slow runs once."""
    taken: dict[str, list[Took]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as scratch:
        files = {way: Path(scratch) / f"{number}.parquet" for number, way in enumerate(WAYS)}
        for number in range(rounds):
            for way in WAYS:
                if number and way in ONCE and not check:
                    continue
                took = run_way(way, store, files[way], bytecode)
                if took is not None:
                    taken[way].append(took)
                    if check and number == 0:
                        check_equal(files["ours"], files[way])
                    if way != "ours" or not check:
                        files[way].unlink()
    return taken


def _rows(size: str, way: str, ours: list[Took], theirs: list[Took]) -> list[Row]:
    made = []
    for name in ("seconds", "cpu_seconds", "peak_mib"):
        pairs = [[run[name] for run in runs[: len(theirs)]] for runs in (ours, theirs)]
        if theirs:
            row = ratio_row("panel at scale", size, way, *pairs, f"{NOTE}; rounds: {len(theirs)}")
        else:
            ours_alone = median(run[name] for run in ours)
            note = "the yardstick did not finish: it was stopped, or had not enough memory"
            row = Row("panel at scale", size, way, name, ours_alone, *[np.nan] * 5, note)
        made.append(Row(**{**row.__dict__, "measure": name}))
    return made


def _limit(size: str, runs: list[Took]) -> Row:
    peak = median(run["peak_mib"] for run in runs)
    note = f"peak of the process with {ENGINE_GB} GiB for the engine, which puts the rest on the disk"
    return Row("panel in 2 GiB", size, "2048 MiB", "peak_mib", peak, 2048, *[peak / 2048] * 3, np.nan, note)


def _growth(size: str, runs: list[Took]) -> list[Row]:
    """Give the exponent of growth over two steps of ten times the events, between neighbours and over both."""
    made = []
    note = "log10 of the time for ten times the events; brackets: the two steps; goal at most 1.1"
    for name in ("seconds", "cpu_seconds"):
        steps = np.diff(np.log10([run[name] for run in runs]))
        figures = (runs[-1][name], runs[0][name], float(steps.mean()), min(steps), max(steps), np.nan)
        made.append(Row("growth", size, "a hundredth", f"exponent_{name}", *figures, note))
    return made


def _median(runs: list[dict[str, float]]) -> dict[str, float]:
    return {name: median(run[name] for run in runs) for name in runs[0]}
