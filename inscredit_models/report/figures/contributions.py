"""How much each column moves a model (贡献图): bars of the mean absolute contribution."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from inscredit_models.explain.wording import number_words, plain_text
from inscredit_models.report.fonts import drawn_language
from inscredit_models.report.style import INK, MUTED, axes_of, figure_style, model_colour
from inscredit_models.report.words import UNITS, choose, word


def plot_contributions(frame: pd.DataFrame, *, ax: Axes | None = None, language: str = "zh") -> Axes:
    """Draw one bar per column, its label above it.

    Parameters
    ----------
    frame : DataFrame
        ``model`` (one value), ``feature``, ``label_zh``, ``label_en``, ``mean_abs``, ``unit``; drawn from the top.
    ax, language
        As in `plot_league`.
    """
    language = drawn_language(language)
    with figure_style():
        ax = axes_of(ax, 4.7, 0.55 + 0.4 * max(len(frame), 1))
        if len(frame):
            colour = model_colour(frame["model"].iloc[0])
            ax.barh(range(len(frame)), frame["mean_abs"], height=0.3, color=colour)
            unit = choose(word(UNITS, frame["unit"].iloc[0]), language)
            ax.set_xlabel(choose(("平均绝对贡献", "Mean absolute contribution"), language) + f" ({unit})")
            largest = float(frame["mean_abs"].max())
            ax.set_xlim(0, largest * 1.14 if largest > 0 else 1)
        for place, (_, row) in enumerate(frame.iterrows()):
            label = shortened(row[f"label_{language}"], language)
            ax.annotate(label, (0, place - 0.24), va="bottom", fontsize=8.5, color=INK, annotation_clip=False)
            ax.annotate(
                number_words(row["mean_abs"]),
                (row["mean_abs"], place),
                (4, 0),
                textcoords="offset points",
                va="center",
                fontsize=8,
                color=MUTED,
            )
        ax.set_yticks([])
        ax.set_ylim(len(frame) - 0.6, -0.85)
        ax.spines["left"].set_visible(False)
    return ax


def shortened(label: object, language: str) -> str:
    """Cut a label to what fits above a bar: 30 Chinese or 64 Latin characters.

    Examples
    --------
    >>> shortened("a" * 70, "en")[-3:], len(shortened("a" * 70, "en"))
    ('aa…', 64)
    """
    text = plain_text(label)
    longest = 30 if language == "zh" else 64
    return text if len(text) <= longest else text[: longest - 1] + "…"
