"""A panel as a file (面板文件): indicators of a store at dates, as Parquet or as a CSV that no spreadsheet executes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from inscredit_models.durable import replacing, write_bytes
from inscredit_models.findings import Finding, Findings
from inscredit_models.indicators.panel import build_panel
from inscredit_models.indicators.registry import load_registry
from inscredit_models.records.erasure import ERASED
from inscredit_models.records.store import RecordStore
from inscredit_models.records.writing import writing

STATE = "state"
"""Column that a panel has where the store has erased subjects: ``recorded`` or ``erased``."""

_PARQUET = {"compression": "zstd", "dictionary_pagesize_limit": 64 * 1024, "write_statistics": ["as_of"]}
"""A column with more different values than fit into the limit is soon written without a dictionary of them. Bounds are
kept of the date alone: of subjects they would be names, of indicators they cost more than they are worth."""

_FORMULA = re.compile(r"^[\s\x00]*[=+\-@\t\r]")


@dataclass(frozen=True)
class PanelFile:
    """What was written.

    Parameters
    ----------
    rows, indicators : int
        Size of the panel.
    digest, findings, disputed
        As in `Panel`.
    """

    rows: int
    indicators: int
    digest: str
    findings: tuple[Finding, ...]
    disputed: pd.DataFrame = field(repr=False)


def write_panel(
    records: Path,
    out: Path,
    *,
    subject: str,
    as_of: Sequence[dt.date],
    patterns: Sequence[str] = ("*",),
    threads: int = 1,
    engine: str = "duckdb",
    memory_gb: float | None = None,
) -> PanelFile:
    """Compute the panel of a store and write it, some dates at a time: it never stands in memory as a whole.

    Parameters
    ----------
    records : pathlib.Path
        Folder of the store.
    out : pathlib.Path
        A ``.parquet`` or ``.csv`` file. Missing values are empty cells. Values that rest on disputed statements are
        listed in `disputed_file` beside it, where there are any.
    subject : str
        Subject type; must be that of the store.
    as_of : sequence of datetime.date
        Days of evaluation.
    patterns : sequence of str
        Indicator codes or patterns such as ``violation_*``.
    threads, engine, memory_gb
        See `compute_panel`; the file is the same with any of them.

    Raises
    ------
    Refused
        ICM006 for another subject, file type or an engine that is not there, ICM008 for a pattern that names nothing,
        ICM023 for dates outside the records, ICM078 where the file cannot be written.
    """
    findings = Findings()
    store = RecordStore.open(records)
    if store.subject != subject:
        remedy = f"use --subject {store.subject}"
        findings.add("ICM006", "subject", repr(subject), f"{store.subject!r}, the subject of the store", remedy)
    if out.suffix.lower() not in (".parquet", ".csv"):
        findings.add("ICM006", out.name, f"file type {out.suffix!r}", ".parquet, .csv", "name such a file")
    indicators = load_registry().select(store.subject, patterns, findings, "indicators")
    findings.refuse()
    options = {"threads": threads, "engine": engine, "memory_gb": memory_gb}
    options["whole_dates"] = store.side_table(ERASED) is not None  # their rows stand among the others of a date
    rows = 0
    with writing(out), _file(out) as write:

        def take(days: Sequence[dt.date], frame: pd.DataFrame) -> None:
            nonlocal rows
            rows += len(frame)
            write(with_erased(frame, store, days))

        panel = build_panel(store, indicators, as_of, take, **options)
    with writing(out):
        if len(panel.disputed):
            write_bytes(disputed_file(out), csv_bytes(panel.disputed))
        else:
            disputed_file(out).unlink(missing_ok=True)
    return PanelFile(rows, len(indicators), panel.digest, panel.findings, panel.disputed)


@contextmanager
def _file(out: Path) -> Iterator[Callable[[pd.DataFrame], None]]:
    """Give what writes a part into the file; the file takes its name when all parts are in it."""
    with replacing(out) as partial:
        parts = _csv_parts(partial) if out.suffix.lower() == ".csv" else _parquet_parts(partial)
        with parts as write:
            yield write


@contextmanager
def _csv_parts(path: Path) -> Iterator[Callable[[pd.DataFrame], None]]:
    with path.open("wb") as file:
        yield lambda frame: file.write(csv_bytes(frame, header=file.tell() == 0))


@contextmanager
def _parquet_parts(path: Path) -> Iterator[Callable[[pd.DataFrame], None]]:
    writer: pq.ParquetWriter | None = None

    def write(frame: pd.DataFrame) -> None:
        nonlocal writer
        table = pa.Table.from_pandas(frame, preserve_index=False)
        writer = writer or pq.ParquetWriter(path, table.schema, **_PARQUET)
        writer.write_table(table.cast(writer.schema))

    try:
        yield write
    finally:
        if writer is not None:
            writer.close()


def disputed_file(out: Path) -> Path:
    """Name the table beside a panel that marks the values resting on disputed statements.

    Examples
    --------
    >>> disputed_file(Path("panel.parquet")).name
    'panel.disputed.csv'
    """
    return out.with_suffix(".disputed.csv")


def with_erased(frame: pd.DataFrame, store: RecordStore, as_of: Sequence[dt.date]) -> pd.DataFrame:
    """Give the panel with one row per erased subject and date, marked and empty; unchanged where none was erased.

    A subject that was erased is shown as ``erased`` at every date, also before the erasure: the content is gone.
    """
    tombstones = store.side_table(ERASED)
    if tombstones is None:
        return frame
    subjects = tombstones.column("subject_id").to_pylist()
    days = np.array(sorted(set(as_of)), dtype="datetime64[us]")
    gone = pd.DataFrame(
        {
            "subject_id": pd.array(np.tile(subjects, len(days)), dtype="str"),
            "as_of": np.repeat(days, len(subjects)),
            STATE: pd.array(["erased"] * (len(days) * len(subjects)), dtype="str"),
        }
    )
    there = set(zip(frame["subject_id"], frame["as_of"], strict=True))  # somebody may have come back since
    new = [key not in there for key in zip(gone["subject_id"], gone["as_of"], strict=True)]
    marked = frame.assign(**{STATE: pd.array(["recorded"] * len(frame), dtype="str")})
    whole = pd.concat([marked, gone[new]], ignore_index=True).sort_values(["as_of", "subject_id"], ignore_index=True)
    return whole[
        ["subject_id", "as_of", STATE, *(name for name in frame.columns if name not in ("subject_id", "as_of"))]
    ]


def csv_bytes(frame: pd.DataFrame, *, header: bool = True) -> bytes:
    """Write a frame as UTF-8 CSV with a byte-order mark; text that a spreadsheet would execute gets an apostrophe.

    Without ``header`` the rows alone, to stand below others.

    Examples
    --------
    >>> csv_bytes(pd.DataFrame({"subject_id": ["=1+1", "P1"], "x": [-1.5, None]})).decode("utf-8-sig").splitlines()
    ['subject_id,x', "'=1+1,-1.5", 'P1,']
    """
    safe = frame.copy()
    for name in safe.columns:
        if pd.api.types.is_string_dtype(safe[name].dtype):
            safe[name] = safe[name].map(inert, na_action="ignore")
        elif pd.api.types.is_datetime64_any_dtype(safe[name].dtype):
            safe[name] = safe[name].dt.strftime("%Y-%m-%d")
    return safe.to_csv(index=False, header=header, lineterminator="\n").encode("utf-8-sig" if header else "utf-8")


def inert(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would read as a formula.

    Examples
    --------
    >>> inert("@SUM(A1)"), inert("P-1")
    ("'@SUM(A1)", 'P-1')
    """
    return f"'{text}" if _FORMULA.match(text) else text
