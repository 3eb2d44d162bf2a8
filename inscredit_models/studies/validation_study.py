"""The story of a validation of worlds (模拟世界校验): simulate, measure, hold against what is printed."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd
from tqdm import tqdm

from inscredit_models.digest import digest_frame, digest_value
from inscredit_models.evaluation.validation.agreement import UNIT_COLUMNS, check_orders, hold_against
from inscredit_models.evaluation.validation.measures import MEASURING
from inscredit_models.findings import Findings, Refused
from inscredit_models.report.validation_page import (
    ValidationContent,
    draw_validation,
    measure_name,
    render_validation,
    written,
)
from inscredit_models.run.code_version import code_version, lock_digest
from inscredit_models.run.holding import hold_run
from inscredit_models.studies.kept_units import kept_unit
from inscredit_models.studies.start import Start
from inscredit_models.studies.validation_plan import ValidatedWorld, ValidationExperiment
from inscredit_models.studies.worlds_run import WorldsRun, finish
from inscredit_models.worlds.parameters import load_parameters


@dataclass(frozen=True)
class ValidationRun(WorldsRun):
    """The result of `run` for a validation of worlds.

    Its frames are table, orders and units; its figure shows how far each mean is off in widths of what is allowed.
    """

    SHOWN: ClassVar[tuple[str, ...]] = ("table", "orders")
    FIGURE: ClassVar[str] = "table"

    def page(self) -> str:
        """Give the report page."""
        return render_validation(self.content)

    def draw(self, language: str) -> Any:
        """Draw how far each mean is off."""
        return draw_validation(self.content, language)

    def lines(self) -> list[str]:
        """Give measured against printed by world."""
        from inscredit_models.report.table import aligned

        lines: list[str] = []
        told = {True: "agrees 相符", False: "differs 不符"}
        table = self.frame("table").astype({"agrees": object})
        for world, part in table.groupby("world", sort=False):
            rows = [
                (
                    *measure_name(row),
                    written(row["mean"], row["kind"]),
                    written(row["printed"], row["kind"]) if pd.notna(row["printed"]) else "",
                    told.get(row["agrees"], ""),
                )
                for row in part.to_dict("records")
            ]
            zh, en, about = self.content.worlds[str(world)]
            lines += [f"{zh} {en} ({about})", *aligned([("", "", "mean", "printed", ""), *rows]), ""]
        return lines[:-1]


def run_validation(
    plan: ValidationExperiment,
    name: str,
    findings: Findings,
    start: Start,
) -> ValidationRun:
    """Simulate every world, measure it, and hold it against what is printed; finished worlds are not made again.

    Parameters
    ----------
    plan : ValidationExperiment
        The experiment.
    name : str
        Name of the experiment.
    findings : Findings
        Collector; a variant that is not there is a finding.
    start : Start
        How it is carried out; the result is the same with any.

    Raises
    ------
    Refused
        With all findings at once.
    """
    parameters = [_parameters(world, findings) for world in plan.world]
    findings.refuse()
    measured = [world.model_dump(mode="json", exclude={"zh", "en", "printed"}) for world in plan.world]
    run_id = digest_value([measured, parameters, code_version(), lock_digest()])[:12]
    with hold_run(start.out / name / run_id) as run_dir:
        start.tell("模拟并测量", "simulate and measure")
        wanted = [(world, seed) for world in plan.world for seed in _seeds(world)]
        rows: list[tuple[Any, ...]] = []
        shown = {"desc": "worlds", "unit": "world", "disable": None if start.progress else True}
        for world, seed in tqdm(wanted, **shown):
            path = run_dir / "units" / f"{world.code}_{seed}.json"
            values = kept_unit(path, _measured, world, seed, start.threads)
            rows += [(world.code, world.subject, seed, measure, value) for measure, value in values.items()]
        start.tell("对照", "compare")
        content = _content(plan, pd.DataFrame(rows, columns=list(UNIT_COLUMNS)))
        frames = [digest_frame(frame) for _, frame in sorted(content.frames.items())]
        done = ValidationRun(name, run_dir, content, digest_value(frames))
        return finish(done, plan.model_dump(mode="json"), start)


def _parameters(world: ValidatedWorld, findings: Findings) -> Mapping[str, Any]:
    try:
        return load_parameters(world.subject, world.variant).described()
    except Refused as refusal:
        findings.extend(refusal.findings)
        return {}


def _seeds(world: ValidatedWorld) -> range:
    return range(world.first_seed, world.first_seed + world.seeds)


def _measured(world: ValidatedWorld, seed: int, threads: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        measure = MEASURING[world.subject]
        found = measure(Path(folder) / "world", world.variant, world.subjects, seed, threads)
    return {name: float(value) for name, value in found.items()}


def _content(plan: ValidationExperiment, units: pd.DataFrame) -> ValidationContent:
    table = hold_against(units, {world.code: world.printed for world in plan.world})
    orders = check_orders(table, [(item.world, item.higher, item.lower, item.margin) for item in plan.order])
    about = {
        world.code: (world.zh, world.en, f"{world.variant}, n = {world.subjects:,}, seeds {_span(world)}")
        for world in plan.world
    }
    return ValidationContent(
        headline=validation_headline(table, orders),
        question=(plan.question_zh or plan.question, plan.question),
        worlds=about,
        frames={"table": table, "orders": orders, "units": units},
        provenance={"code digest": code_version(), "lock digest": lock_digest()},
    )


def _span(world: ValidatedWorld) -> str:
    seeds = _seeds(world)
    return f"{seeds[0]}–{seeds[-1]}" if len(seeds) > 1 else str(seeds[0])


def validation_headline(table: pd.DataFrame, orders: pd.DataFrame) -> tuple[str, str]:
    """Say in Chinese and English how many printed values are met and how many orders hold."""
    judged = table["agrees"].dropna()
    met, held = int(judged.sum()), int(orders["holds"].sum())
    zh = f"{len(judged)}个印表值中{met}个在允许差之内；{len(orders)}个次序中{held}个成立。"
    en = f"{met} of {len(judged)} printed values lie within what is allowed; {held} of {len(orders)} orders hold."
    return zh, en
