"""Stability (稳定性): drift of indicators and scores over dates, and how far refits move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from inscredit_models.evaluation.judged import line_up, why_not_evaluable
from inscredit_models.evaluation.metrics import Metric
from inscredit_models.evaluation.refits import RESAMPLED, RESEEDED, measure_spread
from inscredit_models.evaluation.splits import Fold
from inscredit_models.evaluation.stability import DRIFT_COLUMNS, drift
from inscredit_models.models.dataset import Dataset
from inscredit_models.models.stored import load_model
from inscredit_models.report.exhibit import Dots, Exhibit
from inscredit_models.studies.further.declaration import StabilityRule

SPREAD_COLUMNS = (
    "model",
    "over",
    "runs",
    "metric",
    "lowest",
    "highest",
    "deviation",
    "sampling_error",
    "lowest_agreement",
    "crossing",
    "cause",
)
LARGEST_SHOWN = 30


def drift_exhibit(dataset: Dataset, fold: Fold, folders: Mapping[str, Path]) -> Exhibit:
    """Follow every column and every stored model's score from the training dates to the judged ones.

    Scores of training rows are those of the model that learned from them. A number that orders rows (a year) is taken
    as its rank.
    """
    moments = np.asarray(dataset.as_of)
    values, place = np.unique(moments, return_inverse=True)
    days = values if values.dtype.kind == "M" else np.arange(len(values)).astype("datetime64[D]")
    named = dict(zip(pd.to_datetime(days), (str(value) for value in values), strict=True))
    rows = np.sort(np.concatenate([fold.train, fold.test]))
    reference_to = days[place[fold.train].max()]
    X = dataset.X.iloc[rows]
    scores = pd.DataFrame({code: load_model(folder).p_event(X) for code, folder in folders.items()}, index=X.index)
    varying = scores.loc[:, scores.nunique() > 1]
    parts = [
        drift(columns, days[place[rows]], reference_to=reference_to, subject_id=dataset.clusters[rows]).assign(
            kind=kind
        )
        for kind, columns in (("score", varying), ("indicator", X.loc[:, X.notna().any()]))
        if columns.shape[1]
    ]
    frame = pd.concat(parts, ignore_index=True)[["kind", *DRIFT_COLUMNS]]
    frame = frame.assign(as_of=frame["as_of"].map(named).astype("str"))
    moved = frame["verdict"].isin(["shifted", "slight", "inconclusive"])
    largest = frame[moved].sort_values("psi", ascending=False, kind="stable").head(LARGEST_SHOWN)
    columns = ["kind", "name", "as_of", "n", "m", "psi", "critical", "p_adjusted", "verdict", "cause"]
    return Exhibit(
        "drift",
        "stability",
        ("漂移", "Drift"),
        _drift_lead(frame),
        frame,
        largest[columns],
        Dots(_strongest(frame), ("稳定性指数（竖线为偶然可达上限）", "stability index (line: what chance may reach)")),
    )


def _drift_lead(frame: pd.DataFrame) -> tuple[str, str]:
    counts = frame["verdict"].value_counts()
    shifted, slight, total = int(counts.get("shifted", 0)), int(counts.get("slight", 0)), len(frame)
    return (
        f"以训练期为参照：{total}个（列×日期）中{shifted}个有明显漂移，{slight}个有轻微漂移；"
        "界限随样本量而定（按主体计数），已作多重比较校正。",
        f"Against the training dates: of {total} columns × dates {shifted} have shifted and {slight} slightly; the "
        "limit knows the sample size, in subjects, and the number of comparisons.",
    )


def _strongest(frame: pd.DataFrame, largest: int = 12) -> pd.DataFrame:
    """The latest date of the columns that moved most: index, and the limit as the end of a line from 0."""
    latest = frame[frame["as_of"] == frame["as_of"].max()].sort_values("psi", ascending=False, kind="stable")
    latest = latest.head(largest)
    return pd.DataFrame(
        {
            "panel": latest["as_of"],
            "label": latest["name"],
            "value": latest["psi"],
            "low": 0.0,
            "high": latest["critical"],
        }
    ).reset_index(drop=True)


def spread_exhibit(
    rule: StabilityRule, predictions: pd.DataFrame, dataset: Dataset, fold: Fold, metric: Metric, *, seed: int
) -> Exhibit | None:
    """Measure how far refits over seeds and over training resamples lie apart, against the error of sampling.

    Parameters
    ----------
    rule : StabilityRule
        What was asked.
    predictions : pandas.DataFrame
        Predictions of the splits ``reseeded`` and ``resampled``; their repeat is the run.
    dataset, fold : Dataset, Fold
        The judged rows are ``fold.test``.
    metric, seed : Metric, int
        The compare metric; seed of its bootstrap.
    """
    asked = {RESEEDED: rule.seeds, RESAMPLED: rule.resamples}
    rows = []
    for over, runs in asked.items():
        part = predictions[(predictions["split"] == over) & (predictions["repeat"] < runs)]
        for model, own in part.groupby("model", sort=False):
            rows.append((model, over, runs, metric.code, *_spread(own, dataset, fold, metric, rule.top, seed)))
    if not rows:
        return None
    lead = (
        "只改变随机种子，或对训练主体重抽样，其余不变：分数变多少。标准差应远小于抽样误差。",
        "Only the seed changes, or the training subjects are drawn anew: how far do scores move? The deviation should "
        "be far below the error of sampling.",
    )
    return Exhibit(
        "spread",
        "stability",
        ("重训波动", "Spread over refits"),
        lead,
        pd.DataFrame(rows, columns=list(SPREAD_COLUMNS)),
    )


def _spread(
    own: pd.DataFrame, dataset: Dataset, fold: Fold, metric: Metric, top: float, seed: int
) -> Sequence[float | str]:
    """Lowest and highest value, deviation, sampling error, agreement, crossing, cause."""
    nothing = (float("nan"),) * 6
    runs = [part.set_index("row")["p_event"].reindex(fold.test).to_numpy() for _, part in own.groupby("repeat")]
    if len(runs) < 2:
        return (*nothing, "少于两次拟合完成 / fewer than two fits finished")
    one = own[own["repeat"] == own["repeat"].min()]
    cause = why_not_evaluable(line_up(one, dataset, one["split"].iloc[0], [one["model"].iloc[0]]))
    if cause:
        return (*nothing, cause)
    found = measure_spread(np.array(runs), dataset, fold, metric, top=top, seed=seed)
    ends = (float(found.values.min()), float(found.values.max()))
    return (*ends, found.deviation, found.sampling_error, found.lowest_agreement, found.crossing, "")
