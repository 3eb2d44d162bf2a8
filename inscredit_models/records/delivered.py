"""A delivery (报送): a folder or file of records as it arrives, one table of cells per file, every row with its number.

Files are named by record type: ``violation.csv``, ``violation-2024.xlsx``, ``violation.parquet``, or a table
``violation`` in a ``.duckdb`` file. Nothing is converted here: identifiers stay text, a row that cannot be cut into
cells keeps its number.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from inscredit_models.catalogue.documents import read_file
from inscredit_models.findings import Findings
from inscredit_models.records.intake import cell_text, decode_text
from inscredit_models.records.rows import FIRST_ROW
from inscredit_models.records.workbook import read_sheet

LONGEST_EXACT = 10**15
"""From here on a number in a workbook has lost its last digits."""


@dataclass(frozen=True)
class DeliveredTable:
    """One file or database table of a delivery.

    Parameters
    ----------
    file : str
        Its name inside the delivery.
    name : str
        Record type or side table it says it holds.
    cells : pyarrow.Table
        Text cells, or typed ones from Parquet and DuckDB; column names as in the file.
    numbers : numpy.ndarray of int, shape (n_rows,)
        Row number of each row in its file; the header is row 1.
    broken : tuple of int
        Numbers of rows that have more or fewer cells than the header.
    """

    file: str
    name: str
    cells: pa.Table = field(repr=False)
    numbers: np.ndarray = field(repr=False)
    broken: tuple[int, ...] = ()

    @property
    def rows(self) -> int:
        """Number of rows, broken ones too."""
        return len(self.numbers) + len(self.broken)


def read_delivery(path: Path, *, encoding: str, findings: Findings) -> tuple[DeliveredTable, ...]:
    """Read every table of a delivery; a file that cannot be read as a table becomes a finding.

    Parameters
    ----------
    path : pathlib.Path
        A folder, read in the order of its file names, or one file.
    encoding : {"utf-8", "gb18030"}
        Of its CSV files; checked, never guessed.
    findings : Findings
        Collector: ICM001, ICM002, ICM005, ICM006, ICM009.
    """
    if not path.exists():
        findings.add("ICM001", path.name, "nothing there", "a folder or file of records", "check the path")
        return ()
    files = [path]
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.is_file() and not file.name.startswith("."))
        if not files:
            findings.add("ICM002", path.name, "no files", "at least one file of records", "check the path")
    return tuple(table for file in files for table in _read_file(file, encoding, findings))


def name_in(stem: str) -> str:
    """Give the record type that a file name says: everything before the first hyphen.

    Examples
    --------
    >>> name_in("violation-2024-q1"), name_in("tax")
    ('violation', 'tax')
    """
    return stem.partition("-")[0]


def _read_file(path: Path, encoding: str, findings: Findings) -> Iterator[DeliveredTable]:
    kind = path.suffix.lower()
    if kind == ".duckdb":
        yield from _read_database(path, findings)
        return
    readers: dict[str, Callable[[Path, bytes], DeliveredTable | None]] = {
        ".csv": lambda path, data: _read_csv(path, data, encoding, findings),
        ".xlsx": lambda path, data: _read_workbook(path, data, findings),
        ".parquet": lambda path, data: _read_parquet(path, data, findings),
    }
    if kind not in readers:
        allowed = ", ".join((*readers, ".duckdb"))
        findings.add("ICM006", path.name, f"file type {path.suffix!r}", allowed, "convert the file or take it away")
        return
    data = read_file(path, findings)
    table = None if data is None else readers[kind](path, data)
    if table is not None:
        yield table


def _read_csv(path: Path, data: bytes, encoding: str, findings: Findings) -> DeliveredTable | None:
    text = decode_text(path.name, data, encoding, findings)
    if text is None:
        return None
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        findings.add("ICM005", path.name, str(error), "comma-separated values, quotes in pairs", "correct the file")
        return None
    return _from_rows(path, rows, findings)


def _read_workbook(path: Path, data: bytes, findings: Findings) -> DeliveredTable | None:
    cells = read_sheet(path, data, findings)
    if cells is None:
        return None
    rows = [[_exact_text(cell) for cell in row] for row in cells]
    width = max((i + 1 for row in rows for i, cell in enumerate(row) if cell), default=0)
    return _from_rows(path, [row[:width] if any(row) else [] for row in rows], findings)


def _exact_text(cell: object) -> str:
    """Write a cell as text; a number whose last digits are lost is written as the float that it is."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= LONGEST_EXACT:
        return f"{float(cell):.6E}"
    return cell_text(cell)


def _from_rows(path: Path, rows: Sequence[Sequence[str]], findings: Findings) -> DeliveredTable | None:
    """Cut rows of cells into columns; empty lines are no rows but keep their number."""
    numbered = [(number, row) for number, row in enumerate(rows, start=1) if row]
    if not numbered:
        findings.add("ICM002", path.name, "nothing in it", "a header and rows", "check the export")
        return None
    header = numbered[0][1]
    whole = [(number, row) for number, row in numbered[1:] if len(row) == len(header)]
    broken = tuple(number for number, row in numbered[1:] if len(row) != len(header))
    columns = list(zip(*(row for _, row in whole), strict=True)) or [() for _ in header]
    cells = pa.Table.from_arrays([pa.array(column, pa.string()) for column in columns], names=list(header))
    numbers = np.array([number for number, _ in whole], dtype=np.int64)
    return DeliveredTable(path.name, name_in(path.stem), cells, numbers, broken)


def _read_parquet(path: Path, data: bytes, findings: Findings) -> DeliveredTable | None:
    try:
        cells = pq.read_table(io.BytesIO(data))
    except Exception as error:  # pyarrow raises several kinds for a broken file; all mean the same here
        found = f"not a Parquet file ({type(error).__name__})"
        findings.add("ICM005", path.name, found, "a Parquet file", "export again")
        return None
    return DeliveredTable(path.name, name_in(path.stem), cells, np.arange(cells.num_rows) + FIRST_ROW)


def _read_database(path: Path, findings: Findings) -> Iterator[DeliveredTable]:
    try:
        options = {"enable_external_access": "false", "threads": 1}
        with duckdb.connect(str(path), read_only=True, config=options) as connection:
            names = connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()
            for (name,) in names:
                query = exp.select(exp.Star()).from_(exp.to_table(name, quoted=True)).sql("duckdb")
                cells = connection.sql(query).to_arrow_table()
                numbers = np.arange(cells.num_rows) + FIRST_ROW
                yield DeliveredTable(f"{path.name}, table {name}", name_in(name), cells, numbers)
    except duckdb.Error as error:
        found = f"not a DuckDB file that can be read ({type(error).__name__})"
        findings.add("ICM005", path.name, found, "a DuckDB database of base tables", "write it again, without a .wal")
