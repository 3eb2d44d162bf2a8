"""A disk on which the call of a chosen number fails: open for writing, write, flush to disk, rename, make a folder."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock


class FailingDisk:
    """Counts the calls that change the disk and lets one of them fail."""

    def __init__(self, fails_at: int, number: int) -> None:
        self.fails_at, self.number, self.calls = fails_at, number, 0

    def check(self) -> None:
        """Count one call; raise if its turn has come."""
        self.calls += 1
        if self.calls == self.fails_at:
            raise OSError(self.number, os.strerror(self.number))

    def before(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """Give the call with a check before it."""

        def checked(*arguments: Any, **options: Any) -> Any:
            self.check()
            return call(*arguments, **options)

        return checked


class HalfWriting:
    """A stream whose failing write leaves half of its bytes."""

    def __init__(self, stream: Any, disk: FailingDisk) -> None:
        self.stream, self.disk = stream, disk

    def write(self, data: Any) -> int:
        """Write, or write half and raise."""
        try:
            self.disk.check()
        except OSError:
            self.stream.write(bytes(data)[: len(data) // 2] if not isinstance(data, str) else data[: len(data) // 2])
            self.stream.flush()
            raise
        return self.stream.write(data)

    def __enter__(self) -> HalfWriting:
        return self

    def __exit__(self, *trace: object) -> None:
        self.stream.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


@contextmanager
def failing_disk(fails_at: int, number: int = errno.ENOSPC) -> Iterator[FailingDisk]:
    """Let the call of number ``fails_at`` (from 1) fail; with a large number nothing fails and calls are counted."""
    disk = FailingDisk(fails_at, number)
    real_open = io.open

    def checked_open(file: Any, mode: str = "r", *arguments: Any, **options: Any) -> Any:
        if "r" in mode and "+" not in mode:
            return real_open(file, mode, *arguments, **options)
        disk.check()
        return HalfWriting(real_open(file, mode, *arguments, **options), disk)

    real_mkdir = os.mkdir

    def checked_mkdir(path: Any, *arguments: Any, **options: Any) -> None:
        if not os.path.exists(path):  # a folder that is there already is no write
            disk.check()
        real_mkdir(path, *arguments, **options)

    with (
        mock.patch("io.open", checked_open),
        mock.patch("os.fsync", disk.before(os.fsync)),
        mock.patch("os.replace", disk.before(os.replace)),
        mock.patch("os.rename", disk.before(os.rename)),
        mock.patch("os.mkdir", checked_mkdir),
    ):
        yield disk
