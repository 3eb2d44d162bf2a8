"""What happens to a column of a table (列的处理策略), counted and in words: kind, levels, missing cells."""

from __future__ import annotations

import pandas as pd

from inscredit_models.models.features import Feature


def column_policy(
    column: pd.Series, feature: Feature, language: str, *, unseen_rows: int = 0, unseen_levels: int = 0
) -> str:
    """Say how the models treat a column of a table.

    Parameters
    ----------
    column : pandas.Series
        The column as it was read.
    feature : Feature
        Its kind.
    language : {"zh", "en"}
    unseen_rows, unseen_levels : int
        Judged cells whose level was not seen in training, and their levels.

    Examples
    --------
    >>> cells = pd.Series(["a", "b", None], dtype="str")
    >>> column_policy(cells, Feature("city", kind="categorical"), "en")
    'A column of text with 2 levels; 1 missing cell, a level of its own; a level not seen in training counts as other.'
    >>> column_policy(pd.Series([1.0, 2.0]), Feature("x"), "en")
    'A column of numbers; no missing cell.'
    """
    missing = int(column.isna().sum())
    if feature.kind == "categorical":
        levels = column.nunique()
        if language == "zh":
            gap = f"{missing}个缺失单元格，自成一类" if missing else "无缺失"
            counted = f"（{unseen_rows}个检验单元格、{unseen_levels}个取值在训练中未见）" if unseen_rows else ""
            return f"文本列，{levels}个取值；{gap}；训练中未见的取值按“其他”处理{counted}。"
        gap = f"{_cells(missing)}, a level of its own" if missing else "no missing cell"
        counted = f" ({unseen_rows} judged cells of {unseen_levels} levels not seen in training)" if unseen_rows else ""
        return f"A column of text with {levels} levels; {gap}; a level not seen in training counts as other{counted}."
    if language == "zh":
        gap = (
            f"{missing}个缺失单元格：逻辑回归取训练中位数并加标记，评分卡自成一箱，提升树按缺失处理"
            if missing
            else "无缺失"
        )
        return f"数值列；{gap}。"
    treated = (
        "logistic takes the training median and a flag, the scorecard a bin of their own, boosting keeps them missing"
    )
    return f"A column of numbers; {f'{_cells(missing)}: {treated}' if missing else 'no missing cell'}."


def _cells(count: int) -> str:
    return f"{count} missing cell{'s' if count > 1 else ''}"
