"""Engines over the statements of a store: what they refuse, keep and give back."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlglot
from sqlglot import exp

from inscredit_models.commands import panel
from inscredit_models.findings import Refused
from inscredit_models.records import engines
from inscredit_models.records.engines import ENGINES, DuckDBEngine, open_engine

TABLE = pa.table({"record_id": ["a", "b"], "x": [1, 2]})


def sql(text: str) -> exp.Expression:
    return sqlglot.parse_one(text, dialect="duckdb")


def test_statements_in_memory_and_on_disk_are_kept_alike(tmp_path: Path) -> None:
    file = tmp_path / "it's.parquet"
    pq.write_table(TABLE, file)
    for source in (TABLE, [file]):
        with open_engine("duckdb", {"tax": source}) as engine:
            assert engine.columns("tax") == ("record_id", "x")
            engine.keep("tax", exp.select("x").from_(engine.relation("tax")))
            engine.shut_off()
            assert sorted(engine.run(sql("SELECT x + 1 AS y FROM tax")).column("y").to_pylist()) == [2, 3]


def test_after_it_was_shut_off_duckdb_reads_no_file_and_keeps_its_settings(tmp_path: Path) -> None:
    file = tmp_path / "other.parquet"
    pq.write_table(TABLE, file)
    with DuckDBEngine({"tax": TABLE}) as engine:
        engine.shut_off()
        for text in (f"SELECT * FROM '{file}'", 'SELECT * FROM "stated tax"'):
            with pytest.raises(Exception, match=r"disabled|does not exist"):
                engine.run(sql(text))


def test_when_it_is_shut_off_duckdb_goes_on_with_as_many_threads_as_are_named() -> None:
    for left, expected in ((None, 3), (1, 1)):
        with DuckDBEngine({"tax": TABLE}, threads=3) as engine:
            engine.shut_off(threads=left)
            held = engine.run(sql("SELECT CAST(current_setting('threads') AS INT) AS n"))
            assert held.column("n").to_pylist() == [expected]


def test_what_exceeds_the_memory_goes_to_the_disk_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines.tempfile, "tempdir", str(tmp_path))
    text = "CAST(i AS VARCHAR) || ' of a very long text that takes its place'"
    numbers = sql(f"SELECT i, {text} AS s FROM range(800000) AS t(i)")
    monkeypatch.setattr(engines, "SMALLEST_MEMORY_GB", 0.0)
    with open_engine("duckdb", {}, memory_gb=0.06) as engine:
        engine.keep("many", numbers)
        engine.shut_off()
        found = engine.run(sql("SELECT COUNT(*) AS n FROM (SELECT s, MAX(i) AS m FROM many GROUP BY s)"))
        assert found.column("n").to_pylist() == [800000]
        assert len(list(tmp_path.glob("inscredit-*/*"))) > 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "memory"), [("polars", None), ("duckdb", 0.1), ("duckdb", float("nan"))])
def test_an_unknown_engine_and_too_little_memory_are_refused(name: str, memory: float | None) -> None:
    with pytest.raises(Refused, match="ICM006"):
        open_engine(name, {}, memory_gb=memory)


def test_the_command_knows_all_engines() -> None:
    assert panel.ENGINES == ENGINES


def test_a_sum_beyond_the_digits_of_the_engine_and_a_part_that_is_gone_are_refused_in_a_sentence(
    tmp_path: Path,
) -> None:
    with open_engine("duckdb", {"tax": TABLE}) as engine:
        engine.keep("tax", exp.select("x").from_(engine.relation("tax")))
        with pytest.raises(Refused, match="ICM079"):
            engine.run(sql("SELECT SUM(CAST(x AS INT128) * CAST('1e38' AS INT128)) AS n FROM tax"))
        with pytest.raises(Exception, match="nowhere"):
            engine.run(sql("SELECT nowhere FROM tax"))
    missing = {"tax": [tmp_path / "gone.parquet"]}
    with open_engine("duckdb", missing) as engine, pytest.raises(Refused, match="ICM170"):
        engine.keep("tax", exp.select("x").from_(engine.relation("tax")))


def test_less_memory_than_a_table_takes_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "SMALLEST_MEMORY_GB", 0.0)
    with open_engine("duckdb", {}, memory_gb=0.001) as engine, pytest.raises(Refused, match="ICM170"):
        engine.keep("many", sql("SELECT i, LIST(j) AS l FROM range(10) AS t(i), range(100000) AS u(j) GROUP BY i"))
