"""One start of a run at a time (独占): its folder is made and held until everything it leaves has been written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from inscredit_models.findings import Finding, Refused
from inscredit_models.locking import LOCK_NAME, FolderLock


@contextmanager
def hold_run(run_dir: Path) -> Iterator[Path]:
    """Make the folder of a run and hold it; a second start of the same run is refused and told who is at work.

    Raises
    ------
    Refused
        ICM001 where the folder cannot be made, ICM025 (process, host, start) where another process holds it. A holder
        that died holds nothing.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, hold_run(Path(folder) / "run") as held:
    ...     held.is_dir()
    True
    """
    with ExitStack() as held:
        try:
            run_dir.mkdir(parents=True, exist_ok=True)
            held.enter_context(FolderLock(run_dir))
        except OSError as error:
            found, remedy = error.strerror or "cannot be made", "give another --out"
            raise Refused([Finding("ICM001", str(run_dir), found, "a folder that can be written", remedy)]) from error
        try:
            yield run_dir
        except Refused:
            _remove_empty(run_dir)
            raise


def _remove_empty(run_dir: Path) -> None:
    """Leave nothing behind where a run was refused before it had written anything."""
    if [path.name for path in run_dir.iterdir()] == [LOCK_NAME]:
        # A folder in use, or a system that keeps open files: then the empty folder stays.
        with suppress(OSError):
            (run_dir / LOCK_NAME).unlink()
            run_dir.rmdir()
            run_dir.parent.rmdir()
