"""The exhibits of a page (附表编排): tables with heads and cells in words, and the figures they are drawn as."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from inscredit_models.report import numbers
from inscredit_models.report.content import ReportContent
from inscredit_models.report.exhibit import Exhibit
from inscredit_models.report.exhibit_words import CELLS, HEADS
from inscredit_models.report.figures.critical_difference import plot_critical_difference
from inscredit_models.report.figures.dots import plot_dots
from inscredit_models.report.words import COLUMNS, SPLITS, Pair, both_halves, metric_words, word

Name = Callable[[object], Pair]
_NAMED = ("model", "model_a", "model_b", "a", "b", "name", "attribute", "column")
_P_VALUES = (
    "p_value",
    "p_adjusted",
    "p_worse",
    "p_equivalent",
    "p_better",
    "p_t",
    "spiegelhalter_p",
    "hosmer_lemeshow_p",
)
_HALVES = ("cause", "sentence", "weight_of")
JOINT = "\x1f"
"""Joins two codes in one label."""


def exhibit_tables(content: ReportContent) -> dict[str, list[dict[str, Any]]]:
    """Arrange all exhibits for the template, by section.

    Returns
    -------
    dict of str to list of dict
        Each with ``name``, ``title``, ``lead`` (pairs), ``rows_in_all``, and ``heads``, ``numeric``, ``rows`` as a
        generic table has them; columns in which no shown row has anything are left out.
    """
    tables: dict[str, list[dict[str, Any]]] = {}
    for exhibit in content.exhibits:
        shown = exhibit.frame if exhibit.shown is None else exhibit.shown
        table = {"name": exhibit.name, "title": exhibit.title, "lead": _named_lead(exhibit, content.name)}
        tables.setdefault(exhibit.section, []).append(
            table | {"rows_in_all": len(exhibit.frame)} | _table(shown, content.name)
        )
    return tables


def exhibit_figures(content: ReportContent) -> Iterator[tuple[str, Pair, Callable[[str], Axes]]]:
    """Give name, caption and drawer of each exhibit that can be drawn."""
    for exhibit in content.exhibits:
        if exhibit.has_figure:
            yield exhibit.name, exhibit.title, _drawer(exhibit, content.name)


def _drawer(exhibit: Exhibit, name: Name) -> Callable[[str], Axes]:
    if exhibit.ranks is not None:
        return lambda language: plot_critical_difference(exhibit.ranks, name=name, language=language)
    dots = exhibit.dots
    frame = dots.frame
    for column in ("label", "panel"):
        if f"{column}_zh" in frame:
            continue
        pairs = [joint_name(code, name) for code in frame[column]]
        frame = frame.assign(**{f"{column}_zh": [zh for zh, _ in pairs], f"{column}_en": [en for _, en in pairs]})
    return lambda language: plot_dots(frame, axis=dots.axis, line=dots.line, language=language)


def joint_name(code: object, name: Name) -> Pair:
    """Give the name of a code, or of two codes joined; a method or a group has its own words.

    Examples
    --------
    >>> joint_name("sex" + JOINT + "missing", lambda code: (str(code), str(code)))
    ('sex：缺失', 'sex: missing')
    """
    first, _, second = str(code).partition(JOINT)
    known = CELLS["method"].get(first) or name(first)
    if not second:
        return known
    group = word(CELLS["group"], second)
    return f"{known[0]}：{group[0]}", f"{known[1]}: {group[1]}"


def _named_lead(exhibit: Exhibit, name: Name) -> Pair:
    """The lead, with the code of a model in it replaced by its name."""
    zh, en = exhibit.lead
    codes = exhibit.frame["model"].unique() if exhibit.name == "repair" and len(exhibit.frame) else ()
    for code in codes:
        names = name(code)
        zh, en = zh.replace(f"对{code}", f"对“{names[0]}”"), en.replace(f"that {code} ", f"that “{names[1]}” ")
    return zh, en


def _table(frame: pd.DataFrame, name: Name) -> dict[str, Any]:
    kept = [column for column in frame.columns if frame[column].notna().any() and (frame[column] != "").any()]
    frame = frame[kept]
    numeric = [pd.api.types.is_numeric_dtype(dtype) for dtype in frame.dtypes]
    rows = [
        [_cell(str(column), value, name) for column, value in zip(frame.columns, row, strict=True)]
        for row in frame.itertuples(index=False, name=None)
    ]
    heads = [HEADS.get(str(column)) or word(COLUMNS, str(column)) for column in frame.columns]
    return {"heads": heads, "numeric": numeric, "rows": rows}


def _cell(column: str, value: Any, name: Name) -> Pair:
    """One cell in words."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return numbers.MISSING, numbers.MISSING
    if isinstance(value, pd.Timestamp):
        value = value.date().isoformat()
    if column in _P_VALUES:
        text = numbers.p_value(value)
        return text, text
    if isinstance(value, str):
        return _words(column, value, name)
    text = numbers.cell(value)
    return text, text


def _words(column: str, value: str, name: Name) -> Pair:
    if column in CELLS:
        return word(CELLS[column], value)
    if column == "split":
        return word(SPLITS, value)
    if column == "metric":
        return metric_words(value)
    if column in _HALVES:
        return both_halves(value)
    if column == "indicators":
        pairs = [name(code) for code in value.split(", ")]
        return "、".join(zh for zh, _ in pairs), ", ".join(en for _, en in pairs)
    return name(value) if column in _NAMED else (value, value)
