"""A small plan with fake work, importable in worker processes and runnable as a program that tests can kill."""

from __future__ import annotations

import argparse
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from inscredit_models.run.execute import execute
from inscredit_models.run.journal import Journal
from inscredit_models.run.result import UnitResult, digest_results
from inscredit_models.run.units import Provenance, Unit, plan_units

PROVENANCE = Provenance(data="d", outcome="o", code="c", lock="l")


@dataclass(frozen=True)
class Rows:
    """A fold of ten rows."""

    split: str
    repeat: int
    fold: int
    train: np.ndarray
    test: np.ndarray


def small_units(models: tuple[str, ...] = ("prevalence", "logistic"), folds: int = 3) -> tuple[Unit, ...]:
    """Two models on three folds of ten rows with two seeds: twelve units."""
    rows = np.arange(10)
    return plan_units(
        {model: {"model": model} for model in models},
        [Rows("folds", 0, fold, rows[rows % folds != fold], rows[rows % folds == fold]) for fold in range(folds)],
        seeds=(0, 1),
        provenance=PROVENANCE,
    )


def fake_predictions(unit: Unit) -> pd.DataFrame:
    """Predictions that depend on the unit only."""
    values = np.random.default_rng(int(unit.key[:8], 16)).random(4)
    return pd.DataFrame(
        {
            "model": unit.model,
            "split": unit.split,
            "repeat": unit.repeat,
            "fold": unit.fold,
            "row": np.arange(4),
            "y": np.array([0, 1, 0, 1], dtype=np.int8),
            "p_event": values,
            "risk": values,
        }
    )


@dataclass(frozen=True)
class FakeWork:
    """Work that takes a while, notes each attempt, and fails or dies for some models."""

    attempts: Path | None = None
    seconds: float = 0.0

    def __call__(self, unit: Unit) -> UnitResult:
        if self.attempts is not None:
            with self.attempts.open("a") as stream:
                stream.write(unit.key + "\n")
        time.sleep(self.seconds)
        if unit.model == "raises":
            raise ValueError(f"no such value: '张三' in {unit.model}")
        if unit.model == "dies":
            os.kill(os.getpid(), signal.SIGKILL)
        if unit.model == "loops":
            time.sleep(600)
        if unit.model == "eats":
            held = bytearray(b"1") * (500 * 10**6)
            time.sleep(600 + len(held))

        def write_model(folder: Path) -> None:
            (folder / "model.json").write_text(unit.model)

        return UnitResult(unit, fake_predictions(unit), write_model=write_model)


def main() -> None:
    """Run the plan into a journal and print the digest of its results."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=0.05)
    options = parser.parse_args()
    work = FakeWork(options.folder / "attempts.txt", options.seconds)
    results = execute(small_units(), work, Journal(options.folder / "journal"), workers=options.workers)
    print(digest_results(results))


if __name__ == "__main__":
    main()
