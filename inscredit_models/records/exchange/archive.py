"""Archives from elsewhere (压缩包): read without trusting a name, a size or a ratio that they tell."""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from inscredit_models.durable import write_bytes
from inscredit_models.findings import Findings
from inscredit_models.records.writing import writing

NAME = re.compile(r"(?:[a-z][a-z0-9_]{0,62}/)?[a-z][a-z0-9_]{0,62}\.(?:json|parquet)")
"""Names that may stand in a package: at most one folder, no way out."""

_DAY = (1980, 1, 1, 0, 0, 0)
_BLOCK = 1 << 20
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may hold.

    Parameters
    ----------
    members : int
        Files.
    unpacked : int
        Bytes of all files together.
    ratio : int
        Unpacked over packed bytes of one file, from 1 MiB.
    """

    members: int = 1000
    unpacked: int = 2 << 30
    ratio: int = 100


def write_archive(path: Path, members: Mapping[str, bytes]) -> None:
    """Write an archive; the same content gives the same bytes, whatever the day."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            entry = zipfile.ZipInfo(name, _DAY)
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, members[name])
    with writing(path):
        write_bytes(path, buffer.getvalue())


def read_archive(path: Path, findings: Findings, limits: Limits | None = None) -> dict[str, bytes]:
    """Read an archive into memory; nothing is ever unpacked to the names it tells.

    Parameters
    ----------
    path : pathlib.Path
        A zip file.
    findings : Findings
        Collector: ICM001 where it cannot be read, ICM005 where it is no zip file, ICM198 for everything unsafe:
        names that lead elsewhere, links, encryption, one name twice, more files or bytes than allowed.
    limits : Limits, optional
        How much it may hold.

    Returns
    -------
    dict of str to bytes
        Content by name; empty where anything is wrong. No more bytes of a file are unpacked than it tells, and what
        it tells has been held against the limits; one that holds more fails its checksum (ICM005).
    """
    bounds = limits or Limits()
    try:
        with zipfile.ZipFile(path) as archive:
            before = len(findings)
            _check_entries(archive.infolist(), path.name, bounds, findings)
            if len(findings) > before:
                return {}
            return {entry.filename: archive.read(entry) for entry in archive.infolist()}
    except OSError as error:
        findings.add("ICM001", path.name, error.strerror or "cannot be read", "a readable file", "check the path")
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, RuntimeError):
        findings.add("ICM005", path.name, "no whole zip file", "an exchange package", "send the package again")
    return {}


def _check_entries(entries: list[zipfile.ZipInfo], where: str, bounds: Limits, findings: Findings) -> None:
    def unsafe(number: int, found: str, allowed: str) -> None:
        findings.add("ICM198", f"{where}, file {number}", found, allowed, "do not open it; ask for a package anew")

    if len(entries) > bounds.members:
        unsafe(len(entries), f"{len(entries)} files", f"at most {bounds.members}")
        return
    names = [entry.filename for entry in entries]
    for number, entry in enumerate(entries, start=1):
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if not NAME.fullmatch(entry.filename):
            unsafe(number, "a name that a package does not have", "names such as data/violation.parquet")
        elif names.count(entry.filename) > 1:
            unsafe(number, "one name twice", "each file once")
        elif kind not in (0, stat.S_IFREG):
            unsafe(number, "a link or device", "plain files")
        elif entry.flag_bits & _ENCRYPTED:
            unsafe(number, "an encrypted file", "plain files")
        elif entry.file_size >= _BLOCK and entry.file_size > bounds.ratio * max(entry.compress_size, 1):
            unsafe(number, "a file that unpacks to many times its size", f"at most {bounds.ratio} times")
    if sum(entry.file_size for entry in entries) > bounds.unpacked:
        unsafe(len(entries), "more bytes than a package may have", f"at most {bounds.unpacked} bytes unpacked")
