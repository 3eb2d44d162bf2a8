"""Tables at the door (数据接入): CSV, XLSX and Parquet become typed columns; nothing is guessed, nothing is lost.

A cell is missing where it is empty or equals a declared missing marker, and nowhere else: ``NA`` is a name until
somebody says that it is not.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from inscredit_models.catalogue.documents import read_file
from inscredit_models.findings import Findings, near_names
from inscredit_models.records.rows import name_numbers
from inscredit_models.records.workbook import read_sheet

ENCODINGS = ("utf-8", "gb18030")
MOSTLY = 0.9
"""A column with this share of numbers among its values was meant to be numeric: text in it is an error."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_WIDE_NUMBER = re.compile(r"[+\-＋－]?[\d.．]*\d[\d.．]*")
"""Digits of any script, full-width ones among them, which look like numbers and are none to a computer."""
_CODE_WITH_ZERO = re.compile(r"[+-]?0\d+", re.ASCII)
_LONG_INTEGER = re.compile(r"[+-]?\d{16,}", re.ASCII)
_UNNAMED_INDEX = re.compile(r"__index_level_\d+__")
_DAMAGED = re.compile(r"[+-]?(\d(\.\d+)?[eE]\+?1[5-9]|\d{16,}\.0*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class TableOptions:
    """What the user declares about a table.

    Parameters
    ----------
    encoding : {"utf-8", "gb18030"}
        Of a CSV file; a byte-order mark is allowed in UTF-8.
    numeric, categorical : tuple of str
        Columns whose kind is declared; the kind of the others follows from their values.
    missing : tuple of str
        Markers that mean "missing" besides the empty cell.
    """

    encoding: str = "utf-8"
    numeric: tuple[str, ...] = ()
    categorical: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def read_table(path: Path, options: TableOptions, findings: Findings) -> pd.DataFrame | None:
    """Read a table file; everything wrong with it becomes a finding, and then the answer is ``None``.

    Parameters
    ----------
    path : pathlib.Path
        A ``.csv``, ``.xlsx`` or ``.parquet`` file.
    options : TableOptions
        What is declared about it.
    findings : Findings
        Collector.

    Returns
    -------
    pandas.DataFrame or None
        Numeric columns are float64 with NaN for missing, all others text with missing values.
    """
    readers = {".csv": _read_csv, ".xlsx": _read_xlsx, ".parquet": _read_parquet}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        findings.add("ICM006", path.name, f"file type {path.suffix!r}", ", ".join(readers), "convert the file")
        return None
    before = len(findings)
    data = read_file(path, findings)
    cells = reader(path, data, options, findings) if data is not None else None
    if cells is None or len(findings) > before:
        return None
    return _type_columns(cells, options, path.name, findings)


def type_columns(frame: pd.DataFrame, options: TableOptions, where: str, findings: Findings) -> pd.DataFrame | None:
    """Give each column its kind: declared, or numeric where every present value is a plain number.

    Numbers of 16 digits or more and digits with a leading zero are identifiers or codes and stay text. Errors are
    findings, all of them, and then the answer is ``None``.

    Examples
    --------
    >>> found = Findings()
    >>> frame = pd.DataFrame({"amount": ["12", "7.5", ""], "code": ["007", "12", "3"]})
    >>> type_columns(frame, TableOptions(), "t.csv", found).dtypes.astype(str).tolist()
    ['float64', 'str']
    """
    return _type_columns(frame.reset_index(drop=True), options, where, findings)


def _type_columns(frame: pd.DataFrame, options: TableOptions, where: str, findings: Findings) -> pd.DataFrame | None:
    """Do as `type_columns`; the index says which row of the file each one is, less the header's two."""
    before = sum(finding.severity == "error" for finding in findings)
    names = [str(name) for name in frame.columns]
    for name in sorted({name for name in names if names.count(name) > 1}):
        findings.add("ICM028", f"{where}, header", f"{name!r} twice", "each column once", "rename one of them")
    if "" in names:
        findings.add("ICM010", f"{where}, header", "a column without a name", "a name for each column", "name it")
    for name in (*options.numeric, *options.categorical):
        if name not in names:
            findings.add(
                "ICM010", f"{where}, header", f"no column {name!r}", "a declared column exists", near_names(name, names)
            )
    if sum(finding.severity == "error" for finding in findings) > before:
        return None
    columns = {name: _type_column(frame.iloc[:, i], name, options, where, findings) for i, name in enumerate(names)}
    if sum(finding.severity == "error" for finding in findings) > before:
        return None
    return pd.DataFrame(columns, index=frame.index).reset_index(drop=True)


def _type_column(
    column: pd.Series, name: str, options: TableOptions, where: str, findings: Findings
) -> pd.Series | np.ndarray:
    if pd.api.types.is_bool_dtype(column.dtype):
        return column.astype("boolean").astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    if pd.api.types.is_numeric_dtype(column.dtype):
        values = column.to_numpy(dtype=float, na_value=np.nan)
        if name not in options.numeric:
            too_long = np.isfinite(values) & (np.abs(values) >= 2**53)
            _refuse_damaged(column, too_long, name, where, findings)
        return _as_text(column) if name in options.categorical else values
    text = _as_text(column)
    text = text.mask(text.isin(["", *options.missing]))
    if name not in options.numeric:
        _refuse_damaged(text, text.str.fullmatch(_DAMAGED).fillna(False).to_numpy(bool), name, where, findings)
    present = text.dropna()
    if name in options.categorical or present.empty:
        return text
    is_number = present.str.fullmatch(_NUMBER).to_numpy(bool)
    is_wide = present.str.fullmatch(_WIDE_NUMBER).to_numpy(bool) & ~present.map(str.isascii).to_numpy(bool)
    if is_wide.any():
        _refuse_text(present, is_wide, "numbers in full-width or other digits", name, where, findings)
        return text
    is_code = present.str.fullmatch(_CODE_WITH_ZERO) | present.str.fullmatch(_LONG_INTEGER)
    if name not in options.numeric and (is_code.any() or is_number.mean() < MOSTLY):
        return text
    if not is_number.all():
        _refuse_text(present, ~is_number, "values that are not numbers", name, where, findings)
        return text
    return pd.to_numeric(text).to_numpy(dtype=float, na_value=np.nan)


def _refuse_text(
    present: pd.Series, is_wrong: np.ndarray, what: str, name: str, where: str, findings: Findings
) -> None:
    rows = (present.index.to_numpy()[is_wrong] + 2).tolist()
    findings.add(
        "ICM011",
        f"{where}, column {name!r}, {name_numbers(rows)}",
        f"{len(rows)} {what}",
        "numbers or empty cells",
        "correct them, name a marker with --missing, or declare the column with --categorical",
    )


def _as_text(column: pd.Series) -> pd.Series:
    present = column.dropna()
    if pd.api.types.is_float_dtype(column.dtype) and (present.abs() < 2**53).all() and (present % 1 == 0).all():
        column = column.astype("Int64")
    return column.astype("str").where(column.notna())


def _refuse_damaged(column: pd.Series, damaged: np.ndarray, name: str, where: str, findings: Findings) -> None:
    integers = pd.api.types.is_integer_dtype(column.dtype)
    if damaged.any() and not integers:
        rows = (column.index.to_numpy()[damaged] + 2).tolist()
        findings.add(
            "ICM013",
            f"{where}, column {name!r}, {name_numbers(rows)}",
            f"{len(rows)} numbers too long for a float (the last digits are lost)",
            "identifiers as text, to the last digit",
            "export the column again as text, or declare it with --numeric if it is an amount",
        )


def _read_csv(path: Path, data: bytes, options: TableOptions, findings: Findings) -> pd.DataFrame | None:
    text = decode_text(path.name, data, options.encoding, findings)
    if text is None:
        return None
    try:
        lines = enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1)
        numbers, rows = zip(*((number, row) for number, row in lines if row), strict=True)
    except csv.Error as error:
        findings.add("ICM005", path.name, str(error), "comma-separated values, quotes in pairs", "correct the file")
        return None
    if len(rows) < 2:
        findings.add("ICM002", path.name, "a header without rows", "a header and at least one row", "check the export")
        return None
    header, body = rows[0], rows[1:]
    other = next((mark for mark in (";", "\t", "；", "，") if len(header) == 1 and mark in header[0]), None)
    if other is not None:
        found = f"one column whose name holds {other!r}"
        findings.add("ICM005", f"{path.name}, header", found, "comma-separated values", "export with commas")
        return None
    ragged = [number for number, row in zip(numbers[1:], body, strict=True) if len(row) != len(header)]
    if ragged:
        sizes = ", ".join(str(size) for size in sorted({len(row) for row in body if len(row) != len(header)}))
        findings.add(
            "ICM012",
            f"{path.name}, {name_numbers(ragged)}",
            f"{sizes} cells",
            f"{len(header)} cells as in the header",
            "check commas and quotes in these rows",
        )
        return None
    return pd.DataFrame(body, columns=header, index=_index(numbers[1:]), dtype="str")


def _index(numbers: Sequence[int]) -> pd.Index:
    """Give rows, numbered as a spreadsheet does (empty ones count), the index that findings are written from."""
    return pd.Index(np.array(numbers) - 2)


def decode_text(name: str, data: bytes, encoding: str, findings: Findings) -> str | None:
    """Read bytes in the declared encoding; bytes in another one are a finding (ICM009), never guessed."""
    if encoding.lower().replace("_", "-") not in ENCODINGS:
        findings.add("ICM006", name, f"encoding {encoding!r}", ", ".join(ENCODINGS), "declare one of them")
        return None
    if encoding.lower().startswith("utf"):
        try:
            return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
        except UnicodeDecodeError as error:
            findings.add(
                "ICM009",
                f"{name}, byte {error.start}",
                "bytes that are not UTF-8",
                "UTF-8",
                "declare --encoding gb18030 if that is what the file is, or save it as UTF-8",
            )
            return None
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        findings.add(
            "ICM009",
            f"{name}, byte {error.start}",
            "bytes that are not GB18030",
            "GB18030",
            "declare --encoding utf-8 if that is what the file is",
        )
        return None
    if _is_utf8_text(data):
        findings.add(
            "ICM009",
            name,
            "UTF-8 text although GB18030 is declared",
            "the declared encoding",
            "declare --encoding utf-8: read as GB18030 these bytes give other characters without an error",
        )
        return None
    return text


def _is_utf8_text(data: bytes) -> bool:
    """Whether bytes are UTF-8 with so many non-ASCII bytes that GB18030 text is not so by chance (six or more)."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return sum(byte >= 0x80 for byte in data) >= 6


def _read_xlsx(path: Path, data: bytes, options: TableOptions, findings: Findings) -> pd.DataFrame | None:
    cells = read_sheet(path, data, findings)
    if cells is None:
        return None
    rows = [(number, row) for number, row in enumerate(cells, 1) if any(cell is not None for cell in row)]
    if len(rows) < 2:
        findings.add("ICM002", path.name, "a sheet without rows", "a header and at least one row", "check the export")
        return None
    header = ["" if cell is None else str(cell) for cell in rows[0][1]]
    if "" in header:
        findings.add("ICM010", f"{path.name}, header", "a column without a name", "a name for each column", "name it")
        return None
    index = _index([number for number, _ in rows[1:]])
    body = pd.DataFrame([[cell_text(cell) for cell in row] for _, row in rows[1:]], columns=header, index=index)
    for i, name in enumerate(header):
        damaged = np.array([isinstance(row[i], int | float) and abs(row[i]) >= 10**15 for _, row in rows[1:]])
        _refuse_damaged(body.iloc[:, i], damaged, name, path.name, findings)
    return body.astype("str")


def cell_text(cell: object) -> str:
    """Write a cell as text: nothing where missing, whole numbers without a point, days and moments in ISO form."""
    if cell is None or cell is pd.NaT or cell != cell:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        return str(int(cell))
    if hasattr(cell, "date") and hasattr(cell, "isoformat"):
        has_time = (cell.hour, cell.minute, cell.second, cell.microsecond) != (0, 0, 0, 0)
        return cell.isoformat() if has_time else cell.date().isoformat()
    return str(cell)


def _read_parquet(path: Path, data: bytes, options: TableOptions, findings: Findings) -> pd.DataFrame | None:
    try:
        schema = pq.read_schema(io.BytesIO(data))
        if _refuse_columns(path.name, schema, findings):
            return None
        table = pq.read_table(io.BytesIO(data))
    except Exception as error:  # pyarrow raises several kinds for a broken file; all mean the same here
        findings.add(
            "ICM005", path.name, f"not a Parquet file ({type(error).__name__})", "a Parquet file", "export again"
        )
        return None
    if table.num_rows == 0:
        findings.add("ICM002", path.name, "no rows", "at least one row", "check the export")
        return None
    # a named index of pandas is a column like any other; one without a name is no column of anybody's
    table = table.drop_columns([name for name in table.column_names if _UNNAMED_INDEX.fullmatch(name)])
    frame = table.to_pandas(ignore_metadata=True)
    for name in frame.columns:
        if not pd.api.types.is_numeric_dtype(frame[name].dtype):
            frame[name] = frame[name].map(cell_text).astype("str")
    return frame


def _refuse_columns(name: str, schema: pa.Schema, findings: Findings) -> bool:
    """Name columns that are there twice or hold no plain cells; say whether there are any."""
    before = len(findings)
    for twice in sorted({column for column in schema.names if schema.names.count(column) > 1}):
        findings.add("ICM028", f"{name}, header", f"{twice!r} twice", "each column once", "rename one of them")
    for field in schema:
        if pa.types.is_nested(field.type) or pa.types.is_binary(field.type) or pa.types.is_large_binary(field.type):
            where = f"{name}, column {field.name!r}"
            findings.add(
                "ICM006", where, f"cells of type {field.type}", "numbers, text, dates", "leave it out or unfold it"
            )
    return len(findings) > before
