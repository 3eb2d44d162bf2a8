"""From a contest to what is said of it (比较的全程): fit, judge, explain; what all kinds of study share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from inscredit_models.digest import digest_frame, digest_value
from inscredit_models.evaluation.league import Evaluation, evaluate
from inscredit_models.explain.explanation import Explanation, explain, unexplained_reason
from inscredit_models.explain.reasons import reason_frame
from inscredit_models.explain.sampling import sample_rows
from inscredit_models.findings import Findings
from inscredit_models.models.options import check_on_columns
from inscredit_models.models.registry import unmet_needs
from inscredit_models.models.roster import find_model
from inscredit_models.models.stored import load_model
from inscredit_models.report.exhibit import Exhibit
from inscredit_models.run.limits import Limits
from inscredit_models.run.result import UnitResult, digest_results
from inscredit_models.run.workers import can_be_sent
from inscredit_models.studies.contest import Contest
from inscredit_models.studies.contest_fits import (
    Fits,
    MakeModel,
    carry_out,
    kept_split,
    pass_on_findings,
    without_failed,
)
from inscredit_models.studies.further.appraise import appraise
from inscredit_models.studies.further.declaration import Further
from inscredit_models.studies.further.no_signal import run_blind
from inscredit_models.studies.start import Start


@dataclass(frozen=True)
class Played:
    """A contest after it was carried out.

    ``explained_rows`` are positions in the dataset, in the row order of the explanations; ``exhibits`` are what was
    evaluated beyond the league.
    """

    contest: Contest
    results: tuple[UnitResult, ...]
    evaluation: Evaluation
    explanations: tuple[Explanation, ...]
    unexplained: dict[str, tuple[str, str]]
    explained_rows: np.ndarray
    reasons: pd.DataFrame
    reasons_model: str
    model_folders: dict[str, Path]
    result_digest: str
    exhibits: tuple[Exhibit, ...] = ()


def play(contest: Contest, run_dir: Path, findings: Findings, start: Start) -> Played:
    """Fit, predict, judge and explain; finished units of an earlier start are read, not done again."""
    runnable, causes = _runnable(contest, findings)
    _check_limits(contest, start.limits, findings)
    _check_options(contest, runnable, findings)
    unfit = _one_class_splits(contest)
    findings.refuse(strict=start.strict)
    start.tell("训练与预测", "fit and predict")
    blind = run_blind(contest, runnable, run_dir, findings, start)
    findings.refuse()
    splits = [split for split in contest.splits if split not in unfit]
    fits = carry_out(contest, runnable, splits, run_dir, findings, start)
    failed = {(model, split): cause for model, cause in causes.items() for split in contest.splits}
    failed |= {(model, split): cause for split, cause in unfit.items() for model in runnable}
    failed |= pass_on_findings(contest, fits.all, findings)
    _check_any_finished(contest, failed, findings)
    start.tell("评估与比较", "evaluate and compare")
    evaluation = _judge(contest, fits, failed)
    findings.extend(evaluation.findings)
    start.tell("解释", "explain")
    folders = {
        result.unit.model: result.model_folder
        for result in fits.own
        if result.unit.split == kept_split(contest) and result.model_folder is not None
    }
    rows = _rows_to_explain(contest)
    explanations, unexplained = _explain(contest, folders, rows)
    reasons, reasons_model = _give_reasons(contest, explanations, folders, rows)
    if contest.asked != Further():
        start.tell("进一步评估", "further evaluation")
    exhibits = appraise(contest, fits, failed, explanations, folders, rows, blind, findings)
    return Played(
        contest,
        fits.all,
        evaluation,
        explanations,
        unexplained,
        rows,
        reasons,
        reasons_model,
        folders,
        _digest(contest, fits, evaluation, exhibits),
        exhibits,
    )


def _digest(contest: Contest, fits: Fits, evaluation: Evaluation, exhibits: tuple[Exhibit, ...]) -> str:
    """Digest of everything that is a result."""
    frames = [digest_frame(evaluation.league), digest_frame(evaluation.comparisons)]
    further = [[exhibit.name, digest_frame(exhibit.frame)] for exhibit in exhibits]
    return digest_value([contest.data_digest, digest_results(fits.all), *frames, *further])


def _one_class_splits(contest: Contest) -> dict[str, str]:
    """Give the splits with a fold whose training rows are of one class (`screen` named them), with the cause."""
    unfit: dict[str, str] = {}
    for fold in contest.folds:
        events = int(contest.dataset.y[fold.train].sum())
        if not 0 < events < len(fold.train) and fold.split not in unfit:
            zh = f"某一折的{len(fold.train)}个训练行只有一个类别"
            unfit[fold.split] = f"{zh} / the {len(fold.train)} training rows of a fold are of one class"
    return unfit


def _check_any_finished(contest: Contest, failed: Mapping[tuple[str, str], str], findings: Findings) -> None:
    """Name it where no model finished on any split (ICM210): the run answers nothing."""
    if all((model, split) in failed for model in contest.models for split in contest.splits):
        found, remedy = f"0 of {len(contest.models)} models", "see the cause of each model, mend it, run again"
        findings.add("ICM210", contest.name, found, "one model or more", remedy)


def _check_limits(contest: Contest, limits: Limits, findings: Findings) -> None:
    """Refuse limits on a model that cannot be sent to a process of its own, the only one that can be stopped."""
    for code, estimator in contest.custom.items():
        if limits.are_set and not can_be_sent(estimator):
            found = "defined in a notebook or inside a function"
            remedy = "move the class into a file and import it, or leave the limits out"
            findings.add("ICM220", f"model {code!r}", found, "a class that another process can import", remedy)


def _check_options(contest: Contest, runnable: Sequence[str], findings: Findings) -> None:
    """Check the parameters that are set against the columns and days of the rows, before anything is fitted."""
    make = MakeModel.of(contest)
    for code in [code for code in runnable if code in contest.asked.options]:
        where = f"options.{code}"
        check_on_columns(make(code, contest.seed), contest.dataset.features, contest.dataset.as_of, where, findings)


def _runnable(contest: Contest, findings: Findings) -> tuple[list[str], dict[str, str]]:
    """Tell the models that can run from those that lack a declaration (ICM059)."""
    runnable, causes = [], {}
    for code in contest.models:
        lacks = None
        if code not in contest.custom:
            lacks = unmet_needs(find_model(code), contest.dataset.features, contest.scoring_system)
        if lacks is None:
            runnable.append(code)
        else:
            causes[code] = f"未声明所需信息 / not run: {lacks}"
            findings.add(
                "ICM059", f"model {code!r}", lacks, "the declarations the model needs", "declare them, or leave it out"
            )
    return runnable, causes


def _judge(contest: Contest, fits: Fits, failed: dict[tuple[str, str], str]) -> Evaluation:
    return evaluate(
        without_failed(fits.predictions(*contest.splits), failed),
        contest.dataset,
        models=contest.models,
        splits=contest.splits,
        failed=failed,
        reference=contest.reference,
        metric=contest.metric,
        margin=contest.margin,
        seed=contest.seed,
        names=contest.names,
        truth=_truth_predictions(contest),
        further=contest.further_metrics,
    )


def _truth_predictions(contest: Contest) -> pd.DataFrame | None:
    """The planted truth in the form of predictions: a ranking on the same rows, no probability."""
    if contest.truth_risk is None:
        return None
    parts = []
    for fold in contest.folds:
        y, risk = contest.dataset.y[fold.test], contest.truth_risk[fold.test]
        parts.append(
            pd.DataFrame(
                {
                    "model": "truth",
                    "split": fold.split,
                    "repeat": fold.repeat,
                    "fold": fold.fold,
                    "row": fold.test,
                    "y": y,
                    "p_event": np.nan,
                    "risk": risk,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _rows_to_explain(contest: Contest) -> np.ndarray:
    pool = np.arange(len(contest.dataset.y)) if contest.headline == "folds" else contest.folds[0].test
    return pool[sample_rows(len(pool), seed=contest.seed, largest=contest.explain_rows)]


def _explain(
    contest: Contest, folders: dict[str, Path], rows: np.ndarray
) -> tuple[tuple[Explanation, ...], dict[str, tuple[str, str]]]:
    explanations, unexplained = [], {}
    sample = contest.dataset.X.iloc[rows].reset_index(drop=True)
    for code, folder in folders.items():
        model = load_model(folder)
        explanation = explain(model, sample, code)
        if explanation is None:
            unexplained[code] = _why_unexplained(model, code, contest)
        else:
            explanations.append(explanation)
    return tuple(explanations), unexplained


def _why_unexplained(model: Any, code: str, contest: Contest) -> tuple[str, str]:
    """Say why a model has no explanation; one that uses a single column names it."""
    used = next((f for f in contest.dataset.features if f.code == getattr(model, "column_", None)), None)
    if used is None:
        return unexplained_reason(code)
    return f"只使用一列：{used.label('zh')}", f"it uses one column only: {used.label('en')}"


def _give_reasons(
    contest: Contest, explanations: tuple[Explanation, ...], folders: dict[str, Path], rows: np.ndarray
) -> tuple[pd.DataFrame, str]:
    """Reason codes of the three explained rows that the most readable model judges worst."""
    by_model = {explanation.model: explanation for explanation in explanations}
    code = next((code for code in ("scorecard", "logistic", *by_model) if code in by_model), None)
    if code is None:
        return pd.DataFrame(), ""
    sample = contest.dataset.X.iloc[rows].reset_index(drop=True)
    reasons = reason_frame(by_model[code], sample, contest.dataset.features)
    worst = np.argsort(-load_model(folders[code]).risk(sample), kind="stable")[:3]
    return reasons[reasons["row"].isin(worst)].reset_index(drop=True), code
