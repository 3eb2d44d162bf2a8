"""A stored model behind MLflow's ``pyfunc``: this script travels with the model and loads it from plain files.

No pickle is involved. The package must be installed where the model is loaded.
"""

import os
from pathlib import Path
from typing import Any

# Loading a model must not start telemetry, whoever loads it.
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")

import mlflow
import pandas as pd

from inscredit_models.models.stored import load_model

STORED_MODEL = "stored_model"
"""Name under which the folder of the stored model lies among the artifacts of the logged model."""


class ServedModel(mlflow.pyfunc.PythonModel):
    """Scores raw rows with a stored model."""

    def load_context(self, context: Any) -> None:
        """Read the stored model; the argument's name is part of MLflow's interface."""
        self.estimator = load_model(Path(context.artifacts[STORED_MODEL]))

    def predict(self, context: Any, model_input: pd.DataFrame, params: dict[str, Any] | None = None) -> pd.DataFrame:
        """Give one row per input row, same index: ``p_event`` and, where the model has one, ``score``."""
        return score_frame(self.estimator, model_input)


def score_frame(estimator: Any, rows: pd.DataFrame) -> pd.DataFrame:
    """Score raw rows: ``p_event`` in [0, 1] and, for models with a credit score, ``score`` (higher is better)."""
    rows = rows.assign(**{name: _without_na(rows[name]) for name in rows.columns[rows.dtypes == "object"]})
    columns = {"p_event": estimator.predict_proba(rows)[:, 1]}
    if hasattr(estimator, "credit_score"):
        columns["score"] = estimator.credit_score(rows)
    return pd.DataFrame(columns, index=rows.index)


def _without_na(column: pd.Series) -> pd.Series:
    # MLflow turns whole numbers with gaps into objects whose gaps are pandas.NA, which is no number for anybody.
    return column.where(column.notna(), None)


mlflow.models.set_model(ServedModel())
