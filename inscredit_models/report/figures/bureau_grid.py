"""A rate of every bureau as a map-like grid (监管局方格图)."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, Patch

from inscredit_models.explain.wording import plain_text
from inscredit_models.report.bureau_tiles import Tile, tiles_of
from inscredit_models.report.fonts import drawn_language
from inscredit_models.report.numbers import percent
from inscredit_models.report.style import INK, axes_of, figure_style
from inscredit_models.report.words import choose

BELOW, BETWEEN, REACHED, UNKNOWN = "#e9b9ae", "#f1dfae", "#a9d3c0", "#e6eaed"


def plot_bureau_grid(
    frame: pd.DataFrame, *, goals: Sequence[float] = (0.8, 0.95), ax: Axes | None = None, language: str = "zh"
) -> Axes:
    """Draw one tile per bureau with its rate in percent, coloured by the goals it reaches.

    Parameters
    ----------
    frame : DataFrame
        ``bureau`` and ``rate`` (0 to 1, NaN: nothing is known).
    goals : sequence of float
        The lower and the higher goal.
    ax, language
        As in `plot_league`.
    """
    language = drawn_language(language)
    rates = dict(zip(frame["bureau"], frame["rate"], strict=True))
    tiles = tiles_of(list(rates))
    rows = max((tile.row for tile in tiles), default=0) + 1
    columns = max((tile.column for tile in tiles), default=0) + 1
    with figure_style():
        ax = axes_of(ax, 5.6, 0.7 + 5.2 * rows / max(columns, 1) * 0.86)
        for tile in tiles:
            _draw(ax, tile, rates.get(tile.bureau), goals, language)
        ax.set_xlim(-0.03, columns + 0.03)
        ax.set_ylim(rows + 0.03, -0.03)
        ax.axis("off")
        labels = _labels(goals, language)
        handles = [Patch(facecolor=colour) for colour in (BELOW, BETWEEN, REACHED, UNKNOWN)]
        ax.figure.legend(handles, labels, loc="outside upper left", ncols=4, handlelength=1.0, columnspacing=1.2)
    return ax


def _draw(ax: Axes, tile: Tile, rate: float | None, goals: Sequence[float], language: str) -> None:
    known = rate is not None and rate == rate
    colour = UNKNOWN if not known else REACHED if rate >= goals[-1] else BETWEEN if rate >= goals[0] else BELOW
    corner = (tile.column + 0.05, tile.row + 0.05)
    ax.add_patch(FancyBboxPatch(corner, 0.9, 0.9, boxstyle="round,pad=0,rounding_size=0.07", color=colour, lw=0))
    name = plain_text(tile.zh if language == "zh" else tile.en)
    middle = tile.column + 0.5
    size = 7.6 if not name.isascii() else min(6.6, 48 / max(len(name), 1))
    ax.text(middle, tile.row + 0.36, name, ha="center", va="center", fontsize=size, color=INK)
    text = "100%" if known and rate == 1 else percent(rate if known else None)
    ax.text(middle, tile.row + 0.68, text, ha="center", va="center", fontsize=6.8, color=INK)


def _labels(goals: Sequence[float], language: str) -> list[str]:
    low, high = f"{goals[0]:.0%}", f"{goals[-1]:.0%}"
    return [
        choose((f"低于{low}", f"below {low}"), language),
        f"{low}–{high}",
        choose((f"{high}及以上", f"{high} or more"), language),
        choose(("无数据", "no data"), language),
    ]
