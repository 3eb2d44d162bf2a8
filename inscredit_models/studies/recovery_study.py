"""The story of a method-recovery experiment (方法还原实验): worlds with a planted order, and who recovers it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from tqdm import tqdm

from inscredit_models.config import RecoveryCondition, RecoveryExperiment, RecoveryMethod
from inscredit_models.digest import digest_frame, digest_value
from inscredit_models.evaluation.method_recovery import (
    UNIT_COLUMNS,
    harm_of_conditions,
    judge_methods,
    recovery_headline,
)
from inscredit_models.evaluation.planted_order import rank_correlation, read_planted_credit, top_overlap
from inscredit_models.findings import Findings, Refused
from inscredit_models.indicators.declaration import Indicator, Population
from inscredit_models.indicators.panel import compute_panel
from inscredit_models.indicators.registry import load_registry
from inscredit_models.models.composite.framework import Framework
from inscredit_models.models.composite.framework_check import check_framework
from inscredit_models.models.composite.framework_load import read_framework
from inscredit_models.models.composite.pipeline import compose
from inscredit_models.records.store import RecordStore
from inscredit_models.report.recovery_page import RecoveryContent, draw_recovery, render_recovery
from inscredit_models.run.code_version import code_version, lock_digest
from inscredit_models.run.holding import hold_run
from inscredit_models.studies.index_records import UNIT
from inscredit_models.studies.kept_units import kept_unit
from inscredit_models.studies.start import Start
from inscredit_models.studies.worlds_run import WorldsRun, finish
from inscredit_models.worlds.parameters import load_parameters
from inscredit_models.worlds.simulate import simulate


@dataclass(frozen=True)
class Source:
    """One subject type of a recovery experiment, looked up."""

    framework: Framework
    indicators: tuple[Indicator, ...]
    population: Population | None


@dataclass(frozen=True)
class RecoveryRun(WorldsRun):
    """The result of `run` for a method-recovery experiment.

    Its frames are overall, troubles, methods (by condition), harm and units; its figure shows the differences from the
    reference by world.
    """

    SHOWN: ClassVar[tuple[str, ...]] = ("overall",)
    FIGURE: ClassVar[str] = "methods"

    def page(self) -> str:
        """Give the report page."""
        return render_recovery(self.content)

    def draw(self, language: str) -> Any:
        """Draw the differences from the reference by world."""
        return draw_recovery(self.content, language)

    def lines(self) -> list[str]:
        """Give the methods over all worlds, the best first."""
        from inscredit_models.report.numbers import fixed, interval
        from inscredit_models.report.table import aligned
        from inscredit_models.report.words import VERDICTS, word

        rows = [
            (
                " ".join(self.content.methods[row["method"]]),
                fixed(row["mean"]),
                interval(row["low"], row["high"]),
                fixed(row["difference"], signed=True),
                interval(row["difference_low"], row["difference_high"], signed=True),
                " ".join(word(VERDICTS, row["verdict"])),
            )
            for row in self.frame("overall").sort_values("mean", ascending=False).to_dict("records")
        ]
        return aligned(rows)


def look_up_recovery(plan: RecoveryExperiment, path: Path, findings: Findings) -> dict[str, Source]:
    """Look up everything that the experiment names: frameworks, indicators, populations, variants of worlds."""
    folder, where, registry = path if path.is_dir() else path.parent, path.name, load_registry()
    sources = {}
    for source in plan.source:
        framework = read_framework(folder / source.framework, findings)
        population = None
        if source.population is not None:
            population = registry.population(source.population, findings, f"{where}, source {source.subject!r}")
        if framework is None:
            continue
        columns = dict.fromkeys(leaf.column for leaf in framework.leaves)
        indicators = registry.select(source.subject, columns, findings, f"{source.framework}, nodes")
        framework = framework.model_copy(update={"unit": UNIT})
        for method in plan.method:
            check_framework(with_method(framework, method), findings)
        sources[source.subject] = Source(framework, indicators, population)
    for subject, variant in dict.fromkeys((item.subject, item.variant) for item in plan.condition):
        try:
            load_parameters(subject, variant)
        except Refused as refusal:
            findings.extend(refusal.findings)
    return sources


def with_method(framework: Framework, method: RecoveryMethod) -> Framework:
    """Give a framework with the sections of its head that a method replaces."""
    names = ("impute", "treat", "normalise", "weigh", "aggregate")
    own = {name: getattr(method, name) for name in names if getattr(method, name) is not None}
    return framework.model_copy(update=own)


def run_recovery(
    plan: RecoveryExperiment,
    sources: Mapping[str, Source],
    name: str,
    start: Start,
) -> RecoveryRun:
    """Simulate every world, make every index in it, and judge the methods; finished worlds are read, not made again.

    Parameters
    ----------
    plan, sources
        The experiment and what it names.
    name : str
        Name of the experiment.
    start : Start
        How it is carried out; the result is the same with any.
    """
    parts = [plan.model_dump(mode="json"), [_described(source) for source in sources.values()], _worlds(plan)]
    run_id = digest_value([*parts, code_version(), lock_digest()])[:12]
    with hold_run(start.out / name / run_id) as run_dir:
        start.tell("模拟世界与编制指数", "simulate worlds and make indices")
        seeds = range(plan.first_seed, plan.first_seed + plan.seeds)
        wanted = [(condition, seed) for condition in plan.condition for seed in seeds]
        rows: list[dict[str, Any]] = []
        shown = {"desc": "worlds", "unit": "world", "disable": None if start.progress else True}
        for condition, seed in tqdm(wanted, **shown):
            source, path = sources[condition.subject], run_dir / "units" / f"{condition.code}_{seed}.json"
            made = kept_unit(path, lambda *what: _unit(plan, *what, start.threads), condition, seed, source)
            rows += [{**row, "spearman": _number(row["spearman"]), "top": _number(row["top"])} for row in made]
        start.tell("评判", "judge")
        content = _content(plan, pd.DataFrame(rows, columns=list(UNIT_COLUMNS)))
        frames = [digest_frame(frame) for _, frame in sorted(content.frames.items())]
        done = RecoveryRun(name, run_dir, content, digest_value(frames))
        return finish(done, plan.model_dump(mode="json"), start)


def _described(source: Source) -> list[Any]:
    items = [source.framework, *source.indicators, *([source.population] if source.population else [])]
    return [item.model_dump(mode="json", by_alias=True) for item in items]


def _worlds(plan: RecoveryExperiment) -> list[Any]:
    return [load_parameters(item.subject, item.variant).described() for item in plan.condition]


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def _unit(
    plan: RecoveryExperiment, condition: RecoveryCondition, seed: int, source: Source, threads: int
) -> list[dict[str, Any]]:
    """Make one world and every index in it: one row per method."""
    (as_of,) = (item.as_of for item in plan.source if item.subject == condition.subject)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store"
        simulate(
            path,
            subject=condition.subject,
            subjects=condition.subjects,
            seed=seed,
            variant=condition.variant,
            workers=threads,
            progress=False,
        )
        store = RecordStore.open(path)
        panel = compute_panel(store, source.indicators, [as_of], population=source.population, threads=threads)
        frame = panel.frame.drop(columns="as_of")
        truth = read_planted_credit(path, frame[UNIT].to_numpy(dtype=str), as_of, subject=condition.subject)
    head = {"condition": condition.code, "trouble": condition.trouble, "subject": condition.subject, "seed": seed}
    return [head | _recover(frame, truth, with_method(source.framework, method), method.code) for method in plan.method]


def _recover(frame: pd.DataFrame, truth: np.ndarray | None, framework: Framework, method: str) -> dict[str, Any]:
    try:
        score = compose(frame, framework).score
    except Refused as refusal:
        finding = next(iter(refusal.findings))
        return {"method": method, "spearman": None, "top": None, "cause": f"{finding.code} {finding.found}"}
    known = np.isfinite(score) & np.isfinite(np.full(len(score), np.nan) if truth is None else truth)
    if known.sum() < 2 or truth is None:
        return {"method": method, "spearman": None, "top": None, "cause": "no unit with score and truth"}
    own, planted = score[known], truth[known]
    return {
        "method": method,
        "spearman": rank_correlation(own, planted),
        "top": top_overlap(own, planted),
        "cause": "",
    }


def _content(plan: RecoveryExperiment, units: pd.DataFrame) -> RecoveryContent:
    units = units.astype({"spearman": float, "top": float})
    options = {"margin": plan.margin}
    frames = {
        "overall": judge_methods(units, plan.reference, by="everything", **options),
        "troubles": judge_methods(units, plan.reference, by="trouble", **options),
        "methods": judge_methods(units, plan.reference, by="condition", **options),
        "harm": harm_of_conditions(units),
        "units": units,
    }
    methods = {method.code: (method.zh, method.en) for method in plan.method}
    conditions = {item.code: (item.zh, item.en) for item in plan.condition}
    return RecoveryContent(
        headline=recovery_headline(frames["overall"], frames["harm"], methods, conditions, plan.reference),
        question=(plan.question_zh or plan.question, plan.question),
        reference=plan.reference,
        margin=plan.margin,
        seeds=plan.seeds,
        methods=methods,
        conditions=conditions,
        frames=frames,
        provenance={
            "code digest": code_version(),
            "lock digest": lock_digest(),
            "seed": f"{plan.first_seed} … {plan.first_seed + plan.seeds - 1}",
        },
    )
