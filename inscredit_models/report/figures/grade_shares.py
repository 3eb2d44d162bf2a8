"""How sure a grade is (等级概率图): the share of rebuilds in which a unit has each grade."""

from __future__ import annotations

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import PercentFormatter

from inscredit_models.explain.wording import plain_text
from inscredit_models.report.fonts import drawn_language
from inscredit_models.report.style import ADVERSE, INK, PAPER, axes_of, figure_style
from inscredit_models.report.words import choose

_GRADES = LinearSegmentedColormap.from_list("grades", ["#14607a", "#9cc6d4", "#e5c28a", ADVERSE])


def plot_grade_shares(
    frame: pd.DataFrame, *, grades: list[str] | None = None, ax: Axes | None = None, language: str = "zh"
) -> Axes:
    """Draw one bar per unit, cut into its grades; a dot marks the nominal grade.

    Parameters
    ----------
    frame : DataFrame
        ``unit``, ``grade``, ``share``, ``nominal``, as from `rank_robustness.grade_shares`; units are drawn from the
        top in order of appearance. ``label_zh`` and ``label_en``, where they are there, stand in for the unit.
    grades : list of str, optional
        Symbols in their order, best first; by default sorted.
    ax, language
        As in `plot_league`.
    """
    language = drawn_language(language)
    order = grades if grades is not None else sorted(frame["grade"].unique())
    units = list(dict.fromkeys(frame["unit"]))
    shares = frame.pivot(index="unit", columns="grade", values="share").reindex(index=units, columns=order).fillna(0.0)
    with figure_style():
        ax = axes_of(ax, 4.8, 1.0 + 0.17 * max(len(units), 3))
        start = pd.Series(0.0, index=units)
        own = frame[frame["nominal"].astype(bool)].set_index("unit")["grade"]
        for number, grade in enumerate(order):
            colour = grade_colour(number, len(order))
            ax.barh(range(len(units)), shares[grade], left=start, height=0.72, color=colour, label=plain_text(grade))
            marked = [
                place for place, unit in enumerate(units) if own.get(unit) == grade and shares.at[unit, grade] > 0
            ]
            middle = [start.iloc[place] + shares[grade].iloc[place] / 2 for place in marked]
            ax.plot(middle, marked, "o", color=PAPER, markeredgecolor=INK, markersize=3.2, zorder=3)
            start = start + shares[grade]
        labels = frame.drop_duplicates("unit").get(f"label_{language}", pd.Series(units))
        ax.set_yticks(range(len(units)), [plain_text(label) for label in labels], fontsize=7.5, color=INK)
        ax.set_ylim(len(units) - 0.4, -0.6)
        ax.set_xlim(0, 1)
        ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        ax.spines["left"].set_visible(False)
        ax.set_xlabel(
            choose(("占重建次数之比；圆点为名义等级", "Share of rebuilds; the dot is the nominal grade"), language)
        )
        if order:
            ax.figure.legend(*ax.get_legend_handles_labels(), loc="outside upper left", ncols=min(len(order), 8))
    return ax


def grade_colour(position: int, count: int) -> str:
    """Give the colour of a grade by its place from the best, as hexadecimal text.

    Examples
    --------
    >>> grade_colour(0, 4)
    '#14607a'
    """
    return matplotlib.colors.to_hex(_GRADES(position / max(count - 1, 1)))
