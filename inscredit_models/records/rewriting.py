"""Rewriting a store (改写): the few cases in which what was stored must not stay: erasure, expiry, other pseudonyms.

Files that change are written anew beside the old ones, the manifest is switched once, then the old files are deleted.
Whoever reads meanwhile sees the store before or after, never a mixture.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from inscredit_models.records.appending import free_folder, write_part
from inscredit_models.records.content_digest import digest_table
from inscredit_models.records.manifest import Manifest, Part, SideTable, Superseded, SupersededBy, digest_parts

Change = Callable[[pa.Table, str], pa.Table | None]
"""What becomes of a file, given its rows and its record type or side table; ``None`` leaves it as it is."""


def rewritten(
    path: Path,
    manifest: Manifest,
    change: Change,
    *,
    by: SupersededBy,
    on: dt.date,
    replaced: Mapping[str, pa.Table] | None = None,
    dropped: frozenset[str] = frozenset(),
) -> Manifest:
    """Write what changes of a store and give the manifest that names it; the caller switches to it.

    Parameters
    ----------
    path : pathlib.Path
        Folder of the store, held for writing.
    manifest : Manifest
        As it stands.
    change : callable
        Applied to every part and side table.
    by : str
        Why the older digest cannot be rebuilt any more.
    on : datetime.date
        Day of the rewriting.
    replaced : mapping of str to pyarrow.Table, optional
        Side tables that take the place of all of their name.
    dropped : frozenset of str
        Names of side tables that leave the store.
    """
    _, folder = free_folder(path, manifest)
    prefix = folder.relative_to(path).as_posix()
    new = dict(replaced or {})
    leaving = [name for name in manifest.leaving if (path / name).exists()]
    parts: list[Part] = []
    for number, part in enumerate(manifest.parts):
        kept = change(pq.read_table(path / part.path), part.record)
        if kept is None:
            parts.append(part)
            continue
        leaving.append(part.path)
        name = f"{prefix}/{part.record}-{number:05d}.parquet"
        sha256 = write_part(path, name, kept)
        parts.append(Part(path=name, record=part.record, rows=len(kept), sha256=sha256, content=digest_table(kept)))
    tables: list[SideTable] = []
    for number, table in enumerate(manifest.tables):
        stem = Path(table.path).stem
        if stem in new or stem in dropped:
            leaving.append(table.path)
            continue
        kept = change(pq.read_table(path / table.path), stem)
        if kept is None:
            tables.append(table)
            continue
        leaving.append(table.path)
        name = f"{prefix}/{number:05d}/{stem}.parquet"
        tables.append(SideTable(path=name, rows=len(kept), sha256=write_part(path, name, kept)))
    for stem, rows in new.items():
        name = f"{prefix}/{stem}.parquet"
        tables.append(SideTable(path=name, rows=len(rows), sha256=write_part(path, name, rows)))
    ordered = tuple(sorted(parts, key=lambda part: part.path))
    changes = {
        "parts": ordered,
        "tables": tuple(tables),
        "digest": digest_parts(ordered),
        "superseded": (*manifest.superseded, Superseded(digest=manifest.digest, by=by, on=on)),
        "leaving": tuple(leaving),
    }
    return manifest.model_copy(update=changes)
