"""The exhibits of a page (附表编排): tables with heads and cells in words, and the figures they are drawn as."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from inscredit_models.report.content import ReportContent
from inscredit_models.report.exhibit import Exhibit
from inscredit_models.report.exhibit_words import CELLS, HEADS
from inscredit_models.report.figures.critical_difference import plot_critical_difference
from inscredit_models.report.figures.dots import plot_dots
from inscredit_models.report.generic_table import Name, generic_table
from inscredit_models.report.words import COLUMNS, METRICS, SPLITS, Pair, word

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
    group = word(CELLS["group"] | SPLITS, second)
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
    told = [column for column in frame.columns if frame[column].notna().any() and (frame[column] != "").any()]
    coded = CELLS | {"split": SPLITS, "metric": METRICS}
    return generic_table(frame[told], name, heads=COLUMNS | HEADS, coded=coded)
