"""A write that fails is a plain sentence (写入失败): full disk, read-only folder; what was there stays."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from inscredit_models.findings import Finding, Findings, Refused

_CAUSES = {
    errno.ENOSPC: ("no space left on the disk", "free space, then repeat the command"),
    errno.EDQUOT: ("the quota of the disk is used up", "free space, then repeat the command"),
    errno.EACCES: ("no permission to write", "choose a folder that may be written"),
    errno.EPERM: ("no permission to write", "choose a folder that may be written"),
    errno.EROFS: ("a read-only file system", "choose a folder that may be written"),
    errno.EIO: ("the device reports an input/output error", "check the disk, then repeat the command"),
}


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn a failed write into a refusal that names place, cause and remedy (ICM078).

    Examples
    --------
    >>> try:
    ...     with writing(Path("store")):
    ...         raise OSError(errno.ENOSPC, "No space left on device")
    ... except Refused as refusal:
    ...     print(refusal.findings[0].found)
    no space left on the disk; nothing is left half-written
    """
    try:
        yield
    except OSError as error:
        cause, remedy = _CAUSES.get(error.errno or 0, (f"{type(error).__name__} of the system", "repeat the command"))
        found = f"{cause}; nothing is left half-written"
        raise Refused([Finding("ICM078", path.name, found, "a place that can be written", remedy)]) from error


def refuse_existing(folder: Path, names: Iterable[str], findings: Findings) -> None:
    """Add a finding for each file of a folder that would be written over; nothing is, unless the user says so.

    Examples
    --------
    >>> found = Findings()
    >>> refuse_existing(Path("no such folder"), ["page.html"], found)
    >>> len(found)
    0
    """
    there = [name for name in names if (folder / name).exists()]
    if there:
        found = f"{', '.join(there)} is there" if len(there) == 1 else f"{', '.join(there)} are there"
        remedy = "choose another folder, or say that they may be replaced (--replace)"
        findings.add("ICM006", str(folder), found, "a folder without these files", remedy)
