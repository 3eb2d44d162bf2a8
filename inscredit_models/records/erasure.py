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
from inscredit_models.records.appending import WAIT_SECONDS, StoreLock, delete_leaving
from inscredit_models.records.identifiers import look_like_identity_numbers
from inscredit_models.records.manifest import MANIFEST, Manifest, manifest_text, paths_of_table
from inscredit_models.records.rewriting import rewritten
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
        if not is_there(store, subject_id):
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


def is_there(store: RecordStore, subject_id: str) -> bool:
    """Say whether a store holds anything about a subject; a tombstone does not count."""
    files = [store.path / part.path for part in store.head.parts] + [store.path / t.path for t in store.head.tables]
    return any(_is_in(path, subject_id) for path in files if path.stem != ERASED)


def _is_in(path: Path, subject_id: str) -> bool:
    if "subject_id" not in pq.read_schema(path).names:
        return False
    return bool(rows_of(pq.read_table(path, columns=["subject_id"]), subject_id).any())


def rows_of(table: pa.Table, subject_id: str) -> np.ndarray:
    """Say which rows of a table are about a subject; none where the table is not about subjects."""
    if "subject_id" not in table.column_names:
        return np.zeros(len(table), dtype=bool)
    return pc.equal(table.column("subject_id"), subject_id).fill_null(False).to_numpy()


def _without(path: Path, manifest: Manifest, subject_id: str, on: dt.date) -> Manifest:
    """Write the parts and tables without the subject and give the manifest that names them."""
    stones = [pq.read_table(file) for file in paths_of_table(manifest, ERASED, path)]
    number = 1 + sum(len(table) for table in stones)
    stones.append(pa.table([[tombstone_of(subject_id, number)], [on]], schema=TOMBSTONES))

    def without(table: pa.Table, name: str) -> pa.Table | None:
        rows = rows_of(table, subject_id)
        return table.filter(pa.array(~rows)) if rows.any() else None

    return rewritten(path, manifest, without, by="erasure", on=on, replaced={ERASED: pa.concat_tables(stones)})
