"""Spark as an engine (extra ``spark``): the same plans in Spark's dialect, in a session of their own.

A running session is used where there is one, so that a cluster is set up by whoever has it; otherwise Spark starts in
local mode, on this machine only. Temporary views and settings of the user's session are never touched.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import pyarrow as pa
from sqlglot import exp

from inscredit_models.findings import Findings
from inscredit_models.records.connection import Source

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

DIALECT = "spark"
WIDE = "DECIMAL(38, 0)"
"""Spark's widest whole numbers; its sums of 64-bit numbers would overflow where those of DuckDB do not."""

LOCAL_MEMORY_GB = 2.0


def spark_session(*, threads: int = 1, memory_gb: float | None = None) -> SparkSession:
    """Give a session with views and settings of its own, on the running Spark or on a new local one.

    Parameters
    ----------
    threads : int
        Worker threads of a local Spark that is started here.
    memory_gb : float, optional
        Its memory (2 GiB).

    Raises
    ------
    Refused
        ICM006 where the package pyspark or Java is not there.
    """
    why = why_no_spark()
    if why is not None:
        findings = Findings()
        remedy = "install the extra 'spark' and Java 17, or use the engine duckdb"
        findings.add("ICM006", "engine 'spark'", why, "pyspark and Java on this machine", remedy)
        findings.refuse()
    from pyspark.sql import SparkSession

    active = SparkSession.getActiveSession() or _start(threads, memory_gb or LOCAL_MEMORY_GB)
    session = active.newSession()
    # An overflow must be an error; without ANSI it would be a missing value.
    for name, value in (("spark.sql.ansi.enabled", "true"), ("spark.sql.session.timeZone", "UTC")):
        session.conf.set(name, value)
    return session


def why_no_spark() -> str | None:
    """Say what Spark lacks on this machine; ``None`` where it can run."""
    if find_spec("pyspark") is None:
        return "the package pyspark is not installed (extra 'spark')"
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java") is None and not (home and (Path(home) / "bin" / "java").exists()):
        return "Java is not installed"
    return None


def spark_text(query: exp.Expression) -> str:
    """Write a plan in Spark's dialect: whole numbers that may exceed 64 bits are decimals without places.

    Examples
    --------
    >>> import sqlglot
    >>> spark_text(sqlglot.parse_one("SELECT SUM(a), CAST(b AS INT128) FROM t", dialect="duckdb"))
    'SELECT SUM(CAST(a AS DECIMAL(38, 0))), CAST(b AS DECIMAL(38, 0)) FROM t'
    """
    return query.transform(_widened).sql(DIALECT)


def _widened(node: exp.Expression) -> exp.Expression:
    if isinstance(node, exp.DataType) and node.this == exp.DataType.Type.INT128:
        return exp.DataType.build(WIDE, dialect=DIALECT)
    if isinstance(node, exp.Sum) and not _is_wide(node.this):
        node.set("this", exp.cast(node.this, WIDE, dialect=DIALECT))
    return node


def _is_wide(value: exp.Expression) -> bool:
    """Say that a value is declared with more than 64 bits: a cast, or a product of such casts."""
    if isinstance(value, exp.Mul):
        return _is_wide(value.left) and _is_wide(value.right)
    return isinstance(value, exp.Cast) and value.to.this == exp.DataType.Type.INT128


def _start(threads: int, memory_gb: float) -> SparkSession:
    """Start Spark in local mode: loopback only, no page of its own, quiet."""
    from pyspark.sql import SparkSession

    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": f"{max(1, round(memory_gb * 1024))}m",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": str(2 * threads),
        "spark.log.level": "ERROR",
    }
    builder = SparkSession.builder.master(f"local[{threads}]").appName("inscredit")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


class SparkEngine:
    """Plans carried out by Spark; what is kept is cached as long as the engine is open.

    Parameters
    ----------
    sources, threads, memory_gb
        See `open_engine`.
    """

    def __init__(self, sources: Mapping[str, Source], *, threads: int = 1, memory_gb: float | None = None) -> None:
        self._session = spark_session(threads=threads, memory_gb=memory_gb)
        self._kept: dict[str, DataFrame] = {}
        self._columns: dict[str, tuple[str, ...]] = {}
        for code, source in sources.items():
            frame = (
                self._session.createDataFrame(source)
                if isinstance(source, pa.Table)
                else self._session.read.parquet(*map(str, source))
            )
            frame.createOrReplaceTempView(f"stated_{code}")
            self._columns[code] = tuple(frame.columns)

    def relation(self, code: str) -> exp.Expression:
        """Name the statements of a record type."""
        return exp.to_table(f"stated_{code}", quoted=True)

    def columns(self, code: str) -> tuple[str, ...]:
        """Give the columns of the statements."""
        return self._columns[code]

    def keep(self, name: str, query: exp.Expression) -> None:
        """Cache the rows of a query under a name."""
        frame = self._session.sql(spark_text(query)).cache()
        frame.createOrReplaceTempView(name)
        self._kept[name] = frame

    def shut_off(self, *, threads: int | None = None) -> None:
        """Do nothing: a plan names only tables that were kept, which Spark reads when it first needs them."""

    def run(self, query: exp.Expression) -> pa.Table:
        """Carry out a query."""
        from pyspark.errors import ArithmeticException

        from inscredit_models.records.engines import too_large

        try:
            return self._session.sql(spark_text(query)).toArrow()
        except ArithmeticException as error:
            raise too_large() from error

    def __enter__(self) -> SparkEngine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name, frame in self._kept.items():
            frame.unpersist()
            self._session.catalog.dropTempView(name)
        for code in self._columns:
            self._session.catalog.dropTempView(f"stated_{code}")
