"""A panel as a file (面板文件): indicators of a store at dates, as Parquet or as a CSV that no spreadsheet executes."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from inscredit_models.durable import write_bytes
from inscredit_models.findings import Findings
from inscredit_models.indicators.panel import Panel, compute_panel
from inscredit_models.indicators.registry import load_registry
from inscredit_models.records.erasure import ERASED
from inscredit_models.records.store import RecordStore
from inscredit_models.records.writing import writing

STATE = "state"
"""Column that a panel has where the store has erased subjects: ``recorded`` or ``erased``."""

_FORMULA = re.compile(r"^[\s\x00]*[=+\-@\t\r]")


def write_panel(
    records: Path,
    out: Path,
    *,
    subject: str,
    as_of: Sequence[dt.date],
    patterns: Sequence[str] = ("*",),
    threads: int = 1,
) -> Panel:
    """Compute the panel of a store and write it.

    Parameters
    ----------
    records : pathlib.Path
        Folder of the store.
    out : pathlib.Path
        A ``.parquet`` or ``.csv`` file. Missing values are empty cells.
    subject : str
        Subject type; must be that of the store.
    as_of : sequence of datetime.date
        Days of evaluation.
    patterns : sequence of str
        Indicator codes or patterns such as ``violation_*``.
    threads : int
        Worker threads.

    Raises
    ------
    Refused
        ICM006 for another subject or file type, ICM008 for a pattern that names nothing, ICM023 for dates outside
        the records, ICM078 where the file cannot be written.
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
    panel = compute_panel(store, indicators, as_of, threads=threads)
    shown = with_erased(panel.frame, store, as_of)
    with writing(out):
        write_bytes(out, csv_bytes(shown) if out.suffix.lower() == ".csv" else _parquet_bytes(shown))
    return panel


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


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Write a frame as UTF-8 CSV with a byte-order mark; text that a spreadsheet would execute gets an apostrophe.

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
    return safe.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


def inert(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would read as a formula.

    Examples
    --------
    >>> inert("@SUM(A1)"), inert("P-1")
    ("'@SUM(A1)", 'P-1')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def _parquet_bytes(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False, compression="zstd")
    return buffer.getvalue()
