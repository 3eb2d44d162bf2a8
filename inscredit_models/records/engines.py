"""Engines (计算引擎): what carries out the plans of indicators over the statements of a store.

A plan is a sqlglot tree and means the same on every engine. DuckDB runs in this process and is always there; Spark is
the extra ``spark`` and lives in `spark_engine`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Literal, Protocol, get_args

import duckdb
import pyarrow as pa
from sqlglot import exp

from inscredit_models.findings import Finding, Findings, Refused
from inscredit_models.records.connection import DIALECT, Source, columns_of, duckdb_relation, shut_off

EngineName = Literal["duckdb", "spark"]
ENGINES: tuple[EngineName, ...] = get_args(EngineName)

SMALLEST_MEMORY_GB = 0.25


class Engine(Protocol):
    """What the indicators need of an engine; a context manager that frees everything it holds.

    A query that is handed over belongs to the engine, which may change its tree.
    """

    def relation(self, code: str) -> exp.Expression:
        """Name the statements of a record type, as they were handed over."""

    def columns(self, code: str) -> tuple[str, ...]:
        """Give the columns of these statements."""

    def keep(self, name: str, query: exp.Expression) -> None:
        """Carry out a query once and keep its rows as a table of that name."""

    def shut_off(self, *, threads: int | None = None) -> None:
        """Read no statement any more: all that follows works on the tables that were kept, with so many threads."""

    def run(self, query: exp.Expression) -> pa.Table:
        """Carry out a query over the kept tables; the order of its rows does not matter."""

    def __enter__(self) -> Engine: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def open_engine(
    name: str, sources: Mapping[str, Source], *, threads: int = 1, memory_gb: float | None = None
) -> Engine:
    """Open an engine over the statements of a store.

    Parameters
    ----------
    name : {"duckdb", "spark"}
        Which engine.
    sources : mapping of record type code to Source
        Arrow tables or Parquet parts.
    threads : int
        Worker threads; they do not change a bit of any result.
    memory_gb : float, optional
        Memory of the engine in GiB; what does not fit is put aside on the disk while it works. Without it: what the
        engine takes by itself.

    Raises
    ------
    Refused
        ICM006 for an unknown engine, too little memory, and for Spark where pyspark or Java is not there.
    """
    findings = Findings()
    if name not in ENGINES:
        findings.add("ICM006", "engine", repr(name), ", ".join(ENGINES), "name one of them")
    if memory_gb is not None and not memory_gb >= SMALLEST_MEMORY_GB:
        found, allowed = f"{memory_gb} GiB", f"at least {SMALLEST_MEMORY_GB} GiB"
        findings.add("ICM006", "memory of the engine", found, allowed, "give it more, or leave the limit out")
    findings.refuse()
    if name == "spark":
        # Only here, and only now: importing it needs the extra.
        from inscredit_models.records.spark_engine import SparkEngine

        return SparkEngine(sources, threads=threads, memory_gb=memory_gb)
    return DuckDBEngine(sources, threads=threads, memory_gb=memory_gb)


class DuckDBEngine:
    """DuckDB in memory, shut off from files once the statements are read.

    Parameters
    ----------
    sources, threads, memory_gb
        See `open_engine`.
    """

    def __init__(self, sources: Mapping[str, Source], *, threads: int = 1, memory_gb: float | None = None) -> None:
        self._sources = dict(sources)
        self._folder = None if memory_gb is None else tempfile.TemporaryDirectory(prefix="inscredit-")
        config: dict[str, object] = {"threads": int(threads), "preserve_insertion_order": False}
        if self._folder is not None:
            config |= {"memory_limit": f"{memory_gb}GiB", "temp_directory": self._folder.name}
        self._connection = duckdb.connect(":memory:", config=config)

    def relation(self, code: str) -> exp.Expression:
        """Name the statements of a record type."""
        return duckdb_relation(self._connection, f"stated {code}", self._sources[code])

    def columns(self, code: str) -> tuple[str, ...]:
        """Give the columns of the statements."""
        return columns_of(self._sources[code])

    def keep(self, name: str, query: exp.Expression) -> None:
        """Make a table of a query."""
        made = exp.Create(kind="TABLE", this=exp.to_table(name, quoted=True), expression=query)
        with _finishing():
            self._connection.execute(made.sql(DIALECT, copy=False))

    def shut_off(self, *, threads: int | None = None) -> None:
        """Let go of the statements, take that number of threads if one is given, and lock the database."""
        for code, source in self._sources.items():
            if isinstance(source, pa.Table):
                self._connection.unregister(f"stated {code}")
        if threads is not None:
            self._connection.execute(f"SET threads = {int(threads)}")
        shut_off(self._connection)

    def run(self, query: exp.Expression) -> pa.Table:
        """Carry out a query; one whose whole numbers grow beyond 128 bits is refused (ICM079)."""
        with _finishing():
            return self._connection.sql(query.sql(DIALECT, copy=False)).to_arrow_table()

    def __enter__(self) -> DuckDBEngine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()
        if self._folder is not None:
            self._folder.cleanup()


def too_large() -> Refused:
    """Give the refusal of whole numbers that grow beyond the digits of an engine (ICM079).

    Examples
    --------
    >>> too_large().findings[0].code
    'ICM079'
    """
    found = "amounts whose squares or products, added up, pass the largest whole number of 128 bits"
    allowed = "for a dispersion: up to 130 records of 10^15 yuan each, 1,300 of 10^14"
    remedy = "check the amounts, or narrow the window of the indicator"
    return Refused([Finding("ICM079", "indicators", found, allowed, remedy)])


@contextmanager
def _finishing() -> Iterator[None]:
    """Turn what data and machine can do to a plan into a refusal; a fault of the plan itself stays one."""
    where = "engine 'duckdb'"
    try:
        yield
    except duckdb.OutOfRangeException as error:
        raise too_large() from error
    except duckdb.OutOfMemoryException as error:
        remedy = "give it more, or close other programs"
        raise Refused([Finding("ICM170", where, "more memory than it may use", "enough memory", remedy)]) from error
    except duckdb.IOException as error:
        found, allowed = "a file that cannot be read or written", "the store's parts, and space on the disk"
        raise Refused([Finding("ICM170", where, found, allowed, "check the store and free space")]) from error
