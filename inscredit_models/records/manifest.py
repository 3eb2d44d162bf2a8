"""The manifest (清单) of a store: what it is, which parts it has, and their digests."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from inscredit_models.catalogue.documents import Declaration, read_file, structure
from inscredit_models.catalogue.record_types import OperatorClass, Subject
from inscredit_models.digest import digest_value
from inscredit_models.findings import Findings

MANIFEST = "manifest.json"
FORMAT: Literal[1] = 1
"""Version of the form of a store that this version writes, and the newest that it reads."""


InnerPath = Annotated[str, StringConstraints(pattern=r"^(?:[A-Za-z0-9_-]+/)*[A-Za-z0-9_-]+\.parquet$")]
"""A Parquet file inside the store: no way out of its folder."""


class Part(Declaration):
    """One Parquet part of a record type.

    ``sha256`` is over the file's bytes (is it whole?), ``content`` over its values (does it say the same?).
    """

    path: InnerPath
    record: str
    rows: int
    sha256: str
    content: str


class SideTable(Declaration):
    """One table beside the records (identity, collection, consent)."""

    path: InnerPath
    rows: int
    sha256: str


class TruthFile(Declaration):
    """One file of planted truth; it is no part of the store's digest, and verified by whoever reads it."""

    path: Annotated[str, StringConstraints(pattern=r"^truth/[A-Za-z0-9_-]+\.[a-z]+$")]
    sha256: str


class Delivery(Declaration):
    """One delivery that was added to the store after it was first written."""

    number: int
    known_from: dt.date
    known_to: dt.date
    rows: int


SupersededBy = Literal["erasure", "expiry", "pseudonyms"]
"""Why an older state cannot be rebuilt: a subject was erased, records ran out, subjects got other pseudonyms."""


class Superseded(Declaration):
    """The digest of an older state that cannot be rebuilt any more, and why."""

    digest: str
    by: SupersededBy
    on: dt.date


class Manifest(Declaration):
    """Everything a reader must know of a store before it opens a part.

    ``records_from`` and ``records_to`` are the first and last day an event can lie in; ``extract_date`` is the last
    day a statement can be known. ``origin`` says where the records come from (``simulated``, ``intake``).
    ``leaving`` names files that an erasure has taken out and that are to be deleted;
    ``seal`` is the digest of all the rest, so that a flipped bit in the manifest itself is seen.
    """

    format: Literal[1] = FORMAT
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
    truth: tuple[TruthFile, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    superseded: tuple[Superseded, ...] = ()
    leaving: tuple[str, ...] = ()
    seal: str = ""

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
    version = values.get("format") if isinstance(values, dict) else None
    if isinstance(version, int) and version > FORMAT:
        remedy = "install a newer version of inscredit-models"
        findings.add("ICM077", MANIFEST, f"format {version}", f"format {FORMAT} or older", remedy)
        return None
    before = len(findings)
    manifest = structure(Manifest, values, MANIFEST, findings)
    if manifest is not None:
        _check_head(manifest, findings)
    return manifest if len(findings) == before else None


def _check_head(manifest: Manifest, findings: Findings) -> None:
    """Check the seal of a manifest (ICM019), and that its days come in order (ICM023)."""
    if manifest.seal != seal_of(manifest):
        found = "content that its seal does not fit" if manifest.seal else "no seal"
        remedy = "restore the store from its source or write it again"
        findings.add("ICM019", MANIFEST, found, "the manifest as it was written", remedy)
    if manifest.records_to < manifest.records_from:
        found = f"records_from {manifest.records_from}, records_to {manifest.records_to}"
        findings.add(
            "ICM023", MANIFEST, found, "records_from on or before records_to", "correct the span and write anew"
        )
    if manifest.extract_date < manifest.records_from:
        found = f"records_from {manifest.records_from}, extract_date {manifest.extract_date}"
        findings.add(
            "ICM023", MANIFEST, found, "extract_date on or after records_from", "correct the day and write anew"
        )


def seal_of(manifest: Manifest) -> str:
    """Give the digest of everything a manifest says but its seal; no truth is as good as no word of truth."""
    silent = {"seal"} if manifest.truth else {"seal", "truth"}
    return digest_value(manifest.model_dump(mode="json", exclude=silent))


def manifest_text(manifest: Manifest) -> str:
    """Give a manifest as sealed JSON text, as it is written."""
    return manifest.model_copy(update={"seal": seal_of(manifest)}).model_dump_json(indent=1)


def paths_of_table(manifest: Manifest, name: str, folder: Path) -> list[Path]:
    """Give the files of a side table, the oldest first."""
    return [folder / table.path for table in manifest.tables if Path(table.path).stem == name]
