"""The league (排行榜): every model, every split, every metric, with interval, verdict and cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from inscredit_models.evaluation.calibration import CALIBRATION_COLUMNS, SUMMARY_COLUMNS, compute_calibration
from inscredit_models.evaluation.compare import (
    COMPARISON_COLUMNS,
    against_reference,
    compare_pairs,
    verdicts_from_pairs,
)
from inscredit_models.evaluation.estimates import Estimates, estimate_all
from inscredit_models.evaluation.judged import (
    FEWEST,
    FEWEST_FOLDS,
    Judged,
    line_up,
    why_no_fold_interval,
    why_not_evaluable,
)
from inscredit_models.evaluation.metrics import METRICS, Metric, find_metric
from inscredit_models.evaluation.roc import compute_roc
from inscredit_models.evaluation.verdict import Names, verdict_sentences
from inscredit_models.findings import Findings, Refused, near_names
from inscredit_models.models.dataset import Dataset

TRUTH = "truth"
LEAGUE_COLUMNS = (
    "model",
    "metric",
    "split",
    "estimate",
    "low",
    "high",
    "interval_method",
    "n",
    "events",
    "reference",
    "verdict",
    "cause",
)
ROC_COLUMNS = ("model", "split", "fpr", "tpr")
NAN = float("nan")


@dataclass(frozen=True)
class Evaluation:
    """All that can be said of the predictions of a study.

    Parameters
    ----------
    league : pandas.DataFrame
        Columns `LEAGUE_COLUMNS`, rows by split, model (``truth`` last), metric. ``n`` and ``events`` count different
        rows. ``verdict`` is against ``reference``; empty on ``truth``, and on the reference's own rows unless they are
        not evaluable.
    comparisons : pandas.DataFrame
        All pairs of fitted models on the compare metric, see `compare_pairs`.
    roc, calibration, calibration_summary : pandas.DataFrame
        Points and bins for drawing, of the first repeat where there are repeats.
    verdicts : list of dict
        ``split``, ``zh``, ``en``: the verdict in sentences.
    findings : Findings
        ICM054 for each split that is not evaluable for want of events, ICM260 for want of folds.
    """

    league: pd.DataFrame
    comparisons: pd.DataFrame
    roc: pd.DataFrame
    calibration: pd.DataFrame
    calibration_summary: pd.DataFrame
    verdicts: list[dict[str, str]]
    findings: Findings


@dataclass(frozen=True)
class _Rules:
    """What is compared with what; the same for all splits."""

    models: tuple[str, ...]
    failed: Mapping[tuple[str, str], str]
    reference: str
    metric: Metric
    metrics: tuple[Metric, ...]
    margin: float
    seed: int


@dataclass(frozen=True)
class _Measured:
    """What was measured on one split; without ``judged`` no fitted model has a prediction there."""

    split: str
    judged: Judged | None = None
    estimates: Mapping[str, Estimates] = field(default_factory=dict)
    ceiling: Mapping[str, Estimates] = field(default_factory=dict)
    verdicts: Mapping[tuple[str, str], str] = field(default_factory=dict)
    cause: str = ""


def evaluate(
    predictions: pd.DataFrame,
    dataset: Dataset,
    *,
    models: Sequence[str],
    reference: str,
    margin: float,
    seed: int,
    metric: str = "auc",
    splits: Sequence[str] = (),
    failed: Mapping[tuple[str, str], str] | None = None,
    names: Names | None = None,
    truth: pd.DataFrame | None = None,
    further: Sequence[str] = (),
) -> Evaluation:
    """Judge the predictions of all models on all splits.

    On the compare metric the verdict against the reference is that of the pairwise comparison (Holm over all pairs of
    the split, equivalence margin). On the other metrics it comes from the paired difference to the reference, Holm over
    the models of that metric and split, without a margin and so never "equivalent".

    Parameters
    ----------
    predictions : pandas.DataFrame
        Columns model, split, repeat, fold, row, y, p_event, risk.
    dataset : Dataset
        The rows that were judged.
    models : sequence of str
        Codes in the order of the league, failed ones included, ``truth`` not.
    reference : str
        The model the others are measured against.
    margin : float
        Equivalence margin on the compare metric, above 0.
    seed : int
        Seed of the bootstrap.
    metric : str
        Code of the compare metric.
    splits : sequence of str
        Splits that were planned; one without any prediction is told too.
    failed : mapping of (model, split) to str, optional
        Where a model could not be fitted, with the cause; its predictions on that split are left aside.
    names : mapping of str to (zh, en), optional
        Names for the sentences.
    truth : pandas.DataFrame, optional
        Predictions of the planted truth in the same form (``p_event`` missing): ranking metrics only, never compared.
    further : sequence of str
        Codes of metrics beyond those that every league has (`FURTHER_METRICS`).

    Raises
    ------
    Refused
        ICM006, ICM008, ICM024 or ICM027, see `line_up` and `find_metric`.
    """
    chosen = find_metric(metric)
    _check_names(predictions, models, reference, margin)
    metrics = tuple(dict.fromkeys((*METRICS, *(find_metric(code) for code in (*further, metric)))))
    rules = _Rules(tuple(models), dict(failed or {}), reference, chosen, metrics, margin, seed)
    splits = list(dict.fromkeys([*splits, *predictions["split"]]))
    if truth is not None:
        predictions = pd.concat([predictions, truth.assign(model=TRUTH)], ignore_index=True)
    judged = [_evaluate_split(predictions, dataset, split, rules) for split in splits]
    league = _stack([each.league for each in judged], LEAGUE_COLUMNS)
    comparisons = _stack([each.comparisons for each in judged], COMPARISON_COLUMNS)
    findings = Findings()
    for each in judged:
        findings.extend(each.findings)
    return Evaluation(
        league=league,
        comparisons=comparisons,
        roc=_stack([each.roc for each in judged], ROC_COLUMNS),
        calibration=_stack([each.calibration for each in judged], CALIBRATION_COLUMNS),
        calibration_summary=_stack([each.calibration_summary for each in judged], SUMMARY_COLUMNS),
        verdicts=verdict_sentences(
            league, comparisons, splits=splits, reference=reference, metric=chosen, margin=margin, names=names or {}
        ),
        findings=findings,
    )


def _check_names(predictions: pd.DataFrame, models: Sequence[str], reference: str, margin: float) -> None:
    """Refuse names and margins that make no sense, all at once."""
    findings = Findings()
    if len(set(models)) < len(models):
        findings.add("ICM024", "models", "a model twice", "each model once", "leave one out")
    if TRUTH in models:
        findings.add("ICM006", "models", "truth as a model", "fitted models", "give the truth as truth")
    known = ", ".join(models)
    if reference not in models:
        findings.add("ICM008", "reference", repr(reference), f"one of {known}", near_names(reference, models))
    for model in sorted(set(predictions["model"]) - set(models)):
        findings.add("ICM008", "predictions, model", repr(model), f"one of {known}", near_names(model, models))
    check_margin(margin, "equivalence margin", findings)
    findings.refuse()


def check_comparison(metric: str, margin: float, where: str, findings: Findings) -> None:
    """Check what a study compares by, before anything is fitted: a known metric (ICM008), a margin above 0 (ICM006)."""
    try:
        find_metric(metric)
    except Refused as refusal:
        findings.extend(refusal.findings)
    check_margin(margin, where, findings)


def check_margin(margin: float, where: str, findings: Findings) -> None:
    """Check that an equivalence margin is above 0 (ICM006)."""
    if not margin > 0:
        findings.add("ICM006", where, f"margin {margin:g}", "above 0", "give the difference that does not matter")


def _evaluate_split(predictions: pd.DataFrame, dataset: Dataset, split: str, rules: _Rules) -> Evaluation:
    """Judge one split; its verdict sentences are made later, from the whole league."""
    fitted = [model for model in rules.models if (model, split) not in rules.failed]
    everyone = line_up(predictions, dataset, split, [*fitted, TRUTH])
    if everyone is None or everyone.models == (TRUTH,):
        league = _league_rows(rules, _Measured(split))
        return Evaluation(league, *(pd.DataFrame() for _ in range(4)), [], Findings())
    cause, few_folds = why_not_evaluable(everyone), why_no_fold_interval(everyone)
    judged = everyone.pick([model for model in everyone.models if model != TRUTH])
    estimates = estimate_all(judged, seed=rules.seed, evaluable=not cause, metrics=rules.metrics)
    ceiling = {}
    if TRUTH in everyone.models:
        ceiling = estimate_all(everyone.pick([TRUTH]), seed=rules.seed, evaluable=not cause, metrics=rules.metrics)
    comparisons = compare_pairs(estimates[rules.metric.code], split, margin=rules.margin)
    verdicts = _verdicts(estimates, comparisons, rules)
    calibration, summary = compute_calibration(judged)
    return Evaluation(
        league=_league_rows(rules, _Measured(split, judged, estimates, ceiling, verdicts, cause or few_folds)),
        comparisons=comparisons,
        roc=compute_roc(everyone),
        calibration=calibration,
        calibration_summary=summary,
        verdicts=[],
        findings=_few_events(judged, cause) if cause else _few_folds(judged, few_folds),
    )


def _verdicts(estimates: dict[str, Estimates], comparisons: pd.DataFrame, rules: _Rules) -> dict[tuple[str, str], str]:
    """Verdict of each model against the reference by (metric, model); empty where the reference has no estimate."""
    verdicts: dict[tuple[str, str], str] = {}
    for code, estimate in estimates.items():
        if rules.reference not in estimate.models:
            continue
        if code == rules.metric.code:
            found = verdicts_from_pairs(comparisons, rules.reference)
        else:
            found = against_reference(estimate, rules.reference)
        verdicts.update({(code, model): verdict for model, verdict in found.items()})
    return verdicts


def _league_rows(rules: _Rules, measured: _Measured) -> pd.DataFrame:
    """All rows of one split: models in the order given, then the truth."""
    judged = measured.judged
    rows, events = (judged.rows, judged.events) if judged else (0, 0)
    made = []
    for model in rules.models:
        missing = _why_missing(model, rules, measured)
        for metric in rules.metrics:
            if missing:
                numbers, verdict, why = (NAN, NAN, NAN, ""), "not_evaluable", missing
            else:
                numbers = _numbers(measured.estimates[metric.code], model)
                verdict, why = _judge(model, metric, rules, measured)
            made.append((model, metric.code, measured.split, *numbers, rows, events, rules.reference, verdict, why))
    for code, estimate in measured.ceiling.items():
        numbers = _numbers(estimate, TRUTH)
        made.append((TRUTH, code, measured.split, *numbers, rows, events, rules.reference, "", measured.cause))
    return pd.DataFrame(made, columns=list(LEAGUE_COLUMNS))


def _why_missing(model: str, rules: _Rules, measured: _Measured) -> str:
    """Why a model has no numbers in this split, or an empty text."""
    if (model, measured.split) in rules.failed:
        return rules.failed[model, measured.split] or "模型失败 / the model failed"
    if measured.judged is None or model not in measured.judged.models:
        return "本划分中没有预测 / no predictions in this split"
    return ""


def _numbers(estimates: Estimates, model: str) -> tuple[float, float, float, str]:
    """Estimate, low, high and method of one row of the league."""
    return (estimates.value(model), *estimates.interval(model), estimates.method)


def _judge(model: str, metric: Metric, rules: _Rules, measured: _Measured) -> tuple[str, str]:
    """Verdict and cause of a fitted model; the reference is not judged against itself, but it can be not evaluable."""
    if measured.cause:
        return "not_evaluable", measured.cause
    if model == rules.reference:
        return "", ""
    if (metric.code, model) not in measured.verdicts:
        return "not_evaluable", "参照模型没有结果 / the reference has no result"
    return measured.verdicts[metric.code, model], ""


def _few_events(judged: Judged, cause: str) -> Findings:
    """ICM054 where the split has too few events or non-events."""
    findings = Findings()
    if cause:
        found = f"{judged.events} events in {judged.rows} rows: {cause.partition(' / ')[2]}"
        allowed = f"{FEWEST} events and {FEWEST} non-events or more, from several subjects"
        remedy = "read no model as better or worse; add subjects, dates or a longer horizon"
        findings.add("ICM054", f"split {judged.split}", found, allowed, remedy)
    return findings


def _few_folds(judged: Judged, cause: str) -> Findings:
    """ICM260 where folds and repeats are too few for an interval."""
    findings = Findings()
    if cause:
        found, remedy = cause.partition(" / ")[2], "ask for more folds or repeats; read no model as better or worse"
        findings.add("ICM260", f"split {judged.split}", found, f"{FEWEST_FOLDS} folds × repeats or more", remedy)
    return findings


def _stack(frames: list[pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
    """Put the frames of all splits under each other, with the declared columns even where there is no row."""
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True)[list(columns)] if filled else pd.DataFrame(columns=list(columns))
