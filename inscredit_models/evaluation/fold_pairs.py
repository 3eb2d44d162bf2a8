"""All pairs of models over the folds of one table (折间成对比较): corrected t, Holm, and what is practically equal.

The folds of one table share their training rows. They are no independent tables: Friedman's test on them would claim
too much, so the tests here carry Nadeau and Bengio's correction.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from inscredit_models.evaluation.compare import adjust
from inscredit_models.evaluation.judged import Judged
from inscredit_models.evaluation.metrics import Metric
from inscredit_models.evaluation.paired_tests import corrected_t, practical_probabilities
from inscredit_models.findings import Findings

CREDIBLE = 0.95
FOLD_PAIR_COLUMNS = (
    "model_a",
    "model_b",
    "metric",
    "folds",
    "mean_difference",
    "t",
    "p_value",
    "p_adjusted",
    "rope",
    "p_worse",
    "p_equivalent",
    "p_better",
    "verdict",
)


def values_by_fold(judged: Judged, metric: Metric) -> pd.DataFrame:
    """Give the metric of each model in each fold of each repeat.

    Returns
    -------
    pandas.DataFrame of shape (folds · repeats, models)
        NaN where a ranking metric meets a fold of one class.
    """
    inputs = judged.risk if metric.ranking else judged.p_event
    rows = [
        [metric.function(judged.y[judged.fold == number], each[judged.fold == number]) for each in inputs]
        for number in range(int(judged.fold.max()) + 1)
    ]
    return pd.DataFrame(rows, columns=list(judged.models))


def pairs_over_folds(values: pd.DataFrame, metric: Metric, *, test_to_train: float, rope: float) -> pd.DataFrame:
    """Compare each pair of models over folds.

    Parameters
    ----------
    values : pandas.DataFrame of shape (folds, models)
        As from `values_by_fold`.
    metric : Metric
        Gives the good end.
    test_to_train : float
        Rows of a test fold over rows of its training folds.
    rope : float
        Difference that does not matter, above 0: half the region of practical equivalence.

    Returns
    -------
    pandas.DataFrame
        Columns `FOLD_PAIR_COLUMNS`; ``mean_difference`` is a − b; ``p_worse``, ``p_equivalent``, ``p_better`` are the
        posterior probabilities of the Bayesian correlated t test, and the verdict of a against b is the one of 95 % or
        more, else *inconclusive*.

    Raises
    ------
    Refused
        ICM006 for a margin that is not above 0; ICM006, ICM027 as in `corrected_t`.
    """
    findings = Findings()
    if not rope > 0:
        findings.add("ICM006", "rope", f"{rope:g}", "above 0", "give the difference that does not matter")
    findings.refuse()
    pairs = list(combinations(values.columns, 2))
    differences = [(values[a] - values[b]).to_numpy() for a, b in pairs]
    tests = [corrected_t(each, test_to_train) for each in differences]
    adjusted = adjust([p_value for _, p_value in tests])
    rows = []
    for (a, b), each, (statistic, p_value), p_adjusted in zip(pairs, differences, tests, adjusted, strict=True):
        chances = practical_probabilities(metric.sign * each, test_to_train, rope)
        likeliest = int(np.argmax(chances))
        verdict = ("worse", "equivalent", "better")[likeliest] if chances[likeliest] >= CREDIBLE else "inconclusive"
        numbers = (len(each), float(each.mean()), statistic, p_value, p_adjusted, rope)
        rows.append((a, b, metric.code, *numbers, *chances, verdict))
    return pd.DataFrame(rows, columns=list(FOLD_PAIR_COLUMNS))
