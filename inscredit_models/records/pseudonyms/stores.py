"""A store under pseudonyms (假名化记录库): a copy without identities, and the rotation of its key in one step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from inscredit_models.catalogue.catalogue import load_catalogue
from inscredit_models.durable import write_text
from inscredit_models.findings import Finding, Findings, Refused
from inscredit_models.records.appending import WAIT_SECONDS, StoreLock, delete_leaving
from inscredit_models.records.manifest import MANIFEST, manifest_text
from inscredit_models.records.pseudonyms.key import ProjectKey
from inscredit_models.records.pseudonyms.pseudonym import key_marks, pseudonym, pseudonyms
from inscredit_models.records.rewriting import rewritten
from inscredit_models.records.store import RecordStore, StoreWriter
from inscredit_models.records.writing import writing

SIDE_TABLES = {
    "consent": {"subject_id": "subject", "basis": "consent"},
    "notice": {"subject_id": "subject"},
    "erased": {"subject_id": "subject"},
}
"""Side tables that go along, with what their columns identify. Identities and the quarantine stay behind."""

ALONG = ("collection",)
"""Side tables that name no subject and go along as they are."""

FREE_TEXT = ("reason", "way")
"""Columns in which somebody wrote what he liked: they could name a person, and stay behind."""

_HEAD = {"subject_id": "subject", "record_id": "record"}
_FIELDS = {"seller_id": "subject"}


def identifying_columns(record: str) -> dict[str, str]:
    """Give the columns of a record type that identify something, with what they identify.

    Examples
    --------
    >>> identifying_columns("premium_payment")
    {'subject_id': 'subject', 'record_id': 'record', 'policy_token': 'policy'}
    """
    declared = load_catalogue().record_type(record)
    tokens = [f.name for f in declared.fields if f.type == "text" and f.name.endswith("token")] if declared else []
    named = [f.name for f in declared.fields if f.name in _FIELDS] if declared else []
    kinds = {name: name.removesuffix("token").strip("_") or "token" for name in tokens}
    return _HEAD | {name: _FIELDS[name] for name in named} | kinds


def pseudonymise_store(source: Path, out: Path, key: ProjectKey) -> RecordStore:
    """Write a copy of a store in which every identifier is a pseudonym of the project.

    Identities, the grounds of statements (free text), planted truth and the seed of a simulated world stay behind.
    Rows are put in the order of their pseudonyms, so that the order of the source does not link two projects.

    Parameters
    ----------
    source : pathlib.Path
        A store with plain identifiers.
    out : pathlib.Path
        Folder to be made.
    key : ProjectKey
        Key of the project.

    Raises
    ------
    Refused
        ICM195 for a source that holds pseudonyms already, ICM006 where something is at ``out``, ICM078.
    """
    store = RecordStore.open(source)
    if any(key_marks(values) for _, values in _identifiers(store)):
        remedy = "start from the store with plain identifiers"
        raise Refused([Finding("ICM195", source.name, "pseudonyms", "plain identifiers", remedy)])
    head = store.head
    with StoreWriter(
        out,
        subject=store.subject,
        origin=store.origin,
        operator_class=store.operator_class,
        records_from=head.records_from,
        records_to=head.records_to,
        extract_date=head.extract_date,
    ) as writer:
        for code in store.record_codes():
            table = pa.concat_tables([pq.read_table(path) for path in head.paths_of(code, store.path)])
            writer.add_part(code, 0, rename_columns(table, identifying_columns(code), key))
        for name, kinds in SIDE_TABLES.items():
            rows = store.side_table(name)
            if rows is not None:
                writer.add_table(name, rename_columns(rows, kinds, key))
        for name in ALONG:
            rows = store.side_table(name)
            if rows is not None:
                writer.add_table(name, rows)
    return RecordStore.open(out)


def rotate_store(
    path: Path, source: Path, old: ProjectKey, new: ProjectKey, *, on: dt.date, wait_seconds: float = WAIT_SECONDS
) -> RecordStore:
    """Give every identifier of a pseudonymised store its pseudonym under a new key, in one step.

    All files are written beside the old ones and the manifest is switched once: whoever dies in between leaves the
    store under the old key or under the new one, never under both.

    Parameters
    ----------
    path : pathlib.Path
        The store under pseudonyms.
    source : pathlib.Path
        The store with plain identifiers it was made from: a pseudonym cannot be turned back without them.
    old, new : ProjectKey
        Keys of the project.
    on : datetime.date
        Day of the rotation.

    Raises
    ------
    Refused
        ICM195 where the store holds anything that is no pseudonym of ``old`` or that the source does not know;
        ICM025, ICM078 and ICM019 as in `append`. The store is then as it was.
    """
    known = {
        pseudonym(old, text, kind): pseudonym(new, text, kind)
        for kind, values in _identifiers(RecordStore.open(source))
        for text in values
    }
    with StoreLock(path, wait_seconds=wait_seconds):
        store = RecordStore.open(path)
        _check_known(store, set(known), old, path.name)

        def rename(table: pa.Table, name: str) -> pa.Table | None:
            kinds = SIDE_TABLES.get(name) or ({} if name in ALONG else identifying_columns(name))
            columns = [column for column in kinds if column in table.column_names]
            if not columns:
                return None
            for column in columns:
                values = [value and known[value] for value in table.column(column).to_pylist()]
                table = table.set_column(table.column_names.index(column), column, pa.array(values, pa.string()))
            return _in_order(table)

        with writing(path):
            manifest = rewritten(path, store.head, rename, by="pseudonyms", on=on)
            write_text(path / MANIFEST, manifest_text(manifest))
            delete_leaving(path, manifest)
    return RecordStore.open(path, verify=False)


def _check_known(store: RecordStore, known: set[str], old: ProjectKey, where: str) -> None:
    findings = Findings()
    held = {value for _, values in _identifiers(store) for value in values}
    marks = key_marks(held)
    if marks - {old.id}:
        found = f"pseudonyms of {len(marks)} keys" if old.id in marks else "pseudonyms of another key"
        findings.add("ICM195", where, found, "pseudonyms of the old key only", "check which key is the old one")
    elif held - known:
        found = f"{len(held - known)} names that the source does not give"
        findings.add("ICM195", where, found, "names made from the source", "name the store it was made from")
    findings.refuse()


def _identifiers(store: RecordStore) -> Iterator[tuple[str, set[str]]]:
    """Give the identifiers of a store by kind."""
    for code in store.record_codes():
        for path in store.head.paths_of(code, store.path):
            table = pq.read_table(path)
            for column, kind in identifying_columns(code).items():
                yield kind, {value for value in table.column(column).to_pylist() if value is not None}
    for name, kinds in SIDE_TABLES.items():
        rows = store.side_table(name)
        for column, kind in kinds.items():
            if rows is not None and column in rows.column_names:
                yield kind, {value for value in rows.column(column).to_pylist() if value is not None}


def rename_columns(table: pa.Table, kinds: dict[str, str], key: ProjectKey) -> pa.Table:
    """Give a table with pseudonyms in its identifying columns, without free text, in the order of its pseudonyms."""
    for column, kind in kinds.items():
        if column in table.column_names:
            values = pseudonyms(key, table.column(column).to_pylist(), kind)
            table = table.set_column(table.column_names.index(column), column, pa.array(values, pa.string()))
    for name in FREE_TEXT:
        if name in table.column_names:
            place = table.column_names.index(name)
            table = table.set_column(place, name, pa.nulls(len(table), pa.string()))
    return _in_order(table)


def _in_order(table: pa.Table) -> pa.Table:
    keys = [name for name in ("subject_id", "record_id", "sequence") if name in table.column_names]
    return table.sort_by([(name, "ascending") for name in keys])
