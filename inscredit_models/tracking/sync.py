"""Finished runs brought to MLflow later (补同步): each run, metric and file is there exactly once, however often."""

from __future__ import annotations

from pathlib import Path

from inscredit_models.findings import Finding, Refused
from inscredit_models.locking import FolderLock
from inscredit_models.tracking.view import VIEW_NAME, read_view, view_path
from inscredit_models.tracking.writer import WRITE_SECONDS, TrackingResult, write

WAIT_SECONDS = 10.0
"""How long another process that holds the run is waited for before it is named."""


def runs_below(folder: Path) -> list[Path]:
    """Give the folders of runs that can be synchronised: the folder itself, or all runs one or two levels below it."""
    if view_path(folder).is_file():
        return [folder]
    found = [path for depth in ("*", "*/*") for path in folder.glob(f"{depth}/journal/{VIEW_NAME}")]
    return sorted(path.parents[1] for path in found)


def sync_run(run_dir: Path, uri: str, *, timeout_seconds: float = WRITE_SECONDS) -> TrackingResult:
    """Show a finished run to MLflow from what lies in its folder; nothing is computed again.

    Parameters
    ----------
    run_dir : pathlib.Path
        Folder of the run.
    uri : str
        Address of the store or server.
    timeout_seconds : float
        Longest time for one run.

    Returns
    -------
    TrackingResult
        Where the store has this result already, it is named and nothing is written.

    Raises
    ------
    Refused
        No view of a run (ICM001), a changed one (ICM019), a run that another process holds (ICM025).
    """
    run, experiment = read_view(run_dir)
    with FolderLock(run_dir, wait_seconds=WAIT_SECONDS):
        return write(run, experiment=experiment, uri=uri, timeout_seconds=timeout_seconds)


def not_synchronised(run_dir: Path, result: TrackingResult) -> Finding:
    """Name a run that could not be brought to the store (ICM221)."""
    remedy = "start the server, or free its disk, then give the same command again"
    return Finding("ICM221", run_dir.name, result.message, "a reachable, writable tracking store", remedy)


def refuse_empty(folder: Path, runs: list[Path]) -> None:
    """Refuse a folder without any run (ICM001)."""
    if not runs:
        remedy = "give a run's folder, or the folder that was given as --out"
        raise Refused([Finding("ICM001", str(folder), "no run that was tracked", "runs of `run` or `bench`", remedy)])
