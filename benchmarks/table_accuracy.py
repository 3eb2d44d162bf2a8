"""AUC on the shipped tables: our scorecard against optbinning's and scikit-learn's pipelines, in the same folds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from benchmarks.measuring import Row, auc_row
from inscredit_models.evaluation.splits import repeated_folds
from inscredit_models.findings import Findings
from inscredit_models.models.dataset import Dataset
from inscredit_models.models.scorecard import Scorecard
from inscredit_models.models.table import TableRoles, make_dataset
from inscredit_models.records.intake import TableOptions, read_table

TABLES = (("german_credit.csv", "class", "2"), ("finrat_kz.csv", "Default", "1"))
SAMPLES = Path(__file__).parents[1] / "data_samples" / "public"
FOLDS = 5


def read(name: str, target: str, positive: str) -> Dataset:
    """Read a shipped table as the bench does."""
    findings = Findings()
    frame = read_table(SAMPLES / name, TableOptions(), findings)
    dataset = make_dataset(frame, TableRoles(target, positive), name, findings)
    findings.refuse()
    return dataset


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


def auc_by_fold(build: Callable[[], Any], dataset: Dataset, folds: list) -> np.ndarray:
    """Fit on each training part and give the AUC of each tested part."""
    found = []
    for fold in folds:
        model = build().fit(_levels(dataset.X.iloc[fold.train]), dataset.y[fold.train])
        p_event = model.predict_proba(_levels(dataset.X.iloc[fold.test]))[:, 1]
        found.append(roc_auc_score(dataset.y[fold.test], p_event))
    return np.array(found)


def _levels(frame: pd.DataFrame) -> pd.DataFrame:
    """Give text columns in the dtype that all three accept."""
    return frame.astype({name: object for name in frame.columns if frame[name].dtype != float})


def measure(*, repeats: int) -> list[Row]:
    """Compare on every shipped table."""
    rows = []
    for name, target, positive in TABLES:
        dataset = read(name, target, positive)
        folds = repeated_folds(dataset.y, dataset.clusters, folds=FOLDS, repeats=repeats, seed=0)
        ours = auc_by_fold(lambda dataset=dataset: Scorecard(dataset.features), dataset, folds)
        size = f"{len(dataset.y)} rows, {repeats} × {FOLDS} folds"
        note = "same folds; corrected resampled t test"
        for yardstick, way in (("optbinning 1 + logistic", by_optbinning), ("scikit-learn + logistic", by_sklearn)):
            theirs = auc_by_fold(lambda way=way, dataset=dataset: way(dataset), dataset, folds)
            topic = f"AUC scorecard, {Path(name).stem}"
            rows.append(auc_row(topic, size, yardstick, ours, theirs, 1 / (FOLDS - 1), note))
    return rows
