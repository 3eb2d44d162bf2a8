"""A run as MLflow is shown it (跟踪视图): one parent, one child a model, everything as typed items."""

from __future__ import annotations

import math
import os
from pathlib import Path

import pandas as pd

from inscredit_models.findings import Findings
from inscredit_models.report.content import ReportContent
from inscredit_models.report.illustrations import illustrate
from inscredit_models.studies.play import Played
from inscredit_models.tracking.items import (
    RESULT_DIGEST,
    Artifact,
    Figure,
    Item,
    Metric,
    ModelItem,
    Param,
    Run,
    Table,
    Tag,
)
from inscredit_models.tracking.store import store_uri
from inscredit_models.tracking.sync import not_synchronised, refuse_empty, runs_below, sync_run
from inscredit_models.tracking.view import write_view
from inscredit_models.tracking.writer import URI_VARIABLE, TrackingResult, write

EXAMPLE_ROWS = 5


def tracking_uri(out: Path) -> str:
    """Give where runs are tracked: the declared server, else the sqlite file below the runs."""
    return os.environ.get(URI_VARIABLE) or store_uri(out)


def track_run(played: Played, content: ReportContent, run_dir: Path, out: Path, findings: Findings) -> str:
    """Show a run to MLflow and say in one sentence how that went; a fault is a finding (ICM057), never an error."""
    return show_run(describe(played, content, run_dir), played.contest.name, run_dir, out, findings)


def show_run(run: Run, experiment: str, run_dir: Path, out: Path, findings: Findings) -> str:
    """Keep what MLflow is shown of a run with the run, and show it; a fault is a finding (ICM057), never an error.

    Parameters
    ----------
    run : Run
        What is shown.
    experiment : str
        Name of the experiment.
    run_dir, out : pathlib.Path
        Folder of the run, and the folder of all runs.
    findings : Findings
        Collector.

    Returns
    -------
    str
        One sentence on how that went.
    """
    write_view(run, experiment, run_dir)
    result = write(run, experiment=experiment, uri=tracking_uri(out))
    findings.extend([result.finding] if result.finding else [])
    return result.message


def sync(folder: str | Path) -> dict[Path, TrackingResult]:
    """Bring finished runs to MLflow that it does not have yet, whole and once, from their folders alone.

    Parameters
    ----------
    folder : str or pathlib.Path
        Folder of a run, or one that holds runs (``--out`` of the study).

    Returns
    -------
    dict of pathlib.Path to TrackingResult
        What became of each run.

    Raises
    ------
    Refused
        No run (ICM001), a changed view (ICM019), a run in use (ICM025), or runs that could not be written (ICM221);
        those that could stay written.
    """
    folder = Path(folder)
    runs = runs_below(folder)
    refuse_empty(folder, runs)
    results = {run_dir: sync_run(run_dir, tracking_uri(run_dir.resolve().parents[1])) for run_dir in runs}
    findings = Findings()
    findings.extend(not_synchronised(run_dir, result) for run_dir, result in results.items() if not result.ok)
    findings.refuse()
    return results


def describe(played: Played, content: ReportContent, run_dir: Path) -> Run:
    """Give the run as items."""
    contest = played.contest
    items: list[Item] = [
        Tag(RESULT_DIGEST, played.result_digest),
        Tag("origin", content.origin),
        Tag("run_id", contest.run_id),
        *(Tag(f"verdict.{verdict['split']}", verdict["en"]) for verdict in content.verdicts),
        *(Param(name, value) for name, value in content.provenance.items()),
        *(Param(name, str(getattr(contest, name))) for name in ("reference", "metric", "margin")),
        *(
            Figure(f"{item.section}_{place}.svg", item.file_text("en").encode())
            for place, item in enumerate(illustrate(content))
        ),
        *(Artifact(run_dir / name) for name in ("league.csv", "comparisons.csv", "report.html")),
        *(Artifact(run_dir / f"{exhibit.name}.csv") for exhibit in content.exhibits),
    ]
    return Run(contest.run_id, tuple(items), tuple(_child(played, content, code) for code in contest.models))


def _child(played: Played, content: ReportContent, code: str) -> Run:
    contest = played.contest
    league = content.league[content.league["model"] == code]
    items: list[Item] = [
        Tag("model", code),
        Tag("name", " ".join(contest.names[code])),
        *(Tag(f"verdict.{row.split}.{row.metric}", row.verdict) for row in league.itertuples() if row.verdict),
        *_metrics(league),
        Table("league.csv", league),
    ]
    explanation = next((item for item in content.explanations if item.model == code), None)
    if explanation is not None:
        items.append(Table("contributions.csv", explanation.summary()))
    folder = played.model_folders.get(code)
    if folder is not None:
        items.append(ModelItem(folder, contest.dataset.X.head(EXAMPLE_ROWS), code))
    return Run(code, tuple(items))


def _metrics(league: pd.DataFrame) -> list[Metric]:
    found = []
    for row in league.itertuples():
        for name, value in (("", row.estimate), ("_low", row.low), ("_high", row.high)):
            if not math.isnan(value):
                found.append(Metric(f"{row.split}.{row.metric}{name}", float(value)))
    return found
