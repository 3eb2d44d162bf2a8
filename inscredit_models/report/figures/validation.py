"""Measured against printed (校验图): a row a world, a mark a measure, off by so many allowed widths."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from inscredit_models.explain.wording import plain_text
from inscredit_models.report.fonts import drawn_language
from inscredit_models.report.style import ACCENT, ACCENT_LIGHT, ADVERSE, INK, MUTED, axes_of, figure_style
from inscredit_models.report.words import Pair, choose

FARTHEST = 4.0
_MARKS = {"auc": "o", "rate": "s", "number": "D"}
_KINDS: dict[str, Pair] = {
    "auc": ("AUC与秩相关", "AUC and rank correlation"),
    "rate": ("占比", "rates"),
    "number": ("其他数值", "other numbers"),
}


def plot_validation(
    table: pd.DataFrame, worlds: Mapping[str, Pair], *, ax: Axes | None = None, language: str = "zh"
) -> Axes:
    """Draw (measured − printed) / allowed of every printed value; the band is what is allowed.

    Parameters
    ----------
    table : DataFrame
        As from `validation.agreement.hold_against`; rows without a printed value have no mark.
    worlds : mapping of code to (zh, en)
        Names, in the order of the rows.
    ax, language
        As in `plot_league`.
    """
    language = drawn_language(language)
    rows = list(worlds)
    with figure_style():
        ax = axes_of(ax, 6.8, 1.5 + 0.32 * len(rows))
        ax.axvspan(-1, 1, color=ACCENT_LIGHT, alpha=0.6, linewidth=0)
        ax.axvline(0, color=MUTED, linewidth=0.8)
        shown = table[table["printed"].notna() & table["mean"].notna()]
        off = ((shown["mean"] - shown["printed"]) / shown["allowed"]).clip(-FARTHEST, FARTHEST)
        for world, kind, place, agrees in zip(shown["world"], shown["kind"], off, shown["agrees"], strict=True):
            colour = ACCENT if agrees else ADVERSE
            ax.plot(place, rows.index(world), _MARKS[kind], color=colour, markersize=5, alpha=0.8)
        ax.set_yticks(range(len(rows)), [plain_text(choose(worlds[code], language)) for code in rows], color=INK)
        ax.set_ylim(len(rows) - 0.4, -0.6)
        ax.set_xlim(-FARTHEST - 0.2, FARTHEST + 0.2)
        zh, en = "（实测 − 印表）÷ 允许差，止于 ±4", "(measured − printed) / allowed, cut at ±4"
        ax.set_xlabel(choose((zh, en), language), color=MUTED)
        handles = [
            Line2D([], [], color=MUTED, marker=mark, linestyle="", label=choose(_KINDS[kind], language))
            for kind, mark in _MARKS.items()
            if kind in set(shown["kind"])
        ]
        ax.figure.legend(handles=handles, loc="outside lower center", ncols=3)
    return ax
