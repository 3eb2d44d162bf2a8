"""One writer per folder: a lock that the operating system releases by itself when its holder dies."""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO

from inscredit_models.findings import Finding, Refused

LOCK_NAME = ".runner.lock"
# Windows locks bytes, not files: a byte far behind the text leaves the text readable for the one who is refused.
_LOCKED_BYTE = 1 << 30
_POLL_SECONDS = 0.02


class FolderLock:
    """Hold a folder for one writer or runner; use as a context manager.

    The lock belongs to the process, not to the file: after a crash, a ``kill -9`` or a power cut nothing has to be
    removed by hand. It does not look at clocks, so no jump of the clock can take it away. The file stays behind, empty.

    Parameters
    ----------
    folder : Path
        Folder to hold; made if absent. It must lie on a file system with working locks (a local disk has them).
    wait_seconds : float
        How long to wait for another holder before refusing. 0, the default, refuses at once.

    Raises
    ------
    Refused
        ICM025, naming the holder's process, host and start, on entering while another process holds the folder.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, FolderLock(Path(folder)):
    ...     pass
    """

    def __init__(self, folder: Path, *, wait_seconds: float = 0.0) -> None:
        self.path = folder / LOCK_NAME
        self.wait_seconds = wait_seconds
        self._stream: IO[bytes] | None = None

    def __enter__(self) -> FolderLock:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # "a" makes the file without cutting the text of a present holder.
        stream = self.path.open("ab+", buffering=0)
        try:
            self._acquire(stream)
            stream.truncate(0)
            stream.write(json.dumps(_describe_self()).encode())
        except BaseException:
            stream.close()
            raise
        self._stream = stream
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            try:
                stream.truncate(0)
                _unlock(stream)
            finally:
                stream.close()

    def _acquire(self, stream: IO[bytes]) -> None:
        waited_until = time.monotonic() + self.wait_seconds
        while not _try_lock(stream):
            if time.monotonic() >= waited_until:
                raise Refused([self._held_by(read_holder(self.path))])
            time.sleep(_POLL_SECONDS)

    def _held_by(self, holder: dict[str, str]) -> Finding:
        found = "held by " + (
            f"process {holder['pid']} on {holder['host']}, started {holder['started']}"
            if holder
            else "a process that has not written its name yet"
        )
        return Finding(
            "ICM025",
            self.path.parent.name,
            found,
            "one process at a time in this folder",
            "wait for it, or stop that process; the lock is free as soon as it ends",
        )


def read_holder(path: Path) -> dict[str, str]:
    """Read who holds a lock: ``pid``, ``host``, ``started``; empty when it has not been written (yet)."""
    for _ in range(5):
        try:
            holder = json.loads(path.read_bytes())
        except (OSError, ValueError):
            time.sleep(_POLL_SECONDS)
        else:
            return {name: str(holder.get(name, "unknown")) for name in ("pid", "host", "started")}
    return {}


def _describe_self() -> dict[str, str]:
    # The start is for the reader of a refusal only; nothing compares it with a clock.
    started = datetime.now(UTC).isoformat(timespec="seconds")
    return {"pid": str(os.getpid()), "host": platform.node(), "started": started}


if sys.platform == "win32":
    import msvcrt

    def _try_lock(stream: IO[bytes]) -> bool:
        stream.seek(_LOCKED_BYTE)
        try:
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(stream: IO[bytes]) -> None:
        stream.seek(_LOCKED_BYTE)
        msvcrt.locking(stream.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(stream: IO[bytes]) -> bool:
        try:
            fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(stream: IO[bytes]) -> None:
        fcntl.flock(stream.fileno(), fcntl.LOCK_UN)
