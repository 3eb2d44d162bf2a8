"""The database over statements: known_until and the locks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from inscredit_models.records.connection import open_connection

FIRST, SECOND, THIRD, OPEN = dt.date(2024, 1, 1), dt.date(2024, 2, 1), dt.date(2024, 2, 1), dt.date(9999, 12, 31)
STATEMENTS = pa.table(
    {
        "record_id": ["a", "b", "a", "a"],
        "sequence": pa.array([3, 1, 1, 2], pa.int32()),
        "status": ["corrected", "asserted", "asserted", "corrected"],
        "known_date": [THIRD, FIRST, FIRST, SECOND],
    }
)


def known_until(connection: duckdb.DuckDBPyConnection) -> list[tuple]:
    query = "SELECT record_id, sequence, known_until FROM tax ORDER BY 1, 2"
    with connection:
        return connection.execute(query).fetchall()


def test_known_until_is_the_known_date_of_the_next_statement() -> None:
    expected = [("a", 1, SECOND), ("a", 2, THIRD), ("a", 3, OPEN), ("b", 1, OPEN)]
    assert known_until(open_connection({"tax": STATEMENTS})) == expected


def test_parts_on_disk_are_one_table_and_records_may_cross_them(tmp_path: Path) -> None:
    files = [tmp_path / f"it's {number}.parquet" for number in range(2)]
    for number, file in enumerate(files):
        pq.write_table(STATEMENTS.slice(2 * number, 2), file)
    assert known_until(open_connection({"tax": files})) == known_until(open_connection({"tax": STATEMENTS}))


def test_the_connection_reads_no_files_and_its_settings_are_locked(tmp_path: Path) -> None:
    file = tmp_path / "other.parquet"
    pq.write_table(STATEMENTS, file)
    with open_connection({"tax": STATEMENTS}) as connection:
        for statement in (f"SELECT * FROM '{file}'", f"COPY tax TO '{tmp_path / 'out.csv'}'", "SET threads = 2"):
            with pytest.raises(duckdb.Error):
                connection.execute(statement)
