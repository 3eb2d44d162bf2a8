"""What a study leaves behind (产出): files of the run folder, the report page, the MLflow view, the result object."""

from __future__ import annotations

import io
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from inscredit_models.durable import statistics_columns, write_bytes, write_text
from inscredit_models.findings import Findings
from inscredit_models.indicators.declaration import Indicator
from inscredit_models.indicators.definitions import define
from inscredit_models.models.column_policy import column_policy
from inscredit_models.models.features import Feature
from inscredit_models.models.stored import load_model
from inscredit_models.report.content import Origin, ReportContent
from inscredit_models.report.page import render_report
from inscredit_models.report.quality_page import render_quality_page
from inscredit_models.result import StudyResult
from inscredit_models.run.code_version import code_version, lock_digest
from inscredit_models.run.holding import hold_run
from inscredit_models.scoring.weight_table import weight_table
from inscredit_models.studies.contest import Contest
from inscredit_models.studies.panel_file import csv_bytes
from inscredit_models.studies.play import Played, play
from inscredit_models.studies.start import Start
from inscredit_models.tracked import track_run

LIBRARIES = ("numpy", "pandas", "duckdb", "scikit-learn", "lightgbm", "shap", "mlflow")


@dataclass(frozen=True)
class Telling:
    """What the report says of a study besides its numbers.

    Parameters
    ----------
    title_zh, title_en, question, question_zh : str
        Title and question.
    origin : {"simulated", "recorded", "public table"}
        Where the rows come from.
    counts : pandas.DataFrame
        Rows, subjects and events of each part of the data.
    declarations : sequence of Indicator
        Declared indicators; empty for a table.
    table : pandas.DataFrame
        Written as ``indicators.parquet``.
    digests : dict of str to str
        Digests of what went in.
    definitions : mapping of str to (zh, en)
        What a column is, where no declared indicator says it.
    disputed : pandas.DataFrame
        Values that rest on a disputed statement (see `mark_disputed`); written as ``disputed.csv`` where there are any.
    quality, quality_counts : pandas.DataFrame
        Data-quality findings of a company panel (also written as ``quality.csv``), and their number by rule.
    """

    title_zh: str
    title_en: str
    question: str
    question_zh: str
    origin: Origin
    counts: pd.DataFrame
    declarations: Sequence[Indicator]
    table: pd.DataFrame
    digests: dict[str, str]
    definitions: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    disputed: pd.DataFrame = field(default_factory=pd.DataFrame)
    quality: pd.DataFrame = field(default_factory=pd.DataFrame)
    quality_counts: pd.DataFrame = field(default_factory=pd.DataFrame)


def carry_through(contest: Contest, telling: Telling, findings: Findings, start: Start) -> StudyResult:
    """Play a contest and deliver what it leaves, held against a second start of the same run.

    Parameters
    ----------
    contest : Contest
        What is compared.
    telling : Telling
        What is said of it.
    findings : Findings
        What was found so far; gets the rest.
    start : Start
        Where the run goes and what it may use.

    Raises
    ------
    Refused
        With all findings at once; nothing half-written is left.
    """
    with hold_run(start.out / contest.name / contest.run_id) as run_dir:
        return deliver(play(contest, run_dir, findings, start), telling, run_dir, findings, start)


def deliver(played: Played, telling: Telling, run_dir: Path, findings: Findings, start: Start) -> StudyResult:
    """Write everything a run leaves, each file whole or not at all; ``run.json`` comes last: the run is done."""
    findings.refuse(strict=start.strict)
    start.tell("报告", "report")
    content = _content(played, telling, findings)
    write_text(run_dir / "league.csv", content.league.to_csv(index=False, lineterminator="\n"))
    write_text(run_dir / "comparisons.csv", content.comparisons.to_csv(index=False, lineterminator="\n"))
    for exhibit in played.exhibits:
        write_bytes(run_dir / f"{exhibit.name}.csv", csv_bytes(exhibit.frame))
    write_bytes(run_dir / "indicators.parquet", _parquet(telling.table))
    if len(telling.disputed):
        write_bytes(run_dir / "disputed.csv", csv_bytes(telling.disputed))
    if len(telling.quality_counts):
        write_text(run_dir / "quality.csv", telling.quality.to_csv(index=False, lineterminator="\n"))
        write_text(run_dir / "quality.html", render_quality_page(content))
    write_text(run_dir / "report.html", render_report(content))
    tracking = ""
    if start.track:
        start.tell("跟踪", "track in MLflow")
        tracking = track_run(played, content, run_dir, start.out, findings)
    if len(findings) > len(content.findings):
        content = replace(content, findings=tuple(findings), tracking=tracking)
        write_text(run_dir / "report.html", render_report(content))
    write_text(run_dir / "run.json", json.dumps(_run_record(played, telling, findings), ensure_ascii=False, indent=1))
    return StudyResult(played.contest.name, run_dir, content, tracking or "off (未跟踪)")


def _parquet(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False, compression="zstd", write_statistics=statistics_columns(frame))
    return buffer.getvalue()


def _run_record(played: Played, telling: Telling, findings: Findings) -> dict[str, Any]:
    """Everything needed to check or repeat the run; no clock, no path."""
    contest = played.contest
    return {
        "experiment": contest.name,
        "run_id": contest.run_id,
        "result_digest": played.result_digest,
        "verdicts": list(played.evaluation.verdicts),
        "origin": telling.origin,
        "seed": contest.seed,
        "digests": telling.digests | {"data": contest.data_digest, "code": code_version(), "lock": lock_digest()},
        "models": list(contest.models),
        "findings": [finding.as_dict() for finding in findings],
        "declared": contest.document,
        "environment": _environment(),
    }


def _environment() -> dict[str, str]:
    return {"python": platform.python_version()} | {name: version(name) for name in LIBRARIES}


def _content(played: Played, telling: Telling, findings: Findings) -> ReportContent:
    contest, evaluation = played.contest, played.evaluation
    sample = contest.dataset.X.iloc[played.explained_rows].reset_index(drop=True)
    return ReportContent(
        title_zh=telling.title_zh,
        title_en=telling.title_en,
        question=telling.question,
        question_zh=telling.question_zh,
        origin=telling.origin,
        run_id=contest.run_id,
        result_digest=played.result_digest,
        verdicts=tuple(evaluation.verdicts),
        findings=tuple(findings),
        names=contest.names,
        league=evaluation.league,
        comparisons=evaluation.comparisons,
        roc=evaluation.roc,
        calibration=evaluation.calibration,
        calibration_summary=evaluation.calibration_summary,
        explanations=played.explanations,
        unexplained=played.unexplained,
        feature_values=sample,
        points_tables=_points_tables(played),
        reasons=played.reasons,
        reasons_model=played.reasons_model,
        features=contest.dataset.features,
        indicators=_indicator_rows(played, telling),
        data_counts=telling.counts,
        quality=telling.quality,
        quality_counts=telling.quality_counts,
        exhibits=played.exhibits,
        provenance=_provenance(played, telling),
    )


def _provenance(played: Played, telling: Telling) -> dict[str, str]:
    digests = {f"{name} digest": digest for name, digest in telling.digests.items()}
    code = {"code digest": code_version(), "lock digest": lock_digest(), "seed": str(played.contest.seed)}
    return digests | code | _environment()


def _points_tables(played: Played) -> dict[str, pd.DataFrame]:
    """Tables of points and weights of the models that have them."""
    tables = {}
    for code, folder in played.model_folders.items():
        model = load_model(folder)
        if hasattr(model, "table_"):
            tables[code] = model.table_
        elif hasattr(model, "scoring_system_"):
            tables[code] = weight_table(model.scoring_system_)
    return tables


def _indicator_rows(played: Played, telling: Telling) -> pd.DataFrame:
    table = played.contest.dataset.X
    missing = table.isna().mean()
    declared = {indicator.code: indicator for indicator in telling.declarations}
    unseen = _count_unseen(played)
    rows = []
    for feature in played.contest.dataset.features:
        indicator = declared.get(feature.code)
        told = telling.definitions.get(feature.code)
        definition_zh, definition_en = told or _define(indicator, feature, table, unseen.get(feature.code, (0, 0)))
        rows.append(
            {
                "code": feature.code,
                "zh": feature.label("zh"),
                "en": feature.label("en"),
                "unit": feature.unit,
                "direction": {1: "higher_is_better", -1: "lower_is_better", 0: "none"}[feature.direction],
                "definition_zh": definition_zh,
                "definition_en": definition_en,
                "source": indicator.source if indicator else "table",
                "missing_share": float(np.round(missing[feature.code], 6)),
            }
        )
    return pd.DataFrame(rows)


def _count_unseen(played: Played) -> dict[str, tuple[int, int]]:
    """Rows and levels of each column that the headline split judged without having seen them in training."""
    frames = [exhibit.frame for exhibit in played.exhibits if exhibit.name == "unseen"]
    headline = [frame[frame["split"] == played.contest.headline] for frame in frames]
    return {
        str(column): (int(part["rows"].sum()), len(part))
        for frame in headline
        for column, part in frame.groupby("column")
    }


def _define(
    indicator: Indicator | None, feature: Feature, table: pd.DataFrame, unseen: tuple[int, int]
) -> tuple[str, str]:
    """Say in both languages what a declared indicator is, or how a column of a table is treated."""
    if indicator is not None:
        return define(indicator, "zh"), define(indicator, "en")
    column = table[feature.code]
    counted = {"unseen_rows": unseen[0], "unseen_levels": unseen[1]}
    return column_policy(column, feature, "zh", **counted), column_policy(column, feature, "en", **counted)
