"""The story of an index on records (记录上的指数研究): from declared indicators to what can and cannot be said."""

from __future__ import annotations

import datetime as dt
import io
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from inscredit_models.config import IndexExperiment
from inscredit_models.digest import digest_frame, digest_value
from inscredit_models.durable import statistics_columns, write_bytes, write_text
from inscredit_models.evaluation.index_claims import headline
from inscredit_models.evaluation.perturbation_plan import Plan, load_plan
from inscredit_models.evaluation.planted_order import planted_frame, read_planted_credit
from inscredit_models.findings import Finding, Findings, Refused
from inscredit_models.indicators.declaration import Indicator, Outcome, Population
from inscredit_models.indicators.definitions import define
from inscredit_models.indicators.outcomes import compute_outcome
from inscredit_models.indicators.panel import Panel, compute_panel
from inscredit_models.indicators.registry import load_registry
from inscredit_models.models.composite.framework import Framework
from inscredit_models.models.composite.framework_load import read_framework
from inscredit_models.models.composite.pipeline import compose
from inscredit_models.models.composite.result import CompositeIndex
from inscredit_models.records.calendar import add_months
from inscredit_models.records.store import RecordStore
from inscredit_models.report.index_content import IndexAnswers
from inscredit_models.run.code_version import code_version, lock_digest
from inscredit_models.run.holding import hold_run
from inscredit_models.studies.index_question import (
    IndexQuestion,
    OutcomeRows,
    ask,
    firm_order,
    system_rows,
    write_answer,
)
from inscredit_models.studies.index_study import write_index
from inscredit_models.studies.start import Start

UNIT = "subject_id"


@dataclass(frozen=True)
class DeclaredIndex:
    """What an index experiment names, looked up."""

    framework: Framework
    plan: Plan
    indicators: tuple[Indicator, ...]
    population: Population | None
    outcome: Outcome | None

    @property
    def digest(self) -> str:
        """Digest of everything declared."""
        items = [self.framework, self.plan, *self.indicators, self.population, self.outcome]
        return digest_value([item.model_dump(mode="json", by_alias=True) for item in items if item is not None])


@dataclass(frozen=True)
class IndexRun:
    """The result of `run` for an index experiment.

    Parameters
    ----------
    name : str
        Name of the experiment.
    run_dir : pathlib.Path
        Folder with the tables of the index, one CSV file per answer, ``report.html`` and ``run.json``.
    answer : IndexQuestion
        The index of the last date and every answer about it.
    told : IndexAnswers
        What the page says.
    findings : tuple of Finding
        Warnings.
    result_digest : str
        Equal results have equal digests.
    tracking : str
        One sentence on MLflow.
    """

    name: str
    run_dir: Path
    answer: IndexQuestion = field(repr=False)
    told: IndexAnswers = field(repr=False)
    findings: tuple[Finding, ...]
    result_digest: str
    tracking: str = ""

    @property
    def report(self) -> Path:
        """Path of the report page."""
        return self.run_dir / "report.html"

    def frame(self, name: str = "claims") -> pd.DataFrame:
        """Give an answer by name, ``scores``, or another frame of the index."""
        if name in self.answer.frames:
            return self.answer.frames[name]
        frames = {"scores": self.answer.index.scores, "weights": self.answer.index.weights}
        if name not in frames:
            raise KeyError(f"no frame {name!r}; there are {', '.join([*self.answer.frames, *frames])}")
        return frames[name]

    def plot(self, name: str = "ranks", *, language: str = "en") -> Any:
        """Draw ``"ranks"`` or, with an outcome, ``"prices"``; gives the matplotlib axes."""
        return self.answer.plot(name, language=language)

    def summary(self) -> dict[str, Any]:
        """Give what ``--json`` prints."""
        return {
            "run_dir": str(self.run_dir),
            "result_digest": self.result_digest,
            "headline": list(self.told.headline),
            "claims": self.frame("claims").to_dict("records"),
            "findings": [finding.as_dict() for finding in self.findings],
            "report": str(self.report),
            "tracking": self.tracking,
        }

    def text(self) -> str:
        """Give what the terminal shows at the end: the verdict, what can and cannot be said, the ranks."""
        from inscredit_models.report.index_words import SAYS

        lines = [*self.told.headline, ""]
        for row in self.frame("claims").to_dict("records"):
            lines += [f"{' '.join(SAYS[row['says']])}: {row['claim']}", f"  {row['basis']}"]
        ranks = self.frame("ranks").drop(columns="level").head(20)
        lines += ["", ranks.to_string(index=False, float_format="{:.1f}".format)]
        if self.findings:
            lines += ["", f"warnings (警示): {len(self.findings)}"]
            lines += [
                f"  {item.code} {item.rule.zh} {item.rule.en}: {item.where}: {item.found}" for item in self.findings
            ]
        lines += ["", f"run     {self.run_dir}", f"report  {self.report}", f"digest  {self.result_digest}"]
        return "\n".join([*lines, f"mlflow  {self.tracking}"] if self.tracking else lines)


def look_up_index(plan: IndexExperiment, path: Path, findings: Findings) -> DeclaredIndex | None:
    """Look up everything an index experiment names; ``None`` where something cannot be used.

    Found are all faults of framework and plan files, leaves that are no declared indicator of the subject type
    (ICM008), and directions against those declared (ICM006).
    """
    folder, where, registry = path if path.is_dir() else path.parent, path.name, load_registry()
    framework = read_framework(folder / plan.framework, findings)
    perturbations = _read_plan(folder / plan.plan, findings)
    population = registry.population(plan.population, findings, f"{where}, population") if plan.population else None
    outcome = registry.outcome(plan.outcome, findings, f"{where}, outcome") if plan.outcome else None
    if framework is None or perturbations is None:
        return None
    named = [leaf.column for leaf in framework.leaves]
    named += [leaf.denominator for leaf in framework.leaves if leaf.denominator]
    indicators = registry.select(plan.subject, dict.fromkeys(named), findings, f"{plan.framework}, nodes")
    by_code = {indicator.code: indicator for indicator in indicators}
    for leaf in framework.leaves:
        declared = by_code.get(leaf.column)
        if declared is not None and declared.sign * (leaf.direction or 0) < 0:
            found = f"direction {leaf.direction}"
            remedy = "turn it, or declare another indicator"
            findings.add("ICM006", f"{plan.framework}, node {leaf.code!r}", found, declared.direction, remedy)
    return DeclaredIndex(framework.model_copy(update={"unit": UNIT}), perturbations, indicators, population, outcome)


def _read_plan(path: Path, findings: Findings) -> Plan | None:
    try:
        return load_plan(path)
    except Refused as refusal:
        findings.extend(refusal.findings)
        return None


def run_index(
    plan: IndexExperiment,
    declared: DeclaredIndex,
    name: str,
    store: RecordStore,
    findings: Findings,
    start: Start,
) -> IndexRun:
    """Carry out an index experiment on an open store.

    Raises
    ------
    Refused
        With all findings; nothing half-written is left.
    """
    start.tell("指标", "indicators")
    dates = plan.as_of.dates()
    panel = compute_panel(store, declared.indicators, dates, population=declared.population, threads=start.threads)
    findings.extend(panel.findings)
    start.tell("编制指数", "make the index")
    made = {day: compose(_rows(panel, day), declared.framework) for day in dates}
    headline_day = dates[-1]
    index = made[headline_day]
    findings.extend(index.findings)
    findings.refuse(strict=start.strict)
    start.tell("质疑", "question it")
    history = _history(made)
    outcomes = _outcomes(plan, declared, store, made, threads=start.threads)
    choices = {"history": history, "runs": plan.runs, "base": plan.base, "seed": plan.seed}
    answer = ask(index, _rows(panel, headline_day), declared.plan, outcomes, **choices)
    answer.frames.update(_planted(plan, store, answer, headline_day))
    answer.frames["history"] = history.pivot(index="unit", columns="period", values="score").reset_index()
    identity = [plan.model_dump(mode="json", by_alias=True, exclude={"records"}), declared.digest, store.digest]
    digests = {"records": store.digest, "panel": panel.digest, "declarations": declared.digest}
    result_digest = digest_value(
        [index.result_digest, *(digest_frame(frame) for _, frame in sorted(answer.frames.items()))]
    )
    told = IndexAnswers(
        headline(firm_order(answer)),
        answer.frames,
        question=(plan.question_zh or plan.question, plan.question),
        origin="simulated" if store.origin == "simulated" else "recorded",
        definitions=_definitions(declared.indicators),
        provenance={"result_digest": result_digest, **_provenance(plan, digests)},
        findings=tuple(item for item in findings if item not in index.findings),
    )
    done = IndexRun(name, Path(), answer, told, tuple(findings), result_digest)
    run_id = digest_value([*identity, panel.digest, code_version(), lock_digest()])[:12]
    with hold_run(start.out / name / run_id) as run_dir:
        done = replace(done, run_dir=run_dir)
        start.tell("报告", "report")
        _write(done, panel)
        if start.track:
            start.tell("跟踪", "track in MLflow")
            done = _tracked(done, start.out, findings)
        _record(done, plan, digests)
    return done


def _rows(panel: Panel, day: dt.date) -> pd.DataFrame:
    frame = panel.frame
    return frame[frame["as_of"] == pd.Timestamp(day)].drop(columns="as_of").reset_index(drop=True)


def _history(made: Mapping[dt.date, CompositeIndex]) -> pd.DataFrame:
    parts = [
        pd.DataFrame({"unit": index.scores["unit"], "period": day.isoformat(), "score": index.score})
        for day, index in made.items()
    ]
    return pd.concat(parts, ignore_index=True)


def _outcomes(
    plan: IndexExperiment,
    declared: DeclaredIndex,
    store: RecordStore,
    made: Mapping[dt.date, CompositeIndex],
    *,
    threads: int,
) -> OutcomeRows | None:
    """Give the rows of all dates whose outcome is over and known, scored by the system of the last index."""
    if declared.outcome is None or plan.labels_known_at is None:
        return None
    horizon = declared.outcome.horizon.months
    usable = [day for day in made if add_months(day, horizon) <= min(store.records_to, plan.labels_known_at)]
    if not usable:
        found, allowed = "no date has an outcome yet", f"a date {horizon} months before labels_known_at"
        raise Refused([Finding("ICM023", "as_of", found, allowed, "begin earlier")])
    frames = [system_rows(made[day], made[day].stages["denominated"]).assign(as_of=pd.Timestamp(day)) for day in usable]
    rows = pd.concat(frames, ignore_index=True).rename(columns={"unit": UNIT})
    known_at = dict.fromkeys(usable, plan.labels_known_at)
    y = compute_outcome(store, declared.outcome, rows[[UNIT, "as_of"]], known_at, threads=threads)
    return OutcomeRows(rows, y, rows[UNIT].to_numpy(dtype=str), declared.outcome.adverse)


def _planted(plan: IndexExperiment, store: RecordStore, answer: IndexQuestion, day: dt.date) -> dict[str, pd.DataFrame]:
    truth = read_planted_credit(store.path, np.array(answer.runs.units), day, subject=plan.subject)
    if truth is None:
        return {}
    known = np.isfinite(truth)
    firm = firm_order(answer)[np.ix_(known, known)]
    return {"planted": planted_frame(answer.runs.nominal[known], truth[known], firm, seed=plan.seed)}


def _definitions(indicators: tuple[Indicator, ...]) -> pd.DataFrame:
    rows = [
        {
            "code": item.code,
            "zh": item.zh,
            "en": item.en,
            "unit": item.unit,
            "definition_zh": define(item, "zh"),
            "definition_en": define(item, "en"),
            "source": item.source,
        }
        for item in indicators
    ]
    return pd.DataFrame(rows)


def _provenance(plan: IndexExperiment, digests: Mapping[str, str]) -> dict[str, str]:
    own = {f"{name} digest": digest for name, digest in digests.items()}
    code = {"code digest": code_version(), "lock digest": lock_digest(), "seed": str(plan.seed)}
    return own | code | {"python": platform.python_version()}


def _write(done: IndexRun, panel: Panel) -> None:
    """Write tables and page."""
    write_index(done.answer.index, done.run_dir)
    write_answer(done.answer, done.run_dir, done.told)
    buffer = io.BytesIO()
    panel.frame.to_parquet(buffer, index=False, compression="zstd", write_statistics=statistics_columns(panel.frame))
    write_bytes(done.run_dir / "indicators.parquet", buffer.getvalue())


def _record(done: IndexRun, plan: IndexExperiment, digests: Mapping[str, str]) -> None:
    """Write ``run.json``, which comes last: the run is done."""
    record = {
        "experiment": done.name,
        "run_id": done.run_dir.name,
        "result_digest": done.result_digest,
        "headline": list(done.told.headline),
        "origin": done.told.origin,
        "seed": plan.seed,
        "digests": {**digests, "code": code_version(), "lock": lock_digest()},
        "findings": [finding.as_dict() for finding in done.findings],
        "declared": plan.model_dump(mode="json", by_alias=True, exclude={"records"}),
    }
    write_text(done.run_dir / "run.json", json.dumps(record, ensure_ascii=False, indent=1))


def _tracked(done: IndexRun, out: Path, findings: Findings) -> IndexRun:
    """Show the run to MLflow; a fault is a finding, never an error."""
    from inscredit_models.studies.page_tracking import describe_page
    from inscredit_models.tracked import show_run

    told = done.told
    view = describe_page(
        done.run_dir,
        result_digest=done.result_digest,
        origin=told.origin,
        verdicts=told.headline[1:],
        provenance=told.provenance,
    )
    message = show_run(view, done.name, done.run_dir, out, findings)
    return replace(done, tracking=message, findings=tuple(findings))
