"""The story of a validation of worlds (模拟世界校验): simulate, measure, hold against what is printed."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from tqdm import tqdm

from inscredit_models.digest import digest_frame, digest_value
from inscredit_models.durable import write_text
from inscredit_models.evaluation.validation.agreement import UNIT_COLUMNS, check_orders, hold_against
from inscredit_models.evaluation.validation.measures import MEASURING
from inscredit_models.findings import Findings, Refused
from inscredit_models.progress import Tell
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
from inscredit_models.studies.validation_plan import ValidatedWorld, ValidationExperiment
from inscredit_models.worlds.parameters import load_parameters


@dataclass(frozen=True)
class ValidationRun:
    """The result of `run` for a validation of worlds.

    Parameters
    ----------
    name : str
        Name of the experiment.
    run_dir : pathlib.Path
        Folder with ``table.csv``, ``orders.csv``, ``units.csv``, ``report.html``, ``run.json`` and ``units/``, from
        which a killed run goes on.
    content : ValidationContent
        What the page says.
    result_digest : str
        Equal results have equal digests.
    """

    name: str
    run_dir: Path
    content: ValidationContent = field(repr=False)
    result_digest: str = ""

    @property
    def report(self) -> Path:
        """Path of the report page."""
        return self.run_dir / "report.html"

    def frame(self, name: str = "table") -> pd.DataFrame:
        """Give a frame by name: table, orders, units."""
        frames = self.content.frames
        if name not in frames:
            raise KeyError(f"no frame {name!r}; there are {', '.join(frames)}")
        return frames[name]

    def plot(self, name: str = "table", *, language: str = "en") -> Any:
        """Draw ``"table"``, how far each mean is off in widths of what is allowed; gives the matplotlib axes."""
        if name != "table":
            raise KeyError(f"no figure {name!r}; there is table")
        return draw_validation(self.content, language)

    def summary(self) -> dict[str, Any]:
        """Give what ``--json`` prints."""
        return {
            "run_dir": str(self.run_dir),
            "result_digest": self.result_digest,
            "headline": list(self.content.headline),
            "table": json.loads(self.frame("table").to_json(orient="records", force_ascii=False)),
            "orders": json.loads(self.frame("orders").to_json(orient="records", force_ascii=False)),
            "report": str(self.report),
        }

    def text(self) -> str:
        """Give what the terminal shows at the end: the verdict, and measured against printed by world."""
        from inscredit_models.report.table import aligned

        lines = list(self.content.headline)
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
            lines += ["", f"{zh} {en} ({about})", *aligned([("", "", "mean", "printed", ""), *rows])]
        return "\n".join(
            [*lines, "", f"run     {self.run_dir}", f"report  {self.report}", f"digest  {self.result_digest}"]
        )


def run_validation(
    plan: ValidationExperiment,
    name: str,
    findings: Findings,
    *,
    out: Path,
    threads: int,
    progress: bool,
    tell: Tell,
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
    out : pathlib.Path
        The run lies in ``out/<name>/<id>/``.
    threads : int
        Threads of simulation and engine; the result is the same with any number.
    progress : bool
        Whether to show a bar.
    tell : callable
        Told the steps.

    Raises
    ------
    Refused
        With all findings at once.
    """
    parameters = [_parameters(world, findings) for world in plan.world]
    findings.refuse()
    measured = [world.model_dump(mode="json", exclude={"zh", "en", "printed"}) for world in plan.world]
    run_id = digest_value([measured, parameters, code_version(), lock_digest()])[:12]
    with hold_run(out / name / run_id) as run_dir:
        tell("模拟并测量", "simulate and measure")
        wanted = [(world, seed) for world in plan.world for seed in _seeds(world)]
        rows: list[tuple[Any, ...]] = []
        for world, seed in tqdm(wanted, desc="worlds", unit="world", disable=None if progress else True):
            path = run_dir / "units" / f"{world.code}_{seed}.json"
            values = kept_unit(path, _measured, world, seed, threads)
            rows += [(world.code, world.subject, seed, measure, value) for measure, value in values.items()]
        tell("对照", "compare")
        content = _content(plan, pd.DataFrame(rows, columns=list(UNIT_COLUMNS)))
        frames = [digest_frame(frame) for _, frame in sorted(content.frames.items())]
        result = ValidationRun(name, run_dir, content, digest_value(frames))
        tell("报告", "report")
        _write(result, plan, run_id)
    return result


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


def _write(result: ValidationRun, plan: ValidationExperiment, run_id: str) -> None:
    for name, frame in result.content.frames.items():
        write_text(result.run_dir / f"{name}.csv", frame.to_csv(index=False, lineterminator="\n"))
    write_text(result.report, render_validation(result.content))
    record = {
        "experiment": result.name,
        "run_id": run_id,
        "result_digest": result.result_digest,
        "headline": list(result.content.headline),
        "origin": "simulated",
        "declared": plan.model_dump(mode="json"),
    }
    write_text(result.run_dir / "run.json", json.dumps(record, ensure_ascii=False, indent=1))
