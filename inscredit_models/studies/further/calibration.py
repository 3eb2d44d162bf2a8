"""Calibration beyond the curve (校准的进一步评估): the Brier score in parts, and tests of the probabilities."""

from __future__ import annotations

import numpy as np
import pandas as pd

from inscredit_models.evaluation.brier_parts import brier_parts_intervals
from inscredit_models.evaluation.calibration_tests import calibration_in_the_large, hosmer_lemeshow, spiegelhalter
from inscredit_models.evaluation.judged import Judged
from inscredit_models.evaluation.metrics import quantile_bins
from inscredit_models.findings import Refused
from inscredit_models.report.exhibit import Exhibit

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
