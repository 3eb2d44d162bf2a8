"""Differences against the reference (差异图), with the band inside which models count as equivalent."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from inscredit_models.explain.wording import plain_text
from inscredit_models.report.fonts import drawn_language
from inscredit_models.report.style import ACCENT_LIGHT, MUTED, VERDICT_COLOURS, axes_of, figure_style
from inscredit_models.report.words import VERDICTS, choose, word


def plot_comparisons(frame: pd.DataFrame, *, ax: Axes | None = None, language: str = "zh") -> Axes:
    """Draw the difference of each model to the reference, coloured by verdict.

    Parameters
    ----------
    frame : DataFrame
        ``model``, ``label_zh``, ``label_en``, ``difference`` (model − reference), ``low``, ``high``, ``margin`` (one
        value), ``verdict``; one split. A missing difference leaves its row empty.
    ax, language
        As in `plot_league`.
    """
    language = drawn_language(language)
    with figure_style():
        ax = axes_of(ax, 4.8, 1.0 + 0.3 * len(frame))
        margins = frame["margin"].dropna()
        if len(margins):
            ax.axvspan(-margins.iloc[0], margins.iloc[0], color=ACCENT_LIGHT, alpha=0.55, linewidth=0, zorder=0)
        ax.axvline(0, color=MUTED, linewidth=0.9, zorder=1)
        for place, (_, row) in enumerate(frame.iterrows()):
            colour = VERDICT_COLOURS.get(row["verdict"], MUTED)
            ax.hlines(place, row["low"], row["high"], color=colour, linewidth=1.8)
            ax.plot(row["difference"], place, "o", color=colour, markersize=5.5)
        labels = [plain_text(label) for label in frame[f"label_{language}"]]
        ax.set_yticks(range(len(frame)), labels, color="#1c2b36")
        ax.set_ylim(len(frame) - 0.4, -0.6)
        ax.grid(axis="x")
        ax.spines["left"].set_visible(False)
        ax.set_xlabel(choose(("与参照模型之差", "Difference from the reference"), language))
        handles = _legend(frame, language)
        if handles:
            ax.figure.legend(handles=handles, loc="outside upper left", ncols=3)
    return ax


def _legend(frame: pd.DataFrame, language: str) -> list[Line2D | Patch]:
    handles: list[Line2D | Patch] = [
        Line2D(
            [],
            [],
            marker="o",
            color=VERDICT_COLOURS.get(verdict, MUTED),
            label=choose(word(VERDICTS, verdict), language),
        )
        for verdict in dict.fromkeys(frame["verdict"])
        if isinstance(verdict, str) and verdict
    ]
    if frame["margin"].notna().any():
        handles.append(Patch(color=ACCENT_LIGHT, label=choose(("等效界值", "equivalence margin"), language)))
    return handles
