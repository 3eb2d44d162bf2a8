"""A table under pseudonyms (假名化表格): one column of identifiers in a CSV or Parquet file."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from inscredit_models.durable import write_bytes
from inscredit_models.findings import Finding, Findings, Refused, near_names
from inscredit_models.records.pseudonyms.key import ProjectKey
from inscredit_models.records.pseudonyms.pseudonym import key_marks, pseudonyms
from inscredit_models.records.writing import writing

SUFFIXES = (".csv", ".parquet")


def pseudonymise_table(source: Path, out: Path, column: str, key: ProjectKey) -> int:
    """Write a table with pseudonyms in one column and give the number of rows; the file is replaced in one step.

    Parameters
    ----------
    source, out : pathlib.Path
        CSV (UTF-8) or Parquet; all cells of a CSV are kept as text. Written again under another key, the whole file
        changes at once, so no two keys ever stand in one file.
    column : str
        The identifiers; other columns stay as they are.
    key : ProjectKey
        Key of the project.

    Raises
    ------
    Refused
        ICM001 for a file that cannot be read, ICM006 for a file type, ICM010 without the column, ICM195 where it holds
        pseudonyms already, ICM078 where the write fails.
    """
    findings = Findings()
    for path in (source, out):
        if path.suffix.lower() not in SUFFIXES:
            findings.add("ICM006", path.name, f"file type {path.suffix!r}", ", ".join(SUFFIXES), "name such a file")
    findings.refuse()
    frame = _read(source)
    if column not in frame.columns:
        raise Refused(
            [
                Finding(
                    "ICM010", source.name, f"no column {column!r}", "a column of the table", near_names(column, frame)
                )
            ]
        )
    values = [None if pd.isna(value) else str(value) for value in frame[column]]
    if key_marks(values):
        remedy = "start from the table with plain identifiers"
        raise Refused([Finding("ICM195", source.name, "pseudonyms", "plain identifiers", remedy)])
    frame[column] = pd.array(pseudonyms(key, values), dtype="str")
    buffer = io.BytesIO()
    if out.suffix.lower() == ".csv":
        frame.to_csv(buffer, index=False, lineterminator="\n")
    else:
        frame.to_parquet(buffer, index=False, compression="zstd")
    with writing(out):
        write_bytes(out, buffer.getvalue())
    return len(frame)


def _read(path: Path) -> pd.DataFrame:
    try:
        if path.suffix.lower() == ".csv":
            return pd.read_csv(path, dtype="str", encoding="utf-8-sig", keep_default_na=False, na_values=[""])
        return pq.read_table(path).to_pandas()
    except (OSError, ValueError) as error:
        found = error.strerror if isinstance(error, OSError) else "no table that can be read"
        raise Refused(
            [Finding("ICM001", path.name, found or "cannot be read", "a readable table", "check the file")]
        ) from error
