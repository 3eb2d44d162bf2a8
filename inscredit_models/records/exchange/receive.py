"""Taking over (接收): a package is verified as a whole, then becomes a store, or is refused as a whole."""

from __future__ import annotations

import datetime as dt
import io
import json
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.documents import structure
from inscredit_models.catalogue.record_types import OperatorClass
from inscredit_models.digest import canonical_json, digest_bytes, digest_value
from inscredit_models.findings import Findings, Refused
from inscredit_models.records.consent import check_consent
from inscredit_models.records.exchange.archive import Limits, read_archive
from inscredit_models.records.exchange.package import CATALOGUE, FORMAT, HEAD, Package, catalogue_slice
from inscredit_models.records.pseudonyms.key import ProjectKey
from inscredit_models.records.pseudonyms.pseudonym import check_one_key
from inscredit_models.records.rows import RowFindings
from inscredit_models.records.side_tables import side_schema
from inscredit_models.records.statements import check_statements, statement_schema
from inscredit_models.records.store import RecordStore, StoreWriter

EXCHANGE = "exchange"
EXCHANGE_SCHEMA = pa.schema(
    [
        ("package", pa.string()),
        ("sender", pa.string()),
        ("purpose", pa.string()),
        ("expires", pa.date32()),
        ("imported_on", pa.date32()),
    ]
)
"""Of the side table ``exchange``: where a store came from and until when it may be used."""

MOST_ROWS = 50_000_000


@dataclass(frozen=True)
class Received:
    """A package that was verified.

    Parameters
    ----------
    head : Package
        What it says of itself.
    tables : dict of str to pyarrow.Table
        Statements by record type.
    consents : pyarrow.Table or None
        The consents that came along.
    """

    head: Package
    tables: dict[str, pa.Table] = field(repr=False)
    consents: pa.Table | None = field(repr=False, default=None)


def verify_package(
    path: Path,
    on: dt.date,
    *,
    seal: ProjectKey | None = None,
    expect: str | None = None,
    limits: Limits | None = None,
) -> Received:
    """Verify a package without writing anything.

    Parameters
    ----------
    path : pathlib.Path
        The package.
    on : datetime.date
        The day; a package is good up to and including its last day.
    seal : ProjectKey, optional
        The key shared with the sender; with it the package must carry its seal.
    expect : str, optional
        Digest of the package as the sender told it another way.
    limits : Limits, optional
        How much the archive may hold.

    Raises
    ------
    Refused
        ICM198 for an archive that is not safe, ICM196 for anything changed, missing or added, ICM197 after its last
        day, ICM199 where it was made with another catalogue, ICM077 for a newer form, ICM195 for pseudonyms of
        several keys, and what `check_statements` names.
    """
    findings = Findings()
    members = read_archive(Path(path), findings, limits)
    findings.refuse()
    head = _read_head(members, path.name, findings)
    _check_members(head, members, path.name, findings)
    _check_origin(head, path.name, seal, expect, findings)
    if on > head.expires:
        remedy = "ask the sender for a new package"
        findings.add("ICM197", path.name, f"good until {head.expires}", f"{on} or later", remedy)
    findings.refuse()
    codes = [Path(item.path).stem for item in head.members if item.path.startswith("data/")]
    _check_catalogue(head, members, codes, path.name, findings)
    findings.refuse()
    tables = {code: _table(members, f"data/{code}.parquet", head, findings) for code in codes}
    findings.refuse()
    for code, table in tables.items():
        _check_table(table, code, head, findings)
    consents = None
    if "tables/consent.parquet" in members:
        consents = _table(members, "tables/consent.parquet", head, findings)
        if consents is not None and head.format == 1 and "purposes" not in consents.column_names:
            consents = consents.append_column("purposes", pa.nulls(len(consents), pa.string()))
        if consents is not None and consents.schema != side_schema("consent"):
            findings.add("ICM010", "consent", "other columns", ", ".join(side_schema("consent").names), "send it again")
    findings.refuse()
    return Received(head, {code: table for code, table in tables.items() if table is not None}, consents)


def import_package(
    path: Path,
    out: Path,
    on: dt.date,
    *,
    operator_class: OperatorClass,
    purpose: str,
    seal: ProjectKey | None = None,
    expect: str | None = None,
    limits: Limits | None = None,
) -> RecordStore:
    """Verify a package and write it as a store of this installation.

    Parameters
    ----------
    path : pathlib.Path
        The package.
    out : pathlib.Path
        Folder of the new store.
    on : datetime.date
        Day of the import.
    operator_class : str
        Who keeps the records here: its law applies to them from now on.
    purpose : str
        What they are wanted for; must be the purpose they were handed over for (Art. 20).
    seal, expect, limits
        As in `verify_package`.

    Raises
    ------
    Refused
        What `verify_package` refuses, ICM197 for another purpose, ICM072 for fields that the operator class must not
        hold, ICM073 where a credit agency lacks a consent. Nothing is then written.
    """
    received = verify_package(path, on, seal=seal, expect=expect, limits=limits)
    head = received.head
    findings = Findings()
    if purpose.strip() != head.purpose:
        remedy = "ask the sender for a package for this purpose"
        findings.add("ICM197", path.name, "handed over for another purpose", "the purpose in its head", remedy)
    tables = {code: _kept_by(table, operator_class) for code, table in received.tables.items()}
    _check_keeper(tables, received.consents, operator_class, findings)
    findings.refuse()
    origin = pa.Table.from_pylist(
        [
            {
                "package": head.digest(),
                "sender": head.sender,
                "purpose": head.purpose,
                "expires": head.expires,
                "imported_on": on,
            }
        ],
        schema=EXCHANGE_SCHEMA,
    )
    with StoreWriter(
        out,
        subject=head.subject,
        origin=head.origin,
        operator_class=operator_class,
        records_from=head.records_from,
        records_to=head.records_to,
        extract_date=head.extract_date,
    ) as writer:
        for code, table in tables.items():
            writer.add_part(code, 0, table)
        if received.consents is not None:
            writer.add_table("consent", received.consents)
        writer.add_table(EXCHANGE, origin)
    return RecordStore.open(out)


def _read_head(members: dict[str, bytes], where: str, findings: Findings) -> Package:
    try:
        values = json.loads(members[HEAD].decode("utf-8"))
        version = values.get("format")
    except (KeyError, ValueError, AttributeError) as error:
        findings.add("ICM196", where, f"no readable {HEAD}", "a package as it was sent", "ask for it again")
        raise Refused(findings) from error
    if isinstance(version, int) and version > FORMAT:
        remedy = "install a newer version of inscredit-models"
        findings.add("ICM077", where, f"format {version}", f"format {FORMAT} or older", remedy)
        raise Refused(findings)
    head = structure(Package, values, f"{where}, {HEAD}", findings)
    if head is None:
        raise Refused(findings)
    if head.text() != members[HEAD]:
        findings.add("ICM196", where, "a head written another way", "a package as it was sent", "ask for it again")
    return head


def _check_members(head: Package, members: dict[str, bytes], where: str, findings: Findings) -> None:
    """Hold the files against the head: none missing, none added, each with its size and digest."""
    remedy = "ask the sender for the package again"
    listed = {item.path: item for item in head.members}
    for name in sorted({*listed, *members} - {HEAD}):
        if name not in members:
            findings.add("ICM196", f"{where}, {name}", "no such file", "every file of the head", remedy)
        elif name not in listed:
            findings.add("ICM196", f"{where}, {name}", "a file that the head does not name", "no other file", remedy)
        elif (len(members[name]), digest_bytes(members[name])) != (listed[name].size, listed[name].sha256):
            findings.add("ICM196", f"{where}, {name}", "another content", "the digest in the head", remedy)


def _check_origin(head: Package, where: str, seal: ProjectKey | None, expect: str | None, findings: Findings) -> None:
    remedy = "make sure that it came from the sender, and ask for it again"
    if seal is not None and not head.is_sealed_by(seal):
        findings.add("ICM196", where, "no seal of the shared key", "the seal of the sender", remedy)
    if expect is not None and head.digest() != expect.strip():
        findings.add("ICM196", where, "another digest than the sender told", "the digest of the sender", remedy)


def _check_catalogue(
    head: Package, members: dict[str, bytes], codes: list[str], where: str, findings: Findings
) -> None:
    """Hold the slice of the catalogue that came along against ours: same record types, same code lists."""
    ours = catalogue_slice(codes)
    remedy = "bring both installations to one version of the catalogue"
    try:
        theirs = json.loads(members.get(CATALOGUE, b"{}"))
        same_head = digest_value(theirs) == head.catalogue
    except ValueError:
        theirs, same_head = {}, False
    if not same_head:
        findings.add("ICM196", f"{where}, {CATALOGUE}", "another slice than the head tells", "as sent", remedy)
        return
    if canonical_json(theirs) == canonical_json(ours):
        return
    for part in ("records", "codes"):
        sent, known = theirs.get(part, {}), ours[part]
        for name in sorted({*sent, *known}):
            if sent.get(name) != known.get(name):
                kind = "record type" if part == "records" else "code list"
                state = "unknown here" if name not in known else "declared otherwise here"
                findings.add("ICM199", where, f"{kind} {name!r}, {state}", "the catalogue of this version", remedy)


def _table(members: dict[str, bytes], name: str, head: Package, findings: Findings) -> pa.Table | None:
    """Read a Parquet file after a look at what it claims to hold: a small file may unpack to very many rows."""
    rows = next(item.rows for item in head.members if item.path == name)
    try:
        file = pq.ParquetFile(io.BytesIO(members[name]), page_checksum_verification=True)
        if file.metadata.num_rows != rows or rows > MOST_ROWS:
            found = f"{file.metadata.num_rows} rows"
            findings.add("ICM196", name, found, f"the {rows} of the head, at most {MOST_ROWS}", "ask for it again")
            return None
        return file.read()
    except (pa.ArrowException, OSError, ValueError):
        findings.add("ICM196", name, "no whole Parquet file", "a package as it was sent", "ask for it again")
        return None


def _check_table(table: pa.Table | None, code: str, head: Package, findings: Findings) -> None:
    record = load_catalogue().record_type(code)
    if table is None or record is None or record.subject != head.subject:
        findings.add("ICM008", code, "a record type of another subject", f"those of {head.subject}", "ask for it again")
        return
    if table.schema != statement_schema(record):
        allowed = ", ".join(statement_schema(record).names)
        findings.add("ICM010", code, "other columns", allowed, "ask the sender for the package again")
        return
    check_statements(table, record, load_catalogue(), code, findings)
    check_one_key(table.column("subject_id").to_pylist(), f"{code}, column subject_id", findings)


def _kept_by(table: pa.Table, operator_class: str) -> pa.Table:
    place = table.column_names.index("operator_class")
    return table.set_column(place, "operator_class", pa.array([operator_class] * len(table), pa.string()))


def _check_keeper(
    tables: dict[str, pa.Table], consents: pa.Table | None, operator_class: OperatorClass, findings: Findings
) -> None:
    """Hold what comes against the law of who will keep it: prohibited fields, and the basis of consent-only ones."""
    held = side_schema("consent").empty_table() if consents is None else consents
    for code, table in tables.items():
        record = load_catalogue().record_type(code)
        if record is None:
            continue
        for declared in record.fields:
            if operator_class in declared.prohibited_for and table.column(declared.name).null_count < len(table):
                allowed = "a package without this field"
                found = f"field {declared.name!r}, which {operator_class} must not hold"
                findings.add("ICM072", code, found, allowed, "ask the sender for the package for your role")
        rows = RowFindings()
        check_consent(table, record, held, code, rows)
        findings.extend(rows)
