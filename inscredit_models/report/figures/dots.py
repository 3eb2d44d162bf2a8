"""Values with intervals or limits as dots on lines (点图): one panel a name, shared labels."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from inscredit_models.explain.wording import plain_text
from inscredit_models.report.fonts import drawn_language
from inscredit_models.report.style import ACCENT, INK, MUTED, OTHER_COLOURS, axes_of, figure_style

LONGEST_LABEL = 34
WIDEST_LEGEND, MARK = 80, 6
"""Letters that a line of the legend holds, and those that a mark takes."""


def plot_dots(
    frame: pd.DataFrame,
    *,
    axis: tuple[str, str],
    line: float | None = None,
    ax: Axes | None = None,
    language: str = "zh",
) -> Axes:
    """Draw dots with their ends.

    Parameters
    ----------
    frame : DataFrame
        ``label_zh``, ``label_en``, ``panel_zh``, ``panel_en``, ``value``, ``low``, ``high``. Labels are drawn in order
        of appearance, from the top; each panel has its colour. A missing value leaves its place empty, a missing end
        leaves the dot alone.
    axis : (zh, en)
        What the axis shows.
    line : float, optional
        Where to draw a dashed line.
    ax : Axes, optional
        Where to draw; by default a new figure.
    language : {"zh", "en"}
        Language of the labels.
    """
    language = drawn_language(language)
    labels = list(dict.fromkeys(frame[f"label_{language}"]))
    panels = list(dict.fromkeys(frame[f"panel_{language}"]))
    with figure_style():
        ax = axes_of(ax, 5.2, 0.9 + max(0.26, 0.09 * len(panels)) * len(labels))
        for number, panel in enumerate(panels):
            rows = frame[frame[f"panel_{language}"] == panel]
            offset = 0.7 * ((number + 0.5) / len(panels) - 0.5)
            places = [labels.index(label) + offset for label in rows[f"label_{language}"]]
            colour = (ACCENT, *OTHER_COLOURS, MUTED)[number % (len(OTHER_COLOURS) + 2)]
            ax.hlines(places, rows["low"], rows["high"], color=colour, linewidth=1.3, alpha=0.7)
            ax.plot(rows["value"], places, "o", color=colour, markersize=3.8, label=plain_text(panel))
        if line is not None:
            ax.axvline(line, color=INK, linewidth=0.8, linestyle=(0, (4, 3)), alpha=0.7, zorder=0)
        ax.set_yticks(range(len(labels)), [_short(plain_text(label)) for label in labels], color=INK)
        ax.set_ylim(len(labels) - 0.4, -0.6)
        ax.grid(axis="x")
        ax.spines["left"].set_visible(False)
        ax.set_xlabel(axis[0 if language == "zh" else 1])
        if panels and not (len(panels) == 1 and panels[0] == ""):
            ax.figure.legend(*ax.get_legend_handles_labels(), loc="outside upper left", ncols=legend_columns(panels))
    return ax


def legend_columns(panels: Sequence[str]) -> int:
    """Give how many names stand side by side above a figure: at most three, fewer where they are long.

    Examples
    --------
    >>> legend_columns(["评分卡", "逻辑回归", "梯度提升"]), legend_columns(["评分卡：时间外、未见主体样本"] * 6)
    (3, 2)
    """
    # A Chinese character is about as wide as two Latin letters.
    widest = max(sum(1 if ord(character) < 0x2E80 else 2 for character in panel) for panel in panels)
    return max(1, min(len(panels), 3, WIDEST_LEGEND // (widest + MARK)))


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1] + "…"
