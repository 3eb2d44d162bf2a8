"""Calibration beyond the curve (校准的进一步评估): Brier in parts, tests, and calibrators learned inside training."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from inscredit_models.evaluation.brier_parts import brier_parts_intervals
from inscredit_models.evaluation.calibrated import calibrate_predictions
from inscredit_models.evaluation.calibration import compute_calibration
from inscredit_models.evaluation.calibration_tests import calibration_in_the_large, hosmer_lemeshow, spiegelhalter
from inscredit_models.evaluation.estimates import estimate_all
from inscredit_models.evaluation.judged import Judged, line_up
from inscredit_models.evaluation.metrics import find_metric, quantile_bins
from inscredit_models.evaluation.splits import Fold
from inscredit_models.findings import Refused
from inscredit_models.models.dataset import Dataset
from inscredit_models.report.exhibit import Dots, Exhibit
from inscredit_models.studies.further.declaration import CalibrationRule
from inscredit_models.studies.further.refits import INNER

CALIBRATED_COLUMNS = (
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
TEST_COLUMNS = (
    "model",
    "observed",
    "predicted",
    "difference",
    "low",
    "high",
    "spiegelhalter_z",
    "spiegelhalter_p",
    "hosmer_lemeshow",
    "hosmer_lemeshow_df",
    "hosmer_lemeshow_p",
)
MANY_ROWS = 5000
"""With more rows Venn–Abers calibration takes probabilities to four decimals, or it would not come to an end."""


def brier_exhibit(judged: Judged, *, seed: int) -> Exhibit:
    """Split the Brier score of each model into reliability, resolution, uncertainty and what lies within the bins."""
    once = judged.once()
    parts = [
        brier_parts_intervals(once.y, p_event, once.clusters, seed=seed).assign(model=model)
        for model, p_event in zip(once.models, once.p_event, strict=True)
    ]
    frame = pd.concat(parts, ignore_index=True)[["model", "part", "estimate", "low", "high"]]
    lead = (
        "Brier评分 = 可靠性 − 分辨力 + 不确定性 + 箱内方差 − 箱内协方差；可靠性越小、分辨力越大越好。",
        "Brier score = reliability − resolution + uncertainty + variance within bins − covariance within bins; "
        "good is little reliability error and much resolution.",
    )
    shown = frame.pivot(index="model", columns="part", values="estimate").reindex(list(once.models))
    shown = shown[list(dict.fromkeys(frame["part"]))].reset_index()
    return Exhibit("brier_parts", "curves", ("Brier评分分解", "Brier score in parts"), lead, frame, shown)


def tests_exhibit(judged: Judged) -> Exhibit:
    """Test the probabilities of each model: in the large, all at once (Spiegelhalter), and by bin (Hosmer–Lemeshow).

    Hosmer and Lemeshow's test takes rows as independent: where subjects repeat it is left out.
    """
    once = judged.once()
    rows = []
    for model, p_event in zip(once.models, once.p_event, strict=True):
        large = calibration_in_the_large(once.y, p_event, once.clusters)
        z = spiegelhalter(once.y, p_event, None if once.stand_alone else once.clusters)
        by_bin = _by_bin(once, p_event) if once.stand_alone else (np.nan,) * 3
        rows.append((model, large.observed, large.predicted, large.difference, large.low, large.high, *z, *by_bin))
    frame = pd.DataFrame(rows, columns=list(TEST_COLUMNS))
    lead = (
        "总体校准差及区间（按主体聚类）；p值小说明概率不可信。",
        "Observed less predicted share with its interval, clustered by subject; a small p says that the probabilities "
        "are not to be believed.",
    )
    return Exhibit("calibration_tests", "curves", ("校准检验", "Tests of calibration"), lead, frame)


def _by_bin(once: Judged, p_event: np.ndarray) -> tuple[float, float, float]:
    """Hosmer and Lemeshow's statistic over quantile bins; missing where a bin's probability is 0 or 1."""
    number = quantile_bins(p_event)
    n = np.bincount(number)
    mean = np.bincount(number, weights=p_event) / n
    try:
        return hosmer_lemeshow(n, np.bincount(number, weights=once.y), mean)
    except Refused:
        return (float("nan"),) * 3


def calibrated_exhibit(
    rule: CalibrationRule,
    headline: pd.DataFrame,
    inner: pd.DataFrame,
    outer: Sequence[Fold],
    dataset: Dataset,
    *,
    seed: int,
) -> Exhibit:
    """Calibrate the headline predictions by each method and judge them before and after.

    Parameters
    ----------
    rule : CalibrationRule
        Methods and anchor.
    headline, inner : pandas.DataFrame
        Predictions of the headline split, and of the folds inside its training rows, of the models to be calibrated.
    outer : sequence of Fold
        The headline folds of the first repeat; ``repeat`` of an inner prediction is the place of its fold in them.
    dataset : Dataset
        Gives the clusters.
    seed : int
        Of the bootstrap.
    """
    split = outer[0].split
    present = set(inner["model"])
    once = headline[headline["model"].isin(present) & (headline["repeat"] == outer[0].repeat)]
    models = list(dict.fromkeys(once["model"]))
    rows = []
    for method in ("none", *rule.methods):
        made, causes = [], {}
        for model in models:
            own = once[once["model"] == model]
            try:
                made.append(
                    own if method == "none" else _calibrate(own, inner[inner["model"] == model], outer, method, rule)
                )
            except Refused as refusal:
                causes[model] = "; ".join(finding.found for finding in refusal.findings)
        judged = line_up(pd.concat(made, ignore_index=True), dataset, split, models) if made else None
        rows += _scores(judged, method, seed) if judged is not None else []
        rows += [(model, method, *(np.nan,) * 10, cause) for model, cause in causes.items()]
    frame = pd.DataFrame(rows, columns=list(CALIBRATED_COLUMNS))
    order = {model: place for place, model in enumerate(models)}
    frame = frame.sort_values("model", key=lambda column: column.map(order), kind="stable", ignore_index=True)
    return Exhibit("calibrated", "curves", ("校准方法", "Calibrators"), _lead(rule), frame, dots=_dots(frame))


def _calibrate(
    own: pd.DataFrame, inner: pd.DataFrame, outer: Sequence[Fold], method: str, rule: CalibrationRule
) -> pd.DataFrame:
    """Calibrate one model, fold by fold: each calibrator learns inside the training rows of its fold."""
    parts = []
    for place, fold in enumerate(outer):
        applied, learned = own[own["fold"] == fold.fold], inner[inner["repeat"] == place]
        both = pd.concat([learned, applied], ignore_index=True)
        if method == "venn_abers" and len(both) > MANY_ROWS:
            both = both.assign(p_event=both["p_event"].round(4))
        anchor = rule.anchor if method == "anchor" else None
        parts.append(calibrate_predictions(both, method, learn_on=INNER, apply_to=fold.split, anchor=anchor))
    return pd.concat(parts, ignore_index=True)


def _scores(judged: Judged, method: str, seed: int) -> list[tuple]:
    """Scores of all models after one method."""
    metrics = [find_metric(code) for code in ("brier", "log_loss", "ece", "auc")]
    found = estimate_all(judged, seed=seed, evaluable=True, metrics=metrics)
    summary = compute_calibration(judged)[1].set_index("model")
    return [
        (
            model,
            method,
            found["brier"].value(model),
            *found["brier"].interval(model),
            found["log_loss"].value(model),
            found["ece"].value(model),
            *found["ece"].interval(model),
            float(summary.loc[model, "intercept"]),
            float(summary.loc[model, "slope"]),
            found["auc"].value(model),
            "",
        )
        for model in judged.models
    ]


def _lead(rule: CalibrationRule) -> tuple[str, str]:
    anchor = "" if rule.anchor is None else f"锚定值{rule.anchor:g}。"
    anchored = "" if rule.anchor is None else f" The anchor is {rule.anchor:g}."
    return (
        f"每种方法只在训练行内{rule.folds}折的折外预测上学习，再用于从未用过的检验行；斜率1、截距0为好。{anchor}",
        f"Each method learns on out-of-fold predictions of {rule.folds} folds inside the training rows and is applied "
        f"to rows never used; good is slope 1 and intercept 0.{anchored}",
    )


def _dots(frame: pd.DataFrame) -> Dots:
    """Calibration error before and after, one panel a model."""
    return Dots(
        frame.assign(panel=frame["model"], label=frame["method"], value=frame["ece"], low=frame["ece_low"],
                     high=frame["ece_high"])[["panel", "label", "value", "low", "high"]],
        ("期望校准误差", "expected calibration error"),
    )  # fmt: skip
