"""Spark as an engine: its dialect, its session, and what is said where it is not there."""

from __future__ import annotations

import pyarrow as pa
import pytest
import sqlglot

from inscredit_models.cli import main
from inscredit_models.findings import Refused
from inscredit_models.records import spark_engine
from inscredit_models.records.engines import open_engine
from inscredit_models.records.spark_engine import spark_session, spark_text, why_no_spark
from tests.records.small_store import write_store

needs_spark = pytest.mark.skipif(why_no_spark() is not None, reason=f"Spark: {why_no_spark()}")


def test_sums_and_wide_numbers_are_decimals_in_the_dialect_of_spark() -> None:
    tree = sqlglot.parse_one("SELECT SUM(a * b) FILTER (WHERE c), MAX(d), CAST(e AS INT128) FROM t", dialect="duckdb")
    text = spark_text(tree)
    assert "FILTER(WHERE c)" in text and "CAST(e AS DECIMAL(38, 0))" in text
    assert tree.sql("duckdb").count("INT128") == 1, "the tree itself stays as it is"


@pytest.mark.parametrize(
    ("summed", "written"),
    [
        ("CAST(a AS BIGINT)", "CAST(CAST(a AS BIGINT) AS DECIMAL(38, 0))"),
        ("CASE WHEN b THEN a END", "CAST(CASE WHEN b THEN a END AS DECIMAL(38, 0))"),
        ("a * b", "CAST(a * b AS DECIMAL(38, 0))"),
        ("CAST(a AS INT128)", "CAST(a AS DECIMAL(38, 0))"),
        ("CAST(a AS INT128) * CAST(b AS INT128)", "CAST(a AS DECIMAL(38, 0)) * CAST(b AS DECIMAL(38, 0))"),
    ],
)
def test_no_sum_is_left_in_64_bits(summed: str, written: str) -> None:
    text = spark_text(sqlglot.parse_one(f"SELECT SUM({summed}) AS n FROM t", dialect="duckdb"))
    assert text == f"SELECT SUM({written}) AS n FROM t"


@pytest.mark.parametrize("missing", ["pyspark", "java"])
def test_without_pyspark_or_java_the_engine_is_refused_in_a_plain_sentence(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spark_engine, "find_spec", lambda name: None if missing == "pyspark" else object())
    monkeypatch.setattr(spark_engine.shutil, "which", lambda name: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(Refused, match=missing if missing == "pyspark" else "Java") as refusal:
        open_engine("spark", {})
    assert refusal.value.findings[0].code == "ICM006" and "extra 'spark'" in refusal.value.findings[0].remedy


def test_the_command_says_it_too(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark_engine, "find_spec", lambda name: None)
    folder = tmp_path_factory.mktemp("s")
    store = write_store(folder / "s").path
    asked = ["--subject", "practitioner", "--as-of", "2024-06-30", "--engine", "spark", "--out", str(folder / "p.csv")]
    assert main(["panel", "--records", str(store), *asked]) == 2
    assert not (folder / "p.csv").exists()


@pytest.mark.spark
@needs_spark
def test_the_session_is_its_own_and_an_overflow_is_an_error() -> None:
    with open_engine("spark", {"tax": pa.table({"x": [2**62, 2**62]})}) as engine:
        engine.keep("tax", sqlglot.parse_one("SELECT x FROM stated_tax", dialect="duckdb"))
        total = engine.run(sqlglot.parse_one("SELECT SUM(x) AS n FROM tax", dialect="duckdb"))
        assert int(total.column("n")[0].as_py()) == 2**63
        for grown in ("x + x", "SUM(CAST(x AS INT128) * CAST(x AS INT128) * 4)"):
            with pytest.raises(Refused, match="ICM079"):
                engine.run(sqlglot.parse_one(f"SELECT {grown} AS n FROM tax", dialect="duckdb"))
        other = spark_session()
        assert not other.catalog.tableExists("tax")
    assert other.conf.get("spark.sql.ansi.enabled") == "true"


@pytest.mark.spark
@needs_spark
def test_overflow_is_an_error_also_where_the_running_session_wraps() -> None:
    user = spark_session()
    user.conf.set("spark.sql.ansi.enabled", "false")
    user.range(1).collect()
    with open_engine("spark", {"tax": pa.table({"x": [2**63 - 1, 1]})}) as engine:
        engine.keep("tax", sqlglot.parse_one("SELECT x FROM stated_tax", dialect="duckdb"))
        total = engine.run(sqlglot.parse_one("SELECT SUM(CAST(x AS BIGINT)) AS n FROM tax", dialect="duckdb"))
        assert int(total.column("n")[0].as_py()) == 2**63
        with pytest.raises(Refused, match="ICM079"):
            engine.run(sqlglot.parse_one("SELECT x + x AS n FROM tax", dialect="duckdb"))
    assert user.conf.get("spark.sql.ansi.enabled") == "false"


@pytest.mark.spark
@needs_spark
def test_the_command_writes_the_same_file_with_spark(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("s")
    store = write_store(folder / "s").path
    asked = ["--subject", "practitioner", "--as-of", "2024-06-30", "--indicators", "violation_*"]
    for engine in ("duckdb", "spark"):
        out = str(folder / f"{engine}.parquet")
        assert main(["panel", "--records", str(store), *asked, "--engine", engine, "--out", out]) == 0
    assert (folder / "duckdb.parquet").read_bytes() == (folder / "spark.parquet").read_bytes()
