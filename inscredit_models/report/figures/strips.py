"""Every explained row as a dot (贡献散点图): contribution to the right or left, colour by the value of the column."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from inscredit_models.report.figures.contributions import shortened
from inscredit_models.report.fonts import drawn_language
from inscredit_models.report.style import INK, MUTED, axes_of, figure_style
from inscredit_models.report.words import SIDES, UNITS, choose, word

_VALUES = LinearSegmentedColormap.from_list("values", ["#2f7f9d", "#9fb6bf", "#c4553f"])
_MISSING = "#c9d1d7"


def plot_strips(frame: pd.DataFrame, *, ax: Axes | None = None, language: str = "zh") -> Axes:
    """Draw one strip of dots per column, in order of appearance, from the top.

    Parameters
    ----------
    frame : DataFrame
        ``feature``, ``label_zh``, ``label_en``, ``contribution``, ``value_rank`` (0 = lowest value of the column, 1 =
        highest, NaN = missing or text: grey), ``unit``, ``higher_is``; one row per dot.
    ax, language
        As in `plot_league`.

    Notes
    -----
    The dots are drawn as one picture inside the figure: two thousand rows as single shapes would make the page heavy.
    """
    language = drawn_language(language)
    features = list(dict.fromkeys(frame["feature"]))
    with figure_style():
        ax = axes_of(ax, 4.8, 0.9 + 0.47 * max(len(features), 1))
        ax.figure.set_dpi(160)
        ax.axvline(0, color=MUTED, linewidth=0.8, zorder=0)
        low, high = _range(frame["contribution"])
        for place, feature in enumerate(features):
            rows = frame[frame["feature"] == feature]
            _draw_strip(ax, rows, place, high - low)
            label = shortened(rows[f"label_{language}"].iloc[0], language)
            ax.annotate(label, (low, place - 0.27), va="bottom", fontsize=8.5, color=INK, annotation_clip=False)
        ax.set_yticks([])
        ax.set_xlim(low, high)
        ax.set_ylim(len(features) - 0.5, -0.8)
        ax.spines["left"].set_visible(False)
        ax.grid(axis="x")
        if len(frame):
            _describe(ax, frame, language)
    return ax


def _draw_strip(ax: Axes, rows: pd.DataFrame, place: int, width: float) -> None:
    x = rows["contribution"].to_numpy(dtype=float)
    rank = rows["value_rank"].to_numpy(dtype=float)
    heights = place + 0.07 + spread(x, width)
    gaps = np.isnan(rank)
    ax.scatter(x[gaps], heights[gaps], s=5, color=_MISSING, linewidths=0, rasterized=True)
    ax.scatter(
        x[~gaps], heights[~gaps], s=5, c=rank[~gaps], cmap=_VALUES, vmin=0, vmax=1, linewidths=0, rasterized=True
    )


def spread(x: np.ndarray, width: float, *, half_height: float = 0.2) -> np.ndarray:
    """Move dots that lie on top of each other up and down, without chance: the k-th of a place goes k steps out.

    Examples
    --------
    >>> spread(np.array([0.0, 0.0, 0.0, 5.0]), 10.0, half_height=0.2).tolist()
    [0.0, 0.2, -0.2, 0.0]
    """
    places = np.floor(x / (width / 120 if width > 0 else 1.0)).astype(int)
    order = pd.Series(places).groupby(places).cumcount().to_numpy()
    steps = np.where(order % 2 == 1, (order + 1) // 2, -(order // 2)).astype(float)
    largest = np.abs(steps).max(initial=0.0)
    return steps * (half_height / largest) if largest > 0 else steps


def _range(contributions: pd.Series) -> tuple[float, float]:
    if contributions.empty:
        return -1.0, 1.0
    low, high = float(contributions.min()), float(contributions.max())
    room = 0.04 * (high - low) or 1.0
    return low - room, high + room


def _describe(ax: Axes, frame: pd.DataFrame, language: str) -> None:
    unit = choose(word(UNITS, frame["unit"].iloc[0]), language)
    side = choose(word(SIDES, frame["higher_is"].iloc[0]), language)
    ax.set_xlabel(choose(("贡献", "Contribution"), language) + f" ({unit}); {side}")
    names = (("取值低", "low value"), ("取值高", "high value"), ("缺失或文本", "missing or text"))
    for colour, name in zip((_VALUES(0.0), _VALUES(1.0), _MISSING), names, strict=True):
        ax.scatter([], [], s=22, color=[colour], label=choose(name, language))
    ax.figure.legend(*ax.get_legend_handles_labels(), loc="outside upper left", ncols=3, handletextpad=0.2)
