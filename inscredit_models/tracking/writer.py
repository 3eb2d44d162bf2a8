"""The one writer: a run with its items goes to MLflow, or a sentence comes back that says why it did not."""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inscredit_models.findings import Finding
from inscredit_models.run.cause import describe_cause
from inscredit_models.tracking.items import (
    RESULT_DIGEST,
    Artifact,
    Figure,
    Metric,
    ModelItem,
    Param,
    Run,
    Table,
    Tag,
    Text,
)
from inscredit_models.tracking.quiet import quiet_and_bounded
from inscredit_models.tracking.store import experiment_id, open_client

if TYPE_CHECKING:
    from mlflow.tracking import MlflowClient

URI_VARIABLE = "MLFLOW_TRACKING_URI"
"""MLflow's own variable: where it is set, runs go to that server instead of the local file."""

WRITE_SECONDS = 120.0
_LONGEST_PARAM = 6000
_BATCH = 100
_LAST_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class TrackingResult:
    """What became of a write.

    Parameters
    ----------
    ok : bool
        Whether the whole run is in the store now.
    message : str
        One sentence for a person.
    run_id, experiment_id : str or None
        Where it lies.
    """

    ok: bool
    message: str
    run_id: str | None = None
    experiment_id: str | None = None

    @property
    def finding(self) -> Finding | None:
        """The warning ICM057 where the write failed, else None."""
        if self.ok:
            return None
        remedy = "nothing is lost; `inscredit sync RUN_FOLDER` once tracking is back"
        return Finding("ICM057", "tracking", self.message, "a reachable, writable tracking store", remedy)


@dataclass(slots=True)
class _Clock:
    """Until when the writing thread may go on."""

    deadline: float

    def stop(self) -> None:
        """Let it go on no longer."""
        self.deadline = 0.0


class _Late(Exception):
    """Raised inside the writing thread when its time is over."""


def write(run: Run, *, experiment: str, uri: str | None, timeout_seconds: float = WRITE_SECONDS) -> TrackingResult:
    """Write one parent run and its children; never raises for a fault of tracking.

    Parameters
    ----------
    run : Run
        The run. Where it has a tag ``result_digest`` that a finished run of the experiment has too, nothing is written
        and that run is named; an unfinished one of an earlier, broken write is removed first.
    experiment : str
        Name of the experiment; made where there is none.
    uri : str or None
        Address of the store (`store.store_uri` for the local default, or a server's). None: tracking is off.
    timeout_seconds : float
        After this many seconds the study goes on without tracking.

    Returns
    -------
    TrackingResult
    """
    if uri is None:
        return TrackingResult(False, "Tracking is off.")
    clock = _Clock(time.monotonic() + timeout_seconds)
    answers: list[TrackingResult] = []

    def work() -> None:
        try:
            with quiet_and_bounded():
                answers.append(_Writer(uri, clock).write(run, experiment))
        except Exception as error:
            answers.append(TrackingResult(False, f"Tracking failed, results are complete without it: {_reason(error)}"))

    # A thread, since a store that hangs cannot be interrupted; it looks at the deadline before each of its steps.
    thread = threading.Thread(target=work, name="tracking", daemon=True)
    thread.start()
    try:
        thread.join(timeout_seconds)
    except BaseException:
        # Ctrl-C: the thread ends at its next step and removes its temporary files.
        clock.stop()
        thread.join(_LAST_SECONDS)
        raise
    if answers:
        return answers[0]
    return TrackingResult(False, f"Tracking gave no answer within {timeout_seconds:g} seconds; results are complete.")


def _reason(error: Exception) -> str:
    if isinstance(error, _Late):
        return f"it took longer than allowed ({error})."
    if "Max retries exceeded" in str(error):
        return "the server cannot be reached."
    return describe_cause(error)


@contextmanager
def _tracking_to(uri: str) -> Iterator[None]:
    """Turn MLflow's own setting, the only one that logging a model looks at, to a store for a while.

    MLflow notes the setting in the environment too, where the next study would take it for a server that was declared.
    """
    import mlflow

    setting, variable = mlflow.get_tracking_uri(), os.environ.get(URI_VARIABLE)
    mlflow.set_tracking_uri(uri)
    try:
        yield
    finally:
        mlflow.set_tracking_uri(setting)
        os.environ.pop(URI_VARIABLE, None)
        if variable is not None:
            os.environ[URI_VARIABLE] = variable


class _Writer:
    """Writes into one store; each step first asks whether there is time left."""

    def __init__(self, uri: str, clock: _Clock) -> None:
        self.uri = uri
        self.clock = clock

    def write(self, run: Run, experiment: str) -> TrackingResult:
        client = open_client(self.uri)
        self._check_time("opening the store")
        identifier = experiment_id(client, experiment, self.uri)
        present = self._find(client, identifier, run.result_digest)
        if present is not None:
            return TrackingResult(True, "This result is in the tracking store already.", present, identifier)
        with _tracking_to(self.uri):
            run_id = self._write_tree(client, identifier, run)
        return TrackingResult(True, "Written to the tracking store.", run_id, identifier)

    def _find(self, client: MlflowClient, identifier: str, digest: str | None) -> str | None:
        if digest is None:
            return None
        found = client.search_runs([identifier], filter_string=f"tags.{RESULT_DIGEST} = '{digest}'")
        parents = [one for one in found if "mlflow.parentRunId" not in one.data.tags]
        for parent in parents:
            if parent.info.status == "FINISHED":
                return parent.info.run_id
        for parent in parents:
            below = client.search_runs(
                [identifier], filter_string=f"tags.`mlflow.parentRunId` = '{parent.info.run_id}'"
            )
            for one in (*below, parent):
                client.delete_run(one.info.run_id)
        return None

    def _write_tree(self, client: MlflowClient, identifier: str, run: Run, parent: str | None = None) -> str:
        self._check_time(run.name)
        tags = {tag.name: str(tag.value) for tag in run.of(Tag)}
        if parent is not None:
            tags["mlflow.parentRunId"] = parent
        run_id = client.create_run(identifier, tags=tags, run_name=run.name).info.run_id
        try:
            self._write_items(client, run_id, run)
            for child in run.children:
                self._write_tree(client, identifier, child, run_id)
        except BaseException:
            client.set_terminated(run_id, status="FAILED")
            raise
        # Only a whole run is called finished; the next write removes any other.
        client.set_terminated(run_id, status="FINISHED")
        return run_id

    def _write_items(self, client: MlflowClient, run_id: str, run: Run) -> None:
        self._write_values(client, run_id, run)
        for table in run.of(Table):
            self._check_time(table.name)
            client.log_text(run_id, table.text(), table.name)
        for text in run.of(Text):
            self._check_time(text.name)
            client.log_text(run_id, text.text, text.name)
        for figure in run.of(Figure):
            self._check_time(figure.name)
            _log_bytes(client, run_id, figure)
        for artifact in run.of(Artifact):
            self._check_time(artifact.path.name)
            client.log_artifact(run_id, str(artifact.path), artifact.folder or None)
        for model in run.of(ModelItem):
            from inscredit_models.tracking.logged_model import log_model

            self._check_time(model.code)
            log_model(model, run_id)

    def _write_values(self, client: MlflowClient, run_id: str, run: Run) -> None:
        import mlflow.entities as entities

        params = [entities.Param(param.name, str(param.value)[:_LONGEST_PARAM]) for param in run.of(Param)]
        numbers = [metric for metric in run.of(Metric) if math.isfinite(metric.value)]
        absent = [metric.name for metric in run.of(Metric) if not math.isfinite(metric.value)]
        # Timestamp 0: when a number was written is no property of the result.
        metrics = [entities.Metric(metric.name, float(metric.value), 0, 0) for metric in numbers]
        tags = [entities.RunTag("not_evaluable", ", ".join(absent))] if absent else []
        for start in range(0, max(len(params), len(metrics), 1), _BATCH):
            end = start + _BATCH
            client.log_batch(run_id, metrics=metrics[start:end], params=params[start:end], tags=tags)

    def _check_time(self, what: str) -> None:
        if time.monotonic() > self.clock.deadline:
            raise _Late(what)


def _log_bytes(client: MlflowClient, run_id: str, figure: Figure) -> None:
    import tempfile

    path = Path(figure.name)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / path.name).write_bytes(figure.data)
        parent = path.parent.as_posix()
        client.log_artifact(run_id, str(Path(folder) / path.name), None if parent == "." else parent)
