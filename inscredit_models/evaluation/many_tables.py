"""One metric of several models on several tables (多表比较): lined up from their leagues, then compared."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import pandas as pd

from inscredit_models.evaluation.compare import adjust
from inscredit_models.evaluation.metrics import Metric
from inscredit_models.evaluation.paired_tests import signed_rank
from inscredit_models.evaluation.ranks import FEWEST_TABLES
from inscredit_models.findings import Findings

PAIR_COLUMNS = (
    "model_a",
    "model_b",
    "metric",
    "tables",
    "a_better",
    "b_better",
    "equal",
    "mean_difference",
    "z",
    "p_value",
    "p_adjusted",
    "verdict",
)


def values_by_table(leagues: Mapping[str, pd.DataFrame], metric: Metric, split: str) -> pd.DataFrame:
    """Line up the estimates of one metric and split from the leagues of several tables.

    Parameters
    ----------
    leagues : mapping of str to DataFrame
        League frame of each table.
    metric : Metric
        The metric.
    split : str
        The split, the same in all leagues.

    Returns
    -------
    pandas.DataFrame of shape (tables, models)
        Index: tables in the order given; columns: models in order of appearance, without ``truth``.

    Raises
    ------
    Refused
        ICM007 for each table and model without an estimate, all at once: leaving a table out must be a decision.
    """
    findings = Findings()
    columns = {}
    for table, league in leagues.items():
        part = league[(league["metric"] == metric.code) & (league["split"] == split) & (league["model"] != "truth")]
        columns[table] = part.set_index("model")["estimate"]
    models = list(dict.fromkeys(model for column in columns.values() for model in column.index))
    for table, column in columns.items():
        missing = [model for model in models if pd.isna(column.get(model))]
        if missing or not models:
            found = f"no {metric.code} in split {split} for {', '.join(missing) or 'any model'}"
            findings.add("ICM007", f"table {table}", found, "every model on every table", "leave models or tables out")
    findings.refuse()
    return pd.DataFrame(columns).T[models]


def pairs_over_tables(values: pd.DataFrame, metric: Metric) -> pd.DataFrame:
    """Compare each pair of models over tables by Wilcoxon's signed-rank test, Holm over all pairs.

    Parameters
    ----------
    values : pandas.DataFrame of shape (tables, models)
        As from `values_by_table`.
    metric : Metric
        Gives the good end.

    Returns
    -------
    pandas.DataFrame
        Columns `PAIR_COLUMNS`; ``mean_difference`` is a − b. With fewer than five tables the verdict is
        ``not_evaluable`` and there is no p value.
    """
    pairs = list(combinations(values.columns, 2))
    differences = [(values[a] - values[b]).to_numpy() for a, b in pairs]
    is_evaluable = len(values) >= FEWEST_TABLES
    tests = [signed_rank(metric.sign * each) if is_evaluable else None for each in differences]
    adjusted = adjust([test.p_value if test else float("nan") for test in tests])
    rows = []
    for (a, b), each, test, p_adjusted in zip(pairs, differences, tests, adjusted, strict=True):
        ahead = metric.sign * each
        counts = (int((ahead > 0).sum()), int((ahead < 0).sum()), int((ahead == 0).sum()))
        z, p_value = (test.z, test.p_value) if test else (float("nan"), float("nan"))
        if not test:
            verdict = "not_evaluable"
        elif p_adjusted < 0.05:
            verdict = "better" if test.positive > test.negative else "worse"
        else:
            verdict = "inconclusive"
        rows.append((a, b, metric.code, len(each), *counts, float(each.mean()), z, p_value, p_adjusted, verdict))
    return pd.DataFrame(rows, columns=list(PAIR_COLUMNS))
