"""The look of all figures (图形风格): one set of parameters and colours for a whole report."""

from __future__ import annotations

import io
from contextlib import AbstractContextManager

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from inscredit_models.report.fonts import chinese_family

SHOWN_DPI = 110
"""Dots an inch of a picture in a notebook."""
INK, MUTED, LINE, PAPER = "#1c2b36", "#5b6b78", "#d8dfe5", "#ffffff"
ACCENT, ACCENT_LIGHT = "#14607a", "#cfe3ea"
ADVERSE, FAVOURABLE = "#b4483a", "#14607a"

VERDICT_COLOURS = {
    "better": "#1f7a4d",
    "equivalent": "#3a6ea5",
    "worse": "#b4483a",
    "inconclusive": "#8f6a14",
    "not_evaluable": "#7a8792",
}

MODEL_COLOURS = {
    "truth": "#1c2b36",
    "prevalence": "#b7c0c8",
    "single_best": "#7a8792",
    "index_equal": "#7fb7c9",
    "index_entropy": "#3d8ea8",
    "index_expert": "#14607a",
    "logistic": "#d29a3a",
    "scorecard": "#a8651b",
    "lightgbm": "#7b4b94",
    "lightgbm_monotone": "#b48ac6",
}
OTHER_COLOURS = ("#4f7d46", "#94a83c", "#c2607f", "#5a63a8", "#8c6d5a")


def model_colour(code: str, position: int = 0) -> str:
    """Give the colour of a model: fixed for ours, by position for models that others bring."""
    return MODEL_COLOURS.get(code, OTHER_COLOURS[position % len(OTHER_COLOURS)])


def figure_style() -> AbstractContextManager[None]:
    """Give the context in which everything is drawn; labels are plain text, never formulas."""
    families = ["DejaVu Sans"] if chinese_family() is None else ["DejaVu Sans", chinese_family()]
    return matplotlib.rc_context(
        {
            "font.family": families,
            "font.size": 9,
            "text.color": INK,
            "text.parse_math": False,
            "axes.unicode_minus": False,
            "axes.edgecolor": LINE,
            "axes.labelcolor": MUTED,
            "axes.labelsize": 9,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": False,
            "axes.axisbelow": True,
            "grid.color": "#e9edf1",
            "grid.linewidth": 0.8,
            "xtick.color": MUTED,
            "ytick.color": MUTED,
            "xtick.major.size": 0,
            "ytick.major.size": 0,
            "legend.frameon": False,
            "legend.fontsize": 8.5,
            "svg.fonttype": "none",
            "svg.hashsalt": "inscredit",
            "figure.facecolor": PAPER,
            "figure.dpi": 110,
        }
    )


class ShownAxes(Axes):
    """Axes that a notebook shows as the picture of their figure, whatever its backend is set to."""

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        with figure_style():
            self.figure.savefig(buffer, format="png", dpi=SHOWN_DPI)
        return buffer.getvalue()


def axes_of(ax: Axes | None, width: float, height: float) -> Axes:
    """Give the axes to draw on: those passed, or the only axes of a new figure of this size in inches."""
    if ax is not None:
        return ax
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure.add_subplot(axes_class=ShownAxes)
