"""What a benchmark says is what was measured, and the yardsticks do the same work."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from benchmarks import panel_build
from benchmarks.binning_speed import make_rows
from benchmarks.measuring import auc_row, compare_seconds, environment, ratio_row, table_text, tabulate
from benchmarks.table_accuracy import by_sklearn, read
from inscredit_models.worlds.kept import kept_world

ROOT = Path(__file__).parents[1]


def test_ratio_is_ours_over_theirs() -> None:
    row = ratio_row("t", "s", "y", [2.0, 2.0, 8.0], [4.0, 4.0, 4.0], "")
    assert (row.ours, row.theirs, row.value, row.low, row.high) == (2.0, 4.0, 0.5, 0.5, 2.0)


def test_first_round_does_not_count_and_all_take_turns() -> None:
    calls: list[str] = []
    rows = compare_seconds("t", "s", lambda: calls.append("a"), {"b": lambda: calls.append("b")}, "", rounds=2)
    assert calls == ["a", "b"] * 3 and len(rows) == 1


def test_paired_interval_is_the_corrected_one() -> None:
    """Differences 0 and 0.2: mean 0.1, variance 0.02 · (1/2 + 1/4) = 0.015, t with 1 degree is 12.7062."""
    row = auc_row("t", "s", "y", np.array([0.7, 0.9]), np.array([0.7, 0.7]), 0.25, "")
    assert row.value == pytest.approx(0.1)
    assert row.high - row.value == pytest.approx(12.7062 * 0.015**0.5, rel=1e-4)
    assert auc_row("t", "s", "y", np.ones(3), np.ones(3), 0.25, "").p_value == 1


def test_table_carries_its_environment() -> None:
    rows = [ratio_row("t", "s", "y", [1.0], [2.0], "n")]
    frame = tabulate(rows)
    assert frame["environment"].str.contains("duckdb").all() and "0.500" in table_text(rows)
    assert set(environment()) >= {"python", "polars", "optbinning"}


def test_yardsticks_by_hand_give_our_values(tmp_path: Path) -> None:
    store = kept_world(tmp_path, subject="practitioner", subjects=600, seed=3, variant="default", progress=False)
    ours = panel_build.by_us(store)
    assert all(ours[code].sum() > 0 for code in panel_build.INDICATORS)
    for way in (panel_build.by_sql, panel_build.by_pandas):
        panel_build.check_equal(ours, way(store))
    wrong = panel_build.by_sql(store)
    wrong["fine_total_36m"] += 1
    with pytest.raises(AssertionError):
        panel_build.check_equal(ours, wrong)


def test_polars_by_hand_gives_our_values(tmp_path: Path) -> None:
    pytest.importorskip("polars")
    store = kept_world(tmp_path, subject="practitioner", subjects=600, seed=3, variant="default", progress=False)
    panel_build.check_equal(panel_build.by_us(store), panel_build.by_polars(store))


def test_shipped_tables_are_read_and_learned() -> None:
    dataset = read("finrat_kz.csv", "Default", "1")
    assert dataset.X.shape == (400, 29) and dataset.y.sum() == 200
    assert by_sklearn(dataset).fit(dataset.X, dataset.y).score(dataset.X, dataset.y) > 0.7


def test_simulated_rows_repeat() -> None:
    first, second = make_rows(50), make_rows(50)
    assert first[0].equals(second[0]) and first[0].isna().any().any()


def test_lock_of_the_yardsticks_names_no_registry_and_pins_them() -> None:
    lock = (ROOT / "requirements-bench.lock").read_text(encoding="utf-8")
    assert not re.search(r"https?://|file:", lock)
    assert re.search(r"^optbinning==.*\\\n +--hash=", lock, re.MULTILINE) and re.search(
        r"^polars==", lock, re.MULTILINE
    )
