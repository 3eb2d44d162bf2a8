"""Ranks with their intervals (排名区间图) when every choice behind an index is varied at once."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from inscredit_models.explain.wording import plain_text
from inscredit_models.report.fonts import drawn_language
from inscredit_models.report.style import ACCENT, INK, MUTED, axes_of, figure_style
from inscredit_models.report.words import choose


def plot_rank_intervals(frame: pd.DataFrame, *, ax: Axes | None = None, language: str = "zh") -> Axes:
    """Draw one row per unit: nominal rank, median of the runs and the interval between.

    Parameters
    ----------
    frame : DataFrame
        ``unit``, ``nominal``, ``median``, ``low``, ``high``, ``level`` (one value), as from
        `rank_robustness.rank_intervals`; drawn from the top in the order of the rows. ``label_zh`` and ``label_en``,
        where they are there, stand in for the unit.
    ax, language
        As in `plot_league`.
    """
    language = drawn_language(language)
    with figure_style():
        ax = axes_of(ax, 4.8, 1.1 + 0.17 * max(len(frame), 3))
        places = range(len(frame))
        ax.hlines(places, frame["low"], frame["high"], color=ACCENT, linewidth=3, alpha=0.35)
        ax.plot(frame["median"], places, "|", color=ACCENT, markersize=7, label=choose(("中位数", "median"), language))
        nominal = choose(("名义排名", "nominal rank"), language)
        ax.plot(frame["nominal"], places, "o", color=INK, markersize=3.4, label=nominal)
        names = frame.get(f"label_{language}", frame["unit"])
        ax.set_yticks(places, [plain_text(name) for name in names], fontsize=7.5, color=INK)
        ax.set_ylim(len(frame) - 0.4, -0.6)
        ax.xaxis.set_major_locator(MaxNLocator(8, integer=True))
        ax.grid(axis="x")
        ax.spines["left"].set_visible(False)
        ax.set_xlabel(_axis_label(frame, language), color=MUTED)
        if len(frame):
            ax.figure.legend(*ax.get_legend_handles_labels(), loc="outside upper left", ncols=2)
    return ax


def _axis_label(frame: pd.DataFrame, language: str) -> str:
    label = choose(("排名（1为最好）", "Rank (1 = best)"), language)
    if not len(frame):
        return label
    level = f"{float(frame['level'].iloc[0]):.0%}"
    return label + choose((f"，{level}的重建落在线内", f"; {level} of the rebuilds lie on the bar"), language)
