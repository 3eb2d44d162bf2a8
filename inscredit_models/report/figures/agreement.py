"""Agreement with published grades (等级一致性图): an ordinal AUC with interval, or an empty row that says why."""

from __future__ import annotations

import textwrap

import pandas as pd
from matplotlib.axes import Axes

from inscredit_models.explain.wording import plain_text
from inscredit_models.report.fonts import drawn_language
from inscredit_models.report.style import INK, MUTED, VERDICT_COLOURS, axes_of, figure_style
from inscredit_models.report.words import choose

WIDEST = 52
"""Characters in one line of a label."""

_COLOURS = {"agrees": "better", "opposes": "worse", "inconclusive": "inconclusive", "not_evaluable": "not_evaluable"}


def plot_agreement(frame: pd.DataFrame, *, ax: Axes | None = None, language: str = "zh") -> Axes:
    """Draw one row per comparison, from the top.

    Parameters
    ----------
    frame : DataFrame
        ``label_zh``, ``label_en``, ``n``, ``auc``, ``auc_low``, ``auc_high``, ``verdict``; where nothing is claimed the
        row holds its words and no mark.
    ax, language
        As in `plot_league`.
    """
    language = drawn_language(language)
    with figure_style():
        labels = [f"{_lines(row[f'label_{language}'])} · n={row['n']}" for row in frame.to_dict("records")]
        lines = max((label.count("\n") + 1 for label in labels), default=1)
        ax = axes_of(ax, 6.4, 0.9 + (0.15 + 0.12 * lines) * max(len(frame), 2))
        ax.axvline(0.5, color=MUTED, linewidth=0.9, zorder=0)
        for place, row in enumerate(frame.to_dict("records")):
            colour = VERDICT_COLOURS[_COLOURS[row["verdict"]]]
            if row["verdict"] == "not_evaluable":
                words = choose(("不可评估", "not evaluable"), language)
                ax.text(0.02, place, words, color=colour, fontsize=8, va="center")
                continue
            ax.hlines(place, row["auc_low"], row["auc_high"], color=colour, linewidth=1.8)
            ax.plot(row["auc"], place, "o", color=colour, markersize=5)
        ax.set_yticks(range(len(frame)), labels, fontsize=7.5, color=INK, multialignment="right")
        ax.set_ylim(len(frame) - 0.4, -0.6)
        ax.set_xlim(0, 1)
        ax.grid(axis="x")
        ax.spines["left"].set_visible(False)
        label = ("序数AUC（0.5为随机）", "Ordinal AUC (0.5 is chance)")
        ax.set_xlabel(choose(label, language), color=MUTED)
    return ax


def _lines(label: str) -> str:
    """Break a label into lines that leave room for the figure."""
    return "\n".join(part for line in label.split("\n") for part in textwrap.wrap(plain_text(line), WIDEST))
