"""Acts on a store that the law asks for (履行义务): a consent withdrawn, a notice given, what ran out deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.durable import write_text
from inscredit_models.findings import Findings, near_names
from inscredit_models.records.appending import WAIT_SECONDS, Addition, StoreLock, append, delete_leaving
from inscredit_models.records.consent import GIVEN, WITHDRAWN, consents_in_force
from inscredit_models.records.erasure import is_there
from inscredit_models.records.manifest import MANIFEST, manifest_text
from inscredit_models.records.purposes import check_purposes, purposes_cell
from inscredit_models.records.rewriting import rewritten
from inscredit_models.records.rights.consents import consents_of
from inscredit_models.records.rights.sweep import expired_records, records_without_consent
from inscredit_models.records.side_tables import side_schema
from inscredit_models.records.store import RecordStore
from inscredit_models.records.writing import writing


def record_consent(
    path: Path,
    subject_id: str,
    category: str,
    *,
    basis: str,
    on: dt.date,
    told_of_consequences: bool,
    purposes: Collection[str],
    until: dt.date | None = None,
    wait_seconds: float = WAIT_SECONDS,
) -> RecordStore:
    """Write that a subject consented to the records of a category: their keeping, and uses for agreed purposes.

    Parameters
    ----------
    path : pathlib.Path
        Folder of the store.
    subject_id, category : str
        Who consented, and to which category of records.
    basis : str
        Number or name of the written document.
    on : datetime.date
        Day of the consent.
    told_of_consequences : bool
        Whether the subject was told of adverse consequences before (征信业管理条例 Art. 14 ¶2); without it a consent
        carries nothing.
    purposes : collection of str
        What the records may be used for, codes of the list ``purpose`` (征信业管理条例 Art. 18 and 20).
    until : datetime.date, optional
        Last day; open without one.

    Raises
    ------
    Refused
        ICM007 without document or notice, ICM253 without a purpose of the list, ICM008 for a category or subject that
        is not there, ICM074 for an end before the beginning, ICM025 and ICM078 as in `append`.
    """

    def decide(store: RecordStore) -> Addition:
        findings = Findings()
        _check_category(store, category, findings)
        _check_subject(store, subject_id, findings)
        if not basis.strip():
            findings.add("ICM007", "consent", "no document", "the written consent", "name it, as in --basis")
        if not told_of_consequences:
            allowed = "a consent given with that notice (征信业管理条例 Art. 14 ¶2)"
            remedy = "tell the subject first, then say so (--told-of-consequences)"
            findings.add("ICM007", "consent", "no notice of adverse consequences", allowed, remedy)
        check_purposes(purposes, "consent", findings)
        if until is not None and until < on:
            findings.add("ICM074", "consent", "an end before its day", f"{on} or later", "correct the days")
        findings.refuse()
        given = {"state": GIVEN, "basis": basis, "given": on, "until": until, "notice": True}
        row = {"subject_id": subject_id, "category": category, "purposes": purposes_cell(purposes)} | given
        return Addition(statements={}, tables={"consent": pa.Table.from_pylist([row], schema=side_schema("consent"))})

    return append(path, decide, wait_seconds=wait_seconds)


def withdraw_consent(
    path: Path,
    subject_id: str,
    category: str,
    *,
    on: dt.date,
    purposes: Collection[str] = (),
    wait_seconds: float = WAIT_SECONDS,
) -> RecordStore:
    """Write that a subject withdrew its consent for a category; from that day nothing rests on it any more.

    With purposes it is withdrawn for these only: the others, and what is held, still rest on it.

    What was done before stays lawful (个人信息保护法 Art. 15). What is still held is named by `sweep` and deleted by
    `delete_expired`.

    Raises
    ------
    Refused
        ICM008 for a category the subject type does not have, ICM253 for a purpose that is not of the list, ICM075
        where no consent, or none for a purpose, is in force on that day (the subject is not repeated), ICM025 and
        ICM078 as in `append`.
    """

    def decide(store: RecordStore) -> Addition:
        findings = Findings()
        _check_category(store, category, findings)
        if purposes:
            check_purposes(purposes, "consent", findings)
        held = consents_in_force(consents_of(store), category)
        mine = held[(held["subject_id"] == subject_id) & (held["given"] <= on) & (on <= held["until"])]
        if mine.empty or not set(purposes) <= set(mine["purpose"]):
            remedy = "check subject, category, purposes and day"
            findings.add("ICM075", "consent", "no consent in force on that day", "a consent to withdraw", remedy)
        findings.refuse()
        row = {"subject_id": subject_id, "category": category, "state": WITHDRAWN, "given": on}
        row |= {"purposes": purposes_cell(purposes)}
        return Addition(statements={}, tables={"consent": pa.Table.from_pylist([row], schema=side_schema("consent"))})

    return append(path, decide, wait_seconds=wait_seconds)


def record_notice(
    path: Path, subject_id: str, category: str, *, on: dt.date, way: str, wait_seconds: float = WAIT_SECONDS
) -> RecordStore:
    """Write that a subject was told that adverse information of a category will be provided (征信业管理条例 Art. 15).

    Only after it may such records be handed over (`inscredit_models.records.exchange.export`).

    Raises
    ------
    Refused
        ICM007 without the way in which it was told, ICM008 for a category the subject type does not have and for a
        subject that is not there (it is not repeated), ICM025 and ICM078 as in `append`.
    """

    def decide(store: RecordStore) -> Addition:
        findings = Findings()
        _check_category(store, category, findings)
        _check_subject(store, subject_id, findings)
        if not way.strip():
            findings.add("ICM007", "notice", "no way", "how the subject was told", "name it, as 'letter'")
        findings.refuse()
        row = {"subject_id": subject_id, "category": category, "notified": on, "way": way}
        return Addition(statements={}, tables={"notice": pa.Table.from_pylist([row], schema=side_schema("notice"))})

    return append(path, decide, wait_seconds=wait_seconds)


def _check_category(store: RecordStore, category: str, findings: Findings) -> None:
    categories = sorted({record.category for record in load_catalogue().records_of(store.subject)})
    if category not in categories:
        remedy = near_names(category, categories)
        findings.add("ICM008", "category", repr(category), ", ".join(categories), remedy)


def check_subject(path: Path, subject_id: str) -> None:
    """Refuse a subject that a store does not hold (ICM008); it is not repeated."""
    findings = Findings()
    _check_subject(RecordStore.open(path, verify=False), subject_id, findings)
    findings.refuse()


def _check_subject(store: RecordStore, subject_id: str, findings: Findings) -> None:
    if not is_there(store, subject_id):
        remedy = "check the identifier; an erased subject is not there"
        findings.add("ICM008", "subject", "nothing about this subject", "a subject of the store", remedy)


@dataclass(frozen=True, slots=True)
class Deleted:
    """What was deleted from a store.

    Parameters
    ----------
    expired, withdrawn : dict of str to int
        Records by type: retention over, consent withdrawn.
    superseded : str
        Digest of the store before; every result that names it can not be computed again. Empty where nothing changed.
    """

    expired: dict[str, int]
    withdrawn: dict[str, int]
    superseded: str


def delete_expired(path: Path, *, on: dt.date, wait_seconds: float = WAIT_SECONDS) -> Deleted:
    """Delete from every file of a store the records whose retention is over or whose consent was withdrawn.

    Adverse records of persons leave when their retention has run out (征信业管理条例 Art. 16 ¶1), consent-only records
    when the consent is withdrawn (个人信息保护法 Art. 47). Whole records go, with all their statements.

    Raises
    ------
    Refused
        ICM025, ICM078 and ICM019 as in `append`; the store is then as it was.
    """
    with StoreLock(path, wait_seconds=wait_seconds):
        store = RecordStore.open(path)
        records = [item for item in load_catalogue().records_of(store.subject) if item.code in store.record_codes()]
        expired = {item.code: frozenset(expired_records(store, item, on)) for item in records}
        withdrawn = {item.code: records_without_consent(store, item, on) for item in records}
        gone = {code: expired[code] | withdrawn[code] for code in expired if expired[code] | withdrawn[code]}
        counts = [{code: len(ids) for code, ids in found.items() if ids} for found in (expired, withdrawn)]
        if not gone:
            return Deleted(*counts, superseded="")

        def without(table: pa.Table, name: str) -> pa.Table | None:
            if name not in gone:
                return None
            named = pc.is_in(table.column("record_id"), pa.array(sorted(gone[name]))).to_numpy(zero_copy_only=False)
            return table.filter(pa.array(~named.astype(np.bool_))) if named.any() else None

        with writing(path):
            manifest = rewritten(path, store.head, without, by="expiry", on=on)
            write_text(path / MANIFEST, manifest_text(manifest))
            delete_leaving(path, manifest)
        return Deleted(*counts, superseded=store.digest)
