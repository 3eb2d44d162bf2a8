"""Calibrators (校准方法) on every split: learned inside training rows, judged on rows never used, by group as well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from inscredit_models.evaluation.calibrated import calibrate_predictions
from inscredit_models.evaluation.calibration import compute_calibration
from inscredit_models.evaluation.calibration_tests import GROUP_COLUMNS, reliability_by_group
from inscredit_models.evaluation.estimates import estimate_all
from inscredit_models.evaluation.judged import Judged, line_up, why_no_fold_interval, why_not_evaluable
from inscredit_models.evaluation.metrics import find_metric
from inscredit_models.evaluation.splits import Fold
from inscredit_models.findings import Refused
from inscredit_models.models.dataset import Dataset
from inscredit_models.report.exhibit import Dots, Exhibit
from inscredit_models.studies.further.declaration import CalibrationRule
from inscredit_models.studies.further.refits import INNER

CALIBRATED_COLUMNS = (
    "split",
    "model",
    "method",
    "brier",
    "brier_low",
    "brier_high",
    "log_loss",
    "ece",
    "ece_low",
    "ece_high",
    "intercept",
    "slope",
    "auc",
    "cause",
)
BY_GROUP_COLUMNS = ("split", "model", "method", "attribute", *GROUP_COLUMNS)
SHOWN_COLUMNS = (
    "split",
    "model",
    "method",
    "brier",
    "ece",
    "ece_low",
    "ece_high",
    "intercept",
    "slope",
    "auc",
    "cause",
)
MANY_ROWS = 5000
"""With more rows Venn–Abers calibration takes probabilities to four decimals, or it would not come to an end."""
JOINT = "\x1f"


@dataclass(frozen=True)
class Calibrated:
    """One method on one split: calibrated predictions lined up, and the models that could not be calibrated.

    Parameters
    ----------
    split, method : str
        Codes; method ``none`` leaves probabilities as they are.
    judged : Judged or None
        The calibrated predictions of the first repeat; None where there are none, or too few events to judge.
    causes : mapping of str to str
        By model, why there is nothing to be said.
    """

    split: str
    method: str
    judged: Judged | None
    causes: Mapping[str, str]


def calibrate_splits(
    rule: CalibrationRule, predictions: pd.DataFrame, inner: pd.DataFrame, outer: Sequence[Fold], dataset: Dataset
) -> list[Calibrated]:
    """Calibrate the predictions of every split by each method.

    Parameters
    ----------
    rule : CalibrationRule
        Methods and anchor.
    predictions, inner : pandas.DataFrame
        Predictions of the splits, and of the folds inside their training rows, of the models to be calibrated.
    outer : sequence of Fold
        The folds of the first repeat of each split; ``repeat`` of an inner prediction is the place of its fold in them.
    dataset : Dataset
        Gives the clusters.
    """
    present = set(inner["model"])
    made = []
    for split in dict.fromkeys(fold.split for fold in outer):
        places = {place: fold for place, fold in enumerate(outer) if fold.split == split}
        repeat = next(iter(places.values())).repeat
        own = predictions[(predictions["split"] == split) & (predictions["repeat"] == repeat)]
        own = own[own["model"].isin(present)]
        made += [_calibrate_all(own, inner, places, method, rule, dataset) for method in ("none", *rule.methods)]
    return made


def _calibrate_all(
    once: pd.DataFrame,
    inner: pd.DataFrame,
    places: Mapping[int, Fold],
    method: str,
    rule: CalibrationRule,
    dataset: Dataset,
) -> Calibrated:
    """Calibrate all models of one split by one method."""
    split = next(iter(places.values())).split
    parts, causes = [], {}
    for model, own in once.groupby("model", sort=False):
        try:
            learned = inner[inner["model"] == model]
            parts.append(own if method == "none" else _calibrate(own, learned, places, method, rule))
        except Refused as refusal:
            causes[str(model)] = "; ".join(finding.found for finding in refusal.findings)
    models = list(dict.fromkeys(part["model"].iloc[0] for part in parts))
    judged = line_up(pd.concat(parts, ignore_index=True), dataset, split, models) if parts else None
    silent = why_not_evaluable(judged) if judged is not None else ""
    if silent:
        return Calibrated(split, method, None, causes | dict.fromkeys(models, silent))
    return Calibrated(split, method, judged, causes)


def _calibrate(
    own: pd.DataFrame, inner: pd.DataFrame, places: Mapping[int, Fold], method: str, rule: CalibrationRule
) -> pd.DataFrame:
    """Calibrate one model, fold by fold: each calibrator learns inside the training rows of its fold."""
    parts = []
    for place, fold in places.items():
        applied, learned = own[own["fold"] == fold.fold], inner[inner["repeat"] == place]
        both = pd.concat([learned, applied], ignore_index=True)
        if method == "venn_abers" and len(both) > MANY_ROWS:
            both = both.assign(p_event=both["p_event"].round(4))
        anchor = rule.anchor if method == "anchor" else None
        parts.append(calibrate_predictions(both, method, learn_on=INNER, apply_to=fold.split, anchor=anchor))
    return pd.concat(parts, ignore_index=True)


def calibrated_exhibit(rule: CalibrationRule, made: Sequence[Calibrated], *, seed: int) -> Exhibit:
    """Judge the probabilities of every split before and after each method.

    Parameters
    ----------
    rule : CalibrationRule
        For the words.
    made : sequence of Calibrated
        From `calibrate_splits`.
    seed : int
        Of the bootstrap.
    """
    rows = [row for each in made for row in _scores(each, seed)]
    frame = pd.DataFrame(rows, columns=list(CALIBRATED_COLUMNS))
    # Splits, then models, then methods, each as they come first.
    order = {name: list(dict.fromkeys(frame[name])) for name in ("split", "model", "method")}
    keys = [frame[name].map({code: place for place, code in enumerate(codes)}) for name, codes in order.items()]
    frame = frame.iloc[np.lexsort(keys[::-1])].reset_index(drop=True)
    title = ("校准方法", "Calibrators")
    return Exhibit("calibrated", "curves", title, _lead(rule), frame, frame[list(SHOWN_COLUMNS)], _dots(frame))


def _scores(each: Calibrated, seed: int) -> Iterator[tuple]:
    """Scores of all models after one method on one split."""
    if each.judged is not None:
        judged = each.judged
        metrics = [find_metric(code) for code in ("brier", "log_loss", "ece", "auc")]
        found = estimate_all(judged, seed=seed, evaluable=True, metrics=metrics)
        summary = compute_calibration(judged)[1].set_index("model")
        silent = why_no_fold_interval(judged)
        for model in judged.models:
            yield (
                each.split,
                model,
                each.method,
                found["brier"].value(model),
                *found["brier"].interval(model),
                found["log_loss"].value(model),
                found["ece"].value(model),
                *found["ece"].interval(model),
                float(summary.loc[model, "intercept"]),
                float(summary.loc[model, "slope"]),
                found["auc"].value(model),
                silent,
            )
    for model, cause in each.causes.items():
        yield (each.split, model, each.method, *(np.nan,) * 10, cause)


def by_group_exhibit(made: Sequence[Calibrated], groups: Mapping[str, np.ndarray]) -> Exhibit:
    """Say how far the probabilities are off within each group, before and after each method, on every split.

    Parameters
    ----------
    made : sequence of Calibrated
        From `calibrate_splits`.
    groups : mapping of str to ndarray
        Group of each row of the dataset by attribute.
    """
    parts = []
    for each in made:
        once = each.judged.once() if each.judged is not None else None
        for model, p_event in zip(once.models, once.p_event, strict=True) if once is not None else ():
            for attribute, values in groups.items():
                found = reliability_by_group(once.y, p_event, values[once.row], once.clusters)
                named = {"split": each.split, "model": model, "method": each.method, "attribute": attribute}
                parts.append(found.assign(**named))
    columns = list(BY_GROUP_COLUMNS)
    frame = pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)
    keys = ["split", "model", "method", "attribute"]
    known = frame.assign(
        is_judged=frame["difference"].notna(),
        is_off=(frame["low"] > 0) | (frame["high"] < 0),
        largest_gap=frame["difference"].abs(),
    )
    shown = known.groupby(keys, sort=False).agg(
        groups_judged=("is_judged", "sum"), groups_off=("is_off", "sum"), largest_gap=("largest_gap", "max")
    )
    lead = (
        "每种方法之后，各组实际比例与预测概率相差多少：有结论的组数、区间不含0的组数、最大差；全部各组见文件。"
        "总体校准好不等于各组校准好。",
        "After each method, how far are the probabilities of each group off: groups with a claim, groups whose "
        "interval leaves out 0, the largest gap; the file has every group. Calibrated overall is not calibrated in "
        "each group.",
    )
    title = ("校准后的分组可靠性", "Reliability by group after calibration")
    return Exhibit("calibrated_by_group", "groups", title, lead, frame, shown.reset_index())


def _lead(rule: CalibrationRule) -> tuple[str, str]:
    anchor = "" if rule.anchor is None else f"锚定值{rule.anchor:g}。"
    anchored = "" if rule.anchor is None else f" The anchor is {rule.anchor:g}."
    return (
        f"每种方法只在训练行内{rule.folds}折的折外预测上学习，再用于从未用过的检验行；斜率1、截距0为好。{anchor}",
        f"Each method learns on out-of-fold predictions of {rule.folds} folds inside the training rows and is applied "
        f"to rows never used; good is slope 1 and intercept 0.{anchored}",
    )


def _dots(frame: pd.DataFrame) -> Dots:
    """Calibration error before and after, one panel for each model on each split."""
    drawn = pd.DataFrame(
        {
            "panel": frame["model"] + JOINT + frame["split"],
            "label": frame["method"],
            "value": frame["ece"],
            "low": frame["ece_low"],
            "high": frame["ece_high"],
        }
    )
    return Dots(drawn[drawn["value"].notna()].reset_index(drop=True), ("期望校准误差", "expected calibration error"))
