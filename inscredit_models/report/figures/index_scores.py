"""The units of an index from best to worst (指数排名图): the score as a bar, the parts below the root as dots."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from inscredit_models.explain.wording import plain_text
from inscredit_models.report.fonts import drawn_language
from inscredit_models.report.style import ACCENT_LIGHT, INK, OTHER_COLOURS, axes_of, figure_style
from inscredit_models.report.words import choose

SHOWN = 60
"""So many units are drawn; with more, the first and the last half of this number."""


def plot_index_scores(frame: pd.DataFrame, *, ax: Axes | None = None, language: str = "zh") -> Axes:
    """Draw units in the order of the frame, from the top.

    Parameters
    ----------
    frame : DataFrame
        ``unit``, ``score``, and ``label_zh``, ``label_en``, ``points`` of one part in each row (a unit has as many rows
        as there are parts; with no parts one row with missing points).
    ax, language
        As in `plot_league`.
    """
    language = drawn_language(language)
    units = list(dict.fromkeys(frame["unit"]))
    units = units if len(units) <= SHOWN else [*units[: SHOWN // 2], *units[-SHOWN // 2 :]]
    shown = frame[frame["unit"].isin(units)]
    place = {unit: number for number, unit in enumerate(units)}
    with figure_style():
        ax = axes_of(ax, 6.0, 1.0 + 0.2 * len(units))
        score = shown.drop_duplicates("unit")
        ax.barh(score["unit"].map(place), score["score"], color=ACCENT_LIGHT, height=0.78, zorder=0)
        parts = shown.dropna(subset=["points"])
        for number, (label, part) in enumerate(parts.groupby(f"label_{language}", sort=False)):
            colour = OTHER_COLOURS[number % len(OTHER_COLOURS)]
            ax.plot(part["points"], part["unit"].map(place), "o", color=colour, markersize=3.5, label=plain_text(label))
        ax.set_yticks(range(len(units)), [plain_text(unit) for unit in units], color=INK, fontsize=7.5)
        ax.set_ylim(len(units) - 0.4, -0.6)
        ax.grid(axis="x")
        ax.spines["left"].set_visible(False)
        ax.set_xlabel(choose(("得分（条）与分项（点）", "Score (bars) and its parts (dots)"), language))
        if len(parts):
            ax.figure.legend(*ax.get_legend_handles_labels(), loc="outside upper left", ncols=4)
    return ax
