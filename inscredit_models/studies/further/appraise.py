"""The further evaluation of a contest (进一步评估): what was asked for, from the finished fits, as exhibits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from inscredit_models.evaluation.judged import Judged, line_up, why_no_fold_interval, why_not_evaluable
from inscredit_models.evaluation.metrics import find_metric
from inscredit_models.evaluation.unseen import count_unseen_levels
from inscredit_models.explain.explanation import Explanation
from inscredit_models.findings import Findings
from inscredit_models.models.stored import load_model
from inscredit_models.report.exhibit import Exhibit
from inscredit_models.studies.contest import Contest
from inscredit_models.studies.contest_fits import Fits, without_failed
from inscredit_models.studies.further.calibrated import by_group_exhibit, calibrate_splits, calibrated_exhibit
from inscredit_models.studies.further.calibration import brier_exhibit, tests_exhibit
from inscredit_models.studies.further.decisions import decision_exhibit
from inscredit_models.studies.further.explanation import agreement_exhibit, stability_exhibit
from inscredit_models.studies.further.folds import fold_exhibits
from inscredit_models.studies.further.groups import group_exhibits
from inscredit_models.studies.further.judgement import judgement_exhibits
from inscredit_models.studies.further.rating import rating_exhibits
from inscredit_models.studies.further.refits import INNER, RESAMPLED, RESEEDED, outer_folds
from inscredit_models.studies.further.repair import repair_exhibit
from inscredit_models.studies.further.stability import drift_exhibit, spread_exhibit

MOST_LEVELS = 30
"""Unseen categories that the page shows; the file has them all."""


@dataclass(frozen=True)
class _Case:
    """What all parts look at; without ``judged`` no model has a prediction on the headline, ``cause`` says why not."""

    contest: Contest
    fits: Fits
    failed: Mapping[tuple[str, str], str]
    folders: Mapping[str, Path]
    headline: pd.DataFrame
    judged: Judged | None
    cause: str
    findings: Findings

    def chosen(self, models: Sequence[str]) -> list[str]:
        """Give those of the named models (all, where none is named) that have predictions."""
        return [model for model in self.judged.models if not models or model in models]

    def ranking(self, models: Sequence[str]) -> list[str]:
        """Give those of `chosen` that tell rows apart; all of them, where none does."""
        chosen = self.chosen(models)
        telling = [model for model in chosen if np.ptp(self.judged.risk[self.judged.models.index(model)]) > 0]
        return telling or chosen


def appraise(
    contest: Contest,
    fits: Fits,
    failed: Mapping[tuple[str, str], str],
    explanations: Sequence[Explanation],
    folders: Mapping[str, Path],
    explained_rows: np.ndarray,
    blind: pd.DataFrame,
    findings: Findings,
) -> tuple[Exhibit, ...]:
    """Compute what was asked for beyond the league, in the order of the report.

    Parameters
    ----------
    contest : Contest
        ``contest.asked`` says what is wanted. Without asking come: agreement between models, the price of judgement
        and the events by grade of an expert index, on folds the pairs and ranks, and the categories unseen in training
        where there are any.
    fits : Fits
        Finished units.
    failed : mapping of (model, split) to str
        Where models failed.
    explanations, folders, explained_rows
        Of the stored models.
    blind : pandas.DataFrame
        From `no_signal.run_blind`.
    findings : Findings
        Gets ICM212 where something that was asked for does not apply.
    """
    case = _case(contest, fits, dict(failed), folders, findings)
    made = [*_comparisons(case), *judgement_exhibits(contest), *_calibration(case), *_rating(case)]
    made += [*_decisions(case), *_groups(case), *_stability(case)]
    made.sort(key=lambda exhibit: exhibit.name == "calibrated_by_group")  # after the groups as they are
    if len(explanations) > 1:
        made.append(agreement_exhibit(explanations))
    made += [*_explanations(case, explained_rows), *_checks(case, blind)]
    return tuple(replace(exhibit, frame=_settled(exhibit.frame)) for exhibit in made)


def _settled(frame: pd.DataFrame) -> pd.DataFrame:
    """Round to ten decimals: what is zero but for the last bits of a machine must be zero in the result digest."""
    numbers = frame.select_dtypes("float").columns
    return frame.assign(**{str(name): frame[name].round(10) + 0.0 for name in numbers})


def _case(
    contest: Contest,
    fits: Fits,
    failed: dict[tuple[str, str], str],
    folders: Mapping[str, Path],
    findings: Findings,
) -> _Case:
    headline = without_failed(fits.predictions(contest.headline), failed)
    judged = line_up(headline, contest.dataset, contest.headline, contest.models) if len(headline) else None
    cause = "没有预测 / no predictions" if judged is None else why_not_evaluable(judged)
    asked = contest.asked
    if cause and any((asked.fairness, asked.calibration, asked.rating, asked.decisions)):
        found, remedy = f"the headline split is not evaluable: {cause.partition(' / ')[2]}", "add rows or events"
        findings.add("ICM212", "further evaluation", found, "a headline split that can be judged", remedy)
    return _Case(contest, fits, failed, folders, headline, judged, cause, findings)


def _comparisons(case: _Case) -> list[Exhibit]:
    contest = case.contest
    if contest.headline != "folds" or case.cause or len(case.judged.models) < 2 or why_no_fold_interval(case.judged):
        return []
    return fold_exhibits(
        case.judged,
        [fold for fold in contest.folds if fold.split == contest.headline],
        find_metric(contest.metric),
        margin=contest.margin,
        reference=contest.reference,
        names=contest.names,
    )


def _calibration(case: _Case) -> list[Exhibit]:
    rule, contest = case.contest.asked.calibration, case.contest
    if rule is None or case.cause:
        return []
    models = case.chosen(rule.models)
    judged = case.judged.pick(models)
    made = [brier_exhibit(judged, seed=contest.seed), tests_exhibit(judged)]
    outer = outer_folds(contest.folds, rule.splits)
    inner = without_failed(case.fits.predictions(INNER), case.failed)
    if not outer:
        found, has = "none of the splits named", ", ".join(contest.splits)
        case.findings.add("ICM212", "calibration.splits", found, has, "name a split of this study, or none for all")
    elif not len(inner):
        found = "no fits inside the training rows finished"
        case.findings.add("ICM212", "calibration", found, "enough training subjects", "use fewer folds")
    if not len(inner):
        return made
    predictions = without_failed(case.fits.predictions(*(fold.split for fold in outer)), case.failed)
    chosen = (part[part["model"].isin(models)] for part in (predictions, inner))
    calibrated = calibrate_splits(rule, *chosen, outer, contest.dataset)
    made.append(calibrated_exhibit(rule, calibrated, seed=contest.seed))
    return [*made, by_group_exhibit(calibrated, contest.groups)] if contest.groups else made


def _rating(case: _Case) -> list[Exhibit]:
    rule = case.contest.asked.rating
    if rule is None or case.cause:
        return []
    return rating_exhibits(rule, case.judged.pick(case.ranking(rule.models)), case.contest.dataset)


def _decisions(case: _Case) -> list[Exhibit]:
    rule = case.contest.asked.decisions
    return [] if rule is None or case.cause else [decision_exhibit(rule, case.judged, seed=case.contest.seed)]


def _groups(case: _Case) -> list[Exhibit]:
    rule = case.contest.asked.fairness
    if rule is None or case.cause:
        return []
    return group_exhibits(rule, case.judged.pick(case.ranking(rule.models)), case.contest.groups)


def _stability(case: _Case) -> list[Exhibit]:
    rule, contest = case.contest.asked.stability, case.contest
    if rule is None:
        return []
    made = []
    if rule.drift and contest.dataset.as_of is not None and contest.headline != "folds":
        made.append(drift_exhibit(contest.dataset, contest.folds[0], case.folders))
    elif rule.drift:
        found, allowed = "rows without dates", "rows judged at later dates than trained on"
        case.findings.add("ICM212", "stability.drift", found, allowed, "name a time column, or set drift = false")
    predictions = without_failed(case.fits.predictions(RESEEDED, RESAMPLED), dict(case.failed))
    metric = find_metric(contest.metric)
    spread = spread_exhibit(rule, predictions, contest.dataset, contest.folds[0], metric, seed=contest.seed)
    return made if spread is None else [*made, spread]


def _explanations(case: _Case, explained_rows: np.ndarray) -> list[Exhibit]:
    rule, contest = case.contest.asked.explanation, case.contest
    if rule is None:
        return []
    chosen = {code: folder for code, folder in case.folders.items() if not rule.models or code in rule.models}
    reseeded: dict[str, dict[int, object]] = {}
    for unit in case.fits.further:
        wanted = unit.unit.split == RESEEDED and unit.unit.model in chosen and unit.unit.repeat < rule.seeds
        if wanted and unit.model_folder is not None:
            reseeded.setdefault(unit.unit.model, {})[unit.unit.repeat] = load_model(unit.model_folder)
    X = contest.dataset.X
    stability = stability_exhibit(
        {code: load_model(folder) for code, folder in chosen.items()} if rule.backgrounds else {},
        reseeded,
        X.iloc[explained_rows].reset_index(drop=True),
        X.iloc[contest.folds[0].train].reset_index(drop=True),
        backgrounds=rule.backgrounds,
        seed=contest.seed,
    )
    repair = repair_exhibit(contest, case.folders, explained_rows, case.findings)
    return [exhibit for exhibit in (stability, repair) if exhibit is not None]


def _checks(case: _Case, blind: pd.DataFrame) -> list[Exhibit]:
    made = []
    if len(blind):
        lead = (
            "结果被打乱或随机生成后，每条流程的AUC应为0.5；99.9%区间不含0.5者即有泄露，运行被拒绝。",
            "On shuffled or drawn outcomes the AUC of every pipeline must be .5; one whose 99.9 % interval does not "
            "hold it leaks, and the run is refused.",
        )
        made.append(Exhibit("no_signal", "data", ("无信号检验", "No signal, no score"), lead, blind))
    unseen = count_unseen_levels(case.contest.dataset, case.contest.folds)
    if len(unseen):
        lead = (
            "检验行中训练时未出现过的取值，按列与取值计数；按“其他”处理。",
            "Categories of judged rows that the training rows do not hold, by column and level; treated as other.",
        )
        title = ("训练中未见的取值", "Categories unseen in training")
        made.append(Exhibit("unseen", "data", title, lead, unseen, unseen.head(MOST_LEVELS)))
    return made
