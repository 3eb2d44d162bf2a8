"""An index questioned (指数的质疑): how firm its ranks are under all choices at once, and whether it predicts."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from inscredit_models.durable import write_text
from inscredit_models.evaluation.choice_runs import ChoiceRuns, run_choices
from inscredit_models.evaluation.choice_sensitivity import choice_sensitivity
from inscredit_models.evaluation.importance import importance_frame
from inscredit_models.evaluation.index_outcome import judge_index
from inscredit_models.evaluation.index_rebuild import rebuild_of
from inscredit_models.evaluation.perturbation_plan import Plan, load_plan
from inscredit_models.evaluation.price_of_judgement import price_of_judgement
from inscredit_models.evaluation.rank_reversal import rank_reversals
from inscredit_models.evaluation.rank_robustness import (
    RobustPairs,
    mean_rank_shift,
    rank_intervals,
    robust_pairs,
    shift_by_option,
)
from inscredit_models.findings import Finding, Findings, Refused, near_names
from inscredit_models.index_study import index
from inscredit_models.models.composite.framework import Framework
from inscredit_models.models.composite.pipeline import compose
from inscredit_models.models.composite.result import CompositeIndex
from inscredit_models.records.intake import TableOptions, read_table
from inscredit_models.scoring.hierarchy import leaves

MOST_REBUILT = 200
"""With more units the whole chain is not run once for each unit that could be missing."""


@dataclass(frozen=True)
class IndexQuestion:
    """The answers of `question`.

    Parameters
    ----------
    index : CompositeIndex
        The index as declared.
    runs : ChoiceRuns
        Every rebuild.
    pairs : RobustPairs
        Pairs of units whose order hardly depends on the choices.
    frames : dict of str to pandas.DataFrame
        ``ranks``, ``perturbations``, ``options``, ``sensitivity``, ``importance``, ``reversals`` (up to 200 units) and,
        with an outcome, ``ranking`` and ``prices``.
    """

    index: CompositeIndex = field(repr=False)
    runs: ChoiceRuns = field(repr=False)
    pairs: RobustPairs
    frames: dict[str, pd.DataFrame] = field(repr=False)

    def frame(self, name: str = "ranks") -> pd.DataFrame:
        """Give a frame by name."""
        if name not in self.frames:
            raise KeyError(f"no frame {name!r}; there are {', '.join(self.frames)}")
        return self.frames[name]

    def plot(self, name: str = "ranks", *, language: str = "en") -> Any:
        """Draw ``"ranks"`` or, with an outcome, ``"prices"``; gives the matplotlib axes."""
        from inscredit_models.report.figures.judgement_prices import plot_judgement_prices
        from inscredit_models.report.figures.rank_intervals import plot_rank_intervals

        frame = self.frame(name)
        if name == "ranks":
            return plot_rank_intervals(frame, language=language)
        if name == "prices":
            words = {node.code: (node.label("zh"), node.label("en")) for node in self.index.framework.node}
            pairs = [words.get(code, ("", "")) for code in frame["node"]]
            labels = {"label_zh": [zh for zh, _ in pairs], "label_en": [en for _, en in pairs]}
            return plot_judgement_prices(frame.assign(**labels), language=language)
        raise KeyError(f"no figure {name!r}; there are ranks, prices")

    def summary(self) -> dict[str, Any]:
        """Give what ``--json`` prints."""
        return {
            "framework": self.index.framework.code,
            "units": len(self.runs.units),
            "runs": len(self.runs.scores),
            "mean_rank_shift": float(mean_rank_shift(self.runs).mean()),
            "robust_pairs": self.pairs.share,
            **{
                name: json.loads(frame.to_json(orient="records", force_ascii=False))
                for name, frame in self.frames.items()
            },
        }

    def text(self) -> str:
        """Give what the terminal shows."""
        shift = float(mean_rank_shift(self.runs).mean())
        lines = [
            f"{self.index.framework.code}: {len(self.runs.units)} units (单位), "
            f"{len(self.runs.scores)} rebuilds (重建)",
            f"mean rank shift (平均排名变动) {shift:.2f}; "
            f"robust pairs (稳健的两两次序) {self.pairs.share:.1%} of {self.pairs.pairs}",
        ]
        for name in self.frames:
            table = self.frames[name].head(20).to_string(index=False, float_format="{:.3f}".format, na_rep="-")
            lines += ["", name, table]
        return "\n".join(lines)


def question(
    table: str | Path | pd.DataFrame,
    framework: str | Path | Framework,
    plan: str | Path | Plan,
    *,
    outcome: str | None = None,
    subject: str | None = None,
    adverse: bool = True,
    runs: int = 1000,
    base: int = 256,
    seed: int = 0,
    out: str | Path | None = None,
    encoding: str = "utf-8",
    missing: tuple[str, ...] = (),
) -> IndexQuestion:
    """Make an index and question it.

    Parameters
    ----------
    table, framework, encoding, missing
        As in `index_study.index`.
    plan : str, pathlib.Path or Plan
        The declared perturbations; factors as in `evaluation.index_rebuild.IndexRebuild`, which begin after the index's
        own imputation.
    outcome, subject : str, optional
        Column of 0 and 1 that the index should foresee, and the column that says whose row it is (by default each row
        stands alone).
    adverse : bool
        Whether the outcome is a bad thing.
    runs, base, seed : int
        Rebuilds, base sample of the sensitivity (a power of two), seed of both.
    out : str or pathlib.Path, optional
        Folder for one CSV file per frame.

    Raises
    ------
    Refused
        With all findings about table, framework, plan and outcome; nothing is written then.
    """
    frame = _read(table, TableOptions(encoding, (), (), missing))
    declared = plan if isinstance(plan, Plan) else load_plan(Path(plan))
    happened = None if outcome is None else _outcome(frame, outcome, subject)
    made = index(frame, framework).index
    rebuild = rebuild_of(made)
    found = run_choices(rebuild, declared, runs=runs, seed=seed)
    frames = {
        "ranks": rank_intervals(found),
        "perturbations": found.echo(),
        "options": shift_by_option(found),
        "sensitivity": choice_sensitivity(rebuild, declared, base=base, seed=seed),
        "importance": importance_frame(rebuild.system, rebuild.frame),
    }
    if len(frame) <= MOST_REBUILT:
        frames["reversals"] = _reversals(made, frame)
    if happened is not None:
        frames |= _answers(made, frame, happened, subject, adverse, seed)
    if out is not None:
        for name, each in frames.items():
            write_text(Path(out) / f"{name}.csv", each.to_csv(index=False, lineterminator="\n"))
    return IndexQuestion(made, found, robust_pairs(found), frames)


def _read(table: str | Path | pd.DataFrame, options: TableOptions) -> pd.DataFrame:
    if isinstance(table, pd.DataFrame):
        return table
    findings = Findings()
    frame = read_table(Path(table), options, findings)
    findings.refuse()
    return frame  # type: ignore[return-value]  # nothing was found, so there is one


def _outcome(frame: pd.DataFrame, outcome: str, subject: str | None) -> np.ndarray:
    findings = Findings()
    for column in (outcome, subject):
        if column is not None and column not in frame:
            known = [str(name) for name in frame.columns]
            findings.add("ICM010", f"column {column!r}", "no such column", ", ".join(known), near_names(column, known))
    findings.refuse()
    values = pd.to_numeric(frame[outcome], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    if not np.isin(values, (0.0, 1.0)).all():
        allowed, remedy = "0 and 1 in every row", "code the event as 1, all else as 0"
        raise Refused([Finding("ICM021", f"column {outcome!r}", "other values", allowed, remedy)])
    return values.astype(int)


def _reversals(made: CompositeIndex, frame: pd.DataFrame) -> pd.DataFrame:
    """Run the whole chain without each unit in turn; the worst first. Units without a score stand aside."""
    scored = frame.set_axis(made.scores["unit"].astype(str), axis=0)[np.isfinite(made.score)]
    found = rank_reversals(lambda part: compose(part, made.framework).score, scored, added=scored.iloc[:0])
    return found.sort_values("reversed", ascending=False, kind="stable", ignore_index=True)


def _answers(
    made: CompositeIndex, frame: pd.DataFrame, y: np.ndarray, subject: str | None, adverse: bool, seed: int
) -> dict[str, pd.DataFrame]:
    """Ranking and prices over all rows, in table order, by the scoring system that the index became."""
    system = made.scoring_system
    names = {leaf.code: leaf.column for leaf in leaves(system)}  # type: ignore[arg-type]  # rebuild_of refused else
    rows = made.stages["denominated"].rename(columns=names)
    clusters = np.arange(len(y)) if subject is None else frame[subject].astype(str).to_numpy()
    return {
        "ranking": judge_index(system, rows, y, clusters, adverse=adverse),  # type: ignore[arg-type]
        "prices": price_of_judgement(system, rows, y, clusters, adverse=adverse, seed=seed),  # type: ignore[arg-type]
    }
