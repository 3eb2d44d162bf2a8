"""The view of a run, kept with the run (跟踪视图): what MLflow is shown, so that it can be shown later or once more.

One JSON document beside the journal, with a digest over itself. It holds no rows: what a model's signature needs is
read from the table of the run.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pandas as pd

from inscredit_models.digest import canonical_json, digest_value
from inscredit_models.durable import write_bytes
from inscredit_models.findings import Finding, Refused
from inscredit_models.tracking.items import Artifact, Figure, Item, Metric, ModelItem, Param, Run, Table, Tag, Text

VIEW_NAME = "view.json"
ROWS_NAME = "indicators.parquet"


def view_path(run_dir: Path) -> Path:
    """Give where the view of a run lies."""
    return run_dir / "journal" / VIEW_NAME


def write_view(run: Run, experiment: str, run_dir: Path) -> None:
    """Keep what MLflow is shown of a run; files and models by their place below the run's folder."""
    document = {"experiment": experiment, "run": _plain_run(run, run_dir)}
    write_bytes(view_path(run_dir), canonical_json({**document, "check": digest_value(document)}))


def read_view(run_dir: Path) -> tuple[Run, str]:
    """Read the run and the name of its experiment.

    Raises
    ------
    Refused
        ICM001 where the run has no view, ICM019 where it is not what was written.
    """
    path = view_path(run_dir)
    if not path.is_file():
        remedy = "give the folder of a finished run, <out>/<experiment>/<id>, that was tracked or tried to be"
        raise Refused([Finding("ICM001", str(run_dir), f"no journal/{VIEW_NAME}", "the folder of a run", remedy)])
    try:
        document = json.loads(path.read_bytes())
        check = document.pop("check")
        if check == digest_value(document):
            return _read_run(document["run"], run_dir), document["experiment"]
    except (ValueError, KeyError, AttributeError, TypeError):
        pass
    remedy = "run the same command again: finished units are not repeated"
    raise Refused([Finding("ICM019", f"{run_dir.name}, {VIEW_NAME}", "changed since", "what was written", remedy)])


def _plain_run(run: Run, run_dir: Path) -> dict[str, Any]:
    items = [_plain_item(item, run_dir) for item in run.items]
    return {"name": run.name, "items": items, "children": [_plain_run(child, run_dir) for child in run.children]}


def _plain_item(item: Item, run_dir: Path) -> list[Any]:
    match item:
        case Metric():
            return ["metric", item.name, repr(item.value)]
        case Param() | Tag():
            return [type(item).__name__.lower(), item.name, str(item.value)]
        case Table():
            return ["text", item.name, item.text()]
        case Text():
            return ["text", item.name, item.text]
        case Figure():
            return ["figure", item.name, base64.b64encode(item.data).decode()]
        case Artifact():
            return ["artifact", item.path.relative_to(run_dir).as_posix(), item.folder]
        case ModelItem():
            columns = [str(name) for name in item.example.columns]
            return ["model", item.folder.relative_to(run_dir).as_posix(), columns, len(item.example), item.code]


def _read_run(plain: dict[str, Any], run_dir: Path) -> Run:
    items = tuple(_read_item(item, run_dir) for item in plain["items"])
    return Run(plain["name"], items, tuple(_read_run(child, run_dir) for child in plain["children"]))


def _read_item(plain: list[Any], run_dir: Path) -> Item:
    kind, *values = plain
    match kind:
        case "param":
            return Param(*values)
        case "tag":
            return Tag(*values)
        case "metric":
            return Metric(values[0], float(values[1]))
        case "text":
            return Text(*values)
        case "figure":
            return Figure(values[0], base64.b64decode(values[1]))
        case "artifact":
            return Artifact(run_dir / values[0], values[1])
        case "model":
            folder, columns, rows, code = values
            example = pd.read_parquet(run_dir / ROWS_NAME, columns=columns).head(rows)
            return ModelItem(run_dir / folder, example, code)
    raise ValueError(f"no item of kind {kind!r}")
