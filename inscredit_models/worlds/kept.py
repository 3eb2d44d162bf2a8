"""Worlds kept beside the runs (世界缓存): simulated once, found again by everything that decides them."""

from __future__ import annotations

from pathlib import Path

from inscredit_models.digest import digest_value
from inscredit_models.records.store import RecordStore
from inscredit_models.worlds.simulate import Progress, simulate
from inscredit_models.worlds.world import VERSION


def kept_world(
    folder: Path, *, subject: str, subjects: int, seed: int, variant: str, workers: int = 1, progress: Progress = True
) -> RecordStore:
    """Open a simulated store, and simulate it first where it is not there yet.

    Parameters
    ----------
    folder : pathlib.Path
        Where worlds are kept; the store is a folder in it, named by subject type, size, seed, variant and generator.
    subject, subjects, seed, variant, workers, progress
        As in `simulate`.

    Returns
    -------
    RecordStore
        Opened and checked against its manifest.
    """
    name = f"{subject}_{subjects}_{seed}_{variant}_{digest_value([VERSION])[:8]}"
    path = folder / name
    if not path.exists():
        simulate(
            path, subject=subject, subjects=subjects, seed=seed, variant=variant, workers=workers, progress=progress
        )
    return RecordStore.open(path)
