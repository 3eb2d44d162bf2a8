"""Figures that are no series (断裂序列图): joined only inside one definition, statistic and length of period."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from inscredit_models.explain.wording import plain_text
from inscredit_models.report.fonts import drawn_language
from inscredit_models.report.style import ACCENT, MUTED, OTHER_COLOURS, axes_of, figure_style
from inscredit_models.report.words import choose

_COLOURS = (ACCENT, *OTHER_COLOURS)


def plot_broken_series(frame: pd.DataFrame, *, ax: Axes | None = None, language: str = "zh") -> Axes:
    """Draw the figures of one refused series, each piece in its colour; pieces are never joined.

    Parameters
    ----------
    frame : DataFrame
        ``end``, ``value``, ``piece``, ``label_zh``, ``label_en`` of one series, as `line_pieces` of the study gives it.
    ax, language
        As in `plot_league`.
    """
    language = drawn_language(language)
    with figure_style():
        ax = axes_of(ax, 5.6, 2.8)
        for number, (_, part) in enumerate(frame.groupby("piece", sort=False)):
            colour = _COLOURS[number % len(_COLOURS)]
            label = plain_text(part[f"label_{language}"].iloc[0])
            ax.plot(part["end"], part["value"], "o-", color=colour, markersize=4, linewidth=1.2, label=label)
        ax.set_ylim(bottom=0)
        ax.grid(axis="y")
        ax.set_xlabel(choose(("报告期末", "End of the period"), language), color=MUTED)
        if len(frame):
            ax.figure.legend(*ax.get_legend_handles_labels(), loc="outside upper left", ncols=2)
    return ax
