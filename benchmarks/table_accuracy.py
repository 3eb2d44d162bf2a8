"""AUC on labelled tables: our scorecard against optbinning's, toad's, scorecardpy's and scikit-learn's, same folds."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from benchmarks.measuring import Row, auc_row
from benchmarks.tables import LabelledTable, available, read
from inscredit_models.evaluation.splits import Fold, repeated_folds
from inscredit_models.models.dataset import Dataset
from inscredit_models.models.scorecard import Scorecard

FOLDS = 5
LARGE = 2000
"""Tables with more rows are divided once: their folds are large, and some yardsticks take minutes for each."""
SCORECARDPY_VARIABLE = "INSCREDIT_SCORECARDPY"
"""Where it names the Python of an environment with scorecardpy (see the README here), that one joins."""
SCRIPT = Path(__file__).with_name("by_scorecardpy.py")
NOT_RUN = "not run"


def by_sklearn(dataset: Dataset) -> Any:
    """Scaled numbers with median imputation, one-hot levels, L2 logistic regression."""
    numbers = [item.code for item in dataset.features if item.kind == "numeric"]
    levels = [item.code for item in dataset.features if item.kind == "categorical"]
    parts = [
        ("numbers", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
        ("levels", OneHotEncoder(handle_unknown="ignore"), levels),
    ]
    return make_pipeline(ColumnTransformer(parts), LogisticRegression(max_iter=2000))


def by_optbinning(dataset: Dataset) -> Any:
    """WOE of optimal bins, the same L2 logistic regression."""
    from optbinning import BinningProcess

    names = [item.code for item in dataset.features]
    levels = [item.code for item in dataset.features if item.kind == "categorical"]
    process = BinningProcess(names, categorical_variables=levels, n_jobs=1)
    return make_pipeline(process, LogisticRegression(max_iter=2000))


class ByToad(ClassifierMixin, BaseEstimator):
    """toad's chi-merge bins and WOE, the same L2 logistic regression."""

    def fit(self, X: pd.DataFrame, y: np.ndarray) -> ByToad:
        """Learn bins, WOE and coefficients."""
        import toad

        self.bins_ = toad.transform.Combiner().fit(
            X.assign(y=y), y="y", method="chi", min_samples=0.05, empty_separate=True
        )
        self.woe_ = toad.transform.WOETransformer()
        told = self.woe_.fit_transform(self.bins_.transform(X), pd.Series(y, index=X.index))
        self.model_ = LogisticRegression(max_iter=2000).fit(told.fillna(0).to_numpy(dtype=float), y)
        return self

    def predict_proba(self, X: pd.DataFrame) -> np.ndarray:
        """Give both probabilities."""
        told = self.woe_.transform(self.bins_.transform(X))
        return self.model_.predict_proba(told.fillna(0).to_numpy(dtype=float))


WAYS: dict[str, Callable[[Dataset], Any]] = {
    "optbinning 1 + logistic": by_optbinning,
    "toad + logistic": lambda dataset: ByToad(),
    "scikit-learn + logistic": by_sklearn,
}


def auc_by_fold(build: Callable[[], Any], dataset: Dataset, folds: list[Fold]) -> np.ndarray:
    """Fit on each training part and give the AUC of each tested part."""
    found = []
    for fold in folds:
        model = build().fit(_levels(dataset.X.iloc[fold.train]), dataset.y[fold.train])
        p_event = model.predict_proba(_levels(dataset.X.iloc[fold.test]))[:, 1]
        found.append(roc_auc_score(dataset.y[fold.test], p_event))
    return np.array(found)


def auc_by_scorecardpy(dataset: Dataset, folds: list[Fold], python: str) -> np.ndarray:
    """Let scorecardpy do the same in an environment of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _levels(dataset.X).assign(y=dataset.y.astype("int64")).to_parquet(folder / "rows.parquet")
        parts = [[fold.train.tolist(), fold.test.tolist()] for fold in folds]
        (folder / "folds.json").write_text(json.dumps(parts))
        places = [str(folder / file) for file in ("rows.parquet", "folds.json", "auc.json")]
        subprocess.run([python, str(SCRIPT), *places], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        return np.array(json.loads((folder / "auc.json").read_text()))


def _levels(frame: pd.DataFrame) -> pd.DataFrame:
    """Give text columns in the dtype that all accept."""
    return frame.astype({name: object for name in frame.columns if frame[name].dtype != float})


def measure(*, repeats: int) -> Iterator[Row]:
    """Compare on every shipped table, and on the external ones that are there, row by row."""
    for table, path in available():
        yield from compare(table, path, repeats=repeats)


def compare(table: LabelledTable, path: Path, *, repeats: int) -> Iterator[Row]:
    """Compare on one table; a peer that fails there is a row with its cause, like any model of ours."""
    dataset = read(table, path)
    repeats = repeats if len(dataset.y) <= LARGE else 1
    folds = repeated_folds(dataset.y, dataset.clusters, folds=FOLDS, repeats=repeats, seed=0)
    ours = auc_by_fold(lambda: Scorecard(dataset.features), dataset, folds)
    ways: dict[str, Callable[[], np.ndarray]] = {
        name: lambda way=way: auc_by_fold(lambda: way(dataset), dataset, folds) for name, way in WAYS.items()
    }
    python = os.environ.get(SCORECARDPY_VARIABLE)
    if python:
        # The slowest of all: the folds of the first repeat only.
        ways["scorecardpy + logistic"] = lambda: auc_by_scorecardpy(dataset, folds[:FOLDS], python)
    topic = f"AUC scorecard, {table.name}"
    for yardstick, way in ways.items():
        try:
            theirs = way()
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a peer's own fault is its result; toad's compiled part panics past Exception
            nan = float("nan")
            cause = f"{NOT_RUN}: {type(error).__name__}"
            size = f"{len(dataset.y)} rows, {repeats} × {FOLDS} folds"
            yield Row(topic, size, yardstick, "auc", float(ours.mean()), nan, nan, nan, nan, nan, cause)
            continue
        size = f"{len(dataset.y)} rows, {len(theirs) // FOLDS} × {FOLDS} folds"
        note = "same folds; corrected resampled t test"
        yield auc_row(topic, size, yardstick, ours[: len(theirs)], theirs, 1 / (FOLDS - 1), note)


def worse(rows: Iterable[Row]) -> list[str]:
    """Name the comparisons in which our scorecard is worse: the whole interval lies below 0."""
    return [f"{row.topic}, {row.yardstick}" for row in rows if row.measure == "auc" and row.high < 0]
