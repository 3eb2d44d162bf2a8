"""Worker processes that die with their parent, and whose own death is a result and not a rumour."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any

import psutil

from inscredit_models.run.limits import Limits

# Two numerical libraries with as many threads as processors in each of several processes stall each other (measured
# up to fifteen times slower), so workers compute on one thread each and do not spin while they wait.
WORKER_ENVIRONMENT = {
    "OMP_WAIT_POLICY": "PASSIVE",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
ATTEMPTS = 2
_SPAWN = multiprocessing.get_context("spawn")


class WorkersCannotStart(RuntimeError):
    """Raised when a worker process dies before it takes its first task."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one task: its position, and how its worker died or why it was stopped."""

    position: int
    death: str = ""


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    connection: Connection
    position: int | None = None
    started: float = 0.0

    @property
    def seconds(self) -> float:
        """How long it has been at its task, by a clock that no setting of the time can move."""
        return time.monotonic() - self.started


def run_in_workers(
    work: Callable[[Any], None], tasks: Sequence[Any], workers: int, limits: Limits | None = None
) -> Generator[Answer, None, None]:
    """Carry out tasks in processes and tell of each when it is finished.

    Parameters
    ----------
    work : callable
        Called with a task in a worker; must be importable there (a module's function or an object of such a class).
        Whatever it should leave, it leaves on disk; an exception it raises ends the whole run and is raised here.
    tasks : sequence
        What to do; started in this order.
    workers : int
        Number of processes.
    limits : Limits, optional
        A task that passes a limit is stopped with its process; the others go on.

    Yields
    ------
    Answer
        In order of completion. A task whose worker died is tried once more, then its answer names the death; one that
        passed a limit is not tried again.

    Notes
    -----
    On leaving, for whatever reason (an exception, Ctrl-C, a generator closed early), every worker is stopped and
    waited for.
    """
    limits = limits or Limits()
    waiting = deque(range(len(tasks)))
    attempts = [0] * len(tasks)
    team: list[_Worker] = []
    try:
        for _ in range(min(workers, len(tasks))):
            team.append(_start(work))
        while waiting or any(worker.position is not None for worker in team):
            for worker in team:
                if worker.position is None and waiting:
                    _give(worker, waiting.popleft(), tasks)
            for worker, cause in _stopped(team, limits, finished := _finished(team, limits)):
                team[team.index(worker)] = _start(work)
                yield Answer(worker.position, cause)
            for worker in finished:
                position, worker.position = worker.position, None
                failure = _receive(worker)
                if failure is None:
                    yield Answer(position)
                    continue
                team[team.index(worker)] = _start(work)
                attempts[position] += 1
                if attempts[position] < ATTEMPTS:
                    waiting.appendleft(position)
                else:
                    yield Answer(position, failure)
    finally:
        _stop(team)


def _start(work: Callable[[Any], None]) -> _Worker:
    here, there = _SPAWN.Pipe()
    process = _SPAWN.Process(target=_serve, args=(work, there), daemon=True)
    with _environment(WORKER_ENVIRONMENT), _main_hidden_from(work):
        process.start()
    there.close()
    worker = _Worker(process, here)
    try:
        here.recv()
    except EOFError:
        _stop([worker])
        raise WorkersCannotStart(
            "a worker process ended before its first task: the work must be importable in a new process "
            "(not defined in a notebook or an unguarded script); use one worker"
        ) from None
    except BaseException:
        _stop([worker])
        raise
    return worker


def _give(worker: _Worker, position: int, tasks: Sequence[Any]) -> None:
    worker.position, worker.started = position, time.monotonic()
    # A worker that died while idle shows in the next wait; the task then counts as tried.
    with _ignoring_broken_pipe():
        worker.connection.send(tasks[position])


def _finished(team: Sequence[_Worker], limits: Limits) -> list[_Worker]:
    busy = {worker.connection: worker for worker in team if worker.position is not None}
    looks = [limits.seconds_to_look(worker.seconds) for worker in busy.values()]
    timeout = min((look for look in looks if look is not None), default=None)
    return [busy[connection] for connection in wait(list(busy), timeout)]


def _stopped(team: Sequence[_Worker], limits: Limits, finished: Sequence[_Worker]) -> list[tuple[_Worker, str]]:
    """Stop the workers that have passed a limit, and say which one."""
    if not limits.are_set:
        return []
    at_work = [worker for worker in team if worker.position is not None and worker not in finished]
    causes = [(worker, limits.passed(worker.process.pid or 0, worker.seconds)) for worker in at_work]
    passed = [(worker, cause) for worker, cause in causes if cause]
    for worker, _ in passed:
        children = _children(worker)
        worker.process.kill()
        _end(worker, children)
    return passed


def _receive(worker: _Worker) -> str | None:
    """Take a worker's answer: None when the task is done, else how the worker died; raise what the work raised."""
    try:
        error = worker.connection.recv()
    except (EOFError, OSError):
        worker.process.join()
        worker.connection.close()
        return _describe_death(worker.process.exitcode)
    if error is not None:
        raise error
    return None


def _describe_death(code: int | None) -> str:
    if code is not None and code < 0:
        return f"the worker process died of signal {-code} ({signal.Signals(-code).name})"
    return f"the worker process ended with code {code}"


def can_be_sent(work: Any) -> bool:
    """Tell whether work can be rebuilt in a new process: not where a notebook or a closure defines a part of it."""
    try:
        plain = bytes(multiprocessing.reduction.ForkingPickler.dumps(work))
    except Exception:
        return False
    return b"__main__" not in plain or hasattr(sys.modules["__main__"], "__file__")


def _stop(team: Sequence[_Worker]) -> None:
    children = [_children(worker) for worker in team]
    for worker in team:
        worker.process.terminate()
    for worker, started in zip(team, children, strict=True):
        worker.process.join(timeout=5)
        if worker.process.is_alive():
            worker.process.kill()
        _end(worker, started)


def _children(worker: _Worker) -> list[psutil.Process]:
    """Give what a worker has started itself: a model may run programs of its own."""
    try:
        return psutil.Process(worker.process.pid).children(recursive=True)
    except psutil.Error:
        return []


def _end(worker: _Worker, children: Sequence[psutil.Process]) -> None:
    worker.process.join()
    worker.connection.close()
    for child in children:
        with suppress(psutil.Error):
            child.kill()


def _serve(work: Callable[[Any], None], connection: Connection) -> None:
    # Ctrl-C reaches the whole group; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, daemon=True).start()
    connection.send("ready")
    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        try:
            work(task)
        except BaseException as error:
            connection.send(_sendable(error))
        else:
            connection.send(None)


def _sendable(error: BaseException) -> BaseException:
    try:
        # Some exceptions can be sent but not rebuilt; find out here and not in the parent.
        multiprocessing.reduction.ForkingPickler.loads(multiprocessing.reduction.ForkingPickler.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__} in a worker")
    return error


def _follow_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        # The parent was killed and could not stop us. No clean-up: half-written folders are swept on resume.
        os._exit(1)


@contextmanager
def _main_hidden_from(work: Callable[[Any], None]) -> Iterator[None]:
    """Keep a new process from importing the caller's script: without a guard in it the study would start once more.

    Work that the script itself defines cannot be rebuilt without it; then the script has to have its guard.
    """
    main = sys.modules["__main__"]
    if b"__main__" not in bytes(multiprocessing.reduction.ForkingPickler.dumps(work)):
        sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _ignoring_broken_pipe() -> Iterator[None]:
    try:
        yield
    except (BrokenPipeError, ConnectionResetError):
        return
