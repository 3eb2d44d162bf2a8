"""The fits of a contest (比赛的拟合): which model on which rows with which seed, carried out as units of work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator

from inscredit_models.catalogue.documents import Declaration
from inscredit_models.digest import digest_value
from inscredit_models.evaluation.splits import Fold
from inscredit_models.findings import Finding, Findings
from inscredit_models.models.custom import join_league
from inscredit_models.models.custom_identity import describe_estimator
from inscredit_models.models.features import Feature
from inscredit_models.models.options import Options, set_options
from inscredit_models.models.registry import build_model
from inscredit_models.run.code_version import code_version, lock_digest
from inscredit_models.run.execute import execute
from inscredit_models.run.fitting import FitWork
from inscredit_models.run.journal import Journal
from inscredit_models.run.result import PREDICTION_COLUMNS, UnitResult
from inscredit_models.run.units import Provenance, Unit, plan_units
from inscredit_models.scoring.system import ScoringSystem
from inscredit_models.studies.contest import Contest
from inscredit_models.studies.further.refits import RESEEDED, Refit, plan_refits
from inscredit_models.studies.start import Start

FINAL = "final"
"""Split of the fit on all rows that a table study keeps as its model; it is judged nowhere."""

WORTH_WORKERS = 200_000
"""With fewer rows to fit in all, starting worker processes takes longer than the work."""


@dataclass(frozen=True)
class Fits:
    """What was fitted: the units of the contest's own splits, and those of the further evaluation."""

    own: tuple[UnitResult, ...]
    further: tuple[UnitResult, ...]

    @property
    def all(self) -> tuple[UnitResult, ...]:
        """All units in the order of the plan."""
        return (*self.own, *self.further)

    def predictions(self, *splits: str) -> pd.DataFrame:
        """Give the predictions of finished units on these splits, in the order of the plan."""
        frames = [each.predictions for each in self.all if each.predictions is not None and each.unit.split in splits]
        filled = [frame for frame in frames if len(frame)]
        return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=list(PREDICTION_COLUMNS))


def kept_split(contest: Contest) -> str:
    """Give the split whose models are stored: the headline where it is one fit, else a fit on all rows."""
    return FINAL if contest.headline == "folds" else contest.headline


def carry_out(
    contest: Contest,
    models: Sequence[str],
    splits: Sequence[str],
    run_dir: Path,
    findings: Findings,
    start: Start,
) -> Fits:
    """Fit and predict; finished units of an earlier start are read, not done again.

    Parameters
    ----------
    contest : Contest
        What is compared.
    models : sequence of str
        Codes that can run.
    splits : sequence of str
        Those of the contest's splits that can be fitted.
    run_dir : pathlib.Path
        The journal lies below it.
    findings : Findings
        Gets what the journal found.
    start : Start
        Its threads, progress, limits and ``retry_failed``.
    """
    folds = tuple(fold for fold in contest.folds if fold.split in splits)
    if kept_split(contest) == FINAL:
        everything = np.arange(len(contest.dataset.y))
        folds = (*folds, Fold(FINAL, 0, 0, everything, everything[:0]))
    own = _plan(contest, models, folds, contest.seed)
    refits = plan_refits(contest.asked, contest.dataset, contest.folds, seed=contest.seed)
    more = [unit for refit in refits for unit in _plan_refit(contest, models, refit)]
    stored = {RESEEDED} if any(refit.is_stored for refit in refits) else set()
    by_name = {(fold.split, fold.repeat, fold.fold): fold for fold in (*folds, *(f for r in refits for f in r.folds))}
    work = FitWork(contest.dataset, by_name, MakeModel.of(contest), frozenset({kept_split(contest)} | stored))
    results = run_units(contest, [*own, *more], work, run_dir, findings, start)
    return Fits(tuple(results[: len(own)]), tuple(results[len(own) :]))


def run_units(
    contest: Contest, units: Sequence[Unit], work: FitWork, run_dir: Path, findings: Findings, start: Start
) -> list[UnitResult]:
    """Carry out units in the journal of the run."""
    journal = Journal(run_dir / "journal")
    # A class of a notebook cannot be sent to another process: the user's own models run in this one, or in the one
    # that a limit asks for.
    is_small = len(units) * len(contest.dataset.y) < WORTH_WORKERS
    workers = 1 if contest.custom or is_small else start.threads
    results = execute(
        units,
        work,
        journal,
        workers=workers,
        progress=start.progress,
        retry_failed=start.retry_failed,
        limits=start.limits,
    )
    findings.extend(journal.findings)
    return results


def plan(contest: Contest, models: Sequence[str], folds: Sequence[Fold], seed: int, y: np.ndarray) -> tuple[Unit, ...]:
    """Plan every model on every fold with one seed; ``y`` is the outcome that is learned from."""
    provenance = Provenance(contest.data_digest, digest_value(y.tolist()), code_version(), lock_digest())
    specifications = {code: _specification(contest, code) for code in models}
    return plan_units(specifications, folds, seeds=[seed], provenance=provenance)


@dataclass(frozen=True)
class MakeModel:
    """Gives a fresh estimator; a class and not a closure, so that it can be sent to a worker."""

    features: tuple[Feature, ...]
    custom: Mapping[str, BaseEstimator]
    scoring_system: ScoringSystem | None
    options: Options

    @classmethod
    def of(cls, contest: Contest) -> MakeModel:
        """Take what building needs from a contest, and nothing else: it is sent to every worker."""
        return cls(contest.dataset.features, contest.custom, contest.scoring_system, contest.asked.options)

    def __call__(self, code: str, seed: int) -> Any:
        """Build an unfitted model."""
        if code in self.custom:
            return join_league(self.custom[code], self.features)
        model = build_model(code, features=self.features, scoring_system=self.scoring_system, seed=seed)
        return set_options(model, code, self.options)


def pass_on_findings(contest: Contest, results: Sequence[UnitResult], findings: Findings) -> dict[tuple[str, str], str]:
    """Name each model that failed on a split with its cause (ICM058), and pass on what the kept models found.

    Returns
    -------
    dict of (model, split) to str
        The cause of the first failure; one failed fold takes the model out of that split, and of no other.
    """
    failed: dict[tuple[str, str], list[str]] = {}
    planned: dict[tuple[str, str], int] = {}
    for result in results:
        key = (result.unit.model, result.unit.split)
        planned[key] = planned.get(key, 0) + 1
        if result.is_failed:
            failed.setdefault(key, []).append(result.cause)
        elif result.unit.split == kept_split(contest):
            findings.extend(Finding(**finding) for finding in result.details.get("findings", ()))
    for (model, split), causes in failed.items():
        several = f"{len(causes)} of {planned[model, split]} fits: "
        found = causes[0] if planned[model, split] == 1 else several + causes[0]
        remedy = "see the cause; the others go on"
        findings.add("ICM058", f"model {model!r}, split {split}", found, "finished fits", remedy)
    return {key: causes[0] for key, causes in failed.items()}


def without_failed(predictions: pd.DataFrame, failed: dict[tuple[str, str], str]) -> pd.DataFrame:
    """Leave out the predictions of a model on a split where one of its fits failed."""
    keys = pd.MultiIndex.from_frame(predictions[["model", "split"]])
    return predictions[~keys.isin(list(failed))] if failed else predictions


def _plan(contest: Contest, models: Sequence[str], folds: Sequence[Fold], seed: int) -> tuple[Unit, ...]:
    return plan(contest, models, folds, seed, contest.dataset.y)


def _plan_refit(contest: Contest, models: Sequence[str], refit: Refit) -> list[Unit]:
    chosen = [code for code in models if not refit.models or code in refit.models]
    by_seed: dict[int, list[Fold]] = {}
    for fold, shift in zip(refit.folds, refit.seeds, strict=True):
        by_seed.setdefault(contest.seed + shift, []).append(fold)
    return [unit for seed, folds in by_seed.items() for unit in _plan(contest, chosen, folds, seed)]


def blind_work(contest: Contest, y: np.ndarray, folds: Sequence[Fold]) -> FitWork:
    """Give the work of fits on another outcome; no model is kept."""
    by_name = {(fold.split, fold.repeat, fold.fold): fold for fold in folds}
    return FitWork(replace(contest.dataset, y=y), by_name, MakeModel.of(contest), frozenset())


def _specification(contest: Contest, code: str) -> Any:
    features = [_plain(feature) for feature in contest.dataset.features]
    if code in contest.custom:
        return ["custom", describe_estimator(contest.custom[code]), features]
    system = contest.scoring_system
    return [
        code,
        features,
        system.model_dump(mode="json", by_alias=True) if system and code == "index_expert" else None,
        contest.asked.options.get(code),
    ]


def _plain(item: Any) -> Any:
    if isinstance(item, Declaration):
        return item.model_dump(mode="json", by_alias=True)
    return {name: getattr(item, name) for name in type(item).__slots__}
