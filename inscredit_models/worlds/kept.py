"""Worlds kept beside the runs (世界缓存): simulated once, found again by everything that decides them."""

from __future__ import annotations

from pathlib import Path

from inscredit_models.digest import digest_value
from inscredit_models.records.store import RecordStore
from inscredit_models.worlds.parameters import load_parameters
from inscredit_models.worlds.simulate import Progress, simulate
from inscredit_models.worlds.subjects import check_subject
from inscredit_models.worlds.world import VERSIONS


def kept_world(
    folder: Path, *, subject: str, subjects: int, seed: int, variant: str, workers: int = 1, progress: Progress = True
) -> RecordStore:
    """Open a simulated store, and simulate it first where it is not there yet.

    Parameters
    ----------
    folder : pathlib.Path
        Where worlds are kept; the store is a folder in it, named by subject type, size, seed and variant, and by
        a digest of the generator's version and all parameter values, so that no changed world is taken for the old one.
    subject, subjects, seed, variant, workers, progress
        As in `simulate`.

    Returns
    -------
    RecordStore
        Opened and checked against its manifest.
    """
    path = folder / kept_name(subject, subjects, seed, variant)
    if not path.exists():
        simulate(
            path, subject=subject, subjects=subjects, seed=seed, variant=variant, workers=workers, progress=progress
        )
    return RecordStore.open(path)


def kept_name(subject: str, subjects: int, seed: int, variant: str) -> str:
    """Give the folder name of a kept world.

    Raises
    ------
    Refused
        For an unknown subject type or variant (ICM008).
    """
    check_subject(subject)
    digest = digest_value([VERSIONS[subject], load_parameters(subject, variant).described()])
    return f"{subject}_{subjects}_{seed}_{variant}_{digest[:12]}"
