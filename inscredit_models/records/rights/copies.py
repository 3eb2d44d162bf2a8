"""Where a subject stands (副本查找): every file under some folders that names it, and what kind of copy it is."""

from __future__ import annotations

import csv
import io
import os
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from inscredit_models.findings import Findings
from inscredit_models.records.erasure import ERASED, is_there
from inscredit_models.records.manifest import MANIFEST, Manifest, read_manifest
from inscredit_models.records.store import RecordStore

CopyKind = Literal["store", "table", "package", "log", "other", "unread"]
LOGS = ".access"
"""Suffix of the folders of query logs: the law asks to keep them."""

_SKIPPED = (".git", ".venv", "__pycache__")


@dataclass(frozen=True, slots=True)
class Copy:
    """One place that names the subject.

    Parameters
    ----------
    path : pathlib.Path
        A store folder or a file.
    kind : str
        ``store``, ``table`` (Parquet or CSV with rows of the subject), ``package`` (an exchange package), ``log`` (a
        query log), ``other`` (a text, page or database in which the name stands), or ``unread`` (a file that cannot
        be looked into: unreadable, or a table or archive that is damaged).
    """

    path: Path
    kind: CopyKind


def find_copies(places: Sequence[Path], names: Sequence[str]) -> tuple[Copy, ...]:
    """Find every copy under some folders.

    Parameters
    ----------
    places : sequence of pathlib.Path
        Folders (or files) to look through, with everything below them.
    names : sequence of str
        The names of the subject: its identifier and its pseudonyms, if there are any.

    Returns
    -------
    tuple of Copy
        Stores first, then files in the order of their names. Parquet is decoded, archives are looked into.
    """
    stores: list[Copy] = []
    files: list[Copy] = []
    for path, manifest in _stores(places):
        store = RecordStore(path, manifest)
        if any(is_there(store, name) for name in names):
            stores.append(Copy(path, "store"))
    parts = _listed_files(places)
    for path in _files(places):
        kind = None if path.resolve() in parts else _kind_if_readable(path, names)
        if kind is not None:
            files.append(Copy(path, kind))
    return (*stores, *files)


def kind_of(path: Path, names: Sequence[str]) -> CopyKind | None:
    """Give the kind of copy that a file is, or ``None`` where it does not name the subject."""
    if path.suffix == ".parquet":
        return "table" if rows_about(pq.read_table(path), names).any() else None
    if path.suffix == ".csv" and csv_rows_about(path.read_bytes(), names)[1]:
        return "table"
    data = path.read_bytes()
    if zipfile.is_zipfile(io.BytesIO(data)) and _in_archive(data, names):
        return "package"
    if not stands_in(data, names):
        return None
    return "log" if path.parent.suffix == LOGS else "other"


def _kind_if_readable(path: Path, names: Sequence[str]) -> CopyKind | None:
    try:
        return kind_of(path, names)
    except (OSError, pa.ArrowException, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return "unread"


def rows_about(table: pa.Table, names: Sequence[str]) -> np.ndarray:
    """Say which rows of a table have one of the names in any text column."""
    wanted = pa.array(list(names), pa.string())
    rows = np.zeros(len(table), dtype=bool)
    for column in table.columns:
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            rows |= pc.is_in(column.cast(pa.string()), wanted).to_numpy().astype(bool)
    return rows


def csv_rows_about(data: bytes, names: Sequence[str]) -> tuple[list[list[str]], int]:
    """Give the rows of a CSV file that are not about the subject, and how many were; header first."""
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        return [], 0
    wanted = set(names)
    kept = [row for number, row in enumerate(rows) if number == 0 or wanted.isdisjoint(row)]
    return kept, len(rows) - len(kept)


def stands_in(data: bytes, names: Sequence[str]) -> bool:
    """Say whether one of the names stands in some bytes as a whole word, in UTF-8 or UTF-16.

    Examples
    --------
    >>> stands_in(b'{"who": "P1"}', ["P1"]), stands_in(b"P10 XP1", ["P1"]), stands_in("P1".encode("utf-16-le"), ["P1"])
    (True, False, True)
    """
    for name in names:
        for coded in (name.encode(), name.encode("utf-16-le"), name.encode("utf-16-be")):
            if re.search(rb"(?<![0-9A-Za-z_-])" + re.escape(coded) + rb"(?![0-9A-Za-z_-])", data):
                return True
    return False


def _in_archive(data: bytes, names: Sequence[str]) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            inner = archive.read(name)
            if name.endswith(".parquet"):
                if rows_about(pq.read_table(io.BytesIO(inner)), names).any():
                    return True
            elif stands_in(inner, names):
                return True
    return False


def _stores(places: Sequence[Path]) -> Iterator[tuple[Path, Manifest]]:
    for path in _files(places):
        if path.name == MANIFEST:
            manifest = read_manifest(path.parent, Findings())
            if manifest is not None:
                yield path.parent, manifest


def _listed_files(places: Sequence[Path]) -> set[Path]:
    """Files that belong to stores: they are erased through their store. Tombstones name who was erased, and stay."""
    listed: set[Path] = set()
    for folder, manifest in _stores(places):
        names = [part.path for part in manifest.parts] + [table.path for table in manifest.tables]
        listed |= {(folder / name).resolve() for name in names}
        listed |= {path.resolve() for path in folder.rglob(f"{ERASED}.parquet")}
    return listed


def _files(places: Sequence[Path]) -> list[Path]:
    found: set[Path] = set()
    for place in places:
        if place.is_file():
            found.add(place)
        for folder, folders, names in os.walk(place, followlinks=False):
            folders[:] = [name for name in folders if name not in _SKIPPED]
            found |= {path for name in names if not (path := Path(folder) / name).is_symlink()}
    return sorted(found)
