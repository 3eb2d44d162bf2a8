"""What the cells of each category hold (收录状态图), against the goals of coverage."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from inscredit_models.explain.wording import plain_text
from inscredit_models.report.fonts import drawn_language
from inscredit_models.report.style import ACCENT, INK, MUTED, axes_of, figure_style
from inscredit_models.report.words import choose

LAWFUL = (
    ("recorded", ("已收录", "recorded"), ACCENT),
    ("nil_return", ("零报告", "nil return"), "#8fc0d0"),
    ("not_collected", ("未采集", "not collected"), "#e9b9ae"),
)
"""States that make up the lawful denominator, in the order they are drawn, with words and colour."""


def plot_cell_states(
    frame: pd.DataFrame, *, goals: Sequence[float] = (0.8, 0.95), ax: Axes | None = None, language: str = "zh"
) -> Axes:
    """Draw one bar per category: the shares of the three lawful states, with the goals as lines.

    Parameters
    ----------
    frame : DataFrame
        ``label_zh``, ``label_en``, ``recorded``, ``nil_return``, ``not_collected`` (counts); from the top.
    goals : sequence of float
        Drawn as lines.
    ax, language
        As in `plot_league`.
    """
    language = drawn_language(language)
    with figure_style():
        ax = axes_of(ax, 6.0, 1.0 + 0.34 * max(len(frame), 1))
        places = np.arange(len(frame))
        total = frame[[state for state, _, _ in LAWFUL]].sum(axis=1).to_numpy(dtype=float)
        left = np.zeros(len(frame))
        for state, words, colour in LAWFUL:
            share = np.divide(frame[state].to_numpy(dtype=float), total, out=np.zeros(len(frame)), where=total > 0)
            ax.barh(places, share, left=left, height=0.62, color=colour, label=choose(words, language))
            left = left + share
        for goal in goals:
            ax.axvline(goal, color=INK, linewidth=0.9, linestyle=(0, (3, 2)))
        ax.set_yticks(places, [plain_text(name) for name in frame[f"label_{language}"]], color=INK)
        ax.set_xticks([0, 0.2, 0.4, 0.6, *goals], ["0", "20%", "40%", "60%", *(f"{goal:.0%}" for goal in goals)])
        ax.set_ylim(len(frame) - 0.5, -0.5)
        ax.set_xlim(0, 1)
        ax.spines["left"].set_visible(False)
        label = choose(("占可依法采集单元格的比例", "Share of the cells that may lawfully be collected"), language)
        ax.set_xlabel(label, color=MUTED)
        ax.figure.legend(*ax.get_legend_handles_labels(), loc="outside upper left", ncols=3)
    return ax


def plot_coverage_path(
    frame: pd.DataFrame, *, goals: Sequence[float] = (0.8, 0.95), ax: Axes | None = None, language: str = "zh"
) -> Axes:
    """Draw the measures of coverage over the dates, with the goals as lines.

    Parameters
    ----------
    frame : DataFrame
        ``as_of``, ``label_zh``, ``label_en`` and ``rate``; one line per label.
    goals, ax, language
        As in `plot_cell_states`.
    """
    language = drawn_language(language)
    colours = (ACCENT, "#a8651b", "#7b4b94", "#4f7d46")
    with figure_style():
        ax = axes_of(ax, 6.0, 2.9)
        for number, (label, part) in enumerate(frame.groupby(f"label_{language}", sort=False)):
            colour = colours[number % len(colours)]
            ax.plot(part["as_of"], part["rate"], "o-", color=colour, markersize=3.5, label=plain_text(label))
        for goal in goals:
            ax.axhline(goal, color=INK, linewidth=0.9, linestyle=(0, (3, 2)))
        lowest = float(np.nanmin([*frame["rate"].to_numpy(dtype=float), *goals])) if len(frame) else 0.0
        ax.set_ylim(max(0.0, lowest - 0.05), 1.02)
        ax.set_yticks([*goals, 1.0], [*(f"{goal:.0%}" for goal in goals), "100%"])
        dates = sorted(set(frame["as_of"]))
        shown = dates if len(dates) <= 8 else dates[:: -(-len(dates) // 8)]
        ax.set_xticks(shown, [day.date().isoformat() for day in shown], fontsize=7.5)
        ax.figure.legend(*ax.get_legend_handles_labels(), loc="outside upper left", ncols=4)
    return ax
