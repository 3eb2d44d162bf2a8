"""The league as a forest plot (排行榜图): one row per model, one interval per split."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from inscredit_models.explain.wording import plain_text
from inscredit_models.report.fonts import drawn_language
from inscredit_models.report.style import ACCENT, MUTED, axes_of, figure_style
from inscredit_models.report.words import SPLITS, choose, metric_words, word

_MARKS = (("o", ACCENT, ACCENT), ("D", "#a8651b", "white"), ("s", MUTED, "white"))


def plot_league(frame: pd.DataFrame, *, ax: Axes | None = None, language: str = "zh") -> Axes:
    """Draw estimates with their intervals.

    Parameters
    ----------
    frame : DataFrame
        ``model``, ``label_zh``, ``label_en``, ``metric`` (one value), ``split``, ``estimate``, ``low``, ``high``, and
        ``reference`` (its model gets a vertical line). Models are drawn in order of appearance, from the top. A missing
        estimate leaves its row empty; a missing interval leaves the mark alone.
    ax : Axes, optional
        Where to draw; by default a new figure.
    language : {"zh", "en"}
        Language of the labels.
    """
    language = drawn_language(language)
    models = list(dict.fromkeys(frame["model"]))
    splits = list(dict.fromkeys(frame["split"]))
    with figure_style():
        ax = axes_of(ax, 4.8, 0.9 + 0.34 * len(models))
        for number, split in enumerate(splits):
            offset = 0.15 * (2 * number - len(splits) + 1)
            _draw_split(
                ax, frame[frame["split"] == split], models, offset, number, choose(word(SPLITS, split), language)
            )
        _draw_reference(ax, frame, splits[0] if splits else "")
        labels = frame.drop_duplicates("model")[f"label_{language}"]
        ax.set_yticks(range(len(models)), [plain_text(label) for label in labels], color="#1c2b36")
        ax.set_ylim(len(models) - 0.4, -0.6)
        ax.grid(axis="x")
        ax.spines["left"].set_visible(False)
        ax.set_xlabel(choose(metric_words(frame["metric"].iloc[0]), language) if len(frame) else "")
        if splits:
            ax.figure.legend(*ax.get_legend_handles_labels(), loc="outside upper left", ncols=len(splits))
    return ax


def _draw_split(ax: Axes, rows: pd.DataFrame, models: list[str], offset: float, number: int, label: str) -> None:
    marker, colour, face = _MARKS[number % len(_MARKS)]
    places = [models.index(model) + offset for model in rows["model"]]
    ax.hlines(places, rows["low"], rows["high"], color=colour, linewidth=1.6, alpha=0.75)
    ax.plot(rows["estimate"], places, marker, color=colour, markerfacecolor=face, markersize=5, label=label)


def _draw_reference(ax: Axes, frame: pd.DataFrame, split: str) -> None:
    chosen = frame[(frame["model"] == frame["reference"]) & (frame["split"] == split)]
    for estimate in chosen["estimate"].dropna():
        ax.axvline(estimate, color=ACCENT, linewidth=0.8, linestyle=(0, (4, 3)), alpha=0.7, zorder=0)
