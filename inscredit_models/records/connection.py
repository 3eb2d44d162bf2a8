"""One DuckDB connection over the statements of a store: a table per record type, with ``known_until`` derived once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
from sqlglot import exp

from inscredit_models.records.calendar import OPEN_END
from inscredit_models.records.guard import date_literal

DIALECT = "duckdb"

Source = pa.Table | Sequence[Path]
"""Where the statements of a record type are: an Arrow table in memory, or Parquet parts (at least one)."""


def open_connection(sources: Mapping[str, Source], *, threads: int = 1) -> duckdb.DuckDBPyConnection:
    """Open an in-memory database with one table per record type.

    The statements are read once, ``known_until`` is the known date of the record's next statement by sequence
    (9999-12-31 where there is none), and then the database is shut off from files and its settings are locked.

    Parameters
    ----------
    sources : mapping of record type code to Source
        Each becomes a table of that name with the columns of the source and ``known_until``.
    threads : int
        Worker threads of the engine. They do not change any result.

    Returns
    -------
    duckdb.DuckDBPyConnection
        Close it after use.
    """
    connection = duckdb.connect(":memory:", config={"threads": int(threads), "preserve_insertion_order": False})
    for code, source in sources.items():
        if isinstance(source, pa.Table):
            connection.register("statements", source)
            relation: exp.Expression = exp.to_table("statements")
        else:
            relation = _parquet(source)
        statement = exp.Create(
            kind="TABLE", this=exp.to_table(code, quoted=True), expression=with_known_until(relation)
        )
        connection.execute(statement.sql(DIALECT))
        if isinstance(source, pa.Table):
            connection.unregister("statements")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def with_known_until(relation: exp.Expression) -> exp.Select:
    """Give the query that adds ``known_until`` to statements.

    Examples
    --------
    >>> print(with_known_until(exp.to_table("tax")).sql("duckdb", pretty=True))
    SELECT
      *,
      COALESCE(
        LEAD(known_date) OVER (PARTITION BY record_id ORDER BY sequence),
        CAST('9999-12-31' AS DATE)
      ) AS known_until
    FROM tax
    """
    following = exp.Window(
        this=exp.Lead(this=exp.column("known_date")),
        partition_by=[exp.column("record_id")],
        order=exp.Order(expressions=[exp.Ordered(this=exp.column("sequence"), nulls_first=False)]),
    )
    known_until = exp.Coalesce(this=following, expressions=[date_literal(OPEN_END)])
    return exp.select(exp.Star(), exp.alias_(known_until, "known_until")).from_(relation)


def _parquet(paths: Sequence[Path]) -> exp.Expression:
    files = exp.Array(expressions=[exp.Literal.string(str(path)) for path in paths])
    return exp.Table(this=exp.ReadParquet(expressions=[files]))
