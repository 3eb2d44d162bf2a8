"""One DuckDB connection over the statements of a store: a table per record type, with ``known_until`` derived once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from inscredit_models.records.calendar import OPEN_END
from inscredit_models.records.guard import all_of, date_literal

DIALECT = "duckdb"

_PLACE = ("record_id", "sequence")
"""What tells the statements of a record type apart."""

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
        relation = duckdb_relation(connection, "statements", source)
        query = with_known_until(relation, columns_of(source))
        statement = exp.Create(kind="TABLE", this=exp.to_table(code, quoted=True), expression=query)
        connection.execute(statement.sql(DIALECT))
        if isinstance(source, pa.Table):
            connection.unregister("statements")
    shut_off(connection)
    return connection


def shut_off(connection: duckdb.DuckDBPyConnection) -> None:
    """Shut a database off from files and lock its settings: no query of an indicator reads or writes anything else."""
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def duckdb_relation(connection: duckdb.DuckDBPyConnection, name: str, source: Source) -> exp.Expression:
    """Name a source in a query: an Arrow table is registered under ``name``, Parquet parts are read where they lie."""
    if isinstance(source, pa.Table):
        connection.register(name, source)
        return exp.to_table(name, quoted=True)
    files = exp.Array(expressions=[exp.Literal.string(str(path)) for path in source])
    return exp.Table(this=exp.ReadParquet(expressions=[files]))


def columns_of(source: Source) -> tuple[str, ...]:
    """Give the column names of a source."""
    return tuple(source.column_names if isinstance(source, pa.Table) else pq.read_schema(source[0]).names)


def with_known_until(relation: exp.Expression, columns: Sequence[str]) -> exp.Expression:
    """Give the query that adds ``known_until`` to statements, and lets a withdrawal or a repair stand.

    A record that was withdrawn or repaired stays so under later statements (a correction of its fine, the end of its
    act), until it is asserted anew: their ``status`` reads ``withdrawn`` or ``repaired``. Only records with more than
    one statement are put in order, and of them only what says when and how they changed; all else is read straight
    through.

    Parameters
    ----------
    relation : sqlglot.exp.Expression
        Statements; no two have the same ``record_id`` and ``sequence``, and the first of a record has sequence 1.
    columns : sequence of str
        What is kept of them, before ``known_until``.

    Examples
    --------
    >>> import duckdb
    >>> rows = "(VALUES ('r', 1, 'asserted', 10), ('r', 2, 'repaired', 20), ('r', 3, 'ended', 30))"
    >>> columns = ["record_id", "sequence", "status", "known_date"]
    >>> query = with_known_until(exp.to_table("t"), columns).sql("duckdb")
    >>> query = query.replace("CAST('9999-12-31' AS DATE)", "99")
    >>> query = f"WITH t AS (SELECT * FROM {rows} AS v({', '.join(columns)})) {query}"
    >>> duckdb.connect().execute(query + " ORDER BY sequence").fetchall()
    [('r', 1, 'asserted', 10, 20), ('r', 2, 'repaired', 20, 30), ('r', 3, 'repaired', 30, 99)]
    """
    stands = exp.Coalesce(this=exp.column("status", "changed"), expressions=[exp.column("status", "stated")])
    kept = {name: exp.column(name, "stated", quoted=True) for name in columns}
    told = [exp.alias_(stands, name) if name == "status" else column for name, column in kept.items()]
    known_until = exp.Coalesce(this=exp.column("known_until", "changed"), expressions=[date_literal(OPEN_END)])
    query = exp.select(*told, exp.alias_(known_until, "known_until")).from_(_named(relation))
    return query.join(_changed(relation).subquery("changed"), on=_same("stated", "changed", *_PLACE), join_type="left")


def _named(relation: exp.Expression) -> exp.Expression:
    return exp.alias_(relation.copy(), "stated", table=True)


def _changed(relation: exp.Expression) -> exp.Select:
    """Give, for each statement of a record that has several, its place, its standing and when the next was known."""
    later = exp.select("later.record_id").from_(exp.alias_(relation.copy(), "later", table=True))
    later = later.where(exp.NEQ(this=exp.column("sequence", "later"), expression=exp.Literal.number(1)))
    several = exp.Exists(this=later.where(_same("later", "stated", "record_id")))
    whole = exp.select(*_PLACE, "status", "known_date").from_(_named(relation)).where(several)
    standing = exp.Case(ifs=[_while(_stands(status), status) for status in ("withdrawn", "repaired")])
    status = exp.alias_(standing.else_(exp.column("status")), "status")
    known_until = exp.alias_(_over_record(exp.Lead(this=exp.column("known_date"))), "known_until")
    return exp.select(*_PLACE, status, known_until).from_(whole.subquery("whole"))


def _same(left: str, right: str, *names: str) -> exp.Expression:
    return all_of(exp.EQ(this=exp.column(name, left), expression=exp.column(name, right)) for name in names)


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
