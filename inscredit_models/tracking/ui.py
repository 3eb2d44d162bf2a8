"""The page of MLflow (跟踪页面) on this machine only, without telemetry, ended with everything it started."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable

from inscredit_models.findings import Finding, Refused
from inscredit_models.tracking.quiet import quiet_and_bounded, silence_mlflow
from inscredit_models.tracking.store import database_of, open_client

HOST = "127.0.0.1"
START_SECONDS = 120.0
_STOP_SECONDS = 10.0


def serve(uri: str, port: int = 5000, *, say: Callable[[str], None] = print) -> int:
    """Show the store in a browser until Ctrl-C.

    Parameters
    ----------
    uri : str
        Address of the local store.
    port : int
        Port on the loopback interface; nothing else is opened.
    say : callable
        Told the addresses of the experiments, newest first.

    Returns
    -------
    int
        0 after Ctrl-C or a polite stop, else the exit code of the server.

    Raises
    ------
    Refused
        ICM001 where there is no store yet, ICM025 where the port is taken.
    """
    _check(uri, port)
    pages = experiment_pages(uri, port)
    process = _start(uri, port)
    try:
        with _stopping_on_terminate():
            if _wait_until_healthy(process, port):
                for name, address in pages:
                    say(f"{name}: {address}")
                say("Ctrl-C ends it.")
            return process.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        _stop(process)


def experiment_pages(uri: str, port: int) -> list[tuple[str, str]]:
    """Give name and address of the page of each experiment that has runs of ours, newest first."""
    with quiet_and_bounded():
        experiments = open_client(uri).search_experiments(order_by=["creation_time DESC"])
    named = [experiment for experiment in experiments if experiment.name != "Default"]
    return [(experiment.name, page_address(experiment.experiment_id, port)) for experiment in named]


def page_address(experiment: str, port: int) -> str:
    """Give the address of the runs page of an experiment.

    Examples
    --------
    >>> page_address("1", 5000)
    'http://127.0.0.1:5000/#/experiments/1/runs?workflowType=machine_learning'
    """
    # Without the workflow type the page opens on a view for language models.
    return f"http://{HOST}:{port}/#/experiments/{experiment}/runs?workflowType=machine_learning"


def _check(uri: str, port: int) -> None:
    database = database_of(uri)
    if database is not None and not database.is_file():
        raise Refused(
            [
                Finding(
                    "ICM001", database.name, "no tracking store yet", "a store with a run", "run a study or bench first"
                )
            ]
        )
    with socket.socket() as probe:
        # As servers do: an address that is only waiting to be forgotten is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise Refused(
                [Finding("ICM025", f"port {port}", "the port is taken", "a free port", "choose another with --port")]
            ) from None


def _start(uri: str, port: int) -> subprocess.Popen[bytes]:
    silence_mlflow()
    command = [sys.executable, "-m", "mlflow", "server", "--backend-store-uri", uri, "--host", HOST]
    # Its own session: the server has children, and one signal must reach them all.
    return subprocess.Popen(
        [*command, "--port", str(port), "--workers", "1"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _wait_until_healthy(process: subprocess.Popen[bytes], port: int) -> bool:
    # Loopback only: no proxy may be asked for it.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            with opener.open(f"http://{HOST}:{port}/health", timeout=2):
                return True
        except OSError:
            time.sleep(0.2)
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    _signal_all(process, signal.SIGTERM)
    until = time.monotonic() + _STOP_SECONDS
    while _signal_all(process, 0) and time.monotonic() < until:
        process.poll()
        time.sleep(0.05)
    _signal_all(process, getattr(signal, "SIGKILL", signal.SIGTERM))
    process.wait()


def _signal_all(process: subprocess.Popen[bytes], number: int) -> bool:
    """Send a signal to the server and all its children; False when none is left."""
    if not hasattr(os, "killpg"):
        if number and process.poll() is None:
            process.terminate()
        return process.poll() is None
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return False
    return True


class _stopping_on_terminate:
    """Let a polite stop (SIGTERM) end the server too, as Ctrl-C does; only the main thread can listen to signals."""

    def __enter__(self) -> None:
        self.is_main = threading.current_thread() is threading.main_thread()
        if self.is_main:
            self.before = signal.signal(signal.SIGTERM, signal.default_int_handler)

    def __exit__(self, *error: object) -> None:
        if self.is_main:
            signal.signal(signal.SIGTERM, self.before)
