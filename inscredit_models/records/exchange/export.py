"""Handing over (提供): a role gets what tiers, consents, notices and purpose allow, and nothing else."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlglot import exp

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.catalogue.record_types import RecordType
from inscredit_models.digest import canonical_json, digest_bytes
from inscredit_models.findings import Finding, Findings, Refused, near_names
from inscredit_models.records.exchange.archive import write_archive
from inscredit_models.records.exchange.closing import close_fields
from inscredit_models.records.exchange.package import (
    CATALOGUE,
    HEAD,
    Left,
    Member,
    Package,
    catalogue_slice,
    slice_digest,
)
from inscredit_models.records.guard import all_of, date_literal, retention_years, visible, within_retention
from inscredit_models.records.identifiers import look_like_identity_numbers
from inscredit_models.records.pseudonyms.key import ProjectKey
from inscredit_models.records.pseudonyms.pseudonym import key_marks
from inscredit_models.records.pseudonyms.stores import SIDE_TABLES, identifying_columns, rename_columns
from inscredit_models.records.purposes import check_purpose
from inscredit_models.records.rights.access import grant_of
from inscredit_models.records.rights.basis import NOTICE_RULE, check_handed_over, consenting, told
from inscredit_models.records.rights.chained import append_entry
from inscredit_models.records.rights.consents import consents_of
from inscredit_models.records.rights.queries import Reader, access_folder
from inscredit_models.records.rights.requests import SpecialRequest, use_request
from inscredit_models.records.statements import statement_schema
from inscredit_models.records.store import RecordStore

OWN = "subject"


@dataclass(frozen=True)
class Terms:
    """The terms under which a store is handed over.

    Parameters
    ----------
    sender, receiver : str
        Names of the two installations.
    role : str
        Role of the receiver.
    purpose, legal_basis : str
        What for (a code of the list ``purpose``), on which law.
    on, expires : datetime.date
        Day of the export, and the last day of use.
    records : tuple of str
        Record types; empty for all of the store.
    subjects : tuple of str
        Subjects; empty for all. A subject's own copy names exactly one.
    request : str
        An approved special request, where one is needed.
    pseudonyms : ProjectKey, optional
        Key under which subjects get pseudonyms; a researcher gets nothing else.
    seal : ProjectKey, optional
        A key shared with the receiver, to seal the package.
    """

    sender: str
    receiver: str
    role: Reader
    purpose: str
    legal_basis: str
    on: dt.date
    expires: dt.date
    records: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    request: str = ""
    pseudonyms: ProjectKey | None = field(default=None, repr=False)
    seal: ProjectKey | None = field(default=None, repr=False)


def export_package(store_path: Path, out: Path, terms: Terms) -> Package:
    """Write a package of a store for a receiver.

    Of each record type go the statements known by the day of the export, of records that the guard shows on that day:
    not withdrawn, not repaired, not past their retention. Field by field the tier decides (`grant_of`): what needs a
    consent goes for subjects whose consent for the category is in force on that day and agreed to the purpose, what
    needs a special request
    where one is approved for it. Adverse records of persons go only for subjects who were told before (Art. 15), and
    statements of subjects on disputed records go along (Art. 16 ¶2).

    Parameters
    ----------
    store_path : pathlib.Path
        Folder of the store.
    out : pathlib.Path
        The package to write.
    terms : Terms
        Who, what for, until when.

    Returns
    -------
    Package
        Its head, also with what was left out.

    Raises
    ------
    Refused
        ICM008 for an unknown record type, ICM029 where identity numbers would leave, ICM192 where nothing may be
        handed to the role, ICM193 for a special request that does not stand, ICM194 where a researcher would get
        anything but pseudonyms, ICM253 for a purpose that is not of the list, ICM197 for an expiry before the day and
        for a store that itself came for another purpose or whose time is over, ICM078 where the write fails.
    """
    store = RecordStore.open(store_path)
    request = None
    if terms.request:
        use = {"role": terms.role, "action": "export", "purpose": terms.purpose}
        request = use_request(store_path, terms.request, terms.on, **use)
    codes = _check(store, terms)
    cut = _Cut(store, terms, request)
    tables = {code: table for code in codes if (table := cut.of(load_catalogue().record_type(code))) is not None}
    if not tables:
        found, allowed = f"nothing that {terms.role} may receive", "at least one record"
        remedy = "look at `inscredit list access`; record consents and notices, or file a special request"
        raise Refused([Finding("ICM192", store_path.name, found, allowed, remedy)])
    _check_names(store_path.name, tables)
    members = {f"data/{code}.parquet": _parquet(table) for code, table in tables.items()}
    rows = {f"data/{code}.parquet": len(table) for code, table in tables.items()}
    going = set().union(*(table.column("subject_id").to_pylist() for table in cut.plain))
    consents = _consents(store, terms, going, _categories(tables))
    if len(consents):
        members["tables/consent.parquet"], rows["tables/consent.parquet"] = _parquet(consents), len(consents)
    members[CATALOGUE], rows[CATALOGUE] = canonical_json(catalogue_slice(list(tables))), 0
    head = Package(
        sender=terms.sender,
        receiver=terms.receiver,
        role=terms.role,
        purpose=terms.purpose,
        legal_basis=terms.legal_basis,
        made_on=terms.on,
        expires=terms.expires,
        subject=store.subject,
        operator_class=store.operator_class,
        origin=store.origin,
        records_from=store.records_from,
        records_to=store.records_to,
        extract_date=min(store.extract_date, terms.on),
        store_digest=store.digest,
        catalogue=slice_digest(list(tables)),
        pseudonyms=_mark(tables),
        members=tuple(
            Member(path=name, rows=rows[name], size=len(data), sha256=digest_bytes(data))
            for name, data in sorted(members.items())
        ),
        left=tuple(cut.left),
    )
    head = head if terms.seal is None else head.sealed(terms.seal)
    entry = {"package": head.digest(), "receiver": terms.receiver, "role": terms.role, "purpose": terms.purpose}
    counted = {"on": terms.on.isoformat(), "expires": terms.expires.isoformat(), "rows": sum(rows.values())}
    append_entry(export_log(store_path), entry | counted | {"request": terms.request})
    write_archive(out, members | {HEAD: head.text()})
    return head


def export_log(store: Path) -> Path:
    """Give the chained log of what was handed over from a store."""
    return access_folder(store) / "exports.jsonl"


class _Cut:
    """What of each record type goes, and what was left out."""

    def __init__(self, store: RecordStore, terms: Terms, request: SpecialRequest | None) -> None:
        self.store, self.terms, self.request = store, terms, request
        self.left: list[Left] = []
        self.plain: list[pa.Table] = []

    def of(self, record: RecordType | None) -> pa.Table | None:
        """Give the statements of a record type that go, under their pseudonyms; ``None`` where none does."""
        if record is None:
            return None
        table = self._without_unnotified(self._shown(record), record)
        table = self._without_closed_fields(table, record)
        if not len(table):
            return None
        self.plain.append(table)
        if self.terms.pseudonyms is not None:
            table = rename_columns(table, identifying_columns(record.code), self.terms.pseudonyms)
        return table

    def _shown(self, record: RecordType) -> pa.Table:
        """Give the statements known by the day, of records that may be seen on that day."""
        terms, store = self.terms, self.store
        as_of = min(terms.on, store.extract_date)
        catalogue = load_catalogue()
        rule = visible(terms.on, record, operator_class=store.operator_class, catalogue=catalogue)
        years = retention_years(catalogue, terms.role, terms.on)
        if record.adverse and years is not None:  # what the receiver would have to delete at once does not go
            rule = all_of([rule, within_retention(terms.on, years)])
        names = statement_schema(record).names
        table = exp.to_table(record.code, quoted=True)
        seen = exp.select("record_id").from_(table.copy()).where(rule)
        query = exp.select(*(exp.column(name, quoted=True) for name in names)).from_(table.copy())
        query = query.where(exp.column("record_id").isin(query=seen))
        query = query.where(exp.LTE(this=exp.column("known_date"), expression=date_literal(as_of)))
        if terms.subjects:
            query = query.where(exp.column("subject_id").isin(*terms.subjects))
        query = query.order_by("subject_id", "record_id", "sequence")
        with store.connect(records=[record.code]) as connection:
            rows = connection.sql(query.sql("duckdb")).to_arrow_table()
        return rows.cast(statement_schema(record))

    def _without_unnotified(self, table: pa.Table, record: RecordType) -> pa.Table:
        """Leave out adverse records of persons who were not told before (征信业管理条例 Art. 15)."""
        if not record.adverse or self.terms.role == OWN:
            return table
        named = told(self.store, record.category, self.terms.on, table.column("subject_id").to_pylist())
        return self._keep(table, record, lambda subject: subject in named, NOTICE_RULE)

    def _without_closed_fields(self, table: pa.Table, record: RecordType) -> pa.Table:
        """Leave out the fields whose tier is closed to the role."""
        subjects = table.column("subject_id").to_pylist()
        terms = self.terms
        agreed = consenting(self.store, record.category, terms.on, purpose=terms.purpose, subjects=subjects)
        closed: dict[str, tuple[np.ndarray, str]] = {}
        for declared in record.fields:
            grant = grant_of(self.terms.role, "export", declared.tier)
            if self.terms.role in declared.prohibited_for:
                grant = "denied"
            open_to = self._open_to(grant, record, declared.tier, agreed)
            if open_to is not None:
                rows = np.array([not open_to(subject) for subject in subjects], dtype=bool)
                why = f"{grant} for {terms.purpose}" if grant == "consent" else grant
                closed[declared.name] = (rows, f"tier {declared.tier}: {why}")
        table, left = close_fields(table, record, closed)
        self.left += left
        return table

    def _open_to(
        self, grant: str, record: RecordType, tier: int, agreed: frozenset[str]
    ) -> Callable[[str], bool] | None:
        """Say for whom a field is open; ``None`` where for everybody."""
        if grant == "allowed" or (grant == "pseudonym" and self.terms.pseudonyms is not None):
            return None
        if grant == "consent":
            return lambda subject: subject in agreed
        request = self.request
        if grant == "special" and request is not None and record.code in request.records and tier <= request.tier:
            return lambda subject: not request.subjects or subject in request.subjects
        return lambda subject: False

    def _keep(self, table: pa.Table, record: RecordType, keep: Callable[[str], bool], why: str) -> pa.Table:
        rows = np.array([keep(subject) for subject in table.column("subject_id").to_pylist()], dtype=bool)
        if len(rows) and not rows.all():
            self.left.append(Left(record=record.code, rows=int((~rows).sum()), why=why))
        return table.filter(pa.array(rows, pa.bool_()))


def _check(store: RecordStore, terms: Terms) -> list[str]:
    findings = Findings()
    held = list(store.record_codes())
    for code in terms.records:
        if code not in held:
            findings.add("ICM008", "records", repr(code), ", ".join(held), near_names(code, held))
    check_purpose(terms.purpose, "purpose", findings)
    if terms.role != OWN:
        check_handed_over(store, terms.purpose, terms.on, findings)
    for name in ("sender", "receiver", "legal_basis"):
        if not getattr(terms, name).strip():
            findings.add("ICM007", name, "nothing", f"a value for {name}", "add it")
    if terms.expires < terms.on:
        remedy = "give a day on which the receiver can still use it"
        findings.add("ICM197", "expires", str(terms.expires), f"{terms.on} or later", remedy)
    if terms.role == OWN and len(terms.subjects) != 1:
        findings.add("ICM192", "subjects", f"{len(terms.subjects)} subjects", "the one who asks", "name the subject")
    if terms.role == "researcher" and terms.pseudonyms is None:
        remedy = "give a project and a key for pseudonyms"
        findings.add("ICM194", "pseudonyms", "no key", "pseudonyms for a researcher", remedy)
    findings.refuse()
    return [code for code in held if not terms.records or code in terms.records]


def _check_names(where: str, tables: dict[str, pa.Table]) -> None:
    for table in tables.values():
        names = sorted(set(table.column("subject_id").to_pylist()))
        if any(look_like_identity_numbers(names)):
            remedy = "give a project and a key: receiver and sender make the same pseudonyms with one key"
            raise Refused([Finding("ICM029", where, "identity numbers as names", "tokens or pseudonyms", remedy)])


def _categories(tables: dict[str, pa.Table]) -> list[str]:
    records = [load_catalogue().record_type(code) for code in tables]
    return sorted({record.category for record in records if record is not None})


def _consents(store: RecordStore, terms: Terms, subjects: set[str], categories: list[str]) -> pa.Table:
    """Give the consents of the subjects that go to the categories that go: the receiver holds the basis too."""
    consents = consents_of(store)
    if terms.role in ("researcher", "public"):
        return consents.slice(0, 0)
    theirs = pc.is_in(consents.column("subject_id"), pa.array(sorted(subjects), pa.string()))
    kept = consents.filter(pc.and_(theirs, pc.is_in(consents.column("category"), pa.array(categories, pa.string()))))
    return kept if terms.pseudonyms is None else rename_columns(kept, SIDE_TABLES["consent"], terms.pseudonyms)


def _mark(tables: dict[str, pa.Table]) -> str:
    marks = {mark for table in tables.values() for mark in key_marks(table.column("subject_id").to_pylist())}
    return ",".join(sorted(marks))


def _parquet(table: pa.Table) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd", write_page_checksum=True)
    return buffer.getvalue()
