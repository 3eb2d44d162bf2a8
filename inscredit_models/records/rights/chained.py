"""A log that can only grow (链式登记): each line holds the digest of the one before it.

What is altered, removed, inserted or put in another order is found with its line. That lines were cut off at the end
shows only against a head that was written down elsewhere: keep the head, and verify against it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inscredit_models.digest import canonical_json, digest_value
from inscredit_models.durable import flush
from inscredit_models.findings import Finding, Findings, Refused
from inscredit_models.locking import FolderLock
from inscredit_models.records.writing import writing

FIRST = "0" * 64
"""What the first line names as the digest before it."""

WAIT_SECONDS = 5.0
_HEAD = re.compile(r"^(\d+):([0-9a-f]{64})$")


@dataclass(frozen=True, slots=True)
class Head:
    """How many lines a log has, and the digest of the last one.

    Examples
    --------
    >>> str(Head(0, FIRST))[:6], Head.read("0:" + FIRST) == Head(0, FIRST)
    ('0:0000', True)
    """

    count: int
    digest: str

    def __str__(self) -> str:
        return f"{self.count}:{self.digest}"

    @classmethod
    def read(cls, text: str) -> Head:
        """Read a head as it was printed (ICM006)."""
        match = _HEAD.match(text.strip())
        if match is None:
            raise Refused([Finding("ICM006", "head", "no head of a log", "COUNT:DIGEST", "copy it as it was printed")])
        return cls(int(match[1]), match[2])


def append_entry(path: Path, entry: Mapping[str, Any]) -> Head:
    """Add one entry at the end of a log, brought to the disk before the answer.

    Parameters
    ----------
    path : pathlib.Path
        The log; its folder is made where it is absent.
    entry : mapping
        Plain values.

    Raises
    ------
    Refused
        ICM190 where the log was changed, ICM025 while another process writes, ICM078 where the write fails.
    """
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with FolderLock(path.parent, wait_seconds=WAIT_SECONDS):
        _drop_torn_end(path)
        entries = read_entries(path)
        last = _head_of(path)
        line = _line(last.count + 1, last.digest, dict(entry))
        with writing(path), path.open("ab") as stream:
            stream.write(canonical_json(line) + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        if not entries:
            flush(path.parent)
    return Head(line["number"], line["digest"])


def read_entries(path: Path, *, expect: Head | None = None) -> tuple[dict[str, Any], ...]:
    """Read and verify a log; without a file it is empty.

    Parameters
    ----------
    path : pathlib.Path
        The log.
    expect : Head, optional
        A head that was kept elsewhere; the log must still contain it.

    Raises
    ------
    Refused
        ICM190 with every line that does not fit.
    """
    findings = Findings()
    lines = _verified(path, findings)
    if expect is not None and expect.count > 0:
        held = lines[expect.count - 1]["digest"] if expect.count <= len(lines) else None
        if held != expect.digest:
            found = f"{len(lines)} lines" if held is None else f"another line {expect.count}"
            allowed = f"the {expect.count} lines that were there when the head was kept"
            findings.add("ICM190", path.name, found, allowed, "restore the log: lines were cut off or rewritten")
    findings.refuse()
    return tuple(line["entry"] for line in lines)


def head_of(path: Path) -> Head:
    """Give the head of a verified log, to be kept elsewhere."""
    read_entries(path)
    return _head_of(path)


def _line(number: int, previous: str, entry: dict[str, Any]) -> dict[str, Any]:
    content = {"number": number, "previous": previous, "entry": entry}
    return content | {"digest": digest_value(content)}


def _head_of(path: Path) -> Head:
    data = path.read_bytes() if path.exists() else b""
    if not data.strip():
        return Head(0, FIRST)
    last = json.loads(data.splitlines()[-1])
    return Head(last["number"], last["digest"])


def _drop_torn_end(path: Path) -> None:
    """Take away what a process that died while writing left of a line: it was never acknowledged."""
    if not path.exists():
        return
    data = path.read_bytes()
    if data and not data.endswith(b"\n"):
        with writing(path), path.open("r+b") as stream:
            stream.truncate(data.rfind(b"\n") + 1)


def _verified(path: Path, findings: Findings) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []
    before = FIRST
    texts = path.read_bytes().split(b"\n") if path.exists() else [b""]
    remedy = "restore the log from a copy; nothing is added to a log that was changed"
    for number, text in enumerate(texts[:-1], start=1):
        line = _fitting(text, number, before)
        if line is None:
            found = "a line that does not follow from the one before"
            findings.add("ICM190", f"{path.name}, line {number}", found, "the chain as it was written", remedy)
            return lines  # every later line hangs on this one
        lines.append(line)
        before = line["digest"]
    if texts[-1]:
        found, allowed = "a line without its end", "whole lines"
        remedy = "where a process died while writing, the next entry takes it away; otherwise restore the log"
        findings.add("ICM190", f"{path.name}, line {len(texts)}", found, allowed, remedy)
    return lines


def _fitting(text: bytes, number: int, before: str) -> dict[str, Any] | None:
    """Give a line if its bytes are those that were written in this place, else nothing."""
    try:
        line = json.loads(text)
        written = _line(number, before, line["entry"])
    except (ValueError, KeyError, TypeError):
        return None
    return line if text == canonical_json(written) else None
