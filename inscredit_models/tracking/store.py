"""The local tracking store: one SQLite file, its artifacts beside it, made by one process before anybody uses it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from inscredit_models.locking import FolderLock

if TYPE_CHECKING:
    from mlflow.tracking import MlflowClient

_SQLITE = "sqlite:///"
_CREATION_SECONDS = 60.0


def store_uri(folder: Path) -> str:
    """Give the address of the local store in a folder: the file ``mlflow.db``.

    Examples
    --------
    >>> store_uri(Path("/data/runs"))
    'sqlite:////data/runs/mlflow.db'
    """
    return _SQLITE + (folder.resolve() / "mlflow.db").as_posix()


def database_of(uri: str) -> Path | None:
    """Give the file behind a local address, or None for a server.

    Examples
    --------
    >>> database_of("sqlite:////data/runs/mlflow.db").as_posix()
    '/data/runs/mlflow.db'
    >>> database_of("http://127.0.0.1:5000") is None
    True
    """
    return Path(uri.removeprefix(_SQLITE)) if uri.startswith(_SQLITE) else None


def open_client(uri: str) -> MlflowClient:
    """Open the store, making the database first where there is none.

    Making it takes seconds and cannot be done by two processes at once (both would fail), so a lock is held meanwhile.
    """
    from mlflow.tracking import MlflowClient

    database = database_of(uri)
    if database is None:
        return MlflowClient(uri)
    with FolderLock(database.parent / f".{database.name}.creation", wait_seconds=_CREATION_SECONDS):
        client = MlflowClient(uri)
        client.search_experiments(max_results=1)
    return client


def experiment_id(client: MlflowClient, name: str, uri: str) -> str:
    """Give the identifier of an experiment, made where there is none, with its artifacts beside the database."""
    present = client.get_experiment_by_name(name)
    if present is not None:
        return present.experiment_id
    database = database_of(uri)
    location = None if database is None else (database.parent / "mlflow_artifacts").resolve().as_uri()
    return client.create_experiment(name, artifact_location=location)
