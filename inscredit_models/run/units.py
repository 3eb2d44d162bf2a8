"""A unit of work (工作单元): one model on one fold with one seed, named by the digest of everything it depends on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from inscredit_models.digest import digest_value
from inscredit_models.findings import Findings

# 32 hexadecimal digits (128 bits) cannot collide by accident and keep the paths of a unit short on Windows.
KEY_LENGTH = 32


class FoldRows(Protocol):
    """What a unit needs to know of a fold: its name and the positions of its rows."""

    split: str
    repeat: int
    fold: int
    train: np.ndarray
    test: np.ndarray


@dataclass(frozen=True, slots=True)
class Unit:
    """One model fitted on the training rows of one fold and judged on its test rows.

    Parameters
    ----------
    model : str
        Model code.
    split, repeat, fold : str, int, int
        Name of the fold.
    seed : int
        Seed of the model.
    key : str
        Digest of the data, the outcome, the fold's rows, the model's specification, the seed, the code and the lock.
        Two units with equal keys give equal results, so a result found under a key need not be computed again.
    """

    model: str
    split: str
    repeat: int
    fold: int
    seed: int
    key: str

    @property
    def name(self) -> str:
        """Give a name for a person, as in messages and progress.

        Examples
        --------
        >>> Unit("logistic", "folds", 0, 3, 7, "ab").name
        'logistic, folds, repeat 0, fold 3, seed 7'
        """
        return f"{self.model}, {self.split}, repeat {self.repeat}, fold {self.fold}, seed {self.seed}"

    def as_dict(self) -> dict[str, Any]:
        """Give the fields as plain values."""
        return {name: getattr(self, name) for name in ("model", "split", "repeat", "fold", "seed", "key")}


@dataclass(frozen=True, slots=True)
class Provenance:
    """The digests that every unit of one plan shares.

    Parameters
    ----------
    data, outcome : str
        Digests of the input frame and of the outcome.
    code, lock : str
        ``run.code_version.code_version()`` and ``lock_digest()``.
    """

    data: str
    outcome: str
    code: str
    lock: str


def digest_rows(train: np.ndarray, test: np.ndarray) -> str:
    """Give the digest of the row positions of a fold.

    Examples
    --------
    >>> digest_rows(np.array([0, 1]), np.array([2])) == digest_rows(np.array([0]), np.array([1, 2]))
    False
    """
    state = hashlib.sha256()
    for rows in (train, test):
        positions = np.ascontiguousarray(rows, dtype="<i8")
        state.update(f"{len(positions)}:".encode())
        state.update(positions.tobytes())
    return state.hexdigest()


def plan_units(
    models: Mapping[str, Any], folds: Sequence[FoldRows], *, seeds: Iterable[int], provenance: Provenance
) -> tuple[Unit, ...]:
    """Plan every model on every fold with every seed.

    Parameters
    ----------
    models : mapping of str to plain values
        Model code → its specification: everything that decides what is fitted, as JSON values (parameters, features,
        declared directions, scoring system).
    folds : sequence of FoldRows
        The folds, with their row positions.
    seeds : iterable of int
        Seeds of the models.
    provenance : Provenance
        Digests shared by all units.

    Returns
    -------
    tuple of Unit
        Model by model, in the order given; within a model fold by fold, then seed by seed.

    Raises
    ------
    Refused
        ICM024 where a fold or a seed occurs twice: two units would be one.
    """
    seeds = tuple(seeds)
    rows = {(fold.split, fold.repeat, fold.fold): digest_rows(fold.train, fold.test) for fold in folds}
    _refuse_duplicates([(fold.split, fold.repeat, fold.fold) for fold in folds], seeds)
    shared = [provenance.data, provenance.outcome, provenance.code, provenance.lock]
    units = []
    for model, specification in models.items():
        for (split, repeat, fold), digest in rows.items():
            for seed in seeds:
                parts = [shared, model, specification, split, repeat, fold, digest, seed]
                units.append(Unit(model, split, repeat, fold, seed, digest_value(parts)[:KEY_LENGTH]))
    return tuple(units)


def _refuse_duplicates(names: Sequence[tuple[str, int, int]], seeds: Sequence[int]) -> None:
    findings = Findings()
    for what, values in (("fold", names), ("seed", seeds)):
        for value in sorted({value for value in values if list(values).count(value) > 1}):
            findings.add(
                "ICM024", f"plan of units, {what}", repr(value), f"each {what} once", f"drop the second {what}"
            )
    findings.refuse()
