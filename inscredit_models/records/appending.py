"""Adding to a store (追加): new parts beside the old ones, then one switch of the manifest.

The parts of a store never change. Whoever reads while somebody writes sees the old manifest with all its parts, or
the new one with all of its; a writer that dies half way leaves files that no manifest names, and the next writer takes
them away.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from inscredit_models.digest import digest_bytes
from inscredit_models.durable import flush, write_bytes, write_text
from inscredit_models.findings import Finding, Refused
from inscredit_models.locking import FolderLock
from inscredit_models.records.content_digest import digest_table
from inscredit_models.records.manifest import MANIFEST, Delivery, Manifest, Part, SideTable, digest_parts, manifest_text
from inscredit_models.records.store import RecordStore, fit_part
from inscredit_models.records.writing import writing

APPENDED = "appended"
WAIT_SECONDS = 5.0
"""How long a second writer waits before it is told who is writing."""


@dataclass(frozen=True)
class Addition:
    """What is added to a store in one step.

    Parameters
    ----------
    statements : mapping of str to pyarrow.Table
        Checked statements by record type.
    tables : mapping of str to pyarrow.Table
        Rows for side tables.
    records_from, records_to, extract_date : datetime.date, optional
        New bounds; the store takes the wider ones.
    """

    statements: Mapping[str, pa.Table] = field(repr=False)
    tables: Mapping[str, pa.Table] = field(repr=False, default_factory=dict)
    records_from: dt.date | None = None
    records_to: dt.date | None = None
    extract_date: dt.date | None = None


def append(path: Path, decide: Callable[[RecordStore], Addition], *, wait_seconds: float = WAIT_SECONDS) -> RecordStore:
    """Add to a store what ``decide`` says, given the store as it stands once this writer holds it.

    Parameters
    ----------
    path : pathlib.Path
        Folder of the store.
    decide : callable
        Gets the opened store and gives what is to be added; may refuse.
    wait_seconds : float
        How long to wait for another writer.

    Raises
    ------
    Refused
        ICM025 while another writer holds the store, ICM078 where a write fails, ICM019 for a damaged store, and
        whatever ``decide`` refuses. In each case the store is as it was.
    """
    with StoreLock(path, wait_seconds=wait_seconds):
        store = RecordStore.open(path)
        addition = decide(store)
        with writing(path):
            delete_leaving(path, store.head)
            manifest = _write(path, store.head, addition)
            write_text(path / MANIFEST, manifest_text(manifest))
    return RecordStore.open(path, verify=False)


class StoreLock(FolderLock):
    """Hold a store for writing; no store (ICM001) or no lock (ICM078) is a plain refusal."""

    def __enter__(self) -> StoreLock:
        if not (self.path.parent / MANIFEST).is_file():
            remedy = "check the path; a new store is written by an intake or a simulation"
            raise Refused([Finding("ICM001", self.path.parent.name, f"no {MANIFEST}", "a record store", remedy)])
        with writing(self.path.parent):
            super().__enter__()
        return self


def free_folder(path: Path, manifest: Manifest) -> tuple[int, Path]:
    """Give the number and folder of the next addition, emptied of what a dead writer left there."""
    used = {int(Path(name).parts[1]) for name in _appended(manifest)}
    number = max(used, default=0) + 1
    folder = path / APPENDED / f"{number:05d}"
    if folder.exists():
        shutil.rmtree(folder)
    return number, folder


def write_part(path: Path, name: str, table: pa.Table) -> str:
    """Write a Parquet file of a store durably and give the SHA-256 of its bytes."""
    buffer = pa.BufferOutputStream()
    pq.write_table(table, buffer, compression="zstd", write_page_checksum=True)
    data = buffer.getvalue().to_pybytes()
    write_bytes(path / name, data)
    return digest_bytes(data)


def delete_leaving(path: Path, manifest: Manifest) -> int:
    """Delete the files that an erasure has taken out of the manifest and give how many there were."""
    files = [path / name for name in manifest.leaving if (path / name).exists()]
    for file in files:
        file.unlink()
        flush(file.parent)
    return len(files)


def _appended(manifest: Manifest) -> list[str]:
    names = [*(part.path for part in manifest.parts), *(table.path for table in manifest.tables), *manifest.leaving]
    return [name for name in names if name.startswith(f"{APPENDED}/")]


def _write(path: Path, manifest: Manifest, addition: Addition) -> Manifest:
    number, folder = free_folder(path, manifest)
    prefix = folder.relative_to(path).as_posix()
    parts, tables = list(manifest.parts), list(manifest.tables)
    for record, statements in addition.statements.items():
        if len(statements):
            name = f"{prefix}/{record}.parquet"
            table = fit_part(statements, record, manifest.subject, name)
            sha256 = write_part(path, name, table)
            parts.append(Part(path=name, record=record, rows=len(table), sha256=sha256, content=digest_table(table)))
    for side, rows in addition.tables.items():
        if len(rows):
            name = f"{prefix}/{side}.parquet"
            tables.append(SideTable(path=name, rows=len(rows), sha256=write_part(path, name, rows)))
    known = [day for table in addition.statements.values() for day in table.column("known_date").to_pylist()]
    ordered = tuple(sorted(parts, key=lambda part: part.path))
    changes: dict[str, object] = {"parts": ordered, "tables": tuple(tables), "digest": digest_parts(ordered)}
    if known:
        delivery = Delivery(number=number, known_from=min(known), known_to=max(known), rows=len(known))
        changes["deliveries"] = (*manifest.deliveries, delivery)
    return manifest.model_copy(update=changes | _bounds(manifest, addition))


def _bounds(manifest: Manifest, addition: Addition) -> dict[str, dt.date]:
    return {
        "records_from": min(manifest.records_from, addition.records_from or manifest.records_from),
        "records_to": max(manifest.records_to, addition.records_to or manifest.records_to),
        "extract_date": max(manifest.extract_date, addition.extract_date or manifest.extract_date),
    }
