"""Durable writes: a reader sees the old file or the new one, never half of one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path beside ``path``; on success flush it to disk and rename it into place.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with replacing(Path(folder) / "a.txt") as temporary:
    ...         _ = temporary.write_text("done")
    ...     (Path(folder) / "a.txt").read_text()
    'done'
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        yield temporary
        flush(temporary)
        os.replace(temporary, path)
        flush(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def write_bytes(path: Path, data: bytes) -> None:
    """Write a whole file durably."""
    with replacing(path) as temporary:
        temporary.write_bytes(data)


def write_text(path: Path, text: str) -> None:
    """Write a whole UTF-8 text durably."""
    write_bytes(path, text.encode())


def statistics_columns(columns: Iterable[str]) -> list[str]:
    """Give the columns of a table of indicators whose extremes may stand in the footer of a Parquet file.

    The smallest and largest name of a subject are the names of two persons: footers are read and copied apart from
    the rows, so they hold none.

    Examples
    --------
    >>> statistics_columns(["subject_id", "as_of", "violation_count_36m"])
    ['as_of', 'violation_count_36m']
    """
    return [name for name in columns if name != "subject_id"]


def flush(path: Path) -> None:
    """Ask the system to bring a file or folder to the disk.

    Windows keeps the names of a folder by itself and flushes only what is open for writing.
    """
    if os.name == "nt" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
