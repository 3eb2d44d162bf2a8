"""Printed ratios and their shrunken ones (比率收缩图): how far small volumes are drawn towards the whole."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from inscredit_models.explain.wording import plain_text
from inscredit_models.report.fonts import drawn_language
from inscredit_models.report.style import ACCENT, INK, MUTED, axes_of, figure_style
from inscredit_models.report.words import choose


def plot_shrinkage(frame: pd.DataFrame, *, ax: Axes | None = None, language: str = "zh") -> Axes:
    """Draw one row per subject: the printed ratio with its exact interval, and the shrunken ratio.

    Parameters
    ----------
    frame : DataFrame
        ``subject``, ``events``, ``printed``, ``low``, ``high``, ``shrunken``, as from `published_answers.shrink_all`
        (rows with a reason left out); drawn from the top in the order of the rows.
    ax, language
        As in `plot_league`.
    """
    language = drawn_language(language)
    with figure_style():
        ax = axes_of(ax, 5.6, 1.2 + 0.19 * max(len(frame), 3))
        places = list(range(len(frame)))
        low = frame["low"].clip(lower=frame["printed"].min() / 4) if len(frame) else frame["low"]
        ax.hlines(places, low, frame["high"], color=MUTED, linewidth=1, alpha=0.6)
        label = choose(("印出比率与95%区间", "printed ratio, 95 % interval"), language)
        ax.plot(frame["printed"], places, "o", color=INK, markersize=3.6, label=label)
        label = choose(("收缩后", "shrunken"), language)
        ax.plot(frame["shrunken"], places, "D", color=ACCENT, markersize=3.6, label=label)
        counted = choose(("{}（{}件）", "{} ({})"), language)
        names = [
            counted.format(plain_text(s), f"{n:,.0f}") for s, n in zip(frame["subject"], frame["events"], strict=True)
        ]
        ax.set_yticks(places, names, fontsize=7.5, color=INK)
        ax.set_ylim(len(frame) - 0.4, -0.6)
        if len(frame):
            ax.set_xscale("log")
        ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        ax.minorticks_off()
        ax.grid(axis="x")
        ax.spines["left"].set_visible(False)
        ax.set_xlabel(choose(("比率（对数刻度）", "Ratio (log scale)"), language), color=MUTED)
        if len(frame):
            ax.figure.legend(*ax.get_legend_handles_labels(), loc="outside upper left", ncols=2)
    return ax
