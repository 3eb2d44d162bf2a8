"""The story of a study on published figures (公开数据研究): nothing is trained, every answer says what it rests on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from inscredit_models.digest import digest_frame, digest_value
from inscredit_models.durable import write_text
from inscredit_models.findings import Findings, near_names
from inscredit_models.records.published.insurers import InsurerName, load_insurers
from inscredit_models.records.published.observed import cover, identify, observe
from inscredit_models.records.published.readings import Reading, read_readings, reading_ids
from inscredit_models.records.published.table import PublishedTable, list_published, load_published
from inscredit_models.report.published_content import ORIGIN, PublishedContent
from inscredit_models.run.code_version import code_version, lock_digest
from inscredit_models.run.holding import hold_run
from inscredit_models.studies.published_answers import (
    agree_all,
    answer_series,
    compose_all,
    line_pieces,
    recompute_all,
    shrink_all,
)
from inscredit_models.studies.published_plan import PublishedExperiment
from inscredit_models.studies.published_verdicts import published_verdicts
from inscredit_models.studies.start import Start

NOT_TRACKED = "off (未跟踪)"
FRAMES = (
    "coverage",
    "values",
    "recomputed",
    "recomputed_rows",
    "series",
    "shrunken",
    "composite",
    "composites",
    "agreement",
    "readings",
    "insurers",
)


@dataclass(frozen=True)
class PublishedResult:
    """The result of a study on published figures.

    Parameters
    ----------
    name : str
        Name of the experiment.
    run_dir : pathlib.Path
        Folder with ``run.json``, one CSV a frame and ``report.html``.
    content : PublishedContent
        Everything the report says, as frames and sentences.
    """

    name: str
    run_dir: Path
    content: PublishedContent = field(repr=False)
    tracking: str = NOT_TRACKED

    @property
    def report(self) -> Path:
        """Path of the report page."""
        return self.run_dir / "report.html"

    @property
    def result_digest(self) -> str:
        """Digest of all frames: equal results have equal digests."""
        return self.content.result_digest

    @property
    def verdicts(self) -> tuple[dict[str, str], ...]:
        """The verdict in sentences, the headline first: ``zh``, ``en``."""
        return tuple({"zh": zh, "en": en} for zh, en in self.content.verdicts)

    def frame(self, name: str = "agreement") -> pd.DataFrame:
        """Give a frame by name: one of ``FRAMES``.

        Raises
        ------
        KeyError
            For another name; the message lists the names.
        """
        if name not in FRAMES:
            raise KeyError(f"no frame {name!r}; there are {', '.join(FRAMES)}")
        return getattr(self.content, name)

    def plot(self, name: str = "agreement", *, language: str = "en") -> Any:
        """Draw ``agreement``, ``shrunken``, ``composite`` or ``series``; gives its matplotlib Axes."""
        from inscredit_models.report.published_page import draw_published

        return draw_published(self.content, name, language=language)

    def summary(self) -> dict[str, Any]:
        """Give what ``--json`` prints."""
        return {
            "run_dir": str(self.run_dir),
            "result_digest": self.result_digest,
            "verdicts": list(self.verdicts),
            "findings": [finding.as_dict() for finding in self.content.findings],
            "report": str(self.report),
            "tracking": self.tracking,
        }

    def text(self) -> str:
        """Give what the terminal shows at the end: the verdict, warnings, and where everything lies."""
        lines = [f"  {verdict['zh']}\n  {verdict['en']}" for verdict in self.verdicts]
        findings = self.content.findings
        if findings:
            lines += ["", f"warnings (警示): {len(findings)}"]
            lines += [f"  {item.code} {item.rule.zh} {item.rule.en}: {item.where}: {item.found}" for item in findings]
        return "\n".join(
            [
                *lines,
                "",
                f"run     {self.run_dir}",
                f"report  {self.report}",
                f"mlflow  {self.tracking}",
                f"digest  {self.result_digest}",
            ]
        )

    def _repr_html_(self) -> str:
        sentences = (f"<p>{escape(verdict['zh'])}<br>{escape(verdict['en'])}</p>" for verdict in self.verdicts)
        return f"<h4>{escape(self.name)}</h4>{''.join(sentences)}"


def run_published(plan: PublishedExperiment, path: Path, findings: Findings, start: Start) -> PublishedResult:
    """Carry out an experiment on published figures.

    Parameters
    ----------
    plan : PublishedExperiment
        The experiment.
    path : pathlib.Path
        Folder of the experiment, or its file.
    start : Start
        How it is carried out; the result is the same with any.

    Raises
    ------
    Refused
        With all findings at once; nothing half-written is left.
    """
    folder = path if path.is_dir() else path.parent
    source = folder / plan.published
    findings.refuse()
    start.tell("公开数据", "published figures")
    tables = _read_tables(plan, source, path.name, findings)
    findings.refuse()
    insurers = load_insurers(source)
    readings = () if plan.readings is None else read_readings(folder / plan.readings, insurers, findings)
    findings.refuse()
    read_as = reading_ids(readings, insurers)
    codes = dict.fromkeys(item.table for item in plan.indicator)
    ids = {code: identify(tables[code], insurers, read_as, findings) for code in codes}
    start.tell("指标", "indicators")
    indicators = {item.code: item for item in plan.indicator}
    parts = [observe(tables[item.table], item, ids[item.table], findings) for item in plan.indicator]
    values = pd.concat(parts, ignore_index=True)
    start.tell("重算与一致性", "recomputation and agreement")
    recomputed = recompute_all(tables, plan.recompute)
    composites = compose_all(values, indicators, plan.composite, seed=plan.seed, findings=findings)
    frames = {
        "coverage": cover(values),
        "values": values,
        "recomputed": recomputed.summary,
        "recomputed_rows": recomputed.rows,
        "series": answer_series(tables, plan.series, findings),
        "shrunken": shrink_all(tables, plan.shrink),
        "composite": composites.units,
        "composites": composites.about,
        "agreement": agree_all(values, composites.units, indicators, plan.agreement),
        "readings": _as_frame(readings),
        "insurers": pd.DataFrame(
            [item.model_dump() for item in insurers.names], columns=list(InsurerName.model_fields)
        ),
    }
    findings.refuse(strict=start.strict)
    start.tell("报告", "report")
    return _deliver(plan, path, tables, frames, findings, start)


def _read_tables(plan: PublishedExperiment, source: Path, where: str, findings: Findings) -> dict[str, PublishedTable]:
    known = list_published(source)
    asked = [*plan.indicator, *plan.recompute, *plan.series, *plan.shrink]
    tables: dict[str, PublishedTable] = {}
    for item in asked:
        if item.table not in known:
            place = f"{where}, {item.code}"
            findings.add("ICM008", place, f"table {item.table!r}", ", ".join(known), near_names(item.table, known))
        elif item.table not in tables:
            tables[item.table] = load_published(item.table, source)
    for item in plan.indicator:
        measures = [] if item.table not in tables else [each.code for each in tables[item.table].head.measures]
        if measures and item.measure not in measures:
            remedy = near_names(item.measure, measures)
            findings.add("ICM008", f"{where}, {item.code}", repr(item.measure), ", ".join(measures), remedy)
    return tables


def _as_frame(readings: Iterable[Reading]) -> pd.DataFrame:
    return pd.DataFrame([item.model_dump() for item in readings], columns=["name", "sector", "insurer", "reason"])


def _deliver(
    plan: PublishedExperiment,
    path: Path,
    tables: dict[str, PublishedTable],
    frames: dict[str, pd.DataFrame],
    findings: Findings,
    start: Start,
) -> PublishedResult:
    """Write everything the run leaves, each file whole or not at all; ``run.json`` comes last: the run is done."""
    from inscredit_models.report.published_page import render_published_report
    from inscredit_models.studies.published_tracking import describe_published
    from inscredit_models.tracked import show_run

    name = path.stem if path.suffix else path.resolve().name
    document = plan.model_dump(mode="json", exclude={"published", "readings", "indicators"})
    data = digest_value([digest_frame(table.frame) for _, table in sorted(tables.items())])
    run_id = digest_value([document, data, digest_frame(frames["readings"]), code_version(), lock_digest()])[:12]
    run_dir = start.out / name / run_id
    names = {
        item.code: (item.zh, item.en)
        for item in (*plan.indicator, *plan.recompute, *plan.series, *plan.shrink, *plan.composite)
    }
    units = {
        item.code: measure.unit
        for item in plan.indicator
        if (measure := tables[item.table].head.measure(item.measure)) is not None
    }
    result_digest = digest_value([digest_frame(frame) for frame in frames.values()])
    content = PublishedContent(
        name=name,
        question=plan.question,
        question_zh=plan.question_zh,
        run_id=run_id,
        result_digest=result_digest,
        verdicts=published_verdicts(frames, names),
        findings=tuple(findings),
        names=names,
        units=units,
        kinds={item.code: item.subject_kind for item in plan.indicator},
        lines=line_pieces(tables, plan.series),
        provenance={"data digest": data, "code digest": code_version(), "lock digest": lock_digest()}
        | {"seed": str(plan.seed)}
        | {library: version(library) for library in ("numpy", "pandas", "scipy")},
        **frames,
    )
    with hold_run(run_dir):
        for frame_name, frame in frames.items():
            write_text(run_dir / f"{frame_name}.csv", frame.to_csv(index=False, lineterminator="\n"))
        write_text(run_dir / "report.html", render_published_report(content))
        tracking = NOT_TRACKED
        if start.track:
            start.tell("跟踪", "track in MLflow")
            tracking = show_run(describe_published(content, run_dir), name, run_dir, start.out, findings)
        if len(findings) > len(content.findings):
            content = replace(content, findings=tuple(findings))
            write_text(run_dir / "report.html", render_published_report(content))
        write_text(run_dir / "run.json", json.dumps(_record(content, document), ensure_ascii=False, indent=1))
    return PublishedResult(name, run_dir, content, tracking)


def _record(content: PublishedContent, document: dict[str, Any]) -> dict[str, Any]:
    """Give what is needed to check or repeat the run; no clock, no path."""
    return {
        "experiment": content.name,
        "run_id": content.run_id,
        "result_digest": content.result_digest,
        "verdicts": [{"zh": zh, "en": en} for zh, en in content.verdicts],
        "origin": ORIGIN,
        "digests": dict(content.provenance),
        "findings": [finding.as_dict() for finding in content.findings],
        "declared": document,
    }
