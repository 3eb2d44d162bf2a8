"""MLflow made quiet: no telemetry, no progress bars, no chatter, no endless retries. Only set where it is used."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

# Set for good before MLflow is imported: it reads them then, and worker processes inherit them.
SILENCE = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "true",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_CONFIGURE_LOGGING": "false",
    "MLFLOW_RECORD_ENV_VARS_IN_MODEL_LOGGING": "false",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
}
REQUEST_SECONDS = 5
_BOUNDS = {
    "MLFLOW_HTTP_REQUEST_TIMEOUT": str(REQUEST_SECONDS),
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0",
    "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR": "0",
}


def silence_mlflow() -> None:
    """Switch off what MLflow sends and prints; call it before importing MLflow."""
    os.environ.update(SILENCE)
    for name in ("mlflow", "alembic"):
        logging.getLogger(name).setLevel(logging.ERROR)


@contextmanager
def quiet_and_bounded() -> Iterator[None]:
    """Keep MLflow quiet and each of its requests short while something is written; then restore the environment."""
    silence_mlflow()
    before = {name: os.environ.get(name) for name in _BOUNDS}
    os.environ.update(_BOUNDS)
    try:
        with warnings.catch_warnings():
            # MLflow and the libraries under it warn about their own internals; our modules warn through findings.
            warnings.simplefilter("ignore")
            yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
