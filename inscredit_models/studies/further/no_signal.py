"""Every pipeline of a contest on outcomes without signal (无信号检验): fitted as units, before anything is judged."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from inscredit_models.evaluation.no_signal import check_no_signal, noise_outcomes, shuffle_outcomes
from inscredit_models.evaluation.splits import Fold, repeated_folds
from inscredit_models.findings import Findings, Refused
from inscredit_models.models.dataset import Dataset
from inscredit_models.run.result import UnitResult
from inscredit_models.studies.contest import Contest
from inscredit_models.studies.contest_fits import blind_work, plan, run_units
from inscredit_models.studies.start import Start

NO_SIGNAL_COLUMNS = ("model", "outcomes", "auc", "low", "high", "verdict", "cause")
_MAKE = {"shuffled": shuffle_outcomes, "noise": noise_outcomes}


def run_blind(contest: Contest, models: Sequence[str], run_dir: Path, findings: Findings, start: Start) -> pd.DataFrame:
    """Fit all models on shuffled or drawn outcomes, where that is asked for, and see whether they rank by chance.

    Parameters
    ----------
    contest, models, run_dir, start
        As in `contest_fits.carry_out`.
    findings : Findings
        Gets ICM125, an error, for each pipeline whose 99.9 % interval does not hold .5.

    Returns
    -------
    pandas.DataFrame
        Columns `NO_SIGNAL_COLUMNS`; ``verdict`` is *passed*, *failed* or *not_evaluable* with a cause. Empty where
        nothing was asked.
    """
    rule = contest.asked.checks
    rows = []
    for outcomes in rule.no_signal if rule is not None else ():
        blind = _MAKE[outcomes](contest.dataset, seed=contest.seed)
        folds = _folds(blind, outcomes, rule.folds, contest.seed)
        units = plan(contest, models, folds, contest.seed, blind.y)
        results = run_units(contest, units, blind_work(contest, blind.y, folds), run_dir, findings, start)
        for model in models:
            own = [result for result in results if result.unit.model == model]
            rows.append((model, outcomes, *_judge(contest, model, outcomes, own, findings)))
    return pd.DataFrame(rows, columns=list(NO_SIGNAL_COLUMNS))


def _folds(blind: Dataset, outcomes: str, folds: int, seed: int) -> list[Fold]:
    cut = repeated_folds(blind.y, blind.clusters, folds=folds, repeats=1, seed=seed)
    return [Fold(f"blind_{outcomes}", each.repeat, each.fold, each.train, each.test) for each in cut]


def _judge(
    contest: Contest, model: str, outcomes: str, results: Sequence[UnitResult], findings: Findings
) -> tuple[float, float, float, str, str]:
    """AUC, its interval, verdict and cause of one model."""
    nothing = (float("nan"),) * 3
    causes = [result.cause for result in results if result.is_failed]
    if causes:
        return (*nothing, "not_evaluable", causes[0])
    predictions = pd.concat([result.predictions for result in results], ignore_index=True)
    try:
        found = check_no_signal(
            lambda _: predictions, contest.dataset, seed=contest.seed, outcomes=outcomes, where=f"model {model!r}"
        )
    except Refused as refusal:
        return (*nothing, "not_evaluable", refusal.findings[0].found)
    findings.extend(found.findings)
    return found.auc, found.low, found.high, "failed" if len(found.findings) else "passed", ""
