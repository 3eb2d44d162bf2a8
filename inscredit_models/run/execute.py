"""Carry out a plan of units: what the journal has is read, what is missing is done, one after another or in workers."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from tqdm import tqdm

from inscredit_models.findings import Finding, Refused
from inscredit_models.locking import FolderLock
from inscredit_models.run.cause import describe_cause
from inscredit_models.run.journal import Journal
from inscredit_models.run.limits import Limits
from inscredit_models.run.result import UnitResult
from inscredit_models.run.units import Unit
from inscredit_models.run.workers import run_in_workers

Work = Callable[[Unit], UnitResult]


def execute(
    units: Sequence[Unit],
    work: Work,
    journal: Journal,
    *,
    workers: int = 1,
    progress: bool = True,
    retry_failed: bool = False,
    limits: Limits | None = None,
) -> list[UnitResult]:
    """Finish every unit of a plan exactly once.

    Parameters
    ----------
    units : sequence of Unit
        The plan.
    work : callable
        Does one unit. It must depend on nothing but the unit and what its key covers, and with several workers it
        must be importable in a new process. An exception it raises makes the unit a failure with its cause.
    journal : Journal
        Where finished units are. Its folder is locked meanwhile.
    workers : int
        Processes, at least 1. With 1 and no limit the work runs in this process.
    progress : bool
        Whether to draw progress on stderr; never drawn where stderr is no terminal or under CI.
    retry_failed : bool
        Whether units that failed earlier are tried again; without it their failure stands.
    limits : Limits, optional
        A unit that passes a limit is stopped and is a failure with that cause.

    Returns
    -------
    list of UnitResult
        In the order of the plan, read back from the journal and checked.

    Raises
    ------
    Refused
        ICM025 if another process runs this plan; ICM019 if a unit is damaged again right after it was done again.
    OSError
        If the disk refuses a write. What was committed before stays valid.
    KeyboardInterrupt
        On Ctrl-C: no worker and no partial folder is left, and the same call goes on where it stopped.
    """
    with FolderLock(journal.folder):
        journal.sweep()
        done: dict[str, UnitResult] = {}
        for unit in units:
            result = journal.get(unit)
            if result is not None and not (retry_failed and result.is_failed):
                done[unit.key] = result
        missing = [unit for unit in units if unit.key not in done]
        try:
            with (
                _progress(len(units), len(done), progress) as bar,
                closing(_carry_out_all(missing, work, journal, workers, limits or Limits())) as finished,
            ):
                for unit in finished:
                    bar.set_postfix_str(unit.name)
                    bar.update()
                    done[unit.key] = _read_back(journal, unit)
        finally:
            journal.sweep()
    return [done[unit.key] for unit in units]


@dataclass(frozen=True)
class _CarryOut:
    """Do one unit and commit it; sent to the workers, where the journal folder is the same."""

    work: Work
    journal: Journal

    def __call__(self, unit: Unit) -> None:
        started = time.perf_counter()
        try:
            result = self.work(unit)
        except Exception as error:
            result = UnitResult(unit, None, describe_cause(error))
        result = replace(result, unit=unit, seconds=round(time.perf_counter() - started, 3))
        try:
            self.journal.commit_result(result)
        except OSError:
            # The disk, not the model: nothing more can be kept, so the run ends here.
            raise
        except Exception as error:
            self.journal.commit(unit, None, cause=describe_cause(error), seconds=result.seconds)


def _carry_out_all(
    units: Sequence[Unit], work: Work, journal: Journal, workers: int, limits: Limits
) -> Generator[Unit, None, None]:
    carry_out = _CarryOut(work, journal)
    # Only a process of its own can be stopped whatever it does.
    if not limits.are_set and (workers <= 1 or len(units) <= 1):
        for unit in units:
            carry_out(unit)
            yield unit
        return
    with closing(run_in_workers(carry_out, units, workers, limits)) as answers:
        for answer in answers:
            unit = units[answer.position]
            if answer.death:
                journal.commit(unit, None, cause=answer.death)
            yield unit


def _read_back(journal: Journal, unit: Unit) -> UnitResult:
    result = journal.get(unit)
    if result is None:
        raise Refused(
            [
                Finding(
                    "ICM019",
                    f"unit {unit.key} ({unit.name})",
                    "damaged again right after it was written",
                    "files that read back as they were written",
                    "check the disk, then start the same command again",
                )
            ]
        )
    return result


def _progress(total: int, initial: int, wanted: bool) -> tqdm:
    is_watched = sys.stderr is not None and sys.stderr.isatty() and not os.environ.get("CI")
    return tqdm(total=total, initial=initial, unit="unit", file=sys.stderr, disable=not (wanted and is_watched))
