"""The query log (查询登记): who asked about whom, when, what was shown and what for (征信业管理条例 Art. 22)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from inscredit_models.catalogue.documents import Declaration, structure
from inscredit_models.catalogue.parties import Reader
from inscredit_models.findings import Findings
from inscredit_models.records.erasure import is_there
from inscredit_models.records.identifiers import look_like_identity_numbers
from inscredit_models.records.rights.chained import Head, append_entry, head_of, read_entries
from inscredit_models.records.rights.judge import judge
from inscredit_models.records.store import RecordStore

QUERY_COLUMNS = ("asked_at", "asked_by", "purpose", "shown", "subject_id", "reader", "authoriser", "proof")
"""Columns of the log as a frame; the first four are those of Art. 22."""


class Query(Declaration):
    """One question about one subject.

    Parameters
    ----------
    asked_at : datetime.datetime
        When, to the second, with its offset from UTC.
    asked_by : str
        Name of the member of staff, or of the subject who asked.
    purpose : str
        The agreed purpose.
    shown : str
        What was shown: kind and edition of the file, record types; never a value from it.
    subject_id : str
        Whom it was about, as the store names the subject.
    reader : str
        Role of who asked.
    authoriser, proof : str
        Who allowed it and the document (深圳条例 Art. 45; special requests name their number).
    """

    asked_at: dt.datetime
    asked_by: str = ""
    purpose: str = ""
    shown: str = ""
    subject_id: str
    reader: Reader
    authoriser: str = ""
    proof: str = ""


def access_folder(store: Path) -> Path:
    """Give the folder beside a store that holds its logs.

    Examples
    --------
    >>> access_folder(Path("data/store")).as_posix()
    'data/store.access'
    """
    return store.with_name(f"{store.name}.access")


def query_log(store: Path) -> Path:
    """Give the query log of a store."""
    return access_folder(store) / "queries.jsonl"


def record_query(store: Path, query: Query, *, region: str | None = None) -> Head:
    """Write a query into the log of a store, before anything is shown.

    Parameters
    ----------
    store : pathlib.Path
        Folder of the store.
    query : Query
        The question.
    region : {"shanghai", "shenzhen"}, optional
        Shenzhen asks for authoriser and proof as well.

    Raises
    ------
    Refused
        ICM191 for a field that is lacking and for a time before that of the last entry, ICM029 where an identity
        number stands in the log, ICM001 without a store, ICM008 for a subject it does not hold (not repeated), ICM190
        where the log was changed.
    """
    findings = Findings()
    _check_complete(query, region, findings)
    written = [query.subject_id, query.asked_by, query.shown, query.purpose, query.authoriser, query.proof]
    if any(look_like_identity_numbers(written)):
        remedy = "name the subject as the store does; give the store pseudonyms first"
        findings.add("ICM029", "query log", "an identity number", "a token of the store", remedy)
    if query.asked_at.tzinfo is None:
        allowed = "a time as 2024-03-01T09:00:00+08:00"
        findings.add("ICM191", "query log, asked_at", "a time without its offset", allowed, "add the offset")
    findings.refuse()
    if not is_there(RecordStore.open(store, verify=False), query.subject_id):
        remedy = "check the identifier; an erased subject is not there"
        findings.add("ICM008", "query log", "nothing about this subject", "a subject of the store", remedy)
        findings.refuse()
    last = read_queries(store)
    if len(last) and query.asked_at < last["asked_at"].iloc[-1]:
        allowed = "no earlier than the entry before"
        findings.add("ICM191", "query log, asked_at", "a time before the last entry", allowed, "do not date back")
    findings.refuse()
    return append_entry(query_log(store), query.model_dump(mode="json"))


def read_queries(store: Path, subject_id: str | None = None, *, expect: Head | None = None) -> pd.DataFrame:
    """Give the verified log of a store, or what concerns one subject, the oldest first.

    Parameters
    ----------
    store : pathlib.Path
        Folder of the store.
    subject_id : str, optional
        Only queries about this subject.
    expect : Head, optional
        A head that was kept elsewhere.

    Returns
    -------
    pandas.DataFrame
        Columns ``QUERY_COLUMNS``; ``asked_at`` with its offset, all else text. Empty without a log.
    """
    findings = Findings()
    entries = read_entries(query_log(store), expect=expect)
    read = [structure(Query, entry, f"query log, line {n}", findings) for n, entry in enumerate(entries, start=1)]
    findings.refuse()
    rows = [item.model_dump() for item in read if item is not None and subject_id in (None, item.subject_id)]
    frame = pd.DataFrame(rows, columns=list(QUERY_COLUMNS))
    frame["asked_at"] = pd.to_datetime(frame["asked_at"], utc=True)
    return frame.astype({name: "str" for name in QUERY_COLUMNS[1:]})


def query_head(store: Path) -> Head:
    """Give the head of a store's query log, to be kept elsewhere."""
    return head_of(query_log(store))


def _check_complete(query: Query, region: str | None, findings: Findings) -> None:
    """Hold the entry against the rules: the four fields of Art. 22, and those of Shenzhen where it applies."""
    day, time = query.asked_at.date(), query.asked_at.isoformat()
    national = {"name": query.asked_by, "time": time, "content": query.shown, "purpose": query.purpose}
    local = {"time": time, "who": query.asked_by, "authoriser": query.authoriser, "proof": query.proof}
    names = {"name": "asked_by", "who": "asked_by", "content": "shown", "time": "asked_at"}
    asked = [("crr_art22_query_log", national)] + ([("sz_art45_query_log", local)] if region == "shenzhen" else [])
    for code, facts in asked:
        verdict = judge(code, facts, day)
        for name in verdict.lacking:
            where, remedy = f"query log, {names.get(name, name)}", "fill it in before asking"
            findings.add("ICM191", where, "nothing", f"a value ({verdict.rule.article()})", remedy)
