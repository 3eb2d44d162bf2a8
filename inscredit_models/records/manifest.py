"""The manifest (清单) of a store: what it is, which parts it has, and their digests."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any, Literal

from inscredit_models.catalogue.documents import Declaration, read_file, structure
from inscredit_models.catalogue.record_types import OperatorClass, Subject
from inscredit_models.digest import digest_value
from inscredit_models.findings import Findings

MANIFEST = "manifest.json"


class Part(Declaration):
    """One Parquet part of a record type.

    ``sha256`` is over the file's bytes (is it whole?), ``content`` over its values (does it say the same?).
    """

    path: str
    record: str
    rows: int
    sha256: str
    content: str


class SideTable(Declaration):
    """One table beside the records (identity, collection, consent)."""

    path: str
    rows: int
    sha256: str


class Manifest(Declaration):
    """Everything a reader must know of a store before it opens a part.

    ``records_from`` and ``records_to`` are the first and last day an event can lie in; ``extract_date`` is the last
    day a statement can be known. ``origin`` says where the records come from (``simulated``, ``intake``).
    """

    format: Literal[1] = 1
    subject: Subject
    origin: str
    operator_class: OperatorClass
    records_from: dt.date
    records_to: dt.date
    extract_date: dt.date
    world: dict[str, Any] | None = None
    digest: str
    parts: tuple[Part, ...]
    tables: tuple[SideTable, ...] = ()

    def paths_of(self, record: str, folder: Path) -> list[Path]:
        """Give the part files of a record type, in order."""
        return [folder / part.path for part in self.parts if part.record == record]


def digest_parts(parts: tuple[Part, ...]) -> str:
    """Give the digest of a store: the content of its record parts in the order of their names, nothing else."""
    ordered = sorted(parts, key=lambda part: part.path)
    return digest_value([[part.path, part.rows, part.content] for part in ordered])


def read_manifest(folder: Path, findings: Findings) -> Manifest | None:
    """Read a store's manifest; what is wrong becomes a finding and the answer ``None``."""
    data = read_file(folder / MANIFEST, findings)
    if data is None:
        return None
    try:
        values = json.loads(data.decode("utf-8"))
    except ValueError as error:
        findings.add("ICM005", f"{MANIFEST}", str(error), "a JSON object", "restore the store from its source")
        return None
    return structure(Manifest, values, MANIFEST, findings)
