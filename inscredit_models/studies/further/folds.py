"""Models over the folds of one table (折间比较): corrected t, practical equivalence, ranks and their figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from inscredit_models.evaluation.compare import adjust
from inscredit_models.evaluation.fold_pairs import pairs_over_folds, values_by_fold
from inscredit_models.evaluation.judged import Judged
from inscredit_models.evaluation.metrics import Metric
from inscredit_models.evaluation.paired_tests import five_by_two
from inscredit_models.evaluation.ranks import RankComparison, rank_models
from inscredit_models.evaluation.splits import Fold
from inscredit_models.report.exhibit import Exhibit

Names = Mapping[str, tuple[str, str]]


def fold_exhibits(
    judged: Judged, folds: Sequence[Fold], metric: Metric, *, margin: float, reference: str, names: Names
) -> list[Exhibit]:
    """Compare all models over repeated folds.

    Parameters
    ----------
    judged : Judged
        Predictions of the split ``folds``, two models or more, each fold with both classes.
    folds : sequence of Fold
        The folds, for their numbers of rows.
    metric : Metric
        The compare metric.
    margin : float
        Equivalence margin, half the region of practical equivalence.
    reference : str
        The model that the others' ranks are held against.
    names : mapping of str to (zh, en)
        Names for the sentence.
    """
    values = values_by_fold(judged, metric)
    ratio = float(np.mean([len(fold.test) / len(fold.train) for fold in folds]))
    pairs = pairs_over_folds(values, metric, test_to_train=ratio, rope=margin)
    lead = (
        f"校正重抽样t检验（Nadeau–Bengio，Holm校正）与贝叶斯相关t检验；实际等效区为±{margin:g}，"
        "后验概率达95%才下结论。",
        f"Corrected resampled t test (Nadeau–Bengio, Holm) and Bayesian correlated t test; the region of practical "
        f"equivalence is ±{margin:g}, a verdict needs a posterior probability of 95 %.",
    )
    title = ("折间成对检验", "Pairs over folds")
    ranks = rank_models(values, better=metric.better, overlap=ratio)
    made = [_ranks(ranks, reference, names), Exhibit("fold_pairs", "comparisons", title, lead, pairs)]
    repeats = {fold.repeat for fold in folds}
    return [*made, _five_by_two(values)] if len(repeats) == 5 and len(folds) == 10 else made


def _five_by_two(values: pd.DataFrame) -> Exhibit:
    """Dietterich's t and Alpaydın's F for each pair, where the folds are five repeats of two."""
    pairs = list(combinations(values.columns, 2))
    tests = [five_by_two((values[a] - values[b]).to_numpy().reshape(5, 2)) for a, b in pairs]
    frame = pd.DataFrame(
        [(a, b, *test) for (a, b), test in zip(pairs, tests, strict=True)],
        columns=["model_a", "model_b", "t", "p_t", "f", "p_value"],
    )
    frame["p_adjusted"] = adjust(frame["p_value"].tolist())
    lead = (
        "五次二折：Dietterich的t（5个自由度）与Alpaydın的F（10与5个自由度），F的p值经Holm校正。",
        "Five repeats of two folds: Dietterich's t (5 degrees of freedom) and Alpaydın's F (10 and 5), p of F adjusted "
        "by Holm.",
    )
    return Exhibit("five_by_two", "comparisons", ("5×2折检验", "5×2 folds"), lead, frame)


def _ranks(ranks: RankComparison, reference: str, names: Names) -> Exhibit:
    """The ranks with the sentence and the figure of one object."""
    others = ranks.against(reference).set_index("model") if reference in ranks.models else pd.DataFrame()
    order = np.argsort(ranks.average, kind="stable")
    frame = pd.DataFrame(
        {"model": [ranks.models[place] for place in order], "average_rank": ranks.average[order]}
    ).assign(folds=ranks.tables, effective_tables=ranks.effective_tables)
    for column in ("difference", "z", "p_value", "p_adjusted"):
        frame[column] = [
            float(others[column].get(model, np.nan)) if len(others) else np.nan for model in frame["model"]
        ]
    lead = tuple(ranks.sentence(language, dict(names)) for language in ("zh", "en"))
    return Exhibit("ranks", "comparisons", ("平均秩与临界差", "Average ranks"), lead, frame, ranks=ranks)
