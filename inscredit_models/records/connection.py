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
    """Give the query that adds ``known_until`` to statements, and lets a withdrawal or a repair stand.

    A record that was withdrawn or repaired stays so under later statements (a correction of its fine, the end of its
    act), until it is asserted anew: their ``status`` reads ``withdrawn`` or ``repaired``.

    Examples
    --------
    >>> import duckdb
    >>> rows = "(VALUES ('r', 1, 'asserted', 10), ('r', 2, 'repaired', 20), ('r', 3, 'ended', 30))"
    >>> query = with_known_until(exp.to_table("t")).sql("duckdb").replace("CAST('9999-12-31' AS DATE)", "99")
    >>> query = f"WITH t AS (SELECT * FROM {rows} AS v(record_id, sequence, status, known_date)) {query}"
    >>> duckdb.connect().execute(query + " ORDER BY sequence").fetchall()
    [('r', 1, 'asserted', 10, 20), ('r', 2, 'repaired', 20, 30), ('r', 3, 'repaired', 30, 99)]
    """
    following = _over_record(exp.Lead(this=exp.column("known_date")))
    known_until = exp.Coalesce(this=following, expressions=[date_literal(OPEN_END)])
    standing = exp.Case(ifs=[_while(_stands(status), status) for status in ("withdrawn", "repaired")])
    status = exp.alias_(standing.else_(exp.column("status")), "status")
    return exp.select(exp.Star(replace=[status]), exp.alias_(known_until, "known_until")).from_(relation)


def _while(condition: exp.Expression, status: str) -> exp.If:
    return exp.If(this=condition, true=exp.Literal.string(status))


def _stands(status: str) -> exp.Expression:
    """Say that the latest of asserting a record and giving it this status is the latter."""
    either = exp.In(this=exp.column("status"), expressions=[exp.Literal.string(name) for name in ("asserted", status)])
    told = exp.Case(ifs=[exp.If(this=either, true=exp.column("status"))])
    latest = _over_record(exp.IgnoreNulls(this=exp.LastValue(this=told)))
    return exp.EQ(this=latest, expression=exp.Literal.string(status))


def _over_record(function: exp.Expression) -> exp.Window:
    return exp.Window(
        this=function,
        partition_by=[exp.column("record_id")],
        order=exp.Order(expressions=[exp.Ordered(this=exp.column("sequence"), nulls_first=False)]),
    )


def _parquet(paths: Sequence[Path]) -> exp.Expression:
    files = exp.Array(expressions=[exp.Literal.string(str(path)) for path in paths])
    return exp.Table(this=exp.ReadParquet(expressions=[files]))
