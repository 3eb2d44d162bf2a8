"""Effective weights of the indicators (有效权重图): what each part of the hierarchy leaves for an indicator."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from inscredit_models.explain.wording import plain_text
from inscredit_models.report.fonts import drawn_language
from inscredit_models.report.style import ACCENT, INK, axes_of, figure_style
from inscredit_models.report.words import choose

SHOWN = 60


def plot_index_weights(frame: pd.DataFrame, *, ax: Axes | None = None, language: str = "zh") -> Axes:
    """Draw one bar per indicator in order of appearance, from the top; at most ``SHOWN``.

    Parameters
    ----------
    frame : DataFrame
        ``label_zh``, ``label_en``, ``effective`` (share of 1).
    ax, language
        As in `plot_league`.
    """
    language = drawn_language(language)
    shown = frame.head(SHOWN)
    with figure_style():
        ax = axes_of(ax, 6.0, 0.8 + 0.2 * max(len(shown), 1))
        ax.barh(range(len(shown)), 100 * shown["effective"], color=ACCENT, height=0.7)
        labels = [plain_text(label) for label in shown[f"label_{language}"]]
        ax.set_yticks(range(len(shown)), labels, color=INK, fontsize=7.5)
        ax.set_ylim(max(len(shown), 1) - 0.4, -0.6)
        ax.grid(axis="x")
        ax.spines["left"].set_visible(False)
        ax.set_xlabel(choose(("有效权重，%", "Effective weight, %"), language))
    return ax
