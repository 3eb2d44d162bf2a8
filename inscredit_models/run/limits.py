"""How long a unit may take and how much memory it may use (限制): what passes a limit is stopped, and told so."""

from __future__ import annotations

from dataclasses import dataclass

import psutil

LOOK_SECONDS = 0.05
"""How often memory is looked at; what is taken and given back in less may go unseen."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one unit of work. They are part of no key: a result that was reached is the same under any limit.

    Parameters
    ----------
    seconds : float or None
        Longest time from the start of a unit to its result. None: no limit.
    memory_mb : int or None
        Most resident memory (10^6 bytes) of the process that does the unit, its libraries and its children included.
        None: no limit.

    Examples
    --------
    >>> Limits().are_set, Limits(seconds=60).are_set
    (False, True)
    >>> Limits(seconds=2.5).late
    '超出时限 / no result within the limit of 2.5 s'
    """

    seconds: float | None = None
    memory_mb: int | None = None

    @property
    def are_set(self) -> bool:
        """Whether there is any limit."""
        return self.seconds is not None or self.memory_mb is not None

    @property
    def late(self) -> str:
        """Cause of a unit that took too long."""
        return f"超出时限 / no result within the limit of {self.seconds:g} s"

    @property
    def large(self) -> str:
        """Cause of a unit that took too much memory."""
        return f"超出内存限制 / more memory than the limit of {self.memory_mb} MB"

    def passed(self, pid: int, seconds: float) -> str:
        """Give the cause where a process at work for ``seconds`` has passed a limit, else an empty text."""
        if self.seconds is not None and seconds > self.seconds:
            return self.late
        if self.memory_mb is not None and resident_memory(pid) > self.memory_mb * 1e6:
            return self.large
        return ""

    def seconds_to_look(self, seconds: float) -> float | None:
        """Give when to look again at a unit that has been at work for ``seconds``; None: never."""
        left = None if self.seconds is None else max(self.seconds - seconds, 0.0) + 0.001
        return left if self.memory_mb is None else min(LOOK_SECONDS, left if left is not None else LOOK_SECONDS)


def resident_memory(pid: int) -> int:
    """Give the bytes of memory that a process and its children hold now; 0 where it has ended."""
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
    except psutil.Error:
        return 0
    return sum(_resident(member) for member in family)


def _resident(process: psutil.Process) -> int:
    try:
        return process.memory_info().rss
    except psutil.Error:
        return 0
