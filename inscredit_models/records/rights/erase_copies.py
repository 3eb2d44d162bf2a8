"""Erasure everywhere (全面删除): every live copy of a subject under some folders, and what is then out of date."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from inscredit_models.digest import digest_bytes
from inscredit_models.durable import statistics_columns, write_bytes, write_text
from inscredit_models.findings import Finding, Refused
from inscredit_models.records.erasure import erase_subject, is_there
from inscredit_models.records.exchange.export import export_log
from inscredit_models.records.exchange.package import HEAD
from inscredit_models.records.rights.chained import read_entries
from inscredit_models.records.rights.copies import Copy, csv_rows_about, find_copies, rows_about
from inscredit_models.records.store import RecordStore
from inscredit_models.records.writing import writing

RUN = "run.json"
MARK = "superseded.json"
"""Written into a run folder whose result cannot be computed again."""


@dataclass(frozen=True)
class Stale:
    """Something that rests on what was erased.

    Parameters
    ----------
    path : pathlib.Path
        A run folder, a table, a package, or the log of exports.
    zh, en : str
        What to do about it.
    """

    path: Path
    zh: str
    en: str


@dataclass(frozen=True)
class ErasedCopies:
    """What an erasure did.

    Parameters
    ----------
    erased : tuple of Copy
        Copies that do not hold the subject any more.
    stale : tuple of Stale
        What is out of date, or must be told to somebody.
    kept : tuple of pathlib.Path
        Query logs: the law asks to keep them (深圳经济特区社会信用条例 Art. 45).
    remaining : tuple of pathlib.Path
        Files that still name the subject and were not touched: pages, texts, databases; and those that could not be
        looked into.
    """

    erased: tuple[Copy, ...]
    stale: tuple[Stale, ...]
    kept: tuple[Path, ...]
    remaining: tuple[Path, ...]

    @property
    def is_complete(self) -> bool:
        """Whether nothing but the query logs names the subject."""
        return not self.remaining

    def as_dict(self) -> dict[str, Any]:
        """Give plain values; the subject is not among them."""
        return {
            "erased": [{"path": copy.path.as_posix(), "kind": copy.kind} for copy in self.erased],
            "stale": [{"path": item.path.as_posix(), "zh": item.zh, "en": item.en} for item in self.stale],
            "kept": [path.as_posix() for path in self.kept],
            "remaining": [path.as_posix() for path in self.remaining],
        }


def erase_copies(
    places: Sequence[Path], names: Sequence[str], *, on: dt.date, delete_others: bool = False
) -> ErasedCopies:
    """Take a subject out of every copy under some folders.

    Stores are rewritten (`erase_subject`), tables lose its rows, exchange packages are deleted. Runs that rest on one
    of them get a mark and are named, and so are receivers of packages, also of those that lie elsewhere by now (the
    log of exports knows them). Pages, texts and databases that name the
    subject are named; they are deleted only on request. Afterwards everything is looked through again.

    Parameters
    ----------
    places : sequence of pathlib.Path
        Folders to look through.
    names : sequence of str
        The names of the subject: its identifier and its pseudonyms.
    on : datetime.date
        Day of the erasure.
    delete_others : bool
        Delete files of kind ``other`` as well.

    Raises
    ------
    Refused
        ICM001 for a place that is not there, ICM008 where nothing names the subject (nor does the message), ICM078
        where a write fails; what was done until then stays done, and the same call goes on.
    """
    for place in places:
        if not place.exists():
            raise Refused([Finding("ICM001", place.name, "nothing there", "a folder or file", "check the path")])
    found = find_copies(places, names)
    if all(copy.kind == "unread" for copy in found):
        remedy = "check the identifier and the folders; an erased subject is in none of them"
        raise Refused([Finding("ICM008", "subject", "nothing names this subject", "a subject of the copies", remedy)])
    erased: list[Copy] = []
    stale: list[Stale] = []
    digests: set[str] = set()
    packages: set[str] = set()
    for copy in found:
        if copy.kind == "store":
            digests |= _erase_in_store(copy.path, names, on)
        elif copy.kind == "table":
            _erase_in_table(copy.path, names)
            stale.append(Stale(copy.path, "行已删除；请重新计算", "rows taken out: compute it again"))
        elif copy.kind == "package":
            stale.append(_told(copy.path))
            packages.add(_head_digest(copy.path))
            _delete(copy.path)
        elif copy.kind == "other" and delete_others:
            _delete(copy.path)
        else:
            continue
        erased.append(copy)
    for copy in erased:
        if copy.kind == "store":
            stale += _handed_over(copy.path, packages, on)
    stale += _stale_runs(places, digests, [copy.path for copy in erased if copy.kind == "table"], on)
    left = find_copies(places, names)
    return ErasedCopies(
        erased=tuple(erased),
        stale=tuple(stale),
        kept=tuple(copy.path for copy in left if copy.kind == "log"),
        remaining=tuple(copy.path for copy in left if copy.kind != "log"),
    )


def _erase_in_store(path: Path, names: Sequence[str], on: dt.date) -> set[str]:
    """Erase a subject from a store and give the digests that no longer hold."""
    before = RecordStore.open(path)
    digests = {before.digest}
    for name in names:
        if is_there(RecordStore.open(path, verify=False), name):
            erase_subject(path, name, on=on)
    return digests


def _erase_in_table(path: Path, names: Sequence[str]) -> None:
    if path.suffix == ".csv":
        data = path.read_bytes()
        kept, _ = csv_rows_about(data, names)
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n" if b"\r\n" in data else "\n").writerows(kept)
        mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
        with writing(path):
            write_bytes(path, mark + text.getvalue().encode())
        return
    table = pq.read_table(path)
    buffer = pa.BufferOutputStream()
    kept, told = table.filter(pa.array(~rows_about(table, names))), statistics_columns(table.column_names)
    pq.write_table(kept, buffer, compression="zstd", write_statistics=told)
    with writing(path):
        write_bytes(path, buffer.getvalue().to_pybytes())


def _told(path: Path) -> Stale:
    """Say who must be told that a package they have holds an erased subject."""
    receiver = ""
    with zipfile.ZipFile(path) as archive:
        if HEAD in archive.namelist():
            receiver = str(json.loads(archive.read(HEAD)).get("receiver", ""))
    whom = receiver or "?"
    return Stale(path, f"交换包已删除；须告知接收方 {whom}", f"package deleted: tell the receiver, {whom}")


def _head_digest(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return digest_bytes(archive.read(HEAD)) if HEAD in archive.namelist() else ""


def _handed_over(store: Path, known: set[str], on: dt.date) -> list[Stale]:
    """Name the receivers of packages of a store that lie elsewhere and are still in use: they may hold the subject."""
    found = []
    for entry in read_entries(export_log(store)):
        if entry["package"] not in known and entry["expires"] >= on.isoformat():
            whom, day = entry["receiver"], entry["on"]
            zh = f"{day}曾向{whom}提供交换包，可能含该主体；须告知接收方"
            found.append(Stale(export_log(store), zh, f"a package went to {whom} on {day} and may hold it: tell them"))
    return found


def _delete(path: Path) -> None:
    with writing(path):
        path.unlink()


def _stale_runs(places: Sequence[Path], digests: set[str], tables: list[Path], on: dt.date) -> list[Stale]:
    """Find the runs that rest on an erased store or table, and mark their folders."""
    found = []
    for place in places:
        for file in sorted(place.rglob(RUN)) if place.is_dir() else ():
            try:
                said = json.loads(file.read_bytes()).get("digests", {})
            except (ValueError, AttributeError):
                continue
            folder = file.parent
            rests = not digests.isdisjoint(str(value) for value in said.values())
            if rests or any(table.is_relative_to(folder) for table in tables):
                with writing(folder / MARK):
                    write_text(folder / MARK, json.dumps({"by": "erasure", "on": on.isoformat()}))
                found.append(Stale(folder, "结果已过期；请重新运行", "result out of date: run it again"))
    return found
