"""Erasure (删除): the one physical rewrite. The content of a subject leaves every file; an empty tombstone remains."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from inscredit_models.durable import write_text
from inscredit_models.findings import Findings
from inscredit_models.records.appending import WAIT_SECONDS, StoreLock, delete_leaving, free_folder, write_part
from inscredit_models.records.content_digest import digest_table
from inscredit_models.records.identifiers import look_like_identity_numbers
from inscredit_models.records.manifest import (
    MANIFEST,
    Manifest,
    Part,
    SideTable,
    Superseded,
    digest_parts,
    manifest_text,
)
from inscredit_models.records.store import RecordStore
from inscredit_models.records.writing import writing

ERASED = "erased"
TOMBSTONES = pa.schema([("subject_id", pa.string()), ("erased_on", pa.date32())])
"""Of the side table ``erased``: who is gone and since when, nothing else."""


def erase_subject(path: Path, subject_id: str, *, on: dt.date, wait_seconds: float = WAIT_SECONDS) -> RecordStore:
    """Take everything about a subject out of a store.

    New parts without the subject are written, the manifest is switched to them, then the old files are deleted. The
    digest of the store before is kept as superseded by erasure; tables rebuilt later show the subject as ``erased``.

    Parameters
    ----------
    path : pathlib.Path
        Folder of the store.
    subject_id : str
        The subject, as the store names it.
    on : datetime.date
        Day of the erasure, for the tombstone.
    wait_seconds : float
        How long to wait for another writer.

    Raises
    ------
    Refused
        ICM008 where the store has nothing of the subject (its name is not repeated), ICM025, ICM078 and ICM019 as in
        `append`. A process that dies after the switch leaves files that the next addition
        or `finish_erasures` deletes.
    """
    with StoreLock(path, wait_seconds=wait_seconds):
        store = RecordStore.open(path)
        if not _is_there(store, subject_id):
            findings = Findings()
            remedy = "check the identifier; an erased subject cannot be erased again"
            findings.add("ICM008", "subject", "nothing about this subject", "a subject of the store", remedy)
            findings.refuse()
        with writing(path):
            manifest = _without(path, store.head, subject_id, on)
            write_text(path / MANIFEST, manifest_text(manifest))
            delete_leaving(path, manifest)
    return RecordStore.open(path, verify=False)


def finish_erasures(path: Path, *, wait_seconds: float = WAIT_SECONDS) -> int:
    """Delete files that an interrupted erasure has left, and give how many there were."""
    with StoreLock(path, wait_seconds=wait_seconds):
        manifest = RecordStore.open(path).head
        with writing(path):
            return delete_leaving(path, manifest)


def tombstone_of(subject_id: str, number: int) -> str:
    """Give the name under which an erased subject is remembered: its token, or a number for an ID number.

    A digest of an ID number would not do: there are few enough of them to try them all.

    Examples
    --------
    >>> tombstone_of("P000000004", 1), tombstone_of("11010519491231002X", 2)
    ('P000000004', 'erased-000002')
    """
    return f"erased-{number:06d}" if look_like_identity_numbers([subject_id])[0] else subject_id


def _is_there(store: RecordStore, subject_id: str) -> bool:
    files = [store.path / part.path for part in store.head.parts] + [store.path / t.path for t in store.head.tables]
    return any(_rows_of(path, subject_id).any() for path in files if path.stem != ERASED)


def _rows_of(path: Path, subject_id: str) -> np.ndarray:
    if "subject_id" not in pq.read_schema(path).names:
        return np.zeros(0, dtype=bool)
    column = pq.read_table(path, columns=["subject_id"]).column("subject_id")
    return pc.equal(column, subject_id).fill_null(False).to_numpy()


def _without(path: Path, manifest: Manifest, subject_id: str, on: dt.date) -> Manifest:
    """Write the parts and tables without the subject and give the manifest that names them."""
    _, folder = free_folder(path, manifest)
    prefix = folder.relative_to(path).as_posix()
    parts: list[Part] = []
    tables: list[SideTable] = []
    leaving = [name for name in manifest.leaving if (path / name).exists()]
    for number, part in enumerate(manifest.parts):
        rows = _rows_of(path / part.path, subject_id)
        if not rows.any():
            parts.append(part)
            continue
        leaving.append(part.path)
        kept = pq.read_table(path / part.path).filter(pa.array(~rows))
        name = f"{prefix}/{part.record}-{number:05d}.parquet"
        sha256 = write_part(path, name, kept)
        parts.append(Part(path=name, record=part.record, rows=len(kept), sha256=sha256, content=digest_table(kept)))
    tombstones = [TOMBSTONES.empty_table()]
    for number, table in enumerate(manifest.tables):
        stem = Path(table.path).stem
        rows = _rows_of(path / table.path, subject_id)
        if stem == ERASED:
            tombstones.append(pq.read_table(path / table.path))
            leaving.append(table.path)
        elif not rows.any():
            tables.append(table)
        else:
            leaving.append(table.path)
            kept = pq.read_table(path / table.path).filter(pa.array(~rows))
            name = f"{prefix}/{number:05d}/{stem}.parquet"
            tables.append(SideTable(path=name, rows=len(kept), sha256=write_part(path, name, kept)))
    number = 1 + sum(len(table) for table in tombstones)
    tombstones.append(pa.table([[tombstone_of(subject_id, number)], [on]], schema=TOMBSTONES))
    stones = pa.concat_tables(tombstones)
    name = f"{prefix}/{ERASED}.parquet"
    tables.append(SideTable(path=name, rows=len(stones), sha256=write_part(path, name, stones)))
    ordered = tuple(sorted(parts, key=lambda part: part.path))
    old = Superseded(digest=manifest.digest, by="erasure", on=on)
    changes = {
        "parts": ordered,
        "tables": tuple(tables),
        "digest": digest_parts(ordered),
        "superseded": (*manifest.superseded, old),
        "leaving": tuple(leaving),
    }
    return manifest.model_copy(update=changes)
