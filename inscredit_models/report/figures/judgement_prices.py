"""What each expert weight costs (权重代价图): loss of AUC against the best admissible weight, with its interval."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from inscredit_models.explain.wording import plain_text
from inscredit_models.report.fonts import drawn_language
from inscredit_models.report.style import INK, MUTED, VERDICT_COLOURS, axes_of, figure_style
from inscredit_models.report.words import choose

_KINDS = {
    "weight": ("单个权重", "one weight"),
    "group": ("组内全部权重", "all weights of a group"),
    "all": ("全部权重", "all weights"),
}
_MARKS = {"weight": "o", "group": "D", "all": "s"}
_VERDICTS = {
    "worse": ("判断有代价", "judgement costs"),
    "equivalent": ("无实质代价", "no price that matters"),
    "better": ("优于可寻得的权重", "better than the search"),
    "inconclusive": ("尚无定论", "inconclusive"),
    "not_evaluable": ("不可评估", "not evaluable"),
}


def plot_judgement_prices(frame: pd.DataFrame, *, ax: Axes | None = None, language: str = "zh") -> Axes:
    """Draw one row per question, coloured by the verdict on the given weights.

    Parameters
    ----------
    frame : DataFrame
        ``node``, ``kind``, ``price``, ``low``, ``high``, ``verdict``, as from `price_of_judgement`, and ``label_zh``,
        ``label_en``; drawn from the top. A price that is not evaluable leaves its row empty but for its name.
    ax, language
        As in `plot_league`.
    """
    language = drawn_language(language)
    with figure_style():
        ax = axes_of(ax, 4.8, 1.1 + 0.27 * max(len(frame), 1))
        ax.axvline(0, color=MUTED, linewidth=0.9, zorder=0)
        for place, row in enumerate(frame.to_dict("records")):
            colour = VERDICT_COLOURS.get(row["verdict"], MUTED)
            ax.hlines(place, row["low"], row["high"], color=colour, linewidth=1.8)
            ax.plot(row["price"], place, _MARKS[row["kind"]], color=colour, markersize=5)
        ax.set_yticks(range(len(frame)), _labels(frame, language), color=INK)
        ax.set_ylim(len(frame) - 0.4, -0.6)
        ax.grid(axis="x")
        ax.spines["left"].set_visible(False)
        ax.set_xlabel(
            choose(("AUC损失（相对最优可行权重）", "Loss of AUC against the best admissible weights"), language)
        )
        handles = _legend(frame, language)
        if handles:
            ax.figure.legend(handles=handles, loc="outside upper left", ncols=3)
    return ax


def _labels(frame: pd.DataFrame, language: str) -> list[str]:
    names = [plain_text(name) for name in frame[f"label_{language}"]]
    kinds = [choose(_KINDS[kind], language) for kind in frame["kind"]]
    brackets = ("（{}）", " ({})")
    return [
        kind if name == "" else name if code == "weight" else name + choose(brackets, language).format(kind)
        for name, kind, code in zip(names, kinds, frame["kind"], strict=True)
    ]


def _legend(frame: pd.DataFrame, language: str) -> list[Line2D]:
    return [
        Line2D([], [], color=VERDICT_COLOURS[verdict], marker="o", label=choose(_VERDICTS[verdict], language))
        for verdict in dict.fromkeys(frame["verdict"])
        if verdict in _VERDICTS
    ]
