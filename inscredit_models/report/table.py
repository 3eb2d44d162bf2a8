"""The league in a terminal (终端排行榜): plain text, aligned also where characters are two columns wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

import pandas as pd

from inscredit_models.explain.wording import plain_text
from inscredit_models.report.arrange import ordered_models, text_of
from inscredit_models.report.numbers import count, decimals_of, fixed, interval
from inscredit_models.report.words import SPLITS, VERDICTS, both_halves, choose, metric_words, word


def league_text(
    league: pd.DataFrame, names: Mapping[str, tuple[str, str]], metric: str = "auc", language: str = "en"
) -> str:
    """Give the league of one metric as text, one block per split, best model first.

    Parameters
    ----------
    league : DataFrame
        The league frame.
    names : mapping of str to (zh, en)
        Names of the models; a model without one keeps its code.
    metric : str, default="auc"
        Which metric to show.
    language : {"en", "zh"}
        Language of the words.

    Returns
    -------
    str
        Lines without trailing blanks. A model that is not evaluable stands with its cause.
    """
    blocks = []
    chosen = league[league["metric"] == metric]
    for split, part in chosen.groupby("split", sort=False):
        first = part.iloc[0]
        head = (
            f"{choose(word(SPLITS, split), language)} · {choose(metric_words(metric), language)} · "
            f"{count(first['n'])} {choose(('行', 'rows'), language)}, "
            f"{count(first['events'])} {choose(('事件', 'events'), language)}"
        )
        by_model = part.drop_duplicates("model").set_index("model")
        rows = [_cells(by_model.loc[model], model, names, metric, language) for model in ordered_models(part, metric)]
        blocks.append("\n".join([head, *aligned(rows)]))
    return "\n\n".join(blocks)


def _cells(
    row: pd.Series, model: str, names: Mapping[str, tuple[str, str]], metric: str, language: str
) -> tuple[str, str, str, str]:
    decimals = decimals_of(metric)
    verdict, cause = text_of(row["verdict"]), choose(both_halves(text_of(row["cause"])), language)
    remark = choose(word(VERDICTS, verdict), language) if verdict else ""
    if model == row["reference"]:
        remark = choose(("参照", "reference"), language)
    elif model == "truth":
        remark = choose(("上限（植入的真相）", "ceiling (planted truth)"), language)
    if cause:
        remark = f"{remark}: {cause}" if remark else cause
    name = choose(names.get(model, (model, model)), language)
    return (
        plain_text(name),
        fixed(row["estimate"], decimals),
        interval(row["low"], row["high"], decimals),
        plain_text(remark),
    )


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Set rows of cells in columns by the width that a terminal gives them; blanks at the end are cut.

    Examples
    --------
    >>> aligned([("评分卡", "0.712"), ("logistic", "0.7")])
    ['  评分卡    0.712', '  logistic  0.7']
    """
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    padded = (
        "  ".join(cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True)) for row in rows
    )
    return [("  " + line).rstrip() for line in padded]


def width(text: str) -> int:
    """Give the columns that a text takes in a terminal; wide East Asian characters take two, combining marks none.

    Examples
    --------
    >>> width("评分卡"), width("abc"), width("e" + chr(0x301))
    (6, 3, 1)
    """
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )
