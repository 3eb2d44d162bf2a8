"""Log a stored model as an MLflow model: signature from a raw frame, requirements named, nothing pickled."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from inscredit_models.tracking.items import ModelItem

if TYPE_CHECKING:
    from mlflow.models import ModelSignature

SCRIPT = Path(__file__).with_name("served_model.py")
# The package itself is not in the list: it may not be on a package index, and its name there could be anybody's.
_REQUIRED = ("lightgbm", "mlflow", "numpy", "pandas", "scikit-learn", "scipy")


def log_model(item: ModelItem, run_id: str) -> None:
    """Log a stored model into a run under the name ``model``; `mlflow.set_tracking_uri` says where."""
    import mlflow

    # The run is made active (in this thread only), since MLflow files a model under the experiment of the active run.
    with mlflow.start_run(run_id=run_id):
        mlflow.pyfunc.log_model(
            name="model",
            python_model=str(SCRIPT),
            artifacts={"stored_model": str(item.folder)},
            signature=signature_of(item),
            pip_requirements=[f"{name}=={metadata.version(name)}" for name in _REQUIRED],
            metadata={"model_code": item.code, "package": "inscredit-models"},
        )


def signature_of(item: ModelItem) -> ModelSignature:
    """Give the signature of a stored model for raw frames.

    Every column of the example is required and may hold any type: MLflow's typed columns refuse a frame whose integers
    have (or have not) missing values, a categorical column, and a text column that is missing throughout. What is
    allowed in a column is known to the stored model, which refuses text among numbers by name.
    """
    from mlflow.models import ModelSignature
    from mlflow.types import ColSpec, Schema
    from mlflow.types.schema import AnyType

    inputs = Schema([ColSpec(AnyType(), str(name)) for name in item.example.columns])
    outputs = Schema([ColSpec("double", name) for name in _output_columns(item)])
    return ModelSignature(inputs=inputs, outputs=outputs)


def _output_columns(item: ModelItem) -> pd.Index:
    from inscredit_models.models.stored import load_model
    from inscredit_models.tracking.served_model import score_frame

    return score_frame(load_model(item.folder), item.example).columns
