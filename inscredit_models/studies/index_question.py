"""An index questioned (指数的质疑): how firm its ranks are under all choices at once, and whether it predicts."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from inscredit_models.durable import write_text
from inscredit_models.evaluation.choice_runs import ChoiceRuns, run_choices
from inscredit_models.evaluation.choice_sensitivity import choice_sensitivity
from inscredit_models.evaluation.importance import importance_frame
from inscredit_models.evaluation.index_claims import claims_frame, headline
from inscredit_models.evaluation.index_outcome import events_by_grade, judge_index, order_of_grades
from inscredit_models.evaluation.index_precision import firm_pairs, precision_frame
from inscredit_models.evaluation.index_rebuild import rebuild_of
from inscredit_models.evaluation.perturbation_plan import Plan, load_plan
from inscredit_models.evaluation.price_of_judgement import price_of_judgement
from inscredit_models.evaluation.rank_reversal import rank_reversals
from inscredit_models.evaluation.rank_robustness import (
    RobustPairs,
    grade_shares,
    mean_rank_shift,
    rank_intervals,
    robust_pairs,
    shift_by_option,
)
from inscredit_models.findings import Finding, Findings, Refused, near_names
from inscredit_models.models.composite.framework import Framework
from inscredit_models.models.composite.pipeline import compose
from inscredit_models.models.composite.result import CompositeIndex
from inscredit_models.records.intake import TableOptions, read_table
from inscredit_models.report.index_content import IndexAnswers
from inscredit_models.scoring.grades import grade_scores
from inscredit_models.scoring.hierarchy import leaves
from inscredit_models.studies.index_study import index

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
        ``claims`` (what can and cannot be said), ``ranks``, ``perturbations``, ``options``, ``sensitivity``,
        ``importance``, ``reversals`` (up to 200 units), with grades ``grade_shares`` (share of rebuilds in which a unit
        has a grade) and, with an outcome, ``ranking``, ``prices`` and, with grades, ``grades`` and ``grade_order``.
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
        from inscredit_models.report.index_page import draw_answer

        if name in ("ranks", "prices"):
            return draw_answer(self.index, name, self.frame(name), language)
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
        Folder for one CSV file per frame and ``report.html``.

    Raises
    ------
    Refused
        With all findings about table, framework, plan and outcome; nothing is written then.
    """
    frame = _read(table, TableOptions(encoding, (), (), missing))
    declared = plan if isinstance(plan, Plan) else load_plan(Path(plan))
    happened = None if outcome is None else _outcome(frame, outcome, subject)
    made = index(frame, framework).index
    outcomes = None if happened is None else _rows_of(made, frame, happened, subject, adverse)
    answer = ask(made, frame, declared, outcomes, runs=runs, base=base, seed=seed)
    if out is not None:
        write_answer(answer, Path(out), IndexAnswers(headline(firm_order(answer)), answer.frames))
    return answer


@dataclass(frozen=True)
class OutcomeRows:
    """The rows by which an index is judged: what the system reads, 0 or 1 of each row, and whose row it is."""

    frame: pd.DataFrame
    y: np.ndarray
    clusters: np.ndarray
    adverse: bool = True


def ask(
    made: CompositeIndex,
    frame: pd.DataFrame,
    plan: Plan,
    outcomes: OutcomeRows | None = None,
    *,
    history: pd.DataFrame | None = None,
    runs: int = 1000,
    base: int = 256,
    seed: int = 0,
) -> IndexQuestion:
    """Put every question to a finished index.

    Parameters
    ----------
    made : CompositeIndex
        The index.
    frame : pandas.DataFrame
        The table that it was made of.
    plan : Plan
        What is varied.
    outcomes : OutcomeRows, optional
        What it should foresee.
    history : pandas.DataFrame, optional
        ``unit, period, score`` of the index at several times, for its error; without it the error is not known.
    runs, base, seed : int
        As in `question`.

    Raises
    ------
    Refused
        Where the plan asks for what the index cannot vary.
    """
    rebuild = rebuild_of(made)
    found = run_choices(rebuild, plan, runs=runs, seed=seed)
    frames = {
        "ranks": rank_intervals(found),
        "perturbations": found.echo(),
        "options": shift_by_option(found),
        "sensitivity": choice_sensitivity(rebuild, plan, base=base, seed=seed),
        "importance": importance_frame(rebuild.system, rebuild.frame),
    }
    if rebuild.system.grade:
        frames["grade_shares"] = grade_shares(found, partial(grade_scores, rebuild.system))
    if len(frame) <= MOST_REBUILT:
        frames["reversals"] = _reversals(made, frame)
    if outcomes is not None:
        rows = (rebuild.system, outcomes.frame, outcomes.y, outcomes.clusters)
        frames["ranking"] = judge_index(*rows, adverse=outcomes.adverse)
        if rebuild.system.grade:
            frames["grades"] = events_by_grade(*rows)
            frames["grade_order"] = order_of_grades(*rows, adverse=outcomes.adverse)
        frames["prices"] = price_of_judgement(*rows, adverse=outcomes.adverse, seed=seed)
    own = pd.DataFrame({"unit": found.units, "period": "", "score": found.nominal})
    frames["precision"] = precision_frame(own if history is None else history, seed=seed)
    answer = IndexQuestion(made, found, robust_pairs(found), frames)
    claims = claims_frame(firm_order(answer), frames["precision"], frames.get("ranking"))
    if history is None:
        frames.pop("precision")
    frames["claims"] = claims
    return answer


def firm_order(answer: IndexQuestion) -> np.ndarray:
    """Give the pairs whose order is firm: against all choices and, where it is known, the error of a score."""
    least = np.nan
    if "precision" in answer.frames:
        least = float(answer.frames["precision"].set_index("measure").loc["least_difference", "estimate"])
    # with one period the error is not known: the page says so, and choices alone decide
    return firm_pairs(answer.runs, 0.0 if np.isnan(least) else least)


def write_answer(answer: IndexQuestion, folder: Path, told: IndexAnswers) -> None:
    """Write one CSV file per frame and the page."""
    from inscredit_models.report.index_page import render_index_report

    for name, each in answer.frames.items():
        write_text(folder / f"{name}.csv", each.to_csv(index=False, lineterminator="\n"))
    write_text(folder / "report.html", render_index_report(answer.index, told))


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


def _rows_of(
    made: CompositeIndex, frame: pd.DataFrame, y: np.ndarray, subject: str | None, adverse: bool
) -> OutcomeRows:
    """Give all rows of the table in its order, as the scoring system that the index became reads them."""
    clusters = np.arange(len(y)) if subject is None else frame[subject].astype(str).to_numpy()
    return OutcomeRows(system_rows(made, made.stages["denominated"]), y, clusters, adverse)


def system_rows(made: CompositeIndex, stage: pd.DataFrame) -> pd.DataFrame:
    """Give a stage with the columns that the scoring system of an index reads."""
    names = {leaf.code: leaf.column for leaf in leaves(made.scoring_system)} if made.scoring_system else {}
    return stage.rename(columns=names)
