"""What all studies share (比较): the same rows for every model, from the units of work to what is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator

from inscredit_models.catalogue.documents import Declaration
from inscredit_models.digest import digest_bytes, digest_frame, digest_value
from inscredit_models.evaluation.league import Evaluation, evaluate
from inscredit_models.evaluation.splits import Fold
from inscredit_models.explain.explanation import Explanation, explain, unexplained_reason
from inscredit_models.explain.reasons import reason_frame
from inscredit_models.explain.sampling import sample_rows
from inscredit_models.findings import Finding, Findings, Refused
from inscredit_models.models.custom import CustomClassifier
from inscredit_models.models.custom_identity import describe_estimator
from inscredit_models.models.dataset import Dataset
from inscredit_models.models.registry import MODELS, build_model, find_model, unmet_needs
from inscredit_models.models.stored import load_model
from inscredit_models.progress import Tell
from inscredit_models.run.code_version import code_version, lock_digest
from inscredit_models.run.execute import execute
from inscredit_models.run.fitting import FitWork
from inscredit_models.run.journal import Journal
from inscredit_models.run.result import PREDICTION_COLUMNS, UnitResult, digest_results
from inscredit_models.run.units import Provenance, plan_units
from inscredit_models.scoring.system import ScoringSystem

FINAL = "final"
"""Split of the fit on all rows that a table study keeps as its model; it is judged nowhere."""


WORTH_WORKERS = 200_000
"""With fewer rows to fit in all, starting worker processes takes longer than the work."""


@dataclass(frozen=True)
class Contest:
    """What is compared with what, on which rows.

    Parameters
    ----------
    name : str
        Name of the experiment, or ``bench_<table>``; the folder below ``--out``.
    dataset : Dataset
        All rows.
    folds : tuple of Fold
        Who is trained on and who is judged; the first split is the headline.
    models : tuple of str
        Codes in league order.
    custom : mapping of str to estimator
        The user's own classifiers by code.
    scoring_system : ScoringSystem or None
        Behind ``index_expert``.
    reference, metric, margin : str, str, float
        What the others are held against, on which metric, and which difference does not matter.
    seed, explain_rows : int
        Seed of models, bootstrap and samples; most rows to explain.
    document : dict
        The declarations of the study as plain values; part of the run's name.
    data_digest : str
        Digest of the rows.
    truth_risk : ndarray or None
        Planted truth per row, where the records come from a world.
    """

    name: str
    dataset: Dataset
    folds: tuple[Fold, ...]
    models: tuple[str, ...]
    reference: str
    metric: str
    margin: float
    seed: int
    document: dict[str, Any]
    data_digest: str
    explain_rows: int = 2000
    custom: Mapping[str, BaseEstimator] = field(default_factory=dict)
    scoring_system: ScoringSystem | None = None
    truth_risk: np.ndarray | None = None

    @property
    def names(self) -> dict[str, tuple[str, str]]:
        """Chinese and English names of all models and of the truth."""
        known = {spec.code: (spec.zh, spec.en) for spec in MODELS} | {
            "truth": ("植入真值", "Planted truth"),
            "rounding": ("取整", "Rounding"),
        }
        return known | {code: (code, code) for code in self.custom}

    @property
    def run_id(self) -> str:
        """Name of the run: what is compared, on what, with which code; the same again is the same run."""
        truth = None if self.truth_risk is None else digest_bytes(np.ascontiguousarray(self.truth_risk).tobytes())
        parts = [truth, self.document, self.data_digest, code_version(), lock_digest(), self.seed]
        return digest_value(parts)[:12]

    @property
    def headline(self) -> str:
        """The first split."""
        return self.folds[0].split


@dataclass(frozen=True)
class Played:
    """A contest after it was carried out.

    ``explained_rows`` are positions in the dataset, in the row order of the explanations.
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


def play(
    contest: Contest, run_dir: Path, findings: Findings, *, threads: int, strict: bool, progress: bool, tell: Tell
) -> Played:
    """Fit, predict, judge and explain; finished units of an earlier start are read, not done again."""
    runnable, causes = _runnable(contest, findings)
    findings.refuse(strict=strict)
    _make_folder(run_dir)
    tell("训练与预测", "fit and predict")
    results = _carry_out(contest, runnable, run_dir, findings, threads=threads, progress=progress)
    failed = causes | _failures(results, findings)
    tell("评估与比较", "evaluate and compare")
    evaluation = _judge(contest, results, failed)
    findings.extend(evaluation.findings)
    tell("解释", "explain")
    folders = {
        result.unit.model: result.model_folder
        for result in results
        if result.unit.split == _kept_split(contest) and result.model_folder is not None
    }
    rows = _rows_to_explain(contest)
    explanations, unexplained = _explain(contest, folders, rows)
    reasons, reasons_model = _give_reasons(contest, explanations, folders, rows)
    digest = digest_value(
        [
            contest.data_digest,
            digest_results(results),
            digest_frame(evaluation.league),
            digest_frame(evaluation.comparisons),
        ]
    )
    return Played(
        contest, tuple(results), evaluation, explanations, unexplained, rows, reasons, reasons_model, folders, digest
    )


def _make_folder(run_dir: Path) -> None:
    """Make the folder of a run before anything is fitted; where that is impossible, refuse."""
    try:
        run_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        found, remedy = error.strerror or "cannot be made", "give another --out"
        raise Refused([Finding("ICM001", str(run_dir), found, "a folder that can be written", remedy)]) from error


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


@dataclass(frozen=True)
class _MakeModel:
    """Gives a fresh estimator; a class and not a closure, so that it can be sent to a worker."""

    contest: Contest

    def __call__(self, code: str, seed: int) -> Any:
        features = self.contest.dataset.features
        if code in self.contest.custom:
            return CustomClassifier(self.contest.custom[code], features)
        return build_model(code, features=features, scoring_system=self.contest.scoring_system, seed=seed)


def _carry_out(
    contest: Contest, models: list[str], run_dir: Path, findings: Findings, *, threads: int, progress: bool
) -> list[UnitResult]:
    folds = contest.folds
    if _kept_split(contest) == FINAL:
        everything = np.arange(len(contest.dataset.y))
        folds = (*folds, Fold(FINAL, 0, 0, everything, everything[:0]))
    provenance = Provenance(
        contest.data_digest, digest_value(contest.dataset.y.tolist()), code_version(), lock_digest()
    )
    specifications = {code: _specification(contest, code) for code in models}
    units = plan_units(specifications, folds, seeds=[contest.seed], provenance=provenance)
    work = FitWork(
        contest.dataset,
        {(fold.split, fold.repeat, fold.fold): fold for fold in folds},
        _MakeModel(contest),
        frozenset({_kept_split(contest)}),
    )
    journal = Journal(run_dir / "journal")
    # A class of a notebook cannot be sent to another process, so the user's own models run in this one.
    is_small = len(units) * len(contest.dataset.y) < WORTH_WORKERS
    workers = 1 if contest.custom or is_small else threads
    results = execute(units, work, journal, workers=workers, progress=progress)
    findings.extend(journal.findings)
    return results


def _kept_split(contest: Contest) -> str:
    """The split whose models are stored: the headline where it is one fit, else a fit on all rows."""
    return FINAL if contest.headline == "folds" else contest.headline


def _specification(contest: Contest, code: str) -> Any:
    features = [_plain(feature) for feature in contest.dataset.features]
    if code in contest.custom:
        return ["custom", describe_estimator(contest.custom[code]), features]
    system = contest.scoring_system
    return [
        code,
        features,
        system.model_dump(mode="json", by_alias=True) if system and code == "index_expert" else None,
    ]


def _plain(item: Any) -> Any:
    if isinstance(item, Declaration):
        return item.model_dump(mode="json", by_alias=True)
    return {name: getattr(item, name) for name in type(item).__slots__}


def _failures(results: list[UnitResult], findings: Findings) -> dict[str, str]:
    """Name each failed model with its cause (ICM058), and pass on what fitted models found."""
    failed: dict[str, str] = {}
    for result in results:
        if result.is_failed:
            failed.setdefault(result.unit.model, result.cause)
            findings.add("ICM058", result.unit.name, result.cause, "a finished fit", "see the cause; the others go on")
        elif result.unit.split not in ("folds", "out_of_time_unseen"):
            findings.extend(Finding(**finding) for finding in result.details.get("findings", ()))
    return failed


def _judge(contest: Contest, results: list[UnitResult], failed: dict[str, str]) -> Evaluation:
    frames = [r.predictions for r in results if r.predictions is not None and r.unit.split != FINAL]
    filled = [frame for frame in frames if len(frame)] or [pd.DataFrame(columns=list(PREDICTION_COLUMNS))]
    predictions = pd.concat(filled, ignore_index=True)
    predictions = predictions[~predictions["model"].isin(list(failed))]
    return evaluate(
        predictions,
        contest.dataset,
        models=contest.models,
        splits=tuple(dict.fromkeys(fold.split for fold in contest.folds)),
        failed=failed,
        reference=contest.reference,
        metric=contest.metric,
        margin=contest.margin,
        seed=contest.seed,
        names=contest.names,
        truth=_truth_predictions(contest),
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
