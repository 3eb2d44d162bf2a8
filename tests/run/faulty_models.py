"""Classifiers that fail in every way a model can: they can be imported by worker processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin

from inscredit_models.evaluation.splits import Fold
from inscredit_models.models.custom import CustomClassifier
from inscredit_models.models.dataset import Dataset
from inscredit_models.models.features import Feature
from inscredit_models.run.fitting import FitWork


class Faulty(ClassifierMixin, BaseEstimator):
    """Fits and gives everybody one half, unless its fault says otherwise.

    Parameters
    ----------
    fault : str
        One of the functions below.
    note : str
        File to which each fit adds a line.
    """

    def __init__(self, fault: str = "none", note: str = "") -> None:
        self.fault = fault
        self.note = note

    def fit(self, X, y):
        if self.note:
            with Path(self.note).open("a") as stream:
                stream.write(f"{self.fault}\n")
        self.classes_ = np.unique(y)
        FAULTS[self.fault]()
        return self

    def predict_proba(self, X):
        value = np.nan if self.fault == "gives_nan" else 0.5
        return np.full((len(X), 2), value)


def loop() -> None:
    """Run for ever."""
    while True:
        time.sleep(0.01)


def loop_in_c() -> None:
    """Run for ever without letting Python look up."""
    np.linalg.matrix_power(np.eye(1500), 2**800 - 1)  # small, so that the limit of time ends it and not that of memory


def loop_deaf() -> None:
    """Run for ever and ignore polite signals."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    loop()


def loop_in_a_child() -> None:
    """Start a program that runs for ever, and wait for it."""
    subprocess.run([sys.executable, "-c", "import time; time.sleep(600)"])


def eat_memory() -> None:
    """Take memory without end (1.2 GB at most, for the machine's sake)."""
    held = bytearray(b"1") * (1_200 * 10**6)
    time.sleep(600 + len(held))


def segfault() -> None:
    """Die as broken compiled code does."""
    os.kill(os.getpid(), signal.SIGSEGV)


class CannotTravel(Exception):
    """An exception that cannot be sent to another process."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(first)
        self.held = open(os.devnull)  # noqa: SIM115

    def __reduce__(self):
        raise TypeError("cannot be sent")


def raise_unsendable() -> None:
    """Raise what no process can send."""
    raise CannotTravel("lost", "on the way")


def nothing() -> None:
    """Work."""


FAULTS = {
    "none": nothing,
    "gives_nan": nothing,
    "loops": loop,
    "loops_in_c": loop_in_c,
    "loops_deaf": loop_deaf,
    "loops_in_a_child": loop_in_a_child,
    "eats_memory": eat_memory,
    "segfaults": segfault,
    "raises": raise_unsendable,
}


ROWS = np.arange(40)
DATASET = Dataset(pd.DataFrame({"x": ROWS * 1.0}), ROWS % 2, (Feature("x"),))
FOLD = Fold("out_of_time", 0, 0, ROWS[:20], ROWS[20:])


def make_faulty(code: str, seed: int) -> CustomClassifier:
    """Make the model whose code is its fault."""
    return CustomClassifier(Faulty(code), DATASET.features)


def faulty_work() -> FitWork:
    """Work on one fold of forty rows."""
    return FitWork(DATASET, {("out_of_time", 0, 0): FOLD}, make_faulty, frozenset())
