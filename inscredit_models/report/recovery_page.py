"""The page of a method-recovery experiment (方法还原报告): verdict, table, figure, by trouble and by world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes

from inscredit_models.report.figures.recovery import plot_recovery
from inscredit_models.report.fonts import drawn_language
from inscredit_models.report.sheet import render_sheet
from inscredit_models.report.svg import figure_svg
from inscredit_models.report.words import Pair, word

TROUBLES: dict[str, Pair] = {
    "none": ("无", "none"),
    "reporting_bias": ("上报偏差", "reporting bias"),
    "sample_size": ("样本量", "sample size"),
    "drift": ("漂移", "drift"),
    "gaming": ("策略行为", "gaming"),
    "noise": ("噪声", "noise"),
    "confounding": ("混杂", "confounding"),
    "lateness": ("迟报补报", "late and backfilled records"),
    "structure": ("结构", "structure of the world"),
}


@dataclass(frozen=True)
class RecoveryContent:
    """What the page says.

    Parameters
    ----------
    headline, question : pair of str
        Verdict and question in Chinese and English.
    reference : str
        Method the others are held against; ``margin`` is the difference that does not matter, ``seeds`` the number
        of seeds.
    methods, conditions : mapping of code to (zh, en)
        Names, in order.
    frames : mapping of str to pandas.DataFrame
        ``overall``, ``troubles`` and ``methods`` as from `method_recovery.judge_methods`, ``harm``, ``units``.
    provenance : mapping of str to str
        Digests and seeds.
    """

    headline: Pair
    question: Pair
    reference: str
    margin: float
    seeds: int
    methods: Mapping[str, Pair]
    conditions: Mapping[str, Pair]
    frames: Mapping[str, pd.DataFrame]
    provenance: Mapping[str, str] = field(default_factory=dict)


def render_recovery(content: RecoveryContent) -> str:
    """Give the page as text; the same content gives the same text."""
    drawings = [
        Markup(figure_svg(draw_recovery(content, language).figure, f"recovery-{language}", "recovery"))
        for language in ("zh", "en")
    ]
    overall = content.frames["overall"].sort_values("mean", ascending=False)
    return render_sheet(
        "recovery.html.j2",
        title=("哪种方法还原植入的次序", "Which method recovers the planted order"),
        content=content,
        overall=overall.to_dict("records"),
        troubles=_by_scope(content.frames["troubles"], {**TROUBLES}),
        worlds=_by_scope(content.frames["methods"], content.conditions),
        harm=_by_scope(_harm(content.frames["harm"]), content.conditions),
        method_codes=list(content.methods),
        drawing=drawings,
    )


def draw_recovery(content: RecoveryContent, language: str = "zh") -> Axes:
    """Draw the differences from the reference, world by world."""
    return plot_recovery(
        content.frames["methods"], content.conditions, content.methods, language=drawn_language(language)
    )


def _harm(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the changes against the default worlds in the form of means; the least harm of a row counts as best."""
    return frame.rename(columns={"condition": "scope", "change": "mean"})


def _by_scope(frame: pd.DataFrame, names: Mapping[str, Pair]) -> list[dict[str, object]]:
    """Arrange one row a scope with the cells of all methods; the best mean of a row is marked."""
    rows = []
    for scope, part in frame.groupby("scope", sort=False):
        cells = {row["method"]: row for row in part.to_dict("records")}
        best = part["mean"].max()
        for cell in cells.values():
            cell["is_best"] = cell["mean"] == best
        rows.append({"name": word(names, scope), "cells": cells})
    return rows
