"""The store (记录库): a folder of Parquet parts with a manifest, written whole or not at all, checked when opened."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.record_types import OperatorClass, Subject
from inscredit_models.digest import digest_file
from inscredit_models.durable import flush
from inscredit_models.findings import Findings, Refused, near_names
from inscredit_models.records.connection import Source, open_connection
from inscredit_models.records.content_digest import digest_table
from inscredit_models.records.manifest import (
    MANIFEST,
    Manifest,
    Part,
    SideTable,
    TruthFile,
    digest_parts,
    manifest_text,
    paths_of_table,
    read_manifest,
)
from inscredit_models.records.statements import statement_schema
from inscredit_models.records.writing import writing


class StoreWriter:
    """Write a store beside its place and move it there when everything is written.

    Use it as a context manager. On an error nothing is left behind; a folder that is already there is refused.

    Parameters
    ----------
    path : pathlib.Path
        Folder to be made.
    subject : str
        Subject type of all records in it.
    origin : str
        Where the records come from: ``simulated`` or ``intake``.
    operator_class : str
        Who keeps the records; decides which law applies to them.
    records_from, records_to : datetime.date
        First and last day an event can lie in.
    extract_date : datetime.date
        Last day a statement can be known.
    world : dict, optional
        Name, variant, seed and version of the world that made it.
    """

    def __init__(
        self,
        path: Path,
        *,
        subject: Subject,
        origin: str,
        operator_class: OperatorClass,
        records_from: dt.date,
        records_to: dt.date,
        extract_date: dt.date,
        world: dict[str, Any] | None = None,
    ) -> None:
        self.path = Path(path)
        self.partial = self.path.with_name(f".{self.path.name}.{os.getpid()}.partial")
        self._head = {
            "subject": subject,
            "origin": origin,
            "operator_class": operator_class,
            "records_from": records_from,
            "records_to": records_to,
            "extract_date": extract_date,
            "world": world,
        }
        self._parts: list[Part] = []
        self._tables: list[SideTable] = []
        self._truth: list[TruthFile] = []

    def __enter__(self) -> StoreWriter:
        if self.path.exists():
            findings = Findings()
            findings.add(
                "ICM006",
                str(self.path),
                "something is already there",
                "a folder that does not exist yet",
                "choose another place or remove it first",
            )
            findings.refuse()
        shutil.rmtree(self.partial, ignore_errors=True)
        with writing(self.path):
            self.partial.mkdir(parents=True)
        return self

    def add_part(self, record: str, chunk: int, table: pa.Table) -> None:
        """Write one part of a record type as ``records/<record>/part-<chunk>.parquet``.

        Parameters
        ----------
        record : str
            Code of a record type of the store's subject.
        chunk : int
            Number of the part, 0 to 99999; each once.
        table : pyarrow.Table
            Columns exactly those of `statement_schema`; rows already checked by `check_statements`, or made by a world.

        Raises
        ------
        Refused
            ICM008 for a record type the subject does not have, ICM010 where the columns differ.
        """
        name = f"records/{record}/part-{chunk:05d}.parquet"
        table = fit_part(table, record, str(self._head["subject"]), name)
        sha256 = self._write(name, table)
        self._parts.append(Part(path=name, record=record, rows=len(table), sha256=sha256, content=digest_table(table)))

    def add_table(self, name: str, table: pa.Table) -> None:
        """Write a table beside the records (identity, collection, consent)."""
        file = f"{name}.parquet"
        self._tables.append(SideTable(path=file, rows=len(table), sha256=self._write(file, table)))

    def add_truth(self, name: str, content: pa.Table | dict[str, Any] | str) -> None:
        """Write planted truth under ``truth/``: a table, plain values as JSON, or text; never part of the digest.

        The manifest names each file with the SHA-256 of its bytes, for whoever reads it.

        ``name`` gets the suffix ``.parquet`` or ``.json`` where it has none; text keeps the suffix it is given.
        """
        if isinstance(content, pa.Table):
            file = f"truth/{name.removesuffix('.parquet')}.parquet"
            self._truth.append(TruthFile(path=file, sha256=self._write(file, content)))
            return
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, indent=1, default=str)
        file = name if isinstance(content, str) else f"{name.removesuffix('.json')}.json"
        self._write_text(f"truth/{file}", text)
        self._truth.append(TruthFile(path=f"truth/{file}", sha256=digest_file(self.partial / "truth" / file)))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                with writing(self.path):
                    self._finish()
        finally:
            shutil.rmtree(self.partial, ignore_errors=True)

    def _finish(self) -> None:
        parts = tuple(sorted(self._parts, key=lambda part: part.path))
        manifest = Manifest(
            **self._head,
            digest=digest_parts(parts),
            parts=parts,
            tables=tuple(self._tables),
            truth=tuple(sorted(self._truth, key=lambda file: file.path)),
        )
        self._write_text(MANIFEST, manifest_text(manifest))
        for file in self.partial.rglob("*"):
            flush(file)
        flush(self.partial)
        os.rename(self.partial, self.path)
        flush(self.path.parent)

    def _write(self, name: str, table: pa.Table) -> str:
        with writing(self.path):
            file = self._place(name)
            pq.write_table(table, file, compression="zstd", write_page_checksum=True)
        return digest_file(file)

    def _write_text(self, name: str, text: str) -> None:
        with writing(self.path):
            self._place(name).write_text(text, encoding="utf-8")

    def _place(self, name: str) -> Path:
        file = self.partial / name
        if file.exists():
            findings = Findings()
            findings.add("ICM024", name, "written twice", "each part once", "give the part another number")
            findings.refuse()
        file.parent.mkdir(parents=True, exist_ok=True)
        return file


def fit_part(table: pa.Table, record: str, subject: str, where: str) -> pa.Table:
    """Give a part the columns and types of its record type, or refuse it (ICM008, ICM010, ICM011)."""
    findings = Findings()
    known = load_catalogue().records_of(subject)
    declared = next((item for item in known if item.code == record), None)
    if declared is None:
        codes = [item.code for item in known]
        findings.add("ICM008", where, f"record type {record!r}", ", ".join(codes), near_names(record, codes))
        raise Refused(findings)
    schema = statement_schema(declared)
    if table.column_names != schema.names:
        findings.add(
            "ICM010",
            where,
            ", ".join(table.column_names),
            ", ".join(schema.names),
            "write the columns of the record type, in order",
        )
        raise Refused(findings)
    try:
        return table.cast(schema).combine_chunks()
    except pa.ArrowInvalid as error:
        findings.add(
            "ICM011",
            where,
            "a column that cannot be stored in its type",
            str(schema.types),
            "read the table with check_statements first",
        )
        raise Refused(findings) from error


@dataclass(frozen=True)
class RecordStore:
    """A store that was opened and checked; everything computed from records starts here.

    Parameters
    ----------
    path : pathlib.Path
        Its folder.
    head : Manifest
        Its manifest as read.
    """

    path: Path
    head: Manifest = field(repr=False)

    @classmethod
    def open(cls, path: Path, *, verify: bool = True) -> RecordStore:
        """Open a store and compare it with its manifest.

        Parameters
        ----------
        path : pathlib.Path
            Folder of the store.
        verify : bool
            True reads every part and compares its bytes; False only looks whether it is there.

        Raises
        ------
        Refused
            With all findings: ICM001 or ICM005 for the manifest, ICM019 for each missing, cut or changed part.
        """
        path = Path(path)
        findings = Findings()
        manifest = read_manifest(path, findings)
        findings.refuse()
        check_parts(path, manifest, findings, verify=verify)
        findings.refuse()
        return cls(path, manifest)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """The manifest as plain values."""
        return self.head.model_dump(mode="json")

    @property
    def subject(self) -> Subject:
        """Subject type of the records."""
        return self.head.subject

    @property
    def origin(self) -> str:
        """Where the records come from."""
        return self.head.origin

    @property
    def operator_class(self) -> OperatorClass:
        """Who keeps the records."""
        return self.head.operator_class

    @property
    def records_from(self) -> dt.date:
        """First day an event can lie in."""
        return self.head.records_from

    @property
    def records_to(self) -> dt.date:
        """Last day an event can lie in."""
        return self.head.records_to

    @property
    def extract_date(self) -> dt.date:
        """Last day a statement can be known."""
        return self.head.extract_date

    @property
    def digest(self) -> str:
        """Digest of the content of all record parts; truth and side tables do not count."""
        return self.head.digest

    def record_codes(self) -> tuple[str, ...]:
        """Give the record types that have a part, in catalogue order."""
        held = {part.record for part in self.head.parts}
        return tuple(record.code for record in load_catalogue().records_of(self.subject) if record.code in held)

    def side_table(self, name: str) -> pa.Table | None:
        """Give a table beside the records (identity, collection, consent, quarantine, erased); ``None`` without one."""
        paths = paths_of_table(self.head, name, self.path)
        return pa.concat_tables([pq.read_table(path) for path in paths], promote_options="default") if paths else None

    def connect(self, *, threads: int = 1, records: Iterable[str] | None = None) -> duckdb.DuckDBPyConnection:
        """Open a database with one table per record type of the subject (empty where the store has no part).

        Parameters
        ----------
        threads : int
            Worker threads of the engine.
        records : iterable of str, optional
            Only these record types; reading fewer is faster.
        """
        return open_connection(self.sources(records), threads=threads)

    def sources(self, records: Iterable[str] | None = None) -> dict[str, Source]:
        """Give the parts of record types, all or some; a type without a part is an empty table."""
        wanted = None if records is None else set(records)
        sources: dict[str, Source] = {}
        for record in load_catalogue().records_of(self.subject):
            if wanted is None or record.code in wanted:
                paths = self.head.paths_of(record.code, self.path)
                sources[record.code] = paths or statement_schema(record).empty_table()
        return sources

    def records_with(self, status: str) -> set[str]:
        """Give the record types of which a statement has a status (asserted, disputed, …).

        Reads one column, a part at a time, and of no record type further than to the first such statement.
        """
        found: set[str] = set()
        for part in self.head.parts:
            if part.record not in found:
                column = pq.read_table(self.path / part.path, columns=["status"]).column("status")
                found |= {part.record} if pc.any(pc.equal(column, status)).as_py() else set()
        return found


def check_parts(path: Path, manifest: Manifest, findings: Findings, *, verify: bool) -> None:
    """Compare the files of a store with its manifest; each difference is a finding ICM019."""
    listed = {part.path: part.sha256 for part in (*manifest.parts, *manifest.tables)}
    for name, sha256 in listed.items():
        file = path / name
        if not file.is_file():
            _differs(name, "no file", findings)
        elif verify and digest_file(file) != sha256:
            _differs(name, f"{file.stat().st_size} bytes with another SHA-256", findings)
    for file in sorted((path / "records").rglob("*.parquet")):
        if file.relative_to(path).as_posix() not in (*listed, *manifest.leaving):
            _differs(file.relative_to(path).as_posix(), "a part that the manifest does not list", findings)
    if digest_parts(manifest.parts) != manifest.digest:
        _differs(MANIFEST, "a digest that does not follow from its parts", findings)


def _differs(name: str, found: str, findings: Findings) -> None:
    findings.add(
        "ICM019", name, found, "the file as it was written", "restore the store from its source or write it again"
    )
